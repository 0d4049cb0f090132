import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { SecretSource } from '../../lib/providers/voice-client.ts';
import { vonageDescriptor } from '../../lib/providers/vonage/descriptor.ts';
import {
  checkSignature,
  type SignatureCheck,
  type VonageSecrets,
} from '../../lib/providers/vonage/signature.ts';
import type { EventRoute, VoiceRoute } from '../../lib/providers/vonage/urls.ts';
import { readBody, type HttpAnswer, type WebhookEvent } from './http.ts';
import { checkWithSecrets } from './voice-webhook.ts';
import type { RefusalDeps, Refusals } from './webhook-refusal.ts';

const { webhooks } = vonageDescriptor;

/** Vonage's webhooks have some 1 KB, and a field more for each header of a SIP call. */
const maxBodyBytes = 16_384;

export type VonageRequestEvent = WebhookEvent & Pick<APIGatewayProxyEventV2, 'rawPath' | 'rawQueryString'>;

export interface VonageWebhookDeps extends RefusalDeps {
  readonly secrets: SecretSource<VonageSecrets>;
}

/** A request that Vonage signed. Its query is signed by nobody: it says where we asked to be told, and no more. */
export interface Admitted<Route> {
  readonly ok: true;
  readonly route: Route;
  readonly query: URLSearchParams;
  readonly text: string;
}

/** The front door of Vonage's webhooks `POST /vonage/<route>`: only what Vonage signed comes through. */
export async function admit<Route extends VoiceRoute | EventRoute>(
  deps: VonageWebhookDeps,
  refusals: Refusals,
  routes: readonly Route[],
  event: VonageRequestEvent,
): Promise<Admitted<Route> | { readonly ok: false; readonly answer: HttpAnswer }> {
  const no = async (status: number, code: string) =>
    ({ ok: false, answer: await refusals.refuse(event, { status, code }) }) as const;

  const route = routes.find((each) => event.rawPath.endsWith(webhooks[each].path));
  if (route === undefined) return no(404, 'no-such-path');
  const body = readBody(event, maxBodyBytes);
  if (!body.ok) return no(body.status, body.code);
  const request = { headers: event.headers, rawBody: body.bytes };
  const check = (known: VonageSecrets) => checkSignature(request, known, deps.clock.now());
  const result = await checkWithSecrets(deps.secrets, check, isDoubtful);
  if (result !== 'ok') return no(result === 'no-secret' ? 503 : 403, `signature-${result}`);
  refusals.admitted(event);
  const query = new URLSearchParams(event.rawQueryString);
  return { ok: true, route, query, text: body.bytes.toString() };
}

const isDoubtful = (result: SignatureCheck) => result === 'bad' || result === 'no-secret';
