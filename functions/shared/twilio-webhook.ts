import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { TwilioSecrets, TwilioSecretSource } from '../../lib/providers/twilio/client.ts';
import { hasFewFields, maxFormBytes, parseForm, type TwilioForm } from '../../lib/providers/twilio/form.ts';
import { checkSignature, isForm, type SignatureCheck } from '../../lib/providers/twilio/signature.ts';
import { readBody, type HttpAnswer, type WebhookEvent } from './http.ts';
import { checkWithSecrets } from './voice-webhook.ts';
import type { RefusalDeps, Refusals } from './webhook-refusal.ts';
import { twilioDescriptor } from '../../lib/providers/twilio/descriptor.ts';
import type { EventRoute, VoiceRoute } from '../../lib/providers/twilio/urls.ts';

const { webhooks } = twilioDescriptor;

export type TwilioRequestEvent = WebhookEvent & Pick<APIGatewayProxyEventV2, 'rawPath' | 'rawQueryString'>;

export interface TwilioWebhookDeps extends RefusalDeps {
  readonly secrets: TwilioSecretSource;
  /** Where Twilio reaches us, without a slash at the end: what it signs begins with it, whatever the request says. */
  readonly publicUrl: string;
}

/** A request that Twilio signed. */
export interface Admitted<Route> {
  readonly ok: true;
  readonly route: Route;
  readonly query: URLSearchParams;
  readonly form: TwilioForm;
  readonly secrets: TwilioSecrets;
}

/** The front door of Twilio's webhooks `POST /twilio/<route>`: only what Twilio signed comes through. */
export async function admit<Route extends VoiceRoute | EventRoute>(
  deps: TwilioWebhookDeps,
  refusals: Refusals,
  routes: readonly Route[],
  event: TwilioRequestEvent,
): Promise<Admitted<Route> | { readonly ok: false; readonly answer: HttpAnswer }> {
  const no = async (status: number, code: string) =>
    ({ ok: false, answer: await refusals.refuse(event, { status, code }) }) as const;

  const route = routes.find((each) => event.rawPath.endsWith(webhooks[each].path));
  if (route === undefined) return no(404, 'no-such-path');
  const body = readBody(event, maxFormBytes);
  if (!body.ok) return no(body.status, body.code);
  if (!hasFewFields(body.bytes)) return no(413, 'too-many-fields');

  const search = event.rawQueryString === '' ? '' : `?${event.rawQueryString}`;
  const request = {
    url: `${deps.publicUrl}${webhooks[route].path}${search}`,
    headers: event.headers,
    rawBody: body.bytes,
  };
  const check = (known: TwilioSecrets) => checkSignature(request, known);
  const isDoubtful = (each: SignatureCheck) => ['bad', 'unknown-key', 'no-secret'].includes(each);
  const { result, secrets } = await checkWithSecrets(deps.secrets, check, isDoubtful);
  if (result !== 'ok') return no(result === 'no-secret' ? 503 : 403, `signature-${result}`);
  refusals.admitted(event);
  if (!isForm(request)) return no(415, 'not-a-form');
  return {
    ok: true,
    route,
    query: new URLSearchParams(event.rawQueryString),
    form: parseForm(body.bytes),
    secrets,
  };
}
