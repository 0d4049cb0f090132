import { withoutPlace, type Caller, type Conference, type VoiceCallId } from '../model/conference.ts';
import type { ConferenceDeps, Leg } from '../ports.ts';
import type { CallerEvent } from '../model/caller-events.ts';
import { changeTellingOutcome } from '../call/transfer/outcome.ts';
import { settledAfterMs } from '../state/missed.ts';
import { isLedInto, isLedOut } from '../state/reduce/transfer.ts';
import { legsByCall, type LegOf } from './legs.ts';
import { meetingNow } from './meeting-now.ts';
import { awayAfterMs, lastHeardMs } from './poll-times.ts';

type PollDeps = Pick<
  ConferenceDeps,
  'conferences' | 'pinCalls' | 'voices' | 'rooms' | 'clock' | 'log' | 'count'
>;

/** Calls of one conference that are asked about at once, each in a request of its own; the others the next time. */
const maxCallChecks = 20;

/** Legs that no caller of ours explains, of which the bridge may be one, or whose callers should be elsewhere; the others the next time. */
const maxStrangers = 5;

/** Records that are written side by side. */
const maxAtOnce = 25;

/**
 * Asks both providers how things are, and records what differs from what we know: joins and leaves that we did not hear
 * of, what a phone is muted to, a session that began or ended. What the room shows of a caller cannot be asked: Digital
 * Samba lists no phone participants (Digital Samba docs, REST reference), so a mute there that was not reported is lost.
 */
export async function poll(
  deps: PollDeps,
  conference: Conference,
  callers: readonly Caller[],
): Promise<void> {
  const { id, meeting, room, bridge } = conference;
  const voice = deps.voices.of(conference.voice);
  const atMs = deps.clock.now();
  const asked = await meetingNow(deps, conference, callers, atMs);
  const [list, live] = await Promise.all([voice.participants(id, asked), deps.rooms.liveSession(room)]);
  // Where meetings are found by their names alone, none may be known that could be asked for.
  const isAskable = asked !== undefined || !('meetingOf' in voice);
  const isListUnanswered = list === undefined && isAskable;
  if (list?.meeting !== undefined && list.meeting !== meeting)
    await deps.conferences.changeConference(id, { kind: 'meetingSeen', atMs, meeting: list.meeting });
  const legOf = legsByCall(list?.legs ?? []);
  let areCallsKnown = true;
  if (list !== undefined) {
    areCallsKnown = await pollCallers(deps, conference, callers, legOf, atMs);
    await pollStrangers(deps, conference, callers, list, atMs);
    await takeOut(deps, conference, callers, legOf, atMs);
  } else if (asked === undefined) {
    // No meeting is known that could be asked for; whoever is on their way to one may have gone all the same.
    const outside = callers.filter(({ presence }) => presence !== 'in');
    areCallsKnown = await pollCallers(deps, conference, outside, legOf, atMs);
  }
  const bridgeLeg =
    bridge.state === 'in' ? { call: bridge.call, joinSequence: bridge.joinSequence } : undefined;
  const polled = {
    kind: 'polled',
    atMs,
    live,
    ...((isListUnanswered || live === undefined || !areCallsKnown) && { isUnanswered: true as const }),
    ...(bridgeLeg && list && { bridge: { ...bridgeLeg, isThere: legOf(bridgeLeg.call) !== undefined } }),
  } as const;
  // Last: a poll that dies on its way is repeated.
  const after = await deps.conferences.changeConference(id, polled);
  if (bridgeLeg && after?.bridge.state === 'absent') healed(deps, conference, 'bridge-leave', bridgeLeg.call);
  const isOther = after?.session?.id !== conference.session?.id;
  if (isOther || after?.session?.endedAtMs !== conference.session?.endedAtMs)
    healed(deps, conference, 'session');
}

/** Returns whether it is known of all calls that were asked about whether they go on: one that may holds a place. */
async function pollCallers(
  deps: PollDeps,
  conference: Conference,
  callers: readonly Caller[],
  legOf: LegOf,
  atMs: number,
): Promise<boolean> {
  const voice = deps.voices.of(conference.voice);
  const isOnlySource = !voice.traits.reportsJoins;
  const absent = callers.filter(({ call, presence }) => presence !== 'gone' && legOf(call) === undefined);
  const doubtful = absent.filter((caller) => isDoubtful(caller, atMs)).slice(0, maxCallChecks);
  const isUp = new Map(
    await Promise.all(doubtful.map(async ({ call }) => [call, await voice.isUp(call)] as const)),
  );
  const found = callers.flatMap((caller): readonly { caller: Caller; event: CallerEvent }[] => {
    const leg = legOf(caller.call);
    const event = leg
      ? eventOfLeg(caller, leg, atMs, isOnlySource)
      : eventOfMissing(caller, isUp.get(caller.call), atMs);
    return event === undefined ? [] : [{ caller, event }];
  });
  for (let start = 0; start < found.length; start += maxAtOnce) {
    await Promise.all(
      found.slice(start, start + maxAtOnce).map(async ({ caller, event }) => {
        const after = await changeTellingOutcome(deps, conference.id, caller.call, event);
        const isNews = after !== undefined && after.presence !== caller.presence;
        if (isNews) healed(deps, conference, after.presence === 'in' ? 'join' : 'leave', caller.call);
        else if (after?.phone.muted !== caller.phone.muted) healed(deps, conference, 'mute', caller.call);
      }),
    );
  }
  return ![...isUp.values()].includes(undefined);
}

