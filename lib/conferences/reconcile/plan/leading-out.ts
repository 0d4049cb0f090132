import type { Command } from '../../model/command.ts';
import type { Caller } from '../../model/conference.ts';
import { longestRingMs } from '../../model/call-out.ts';
import type { VoiceProvider } from '../../ports.ts';
import { isAwaited, isBeingCalled, mayBeLedOn } from '../../state/reduce/transfer.ts';

/** A call that was told to ask what to do does so within a second or two; then it is told again. */
const leadOutAgainMs = 10_000;

/** From the order until the caller is led on, in ms: later, whoever ordered it would not expect it any more. */
export const maxLeadingOutMs = 60_000;

type Able = Pick<VoiceProvider, 'leadOut'>;

/** Callers who are to be led on. Whoever waits outside asks by themselves. */
export function leadOutCommands(able: Able, present: readonly Caller[], nowMs: number): readonly Command[] {
  return present.filter(isAwaited).flatMap((caller): readonly Command[] => {
    const { call, joinSequence, presence, transfer } = caller;
    const { atMs = nowMs, askedAtMs = Number.NEGATIVE_INFINITY } = transfer ?? {};
    if (nowMs >= atMs + maxLeadingOutMs) return [{ kind: 'giveUpTransfer', call }];
    if (presence === 'waiting' || able.leadOut === undefined) return [];
    const isDue = mayBeLedOn(caller) && nowMs >= askedAtMs + leadOutAgainMs;
    return isDue ? [{ kind: 'leadOut', call, joinSequence }] : [];
  });
}

/** When one of them is to be told again, or given up. */
export function leadOutDeadlines(caller: Caller): readonly number[] {
  const { transfer } = caller;
  if (transfer === undefined || !isAwaited(caller)) return [];
  const { atMs, askedAtMs } = transfer;
  return [atMs + maxLeadingOutMs, ...(askedAtMs === undefined ? [] : [askedAtMs + leadOutAgainMs])];
}

/**
 * Within so long whoever is called has taken the call or not, in ms: what the caller hears first may be a recording of a minute, and
 * providers let it ring some seconds longer than they are told. Then the call itself is asked about.
 */
const unheardMs = 60_000 + longestRingMs + 15_000;

/** For so long in all it is asked about a call of which nothing can be said. */
const maxUnknownMs = unheardMs + 60_000;

/** Callers of whom nobody has said whether they were taken by whom they were led to. */
export function unheardCommands(callers: readonly Caller[], nowMs: number): readonly Command[] {
  return callers.filter(isBeingCalled).flatMap(({ call, joinSequence, transfer }): readonly Command[] => {
    const sinceMs = nowMs - (transfer?.ledAtMs ?? nowMs);
    if (sinceMs >= maxUnknownMs) return [{ kind: 'giveUpTransfer', call }];
    return sinceMs >= unheardMs ? [{ kind: 'askTransfer', call, joinSequence }] : [];
  });
}

/** When that is to be asked about, or given up. */
export function unheardDeadlines(callers: readonly Caller[]): readonly number[] {
  return callers.filter(isBeingCalled).flatMap(({ transfer }) => {
    const { ledAtMs } = transfer ?? {};
    return ledAtMs === undefined ? [] : [ledAtMs + unheardMs, ledAtMs + maxUnknownMs];
  });
}
