import { interactiveRetry } from '../lib/aws/clients/wake-queue.ts';
import { destinationAnswered } from '../lib/conferences/call/transfer/led-out.ts';
import { keyedInMeeting } from '../lib/conferences/call/inside/keys.ts';
import { legJoined, legLeft, voiceCallEnded } from '../lib/conferences/events/meeting-events.ts';
import type { ConferenceDeps } from '../lib/conferences/ports.ts';
import type { PlivoSecrets } from '../lib/providers/plivo/client.ts';
import { parseEvent, type PlivoEvent } from '../lib/providers/plivo/requests.ts';
import { plivoCheck } from '../lib/providers/plivo/signature.ts';
import { eventRoutes } from '../lib/providers/plivo/urls.ts';
import { composeConferences, composeVoiceWebhooks } from './compose/conferences.ts';
import { deploy } from './compose/compose.ts';
import { admitForm, type FormRequestEvent, type FormWebhookDeps } from './shared/form-webhook.ts';
import { answer, type HttpAnswer } from './shared/http.ts';
import { answerInTime, deadlineOf, type VoiceAnswerDeps } from './shared/voice-answer.ts';
import { Refusals } from './shared/webhook-refusal.ts';

export type Deps = ConferenceDeps & FormWebhookDeps<PlivoSecrets> & VoiceAnswerDeps;

type Told = Exclude<PlivoEvent, { kind: 'keyed-inside' }>;

/** `POST /plivo/events` and `/plivo/hangup`: a leg joined or left, somebody pressed keys in a meeting, a call is over. */
export function makeHandler(deps: Deps) {
  const refusals = new Refusals(deps, 'plivo-events');
  return async (request: FormRequestEvent): Promise<HttpAnswer> => {
    const deadline = deadlineOf(deps);
    const admitted = await admitForm(deps, refusals, plivoCheck, eventRoutes, request);
    if (!admitted.ok) return admitted.answer;
    const event = parseEvent(admitted.route, admitted.query, admitted.form);
    if (event.kind === 'keyed-inside') return keyed(deps, event, deadline);
    try {
      const result = await record(deps, event);
      return noted(deps, result === 'recorded' ? undefined : result);
    } catch (cause) {
      // Plivo repeats what is answered 5xx, as the fragment on the URL asks.
      deps.log.error('dial-in-failed', { route: admitted.route, why: `not-recorded-${event.kind}` }, cause);
      return answer(503, { code: 'busy' });
    }
  };
}

/**
 * Answered in any case, and soon: a press that is reported again later than a moment after counts as another. Who is not heard
 * presses again.
 */
function keyed(
  deps: Deps,
  { kind, call, keys }: Extract<PlivoEvent, { kind: 'keyed-inside' }>,
  deadline: AbortSignal,
): Promise<HttpAnswer> {
  const press = { atMs: deps.clock.now() };
  return answerInTime(deps, {
    ...{ route: kind, callId: call, deadline },
    work: keyedInMeeting(deps, { call, keys, press }).then((result) =>
      noted(deps, result === 'recorded' ? undefined : result),
    ),
    apology: () => noted(deps),
  });
}

async function record(deps: Deps, event: Told): Promise<'recorded' | 'strange-leg' | 'other'> {
  switch (event.kind) {
    case 'joined':
      return known(await legJoined(deps, event.leg));
    case 'left':
      return known(await legLeft(deps, event.leg));
    case 'destination-answered':
      return known(await destinationAnswered(deps, event.call));
    case 'call-ended':
      if (event.ourFault !== undefined) {
        deps.log.error('dial-in-failed', { route: 'hangup', why: event.ourFault, callId: event.call });
        deps.count('dialInsFailed', 1, 'answer-refused');
      }
      return known(await voiceCallEnded(deps, event.call, event));
    case 'unknown':
      return known(event.kind);
    case 'other':
      return event.kind;
  }
}

const known = (result: 'recorded' | 'unknown') => (result === 'unknown' ? 'strange-leg' : result);

/** An answer that Plivo does not read. `ignored`: nothing was made of what it reports, for this reason. */
function noted({ count }: Pick<Deps, 'count'>, ignored?: string): HttpAnswer {
  if (ignored !== undefined) count('eventsIgnored', 1, ignored);
  return { statusCode: 200 };
}

export const handler = deploy((base) =>
  makeHandler({
    ...composeConferences(base, interactiveRetry),
    ...composeVoiceWebhooks(base, 'plivoAuthTokens'),
  }),
);
