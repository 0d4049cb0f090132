import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { TwilioSecrets, TwilioSecretSource } from '../lib/twilio/client.ts';
import { parseForm, type TwilioForm } from '../lib/twilio/form.ts';
import { checkSignature, isForm } from '../lib/twilio/signature.ts';
import type { Count, Log } from '../lib/telemetry/telemetry.ts';
import { readBody, refuse, type HttpAnswer, type HttpRequestEvent } from './http.ts';

export type TwilioRequestEvent = HttpRequestEvent &
  Pick<APIGatewayProxyEventV2, 'rawPath' | 'rawQueryString'>;

export interface TwilioWebhookDeps {
  readonly secrets: TwilioSecretSource;
  /** Where Twilio reaches us, without a slash at the end: what it signs begins with it, whatever the request says. */
  readonly publicUrl: string;
  readonly log: Log;
  readonly count: Count;
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
export async function admit<Route extends string>(
  deps: TwilioWebhookDeps,
  webhook: 'twilio-voice' | 'twilio-events',
  routes: readonly Route[],
  event: TwilioRequestEvent,
): Promise<Admitted<Route> | { readonly ok: false; readonly answer: HttpAnswer }> {
  const no = (status: number, code: string) =>
    ({ ok: false, answer: refuse(deps, webhook, { ok: false, status, code }) }) as const;

  const path = /\/twilio\/([a-z]+)$/.exec(event.rawPath)?.[1];
  const route = routes.find((each) => each === path);
  if (route === undefined) return no(404, 'no-such-path');
  const body = readBody(event);
  if (!body.ok) return no(body.status, body.code);

  const search = event.rawQueryString === '' ? '' : `?${event.rawQueryString}`;
  const request = {
    url: `${deps.publicUrl}/twilio/${route}${search}`,
    headers: event.headers,
    rawBody: body.bytes,
  };
  const check = (known: TwilioSecrets) => checkSignature(request, known);
  let secrets = await deps.secrets.read();
  let result = check(secrets);
  // The secret may have been changed a moment ago: it is read afresh, once.
  if (result === 'bad' || result === 'unknown-key' || result === 'no-secret') {
    secrets = await deps.secrets.reread();
    result = check(secrets);
  }
  if (result !== 'ok') return no(result === 'no-secret' ? 503 : 403, `signature-${result}`);
  if (!isForm(request)) return no(415, 'not-a-form');
  return {
    ok: true,
    route,
    query: new URLSearchParams(event.rawQueryString),
    form: parseForm(body.bytes),
    secrets,
  };
}
