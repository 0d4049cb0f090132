import { missGapMs, type CallerFact } from './caller-facts.ts';
import type { Caller, Conference, VoiceCallId } from './conference.ts';
import { sessionMissGapMs } from './facts.ts';
import { parseLabel } from './meeting-facts.ts';
import type { ConferenceDeps, Leg } from './ports.ts';

type LookDeps = Pick<ConferenceDeps, 'conferences' | 'pinCalls' | 'voice' | 'rooms' | 'clock' | 'log'>;

const minuteMs = 60_000;

/** After the last fact we look once soon, in case it was followed by one that got lost, */
const firstLookMs = minuteMs;
/** once more, in case it was the list that was late, */
const secondLookMs = 5 * minuteMs;
/** and then this often, which is also how long a conference that never falls quiet waits at most. */
const lookEveryMs = 15 * minuteMs;

/** No join and no menu takes so long: whether such a call is still on the line is asked. */
const awayAfterMs = minuteMs;

/** Calls of one conference that are asked about at once, each in a request of its own; the others the next time. */
const mostCallChecks = 20;

/** Legs that no caller of ours explains, of which the bridge may be one. */
const mostStrangers = 5;

/** Records that are written side by side. */
const mostAtOnce = 25;

/**
 * When both providers are to be asked next how things are, in case an event got lost; undefined: nobody is there. Pure.
 */
export function nextLookMs(conference: Conference, callers: readonly Caller[]): number | undefined {
  const { bridge, session, lookedAtMs = Number.NEGATIVE_INFINITY } = conference;
  const present = callers.filter(({ presence }) => presence !== 'gone');
  const cameMs = [
    ...present.map(({ admittedAtMs }) => admittedAtMs),
    ...(bridge.state === 'in' ? [bridge.sinceMs] : []),
  ];
  if (cameMs.length === 0) return undefined;
  const again = [
    ...present.flatMap(({ missed, n, presence }) =>
      presence === 'in' && missed?.n === n ? [missed.atMs + missGapMs] : [],
    ),
    ...(bridge.state === 'in' && bridge.missedAtMs !== undefined ? [bridge.missedAtMs + missGapMs] : []),
    ...(session?.missedAtMs === undefined ? [] : [session.missedAtMs + sessionMissGapMs]),
  ];
  const away = present
    .filter(({ presence }) => presence !== 'in')
    .map(({ presenceAtMs }) => presenceAtMs + awayAfterMs)
    .filter((awayMs) => awayMs > lookedAtMs);
  return Math.min(
    quietLookMs(lastFactMs(conference, callers), lookedAtMs),
    Math.max(lookedAtMs, Math.min(...cameMs)) + lookEveryMs,
    // What cannot be found out now is not asked about all the time.
    ...again.map((atMs) => Math.max(atMs, lookedAtMs + missGapMs)),
    ...away,
  );
}

function quietLookMs(quietSinceMs: number, lookedAtMs: number): number {
  const quietMs = lookedAtMs - quietSinceMs;
  if (quietMs < firstLookMs) return quietSinceMs + firstLookMs;
  if (quietMs < secondLookMs) return quietSinceMs + secondLookMs;
  return lookedAtMs + lookEveryMs;
}

/** The last thing that we heard of the conference. What it was long ago, or what we did ourselves, does not matter. */
function lastFactMs({ session, bridge }: Conference, callers: readonly Caller[]): number {
  return Math.max(
    session?.startedAtMs ?? 0,
    session?.endedAtMs ?? 0,
    bridge.state === 'in' ? bridge.sinceMs : 0,
    ...callers.flatMap(({ presenceAtMs, muted }) => [presenceAtMs, muted.atMs]),
  );
}

/**
 * Asks both providers how things are, and records what differs from what we know: joins and leaves that we did not hear
 * of, what a phone is muted to, a session that began or ended. What the room shows of a caller cannot be asked: Digital
 * Samba lists no phone participants (Digital Samba docs, REST reference), so a mute there that was not reported is lost.
 */
export async function look(
  deps: LookDeps,
  conference: Conference,
  callers: readonly Caller[],
): Promise<void> {
  const { id, meeting, room, bridge } = conference;
  const atMs = deps.clock.now();
  const [list, live] = await Promise.all([
    deps.voice.participants(id, meeting),
    deps.rooms.liveSession(room),
  ]);
  if (list?.meeting !== undefined && list.meeting !== meeting && list.legs.length > 0)
    await deps.conferences.changeConference(id, { kind: 'meetingSeen', atMs, meeting: list.meeting });
  if (list !== undefined) {
    await lookAtCallers(deps, conference, callers, list.legs, atMs);
    await lookAtStrangers(deps, conference, callers, list, atMs);
  }
  const bridgeLeg = bridge.state === 'in' ? { call: bridge.call, n: bridge.n } : undefined;
  const looked = {
    kind: 'looked',
    atMs,
    live,
    ...(bridgeLeg && list && { bridge: { ...bridgeLeg, isThere: isOn(list.legs, bridgeLeg.call) } }),
  } as const;
  // Last: a look that dies on its way is repeated.
  const after = await deps.conferences.changeConference(id, looked);
  if (bridgeLeg && after?.bridge.state === 'absent') healed(deps, conference, 'bridge-leave', bridgeLeg.call);
  const isOther = after?.session?.id !== conference.session?.id;
  if (isOther || after?.session?.endedAtMs !== conference.session?.endedAtMs)
    healed(deps, conference, 'session');
}