/** Whether only the call itself can tell where the caller is: missed for the second time, or away for too long. */
function isDoubtful(caller: Caller, atMs: number): boolean {
  const { presence, missed, joinSequence } = caller;
  if (presence === 'in') return missed?.joinSequence === joinSequence;
  return atMs - lastHeardMs(caller) >= awayAfterMs;
}

function eventOfLeg(caller: Caller, leg: Leg, atMs: number, isOnlySource: boolean): CallerEvent | undefined {
  const { joinSequence, presence, missed, phone } = caller;
  const { muted } = leg;
  // A leg of another join says nothing of this one.
  if ((presence === 'gone' && !isLedOut(caller)) || (leg.joinSequence ?? joinSequence) !== joinSequence)
    return undefined;
  const isAsKnown = presence === 'in' && missed === undefined && phone.muted === muted;
  return isAsKnown ? undefined : { kind: 'seen', atMs, joinSequence, muted, isOnlySource };
}

function eventOfMissing(
  { presence, joinSequence }: Caller,
  isUp: boolean | undefined,
  atMs: number,
): CallerEvent | undefined {
  if (presence === 'in') return { kind: 'missed', atMs, joinSequence, isUp };
  return isUp === false ? { kind: 'gone', atMs } : undefined;
}

/** A leg that is no caller's may be the bridge, of whose join we did not hear, or a bridge that should be gone. */
async function pollStrangers(
  deps: PollDeps,
  conference: Conference,
  callers: readonly Caller[],
  { legs, meeting }: { readonly legs: readonly Leg[]; readonly meeting: string | undefined },
  atMs: number,
): Promise<void> {
  const { id, bridge } = conference;
  const known = new Set([
    ...callers.map(({ call }) => withoutPlace(call)),
    ...(bridge.state === 'in' ? [withoutPlace(bridge.call)] : []),
  ]);
  const strangers = legs.filter(({ call }) => !known.has(withoutPlace(call))).slice(0, maxStrangers);
  for (const { call: listed, joinSequence: itsJoin } of strangers) {
    const pinCall = await deps.pinCalls.get(listed);
    const joinSequence = itsJoin ?? pinCall?.joinSequence;
    const isBridge = pinCall?.conference === id && pinCall.role === 'bridge';
    if (!isBridge || joinSequence === undefined || meeting === undefined) continue;
    const { call, isBridgeOrigin: isVouched } = pinCall;
    const joined = { kind: 'bridgeJoined', atMs, call, joinSequence, meeting, isVouched } as const;
    const after = await deps.conferences.changeConference(id, joined);
    const isIn = after?.bridge.state === 'in' && after.bridge.call === call;
    healed(deps, conference, isIn ? 'bridge-join' : 'bridge-stray', call);
    // It has left for us, or another has taken its place. Should this fail, the next poll finds it again.
    if (!isIn) await deps.voices.of(conference.voice).hangUp(listed);
  }
}

/** Takes those out who were led into another conference, and were moved in here since, by an order that was carried out late. */
async function takeOut(
  deps: PollDeps,
  conference: Conference,
  callers: readonly Caller[],
  legOf: LegOf,
  atMs: number,
): Promise<void> {
  const strayed = callers
    .filter((caller) => isLedInto(caller) && atMs - caller.presenceAtMs >= settledAfterMs)
    .filter(({ call }) => legOf(call) !== undefined)
    .slice(0, maxStrangers);
  await Promise.all(
    strayed.map(async ({ call, joinSequence }) => {
      const pinCall = await deps.pinCalls.get(call);
      if (pinCall === undefined || pinCall.conference === conference.id) return;
      healed(deps, conference, 'stray', call);
      // The call asks then, and is where it was led to. Should this fail, the next poll finds it again.
      await deps.voices.of(conference.voice).leadOut?.(call, { joinSequence, language: pinCall.language });
    }),
  );
}

function healed({ log }: PollDeps, { id }: Conference, what: string, call?: VoiceCallId): void {
  log.warn('sweep-healed', { conference: id, what, ...(call === undefined ? {} : { callId: call }) });
}
