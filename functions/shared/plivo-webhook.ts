import type { PlivoSecrets } from '../../lib/providers/plivo/client.ts';
import { plivoDescriptor } from '../../lib/providers/plivo/descriptor.ts';
import { checkSignature } from '../../lib/providers/plivo/signature.ts';
import type { EventRoute, VoiceRoute } from '../../lib/providers/plivo/urls.ts';
import { admitForm, type FormRequestEvent, type FormWebhookDeps } from './form-webhook.ts';
import type { Refusals } from './webhook-refusal.ts';

export type PlivoWebhookDeps = FormWebhookDeps<PlivoSecrets>;

const { webhooks } = plivoDescriptor;

/** The front door of Plivo's webhooks `POST /plivo/<route>`: only what Plivo signed comes through. */
export const admit = <Route extends VoiceRoute | EventRoute>(
  deps: PlivoWebhookDeps,
  refusals: Refusals,
  routes: readonly Route[],
  event: FormRequestEvent,
) =>
  admitForm(
    deps,
    refusals,
    { webhooks, check: checkSignature, doubtful: ['bad', 'no-secret'] },
    routes,
    event,
  );
