import type { TwilioSecrets } from '../../lib/providers/twilio/client.ts';
import { twilioDescriptor } from '../../lib/providers/twilio/descriptor.ts';
import { checkSignature } from '../../lib/providers/twilio/signature.ts';
import type { EventRoute, VoiceRoute } from '../../lib/providers/twilio/urls.ts';
import { admitForm, type AdmittedForm, type FormRequestEvent, type FormWebhookDeps } from './form-webhook.ts';
import type { Refusals } from './webhook-refusal.ts';

export type TwilioRequestEvent = FormRequestEvent;
export type TwilioWebhookDeps = FormWebhookDeps<TwilioSecrets>;
export type Admitted<Route> = AdmittedForm<Route, TwilioSecrets>;

const { webhooks } = twilioDescriptor;

/** The front door of Twilio's webhooks `POST /twilio/<route>`: only what Twilio signed comes through. */
export const admit = <Route extends VoiceRoute | EventRoute>(
  deps: TwilioWebhookDeps,
  refusals: Refusals,
  routes: readonly Route[],
  event: TwilioRequestEvent,
) =>
  admitForm(
    deps,
    refusals,
    { webhooks, check: checkSignature, doubtful: ['bad', 'unknown-key', 'no-secret'] },
    routes,
    event,
  );