const isOn = (legs: readonly Leg[], call: VoiceCallId) => legs.some((leg) => leg.call === call);

async function lookAtCallers(
  deps: LookDeps,
  conference: Conference,
  callers: readonly Caller[],
  legs: readonly Leg[],
  atMs: number,
): Promise<void> {
  const legOf = new Map(legs.map((leg) => [leg.call, leg]));
  const absent = callers.filter(({ call, presence }) => presence !== 'gone' && !legOf.has(call));
  const doubtful = absent.filter((caller) => isDoubtful(caller, atMs)).slice(0, mostCallChecks);
  const isUp = new Map(
    await Promise.all(doubtful.map(async ({ call }) => [call, await deps.voice.isUp(call)] as const)),
  );
  const found = callers.flatMap((caller): readonly { caller: Caller; fact: CallerFact }[] => {
    const leg = legOf.get(caller.call);
    const fact = leg ? factOfLeg(caller, leg, atMs) : factOfMissing(caller, isUp.get(caller.call), atMs);
    return fact === undefined ? [] : [{ caller, fact }];
  });
  for (let start = 0; start < found.length; start += mostAtOnce) {
    await Promise.all(
      found.slice(start, start + mostAtOnce).map(async ({ caller, fact }) => {
        const after = await deps.conferences.changeCaller(conference.id, caller.call, fact);
        const isNews = after !== undefined && after.presence !== caller.presence;
        if (isNews) healed(deps, conference, after.presence === 'in' ? 'join' : 'leave', caller.call);
        else if (after?.phone.muted !== caller.phone.muted) healed(deps, conference, 'mute', caller.call);
      }),
    );
  }
}

/** Whether only the call itself can tell where the caller is: missed for the second time, or away for too long. */
function isDoubtful({ presence, presenceAtMs, missed, n }: Caller, atMs: number): boolean {
  if (presence === 'in') return missed?.n === n && atMs - missed.atMs >= missGapMs;
  return atMs - presenceAtMs >= awayAfterMs;
}

function factOfLeg(caller: Caller, { label, muted }: Leg, atMs: number): CallerFact | undefined {
  const { n, presence, missed, phone } = caller;
  // A leg of another join says nothing of this one.
  if (presence === 'gone' || (label !== undefined && parseLabel(label)?.n !== n)) return undefined;
  const isAsKnown = presence === 'in' && missed === undefined && phone.muted === muted;
  return isAsKnown ? undefined : { kind: 'seen', atMs, n, muted };
}

function factOfMissing(
  { presence, n }: Caller,
  isUp: boolean | undefined,
  atMs: number,
): CallerFact | undefined {
  if (presence === 'in') return { kind: 'missed', atMs, n, isUp };
  return isUp === false ? { kind: 'gone', atMs } : undefined;
}

/** A leg that is no caller's may be the bridge, of whose join we did not hear, or a bridge that should be gone. */
async function lookAtStrangers(
  deps: LookDeps,
  conference: Conference,
  callers: readonly Caller[],
  { legs, meeting }: { readonly legs: readonly Leg[]; readonly meeting: string | undefined },
  atMs: number,
): Promise<void> {
  const { id, bridge } = conference;
  const known = new Set([
    ...callers.map(({ call }) => call),
    ...(bridge.state === 'in' ? [bridge.call] : []),
  ]);
  const strangers = legs.filter(({ call }) => !known.has(call)).slice(0, mostStrangers);
  for (const { call, label } of strangers) {
    const pinCall = await deps.pinCalls.get(call);
    const n = label === undefined ? undefined : parseLabel(label)?.n;
    const isBridge = pinCall?.conference === id && pinCall.role === 'bridge';
    if (!isBridge || n === undefined || meeting === undefined) continue;
    const isVouched = pinCall.isBridgeOrigin;
    const joined = { kind: 'bridgeJoined', atMs, call, n, meeting, isVouched } as const;
    const after = await deps.conferences.changeConference(id, joined);
    const isIn = after?.bridge.state === 'in' && after.bridge.call === call;
    healed(deps, conference, isIn ? 'bridge-join' : 'bridge-stray', call);
    // It has left for us, or another has taken its place. Should this fail, the next look finds it again.
    if (!isIn) await deps.voice.hangUp(call);
  }
}

function healed({ log }: LookDeps, { id }: Conference, what: string, call?: VoiceCallId): void {
  log.warn('sweep-healed', { conference: id, what, ...(call === undefined ? {} : { callId: call }) });
}
