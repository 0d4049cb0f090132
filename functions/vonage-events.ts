import { keyedInMeeting } from '../lib/conferences/call/inside/keys.ts';
import { legIn, legMoved } from '../lib/conferences/events/leg-moves.ts';
import { voiceCallEnded, type EventResult } from '../lib/conferences/events/meeting-events.ts';
import type { ConferenceDeps } from '../lib/conferences/ports.ts';
import { callIdOf } from '../lib/providers/vonage/call-id.ts';
import { parseEvent, parseKeys, parseRtcEvent, type VonageEvent } from '../lib/providers/vonage/requests.ts';
import { eventRoutes } from '../lib/providers/vonage/urls.ts';
import { composeConferences, composeVoiceWebhooks } from './compose/conferences.ts';
import { deploy } from './compose/compose.ts';
import { answer, type HttpAnswer } from './shared/http.ts';
import {
  admit,
  type Admitted,
  type VonageRequestEvent,
  type VonageWebhookDeps,
} from './shared/vonage-webhook.ts';
import { Refusals } from './shared/webhook-refusal.ts';

export type Deps = ConferenceDeps & VonageWebhookDeps;

/** `POST /vonage/events`, `/rtc` and `/keys`: a leg joined, left or was muted, a key was pressed, a call is over. */
export function makeHandler(deps: Deps) {
  const refusals = new Refusals(deps, 'vonage-events');
  return async (event: VonageRequestEvent): Promise<HttpAnswer> => {
    const admitted = await admit(deps, refusals, eventRoutes, event);
    if (!admitted.ok) return admitted.answer;
    const told = parse(admitted, deps.clock.now());
    try {
      const result = await record(deps, told);
      if (result !== 'recorded')
        deps.count('eventsIgnored', 1, result === 'unknown' ? 'strange-leg' : result);
      return { statusCode: 204 };
    } catch (cause) {
      // Vonage asks twice more after a 503 (Vonage docs, troubleshooting).
      deps.log.error('dial-in-failed', { route: admitted.route, why: `not-recorded-${told.kind}` }, cause);
      return answer(503, { code: 'busy' });
    }
  };
}

function parse({ route, query, text }: Admitted<(typeof eventRoutes)[number]>, nowMs: number): VonageEvent {
  switch (route) {
    case 'events':
      return parseEvent(query, text);
    case 'keys':
      return parseKeys(query, text, nowMs);
    case 'rtc':
      return parseRtcEvent(text);
  }
}

type Result = EventResult | 'ignored' | 'other';

async function record(deps: Deps, event: VonageEvent): Promise<Result> {
  if (event.kind === 'other') return 'other';
  if (event.kind === 'failed') {
    deps.log.error('dial-in-failed', { route: 'events', why: 'answer-refused', callId: event.call });
    deps.count('dialInsFailed', 1, 'answer-refused');
    return 'recorded';
  }
  // Most events say no region, and a call is found without it.
  const call = event.call ?? callIdOf(event.leg ?? '', undefined);
  if (call === undefined) return 'unknown';
  switch (event.kind) {
    case 'ended': {
      const result = await voiceCallEnded(deps, call, event);
      return result === 'unknown' && event.isOutbound ? 'other' : result;
    }
    case 'keyed':
      return keyedInMeeting(deps, { ...event, call });
    case 'moved':
    case 'joined':
    case 'left':
    case 'muted':
    case 'unmuted': {
      const pinCall = await deps.pinCalls.get(call);
      if (pinCall === undefined) return 'unknown';
      if (event.kind !== 'moved') return legIn(deps, pinCall, event.conversation, event.kind);
      return legMoved(deps, pinCall, { ...event, isAsked: event.call !== undefined });
    }
  }
}

export const handler = deploy((base) =>
  makeHandler({
    ...composeConferences(base),
    ...composeVoiceWebhooks(base, 'vonageSignatureSecrets'),
  }),
);
