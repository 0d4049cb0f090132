import { send, type Http, type HttpAnswer, type HttpRequest } from './http.ts';

/** A key that is kept in a secret store. Undefined: it is not set. */
export interface KeySource {
  readonly read: () => Promise<string | undefined>;
  /** Reads past the cache, for a key that was just refused. */
  readonly reread: () => Promise<string | undefined>;
}

export type KeyedAnswer = HttpAnswer | { readonly kind: 'no-key' };

/** Sends a request with a bearer key. After a 401 (nothing was done) it is sent once more if the key has changed. */
export async function sendWithKey(http: Http, key: KeySource, request: HttpRequest): Promise<KeyedAnswer> {
  const known = await key.read();
  if (!known) return { kind: 'no-key' };
  const answer = await sendWith(http, known, request);
  if (answer.kind !== 'not-ok' || answer.status !== 401) return answer;
  const fresh = await key.reread();
  return !fresh || fresh === known ? answer : sendWith(http, fresh, request);
}

function sendWith(http: Http, key: string, request: HttpRequest): Promise<HttpAnswer> {
  return send(http, { ...request, headers: { ...request.headers, authorization: `Bearer ${key}` } });
}
