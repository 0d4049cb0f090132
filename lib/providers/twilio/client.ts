import * as z from 'zod';
import { send, whyOf, type Http, type HttpAnswer } from '../../http/http.ts';
import { isSurelyUndone, retryAfterMsOf, tryAgain } from '../../http/retry.ts';
import type { Log } from '../../telemetry/telemetry.ts';

/** What the deployment's secret says about Twilio, by the names it has there. */
export interface TwilioSecrets {
  readonly twilioAccountSid?: string | undefined;
  /** Every token that is live; during a rotation two. */
  readonly twilioAuthTokens?: readonly string[] | undefined;
  /** Keys, `<id>=<secret>`, that sign webhooks where a rule of the account says so; of one id up to two are live. */
  readonly twilioSharedKeys?: readonly string[] | undefined;
}

export interface TwilioSecretSource {
  readonly read: () => Promise<TwilioSecrets>;
  /** Reads past the cache, for a token that was just refused. */
  readonly reread: () => Promise<TwilioSecrets>;
}

/** Twilio's REST API for one account. */
export interface TwilioClient {
  readonly http: Http;
  readonly log: Log;
  /** Base URL without a slash at the end, for example `https://api.twilio.com/2010-04-01`. */
  readonly apiUrl: string;
  readonly secrets: TwilioSecretSource;
}

/** One call: its path below the account, without `.json`, and what a POST carries as a form. */
export interface TwilioRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly form?: Readonly<Record<string, string>>;
}

/**
 * `gone`: there is no such call, participant or conference (any more). `not-yet`: surely nothing was done, for a reason that
 * passes; `retryAfterMs`: how long Twilio wants to be left alone, if it says so.
 */
export type TwilioAnswer =
  | { readonly kind: 'ok'; readonly body: unknown }
  | { readonly kind: 'gone' | 'refused' | 'unknown' }
  | { readonly kind: 'not-yet'; readonly retryAfterMs: number | undefined };

/** Twilio answers in some 100 ms; whoever waits for this has other callers to see to. */
const tryMs = 3_000;

/** "Too many concurrent requests" means that nothing was done, and passes within moments (Twilio docs, error 20429). */
const pausesMs = [200, 600];

/** With its pauses, a request never takes longer than this. */
const maxMs = 5_000;

/** Not found, and a call that is no longer in progress (Twilio docs, errors 20404 and 21220). */
const goneCodes: ReadonlySet<number> = new Set([20404, 21220]);

const errorSchema = z.object({ code: z.number() });

/** Sends one request, again only if it was certainly not carried out. Never throws. */
export async function requestTwilio(client: TwilioClient, request: TwilioRequest): Promise<TwilioAnswer> {
  return outcome(client, request, await sendToTwilio(client, request));
}

/** The same, with the answer as it came; undefined if there is no token to send. */
export function sendToTwilio(client: TwilioClient, request: TwilioRequest): Promise<HttpAnswer | undefined> {
  const { clock } = client.http;
  const endsAtMs = clock.now() + maxMs;
  return tryAgain(
    clock,
    { pausesMs, endsAtMs },
    () => sendWithTokens(client, request, endsAtMs),
    (result) => result?.kind === 'unsent' || (result?.kind === 'not-ok' && result.status === 429),
  );
}

/** A token that is refused may have been replaced a moment ago: the other one is tried, and what a re-read brings. */
async function sendWithTokens(
  client: TwilioClient,
  request: TwilioRequest,
  endsAtMs: number,
): Promise<HttpAnswer | undefined> {
  const refused = new Set<string>();
  let answer: HttpAnswer | undefined;
  for (const read of [client.secrets.read, client.secrets.reread]) {
    const { twilioAccountSid: account, twilioAuthTokens: tokens = [] } = await read();
    if (account === undefined) continue;
    for (const token of tokens) {
      if (token === '' || refused.has(token)) continue;
      answer = await sendAs(client, account, token, request, endsAtMs);
      if (answer.kind !== 'not-ok' || answer.status !== 401) return answer;
      refused.add(token);
    }
  }
  return answer;
}

function sendAs(
  { http, apiUrl }: TwilioClient,
  account: string,
  token: string,
  { method, path, form }: TwilioRequest,
  endsAtMs: number,
): Promise<HttpAnswer> {
  const [resource, query] = path.split('?', 2);
  return send(http, {
    method,
    url: `${apiUrl}/Accounts/${account}/${resource}.json${query === undefined ? '' : `?${query}`}`,
    headers: {
      authorization: `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`,
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
    tryMs,
    endsAtMs,
  });
}

function outcome(
  { log }: TwilioClient,
  { method, path }: TwilioRequest,
  answer: HttpAnswer | undefined,
): TwilioAnswer {
  if (answer === undefined) {
    log.error('secret-missing', { secret: 'twilioAuthTokens' });
    return { kind: 'not-yet', retryAfterMs: undefined };
  }
  if (answer.kind === 'ok') return { kind: 'ok', body: answer.body };
  const code = answer.kind === 'not-ok' ? errorSchema.safeParse(answer.body).data?.code : undefined;
  const isGone =
    answer.kind === 'not-ok' && (answer.status === 404 || (code !== undefined && goneCodes.has(code)));
  if (isGone) return { kind: 'gone' };
  const action = `${method} ${path.split('/', 1)[0]}`;
  log.warn('provider-failed', { provider: 'twilio', action, why: whyOf(answer), error: code });
  if (isSurelyUndone(answer)) return { kind: 'not-yet', retryAfterMs: retryAfterMsOf(answer) };
  const isRefused = answer.kind === 'not-ok' && answer.status < 500;
  return { kind: isRefused ? 'refused' : 'unknown' };
}
