import type { ConferenceDeps } from '../ports.ts';
import type { PinCall, CountedUnauthenticated, UnauthenticatedCall } from '../model/pin-call.ts';
import { isNotYet } from '../model/command-result.ts';
import { spokenIn } from './spoken.ts';

/** A call that has not keyed a PIN by then is ended: it holds a line for nothing. */
export const maxUnauthenticatedMs = 150_000;

/** Calls that may be before their PIN at once, the bridge's apart: more only guess, or hold lines for nothing. */
export const maxUnauthenticated = 250;

/**
 * The last of these places are kept for numbers of which no call is there yet; all withheld numbers are as one. Who floods
 * from few lines, or withholds the number, leaves them to everybody else: some hundred calls a minute, since who knows a
 * PIN needs a place for some 15 s. While there is no flood, an office that dials in through one number meets no bound.
 */
export const keptUnauthenticated = 25;

/** A PIN keyed in the last moment may still be on its way into the conference: as long as an answer takes. */
const answerGraceMs = 3_000;

/** A sweep looks at this many calls; the rest a minute later. All places of a flood, and some. */
const maxCallsPerSweep = 500;

/** Calls ended at a time: the voice provider answers in some 100 ms, so that a sweep gets through in its time. */
const endedAtOnce = 10;

/** The sweep has other things to do: when a voice provider is slow, what is left is ended a minute later. */
const sweepMaxMs = 10_000;

/** Why there is no place for a call. */
type NoPlace = 'too-many-unauthenticated' | 'too-many-of-one-number';

/**
 * Lets a call into the state before a PIN, unless its places are taken. Newcomers are refused, since that can be done
 * before the call is answered, which costs nobody anything; a place is free again after 150 s at the latest, so whoever
 * dials again gets in. The bridge's confirmed origin needs no place.
 * @param present who is before their PIN already
 */
export async function enterUnauthenticated(
  { unauthenticated }: Pick<ConferenceDeps, 'unauthenticated'>,
  { call, number, arrivedAtMs, isBridgeOrigin, opensTo }: PinCall,
  present: readonly CountedUnauthenticated[],
): Promise<NoPlace | undefined> {
  if (isBridgeOrigin) return undefined;
  const newcomer = { call, number, isExempt: opensTo === 'bridge' };
  return unauthenticated.enter(newcomer, arrivedAtMs, (others) => whyNoPlace(newcomer, others), present);
}

function whyNoPlace(
  { number, isExempt }: UnauthenticatedCall,
  others: readonly UnauthenticatedCall[],
): NoPlace | undefined {
  if (isExempt) return undefined;
  const counted = others.filter((other) => !other.isExempt);
  if (counted.length >= maxUnauthenticated) return 'too-many-unauthenticated';
  if (counted.length < maxUnauthenticated - keptUnauthenticated) return undefined;
  return counted.some((other) => other.number === number) ? 'too-many-of-one-number' : undefined;
}

/**
 * A call that knows a PIN is about to go on, or a call is over: its place is free. To be awaited before it goes on, since
 * the sweep ends whoever still has a place when the time is over.
 */
export async function leaveUnauthenticated(
  { unauthenticated }: Pick<ConferenceDeps, 'unauthenticated'>,
  { call, number, arrivedAtMs, isBridgeOrigin }: PinCall,
): Promise<void> {
  if (!isBridgeOrigin) await unauthenticated.leave({ call, number }, arrivedAtMs);
}

type SweepDeps = Pick<ConferenceDeps, 'unauthenticated' | 'pinCalls' | 'voices' | 'clock' | 'log' | 'count'>;

/**
 * Ends the calls that have neither keyed a PIN in time nor hung up, and forgets those that have, if the news of it got
 * lost. Doing it twice is harmless. What cannot be ended now is tried again by the next sweep.
 */
export async function sweepUnauthenticated(
  deps: SweepDeps,
): Promise<{ readonly endedUnauthenticated: number }> {
  const { unauthenticated, clock, log, count } = deps;
  const startedAtMs = clock.now();
  const arrivedByMs = startedAtMs - maxUnauthenticatedMs - answerGraceMs;
  const calls = await unauthenticated.arrivedBy(arrivedByMs, maxCallsPerSweep);
  let endedUnauthenticated = 0;
  let failed = 0;
  for (let next = 0; next < calls.length; next += endedAtOnce) {
    if (clock.now() - startedAtMs >= sweepMaxMs) break;
    const results = await Promise.all(
      calls.slice(next, next + endedAtOnce).map((call) =>
        endOverdue(deps, call, arrivedByMs).catch((cause: unknown) => {
          log.error('sweep-failed', { callId: call.call }, cause);
          return 'not-ended' as const;
        }),
      ),
    );
    endedUnauthenticated += results.filter((result) => result === 'ended').length;
    failed += results.filter((result) => result === 'not-ended').length;
  }
  if (failed > 0) count('sweepFailed', failed, 'unauthenticated');
  return { endedUnauthenticated };
}

async function endOverdue(
  deps: SweepDeps,
  counted: CountedUnauthenticated,
  arrivedByMs: number,
): Promise<'ended' | 'forgotten' | 'not-yet' | 'not-ended'> {
  const { unauthenticated, pinCalls, voices, log } = deps;
  const forget = () => unauthenticated.leave(counted, counted.arrivedAtMs);
  const pinCall = await pinCalls.get(counted.call);
  // Whoever is told a notice knows a PIN.
  if (pinCall === undefined || pinCall.role !== undefined || pinCall.noticed !== undefined) {
    await forget();
    return 'forgotten';
  }
  if (pinCall.arrivedAtMs > arrivedByMs) return 'not-yet';
  const told = await voices.of(pinCall.voice).end(pinCall.call, spokenIn(pinCall, 'no-input'));
  if (isNotYet(told)) return 'not-ended';
  switch (told) {
    case 'done':
      log.info('dial-in-overdue', { callId: pinCall.call });
      await forget();
      return 'ended';
    case 'gone':
      await forget();
      return 'forgotten';
    case 'refused':
    case 'unknown':
      return 'not-ended';
  }
}
