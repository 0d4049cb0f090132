import { destinationAnswered } from '../lib/conferences/call/transfer/led-out.ts';
import {
  legJoined,
  legLeft,
  legMuted,
  voiceCallEnded,
  type EventResult,
  type MeetingEventDeps,
} from '../lib/conferences/events/meeting-events.ts';
import type { TwilioSecrets } from '../lib/providers/twilio/client.ts';
import { parseCallStatus, parseConferenceEvent, type TwilioEvent } from '../lib/providers/twilio/requests.ts';
import { twilioCheck } from '../lib/providers/twilio/signature.ts';
import { eventRoutes } from '../lib/providers/twilio/urls.ts';
import { composeConferences, composeVoiceWebhooks } from './compose/conferences.ts';
import { deploy } from './compose/compose.ts';
import { answer, type HttpAnswer } from './shared/http.ts';
import { admitForm, type FormRequestEvent, type FormWebhookDeps } from './shared/form-webhook.ts';
import { Refusals } from './shared/webhook-refusal.ts';

export type Deps = MeetingEventDeps & FormWebhookDeps<TwilioSecrets>;

/** `POST /twilio/events` and `/twilio/status`: a leg joined, left or was muted, a call is over. */
export function makeHandler(deps: Deps) {
  const refusals = new Refusals(deps, 'twilio-events');
  return async (event: FormRequestEvent): Promise<HttpAnswer> => {
    const admitted = await admitForm(deps, refusals, twilioCheck, eventRoutes, event);
    if (!admitted.ok) return admitted.answer;
    const { route, query, form } = admitted;
    const parsed = route === 'events' ? parseConferenceEvent(form) : parseCallStatus(query, form);
    try {
      const result = await record(deps, parsed);
      if (result !== 'recorded')
        deps.count('eventsIgnored', 1, result === 'unknown' ? 'strange-leg' : result);
      return { statusCode: 204 };
    } catch (cause) {
      // Twilio repeats what is answered 5xx, as the fragment on the URL asks.
      deps.log.error('dial-in-failed', { route, why: `not-recorded-${parsed.kind}` }, cause);
      return answer(503, { code: 'busy' });
    }
  };
}

async function record(deps: Deps, event: TwilioEvent): Promise<EventResult | 'other'> {
  switch (event.kind) {
    case 'joined':
      return legJoined(deps, event.leg);
    case 'left':
      return legLeft(deps, event.leg);
    case 'muted':
      return legMuted(deps, event.leg);
    case 'call-ended':
      return voiceCallEnded(deps, event.call, event);
    case 'destination-answered':
      return destinationAnswered(deps, event.call);
    case 'unknown':
    case 'other':
      return event.kind;
  }
}

export const handler = deploy((base) =>
  makeHandler({
    ...composeConferences(base),
    ...composeVoiceWebhooks(base, 'twilioAuthTokens', 'twilioSharedKeys'),
  }),
);
