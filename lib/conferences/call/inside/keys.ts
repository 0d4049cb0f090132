import { findInside, type Inside } from './inside.ts';
import type { Caller, Conference, Press, VoiceCallId } from '../../model/conference.ts';
import type { CallerEvent } from '../../model/caller-events.ts';
import { wordFor } from '../../model/command-result.ts';
import type { Sentence } from '../../model/sentences.ts';
import type { ConferenceDeps } from '../../ports.ts';
import { spokenIn } from '../spoken.ts';

/** By what a key was pressed: in the menu after a join, or in the meeting. */
type By = { readonly menu: number } | { readonly press: Press };

/** Does what a key asks for, once for each menu or press: a request that is repeated finds it done. */
export async function carryOutKey(
  deps: Pick<ConferenceDeps, 'conferences' | 'clock'>,
  { conference, caller }: Pick<Inside, 'conference' | 'caller'>,
  key: string,
  by: By,
): Promise<Caller> {
  const atMs = deps.clock.now();
  const { muted, hand, call } = caller;
  const change = async (event: CallerEvent) =>
    (await deps.conferences.changeCaller(conference.id, call, event)) ?? caller;
  if (key === '6') {
    if (isHostsMute(conference, caller)) return caller;
    return change({ kind: 'muted', atMs, is: !muted.is, by: 'caller', ...by });
  }
  return key === '9' ? change({ kind: 'hand', atMs, raised: !hand, ...by }) : caller;
}

function isHostsMute({ settings }: Conference, { muted }: Caller): boolean {
  return muted.is && muted.by === 'room' && !settings.mayUndoMute;
}

/** What a key has led to, which is not always what was asked for. */
export function outcomeOf(conference: Conference, caller: Caller, key: string): Sentence | undefined {
  if (key === '6') {
    if (isHostsMute(conference, caller)) return 'mute-is-the-hosts';
    return caller.muted.is ? 'you-are-muted' : 'you-are-unmuted';
  }
  if (key === '9') return caller.hand ? 'hand-raised' : 'hand-lowered';
  return undefined;
}

/** Keys as some providers report them: with the star that others need for a menu, and with the hash that ends them. */
const keyed = /^\*?([69])#?$/;

/** Keys that somebody pressed in the meeting. `id`: the provider's name for the press; `atMs`: when, as it says, or now. */
interface KeyedInMeeting {
  readonly call: VoiceCallId;
  readonly keys: string;
  readonly press: { readonly id?: string | undefined; readonly atMs: number };
}

/**
 * A caller has pressed keys and stays in: 6 or *6 mutes or unmutes, 9 or *9 raises or lowers the hand, and the caller alone
 * hears what it has led to. Anything else is nothing.
 */
export async function keyedInMeeting(
  deps: Pick<ConferenceDeps, 'conferences' | 'pinCalls' | 'voices' | 'wake' | 'clock' | 'log'>,
  { call, keys, press: { id, atMs } }: KeyedInMeeting,
): Promise<'recorded' | 'ignored' | 'unknown'> {
  const inside = await findInside(deps, call);
  if (inside === undefined) return 'unknown';
  const { conference, pinCall } = inside;
  const key = keyed.exec(keys)?.[1];
  if (key === undefined || inside.caller.kicked !== undefined) return 'ignored';
  const press = { key, atMs, ...(id === undefined ? {} : { id }) };
  const caller = await carryOutKey(deps, inside, key, { press });
  await deps.wake.wake(conference.id);
  const sentence = outcomeOf(conference, caller, key);
  const { meeting } = conference;
  if (sentence === undefined || meeting === undefined) return 'recorded';
  const seat = { conference: conference.id, meeting, call };
  const told = await deps.voices.of(conference.voice).tell(seat, spokenIn(pinCall, sentence));
  // Not again: the key has done what it does, and a late sentence would only startle.
  if (told !== 'done')
    deps.log.warn('conference-command', { command: 'tellKey', callId: call, result: wordFor(told) });
  return 'recorded';
}
