import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import {
  hasFewFields,
  isForm,
  maxFormBytes,
  maxQueryLength,
  parseForm,
  type FormFields,
} from '../../lib/http/form.ts';
import type { SecretSource } from '../../lib/providers/voice-client.ts';
import { readBody, type HttpAnswer, type WebhookEvent } from './http.ts';
import { checkWithSecrets } from './voice-webhook.ts';
import type { RefusalDeps, Refusals } from './webhook-refusal.ts';

export type FormRequestEvent = WebhookEvent & Pick<APIGatewayProxyEventV2, 'rawPath' | 'rawQueryString'>;

export interface FormWebhookDeps<Secrets> extends RefusalDeps {
  readonly secrets: SecretSource<Secrets>;
  /** Where the provider reaches us, without a slash at the end: what it signs begins with it, whatever the request says. */
  readonly publicUrl: string;
}

/** A request as a provider signs it: its whole address, its headers, its bytes. */
interface SignedForm {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: Buffer;
}

/** How a provider's requests are told from others. */
interface Check<Route extends string, Secrets, Result extends string> {
  /** Each with its path. */
  readonly webhooks: Readonly<Record<Route, { readonly path: string }>>;
  readonly check: (request: SignedForm, secrets: Secrets) => Result | 'ok' | 'no-secret';
  /** Results that a secret leads to that was just changed. */
  readonly doubtful: readonly (Result | 'no-secret')[];
}

/** A request that its provider signed. */
interface Admitted<Route> {
  readonly ok: true;
  readonly route: Route;
  readonly query: URLSearchParams;
  readonly form: FormFields;
}

/** The front door of a provider's webhooks that come as forms: only what it signed comes through. */
export async function admitForm<Route extends string, Secrets, Result extends string>(
  deps: FormWebhookDeps<Secrets>,
  refusals: Refusals,
  { webhooks, check, doubtful }: Check<Route, Secrets, Result>,
  routes: readonly Route[],
  event: FormRequestEvent,
): Promise<Admitted<Route> | { readonly ok: false; readonly answer: HttpAnswer }> {
  const no = async (status: number, code: string) =>
    ({ ok: false, answer: await refusals.refuse(event, { status, code }) }) as const;

  const route = routes.find((each) => event.rawPath.endsWith(webhooks[each].path));
  if (route === undefined) return no(404, 'no-such-path');
  const body = readBody(event, maxFormBytes);
  if (!body.ok) return no(body.status, body.code);
  if (!isForm(event)) return no(415, 'not-a-form');
  if (!hasFewFields(body.bytes)) return no(413, 'too-many-fields');
  const { rawQueryString } = event;
  if (rawQueryString.length > maxQueryLength || !hasFewFields(Buffer.from(rawQueryString)))
    return no(414, 'query-too-long');

  const search = rawQueryString === '' ? '' : `?${rawQueryString}`;
  const request = {
    url: `${deps.publicUrl}${webhooks[route].path}${search}`,
    headers: event.headers,
    rawBody: body.bytes,
  };
  const result = await checkWithSecrets(
    deps.secrets,
    (known) => check(request, known),
    (each) => each !== 'ok' && doubtful.includes(each),
  );
  if (result !== 'ok') return no(result === 'no-secret' ? 503 : 403, `signature-${result}`);
  refusals.admitted(event);
  return {
    ok: true,
    route,
    query: new URLSearchParams(rawQueryString),
    form: parseForm(body.bytes),
  };
}
