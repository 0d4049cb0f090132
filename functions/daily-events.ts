import { parseEvent, type DailyEvent } from '../lib/providers/daily/events.ts';
import { isWebhookProbe } from '../lib/providers/daily/probe.ts';
import { webhookHeaders } from '../lib/providers/daily/signature.ts';
import { parseOwnRoomName } from '../lib/held-calls/model/call.ts';
import {
  callerConnected,
  callerLeft,
  meetingEnded,
  existingRoomReady,
} from '../lib/held-calls/steps/caller-events.ts';
import type { EventResult } from '../lib/held-calls/steps/caller-events.ts';
import type { HeldCallDeps } from '../lib/held-calls/ports.ts';
import { ownRoomReady } from '../lib/held-calls/steps/rooms/ready.ts';
import { transferHeard } from '../lib/held-calls/steps/transfer-events.ts';
import { composeHeldCalls } from './compose/held-calls.ts';
import { deploy } from './compose/compose.ts';
import { admit, answerProbe, type DailyWebhook, type WebhookDeps } from './shared/daily-webhook.ts';
import { answer, type HttpAnswer, type WebhookEvent } from './shared/http.ts';
import { Refusals } from './shared/webhook-refusal.ts';

const webhook: DailyWebhook = { name: 'daily-events', headers: webhookHeaders, isProbe: isWebhookProbe };

export type Deps = HeldCallDeps & WebhookDeps;

/** `POST /daily/events`: Daily's domain webhook. Events of every room of the domain arrive; most are not ours. */
export function makeHandler(deps: Deps) {
  const refusals = new Refusals(deps, webhook.name);
  return async (event: WebhookEvent): Promise<HttpAnswer> => {
    const admitted = await admit(deps, refusals, webhook, event);
    if (!admitted.ok) return admitted.answer;

    const parsed = parseEvent(admitted.rawBody, deps.clock.now());
    if (parsed.kind === 'probe') return answerProbe(deps, webhook.name);
    if (parsed.kind === 'invalid') {
      return refusals.refuse(event, { status: 400, code: `invalid-${parsed.why}` });
    }

    const result = await record(deps, parsed);
    if (result === 'unknown') deps.count('eventsIgnored', 1, 'strange-room');
    // Daily repeats what is not answered 200: exactly what an event needs that could not be passed on.
    return result === 'failed' ? answer(503, { code: 'busy' }) : answer(200, { ok: true, result });
  };
}

async function record(deps: Deps, event: DailyEvent): Promise<EventResult> {
  switch (event.kind) {
    case 'ready': {
      const own = parseOwnRoomName(deps.settings.stage, event.room);
      return own === undefined
        ? existingRoomReady(deps, event.room, event.address, event.atMs)
        : ownRoomReady(deps, { ...own, address: event.address, source: 'provider' });
    }
    case 'connected':
      return callerConnected(deps, event.room, event.session, event.atMs);
    case 'stopped':
      return callerLeft(deps, event.room, event.session, event.atMs);
    case 'transferring':
    case 'transferBegun':
    case 'transferAnswered':
    case 'transferOver':
      return transferHeard(deps, event.room, event.session, event);
    case 'meeting-ended':
      return meetingEnded(deps, event.room, event.atMs);
    case 'warning':
    case 'error':
      deps.log.warn('provider-failed', { event: event.kind, room: event.room, why: event.message });
      return 'ignored';
    case 'other':
      return 'ignored';
  }
}

export const handler = deploy((base) =>
  makeHandler({
    ...composeHeldCalls(base),
    hmacSecrets: base.secret('dailyWebhookHmac'),
    isUsed: base.uses('dailyWebhookHmac'),
  }),
);
