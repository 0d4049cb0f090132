import type { Caller } from '../model/conference.ts';
import { restOfSecondMs } from './session.ts';

type Announced = NonNullable<Caller['announced']>;
type Tellings = NonNullable<Announced['told']>;
type Telling = NonNullable<Tellings['muted']>;

/** The room's clock and ours may be apart, and what it was told it may report a moment after it answered; together by this much. */
const echoSlackMs = 2_000;

/** A request that was given up may take effect this much later: servers and what is before them give up after 30 s. */
export const lateEffectMs = 30_000;

/** The room provider's times are whole seconds (Digital Samba docs, webhooks, payload). */
function secondOf(atMs: number): number {
  return Math.floor(atMs / 1000) * 1000;
}

/** What the keypad says. It counts if it is later; within the second of a word of the room, if it mutes: silence harms nobody. */
export function saidByKeypad(caller: Caller, is: boolean, atMs: number): Caller {
  const { muted } = caller;
  const [said, known] = muted.by === 'room' ? [secondOf(atMs), secondOf(muted.atMs)] : [atMs, muted.atMs];
  const counts = said > known || (said === known && is && !muted.is);
  return counts ? { ...caller, muted: { is, by: 'caller', atMs } } : caller;
}

/**
 * What the room says. Its last word counts: by its clock, and within one second by the order of arrival. The same again
 * within that second is taken for the same news, delivered twice; should it be a further word, the room is told what counts
 * here, so that both sides agree. Against the keypad it counts as `saidByKeypad` does against it; and
 * what is only our own telling that comes back is heard, so that older news are known for what they are, but no word.
 */
export function saidByRoom(caller: Caller, is: boolean, atMs: number): Caller {
  const second = secondOf(atMs);
  const { muted, roomSaid } = caller;
  if (roomSaid !== undefined && second < roomSaid.atMs) return caller;
  const before = roomSaid?.atMs === second ? roomSaid.words : [];
  if (before.includes(is)) return withRoomsMuteOpen(caller, is, second);
  const heard = {
    ...withRoomsMuteOpen(caller, is, second),
    roomSaid: { atMs: second, words: [...before, is] },
  };
  const echo = echoOf(caller, is, second);
  if (echo === 'surely') return heard;
  const said = echo === 'perhaps' ? withDoubt(heard, is) : heard;
  const known = secondOf(muted.atMs);
  const winsTie = muted.by === 'room' || is || !muted.is;
  const counts = second > known || (second === known && winsTie);
  return counts ? { ...said, muted: { is, by: 'room', atMs: second } } : said;
}

/**
 * Whether the room says what we told it, at a time at which it was told. `perhaps`: it has said the contrary since, after which
 * it counts as a word of its own again.
 */
function echoOf({ announced, roomSaid }: Caller, is: boolean, second: number): 'surely' | 'perhaps' | 'no' {
  const telling = announced?.told?.[nameOf(is)];
  if (telling === undefined) return 'no';
  const { fromMs, untilMs = fromMs + lateEffectMs } = telling;
  const isThen = second + restOfSecondMs >= fromMs - echoSlackMs && second <= untilMs + echoSlackMs;
  const isContradicted =
    roomSaid !== undefined && roomSaid.words.includes(!is) && roomSaid.atMs + restOfSecondMs >= fromMs;
  return !isThen ? 'no' : isContradicted ? 'perhaps' : 'surely';
}

/**
 * What may be the echo of a telling may have been overtaken by the word to the contrary: then that is what the room has, and
 * an answer to the telling that is still to come does not say so.
 */
function withDoubt(caller: Caller, is: boolean): Caller {
  const { announced } = caller;
  return announced === undefined ? caller : { ...caller, announced: doubted(announced, is) };
}

function doubted(announced: Announced, is: boolean): Announced {
  const telling = announced.told?.[nameOf(is)];
  if (telling === undefined) return announced;
  const inDoubt: Telling = { ...telling, isDoubted: true };
  return { ...announced, told: { ...announced.told, [nameOf(is)]: inDoubt } };
}

/** Whether the room may have either though it has answered what it was told. */
export const isTellingDoubted = ({ announced }: Caller, is: boolean): boolean =>
  announced?.told?.[nameOf(is)]?.isDoubted === true;

/**
 * If the room says the contrary of what it was told last, it may have either, and is told again; also if by then that is what
 * it was told before, since a caller may undo a mute before the room's news has been acted upon. Not if it was told since. Of a
 * telling that is on its way the answer does not say which of the two the room has.
 */
function withRoomsMuteOpen(caller: Caller, is: boolean, second: number): Caller {
  const { announced } = caller;
  if (announced === undefined || announced.muted === is) return caller;
  const lastToldMs = announced.told?.[nameOf(!is)]?.fromMs;
  const isToldSince = lastToldMs !== undefined && lastToldMs - echoSlackMs > second + restOfSecondMs;
  return isToldSince ? caller : { ...caller, announced: withoutMute(doubted(announced, !is)) };
}

/** The room is about to be told: from now on it may have either. */
export function aboutToBeTold(caller: Caller, is: boolean, atMs: number): Caller {
  if (caller.announced === undefined) return caller;
  const told = tellingBegun(caller.announced.told, is, atMs);
  return { ...caller, announced: { ...withoutMute(caller.announced), told } };
}

function withoutMute(announced: Announced): Announced {
  const { muted: _, ...rest } = announced;
  return rest;
}

/** What the room was told, from the moment before until the one after; without the latter, it has not answered. */
export function tellingBegun(told: Tellings | undefined, is: boolean, atMs: number): Tellings {
  return { ...told, [nameOf(is)]: { fromMs: atMs } };
}

/** A doubt stays: of two that tell the room the same, the answer to the second says no more than that to the first. */
export function tellingDone(told: Tellings | undefined, is: boolean, atMs: number): Tellings {
  const answered: Telling = { fromMs: atMs, ...told?.[nameOf(is)], untilMs: atMs };
  return { ...told, [nameOf(is)]: answered };
}

const nameOf = (muted: boolean) => (muted ? 'muted' : 'unmuted');
