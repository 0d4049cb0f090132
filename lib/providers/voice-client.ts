import { notYet, type CommandResult } from '../conferences/model/command-result.ts';
import type { Placed } from '../conferences/model/call-out.ts';
import type { VoiceCallId } from '../conferences/model/conference.ts';
import { whyOf, type HttpAnswer } from '../http/http.ts';
import { isSurelyUndone, retryAfterMsOf, tryAgain } from '../http/retry.ts';
import type { Clock } from '../held-calls/ports.ts';
import type { Log } from '../telemetry/telemetry.ts';

/** Secrets that can be read afresh. */
export interface SecretSource<Secrets> {
  readonly read: () => Promise<Secrets>;
  /** Reads past the cache, for a secret that was just refused. */
  readonly reread: () => Promise<Secrets>;
}

/** What opens a voice provider's API: whose it is, and one of its secrets that are live. */
export interface VoiceKey {
  readonly id: string;
  readonly secret: string;
}

/**
 * `gone`: there is no such call, participant or conference (any more). `not-yet`: surely nothing was done, for a reason that
 * passes; `retryAfterMs`: how long the provider wants to be left alone, if it says so.
 */
export type VoiceAnswer =
  | { readonly kind: 'ok'; readonly body: unknown }
  | { readonly kind: 'gone' | 'refused' | 'unknown' }
  | { readonly kind: 'not-yet'; readonly retryAfterMs: number | undefined };

/** Voice providers answer in some 100 ms; whoever waits for this has other callers to see to. */
export const tryMs = 3_000;

/** "Too many requests" means that nothing was done, and passes within moments. */
const pausesMs = [200, 600];

/** With its pauses, a request never takes longer than this. */
const maxMs = 5_000;

/**
 * Sends one request, again only if it was certainly not carried out. A key that is refused may have been replaced a moment
 * ago: the others are tried, and what a re-read brings. Undefined: there is no key.
 *
 * @param send sends it once, until Unix ms, and never throws
 */
export function sendWithKeys<Secrets>(
  clock: Clock,
  secrets: SecretSource<Secrets>,
  keysOf: (secrets: Secrets) => readonly VoiceKey[],
  send: (key: VoiceKey, endsAtMs: number) => Promise<HttpAnswer>,
): Promise<HttpAnswer | undefined> {
  const endsAtMs = clock.now() + maxMs;
  const withEach = async () => {
    const refused = new Set<string>();
    let answer: HttpAnswer | undefined;
    for (const read of [secrets.read, secrets.reread]) {
      for (const key of keysOf(await read())) {
        if (refused.has(key.secret)) continue;
        answer = await send(key, endsAtMs);
        if (answer.kind !== 'not-ok' || answer.status !== 401) return answer;
        refused.add(key.secret);
      }
    }
    return answer;
  };
  return tryAgain(
    clock,
    { pausesMs, endsAtMs },
    withEach,
    (result) => result?.kind === 'unsent' || (result?.kind === 'not-ok' && result.status === 429),
  );
}

/** What is said of a request in the log, and how the provider words that something is not there. */
interface AnswerDetails {
  readonly provider: string;
  readonly action: string;
  /** Field of the secret that holds its keys. */
  readonly secret: string;
  /** The provider's own code for what is wrong, if the body has one. */
  readonly errorOf: (body: unknown) => number | undefined;
  /** Codes of the provider's that mean `gone`, beside the status 404. */
  readonly goneCodes?: ReadonlySet<number>;
}

/** What an answer means; one that is no success is logged, unless it says that what was asked for is gone. */
export function voiceAnswer(log: Log, answer: HttpAnswer | undefined, details: AnswerDetails): VoiceAnswer {
  const { provider, action, secret, errorOf, goneCodes } = details;
  if (answer === undefined) {
    log.error('secret-missing', { secret });
    return { kind: 'not-yet', retryAfterMs: undefined };
  }
  if (answer.kind === 'ok') return { kind: 'ok', body: answer.body };
  const error = answer.kind === 'not-ok' ? errorOf(answer.body) : undefined;
  const isGone =
    answer.kind === 'not-ok' &&
    (answer.status === 404 || (error !== undefined && goneCodes?.has(error) === true));
  if (isGone) return { kind: 'gone' };
  log.warn('provider-failed', { provider, action, why: whyOf(answer), error });
  if (isSurelyUndone(answer)) return { kind: 'not-yet', retryAfterMs: retryAfterMsOf(answer) };
  const isRefused = answer.kind === 'not-ok' && answer.status < 500;
  return { kind: isRefused ? 'refused' : 'unknown' };
}

/** What has become of a command, by the answer to its request. */
export function commandResult(answer: VoiceAnswer, nowMs: number): CommandResult {
  switch (answer.kind) {
    case 'ok':
      return 'done';
    case 'not-yet':
      return notYet(nowMs, answer.retryAfterMs);
    case 'gone':
    case 'refused':
    case 'unknown':
      return answer.kind;
  }
}

/** What came of asking for a call, by the answer. `callOf`: the call's id, if the body says it. */
export function placedBy(
  { http }: { readonly http: { readonly clock: Pick<Clock, 'now'> } },
  answer: VoiceAnswer,
  callOf: (body: unknown) => VoiceCallId | undefined,
): Placed {
  if (answer.kind === 'ok') return { kind: 'placed', call: callOf(answer.body) };
  const result = commandResult(answer, http.clock.now());
  // There is no such number, or no such account.
  return result === 'gone' || result === 'done' ? 'refused' : result;
}
