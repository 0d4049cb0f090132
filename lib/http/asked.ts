import { whyOf } from './http.ts';
import type { KeyedAnswer } from './keyed.ts';

/**
 * Why a provider did not give what was asked for. `no-key`: the secret holds no key for it. `refused`: the provider
 * said no, and would again. `failed`: no answer, a fault of the provider, or an answer that makes no sense.
 */
export interface NotGiven {
  readonly ok: false;
  readonly reason: 'no-key' | 'refused' | 'failed';
  /** Status of the refusal, for callers who can live with one of them. */
  readonly status?: number;
  /** For a sentence that a person reads; holds nothing secret. */
  readonly why: string;
}

/** What came of asking a provider for something, on behalf of a person who waits for the answer. */
export type Asked<Value> = { readonly ok: true; readonly value: Value } | NotGiven;

export function given<Value>(value: Value): Asked<Value> {
  return { ok: true, value };
}

/** An answer of which nothing could be made. `what` completes "answered without …". */
export function senseless(provider: string, what: string): NotGiven {
  return { ok: false, reason: 'failed', why: `${provider} answered without ${what}` };
}

/** The longest piece of a provider's own prose that is passed on. */
const maxProseLength = 300;

/**
 * Says what went wrong. `prose` is what the provider wrote about it, from which `secrets` are cut: it may quote what it
 * was sent.
 */
export function notGiven(
  provider: string,
  answer: Exclude<KeyedAnswer, { kind: 'ok' }> | undefined,
  prose: string | undefined,
  secrets: readonly string[] = [],
): NotGiven {
  if (answer === undefined || answer.kind === 'no-key')
    return { ok: false, reason: 'no-key', why: `no key for ${provider} is set` };
  if (answer.kind !== 'not-ok')
    return { ok: false, reason: 'failed', why: `${provider} did not answer (${whyOf(answer)})` };
  const said =
    prose === undefined ? '' : `: ${withoutSecrets(prose, secrets).trim().slice(0, maxProseLength)}`;
  const isRefused = answer.status < 500 && answer.status !== 429;
  return {
    ok: false,
    reason: isRefused ? 'refused' : 'failed',
    status: answer.status,
    why: `${provider} ${isRefused ? 'refused' : 'failed'} (${whyOf(answer)})${said}`,
  };
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce((left, secret) => left.replaceAll(secret, '…'), text);
}
