import type { Caller, Conference, ConferenceId } from '../model/conference.ts';
import type { Instruction, Join } from '../model/instructions.ts';
import type { ConferencePin } from '../model/pins.ts';
import type { ConferenceDeps } from '../ports.ts';
import type { PinCall } from '../model/pin-call.ts';
import type { VoiceTraits } from '../model/voice.ts';
import { isOpenToWaiting } from '../state/bridge.ts';
import { sentenceFor } from '../state/waiting.ts';
import { wait } from './wait.ts';

type JoinDeps = Pick<ConferenceDeps, 'conferences' | 'pinCalls' | 'clock' | 'log'>;

type AdmitDeps = JoinDeps & Pick<ConferenceDeps, 'voices' | 'wake'>;

/** As what somebody comes in: what the PIN says, or what is known of the caller. */
type Guest = Pick<ConferencePin, 'kind'> & Named;
type Named = Pick<ConferencePin, 'name' | 'externalId'>;

/**
 * Lets a call in for the first time: into the meeting, or where people wait for the bridge.
 *
 * That it belongs to the conference, and its caller, are written side by side. If only the caller was written, there is no answer that
 * the call could join by; its end then says nothing of a caller, whom a poll of the conference finds gone.
 * @param next number of its join, unless a request that this one repeats has written another
 */
export async function admit(
  deps: AdmitDeps,
  pinCall: PinCall,
  conference: Conference,
  guest: Guest,
  next: number,
): Promise<readonly Instruction[]> {
  const { call } = pinCall;
  const { id } = conference;
  const role = guest.kind;
  const [{ joinSequence = next }, caller] = await Promise.all([
    deps.pinCalls.admitted(call, { conference: id, role, joinSequence: next }),
    role === 'caller' ? writeCaller(deps, pinCall, conference, guest, next) : undefined,
  ]);
  deps.log.info('dial-in-admitted', { callId: call, conference: id, role });
  if (caller !== undefined) return firstSteps(deps, pinCall, conference, caller);
  return [await joinOfBridge(deps, pinCall, conference, joinSequence)];
}

/** Lets a caller in whose call is about to belong to the conference, as `admit`. */
export async function joinAsCaller(
  deps: AdmitDeps,
  pinCall: PinCall,
  conference: Conference,
  guest: Named,
  next: number,
): Promise<readonly Instruction[]> {
  const caller = await writeCaller(deps, pinCall, conference, guest, next);
  return firstSteps(deps, pinCall, conference, caller);
}

/** The caller as they are written: of a request that is repeated, by the first. */
async function writeCaller(
  { conferences, voices, clock }: AdmitDeps,
  { call, number, ledOn = [] }: PinCall,
  conference: Conference,
  { name, externalId }: Named,
  joinSequence: number,
): Promise<Caller> {
  const { id, settings } = conference;
  const newcomer = {
    conference: id,
    call,
    name: name ?? nameOf(number, settings.numberDisplay, joinSequence),
    ...(name === undefined ? {} : ({ isNamed: true } as const)),
    number: settings.numberDisplay === 'full' ? number : undefined,
    externalId,
    muted: settings.joinMuted,
    ...(ledOn.length === 0 ? {} : { ledOn: ledOn.length }),
  };
  const caller = await conferences.changeCaller(id, call, {
    ...{ kind: 'admitted', atMs: clock.now(), joinSequence, newcomer },
    ...waitsFor(voices.of(conference.voice).traits, conference),
  });
  if (caller === undefined) throw new Error('a conference disappeared while somebody joined it');
  return caller;
}

/** Whether somebody who comes now waits for the bridge outside the meeting, as an event of theirs says it. */
export function waitsFor({ waits }: VoiceTraits, conference: Conference): { readonly waits?: true } {
  return waits === 'outside' && !isOpenToWaiting(conference) ? { waits: true } : {};
}

/** What follows for a caller who is written. */
async function firstSteps(
  deps: AdmitDeps,
  pinCall: PinCall,
  conference: Conference,
  caller: Caller,
): Promise<readonly Instruction[]> {
  const { traits } = deps.voices.of(conference.voice);
  // Nobody else says that somebody waits, or is on their way in; and before the caller is written, the sync would find nobody.
  if (traits.waits === 'outside' || !traits.reportsJoins) await deps.wake.wake(conference.id);
  if (caller.presence === 'waiting')
    return [wait(pinCall, sentenceFor(conference, caller.admittedAtMs, deps.clock.now()))];
  // A repeated request finds the caller admitted already.
  return [await rejoin(deps, pinCall, conference, caller)];
}

/** The longest stay is for callers: a bridge that it cut would take the room from all of them. */
async function joinOfBridge(
  { conferences, voices, wake, clock }: AdmitDeps,
  pinCall: PinCall,
  conference: Conference,
  joinSequence: number,
): Promise<Join> {
  const { id } = conference;
  const voice = voices.of(conference.voice);
  const { reportsJoins } = voice.traits;
  const { call, isBridgeOrigin: isVouched } = pinCall;
  // Where the news of its join alone name the meeting, they may get lost: then the leg is asked.
  if (!reportsJoins || 'meetingOf' in voice)
    await conferences.changeConference(id, { kind: 'bridgeComing', atMs: clock.now(), call, isVouched });
  if (!reportsJoins) await wake.wake(id);
  return joinInstruction(conference, pinCall, 'bridge', joinSequence, false);
}

/**
 * Lets a caller who is on the line back in, as muted as it should be. A join that was rendered and has not begun is
 * rendered again as it was: its request was repeated, and only one of the answers counts, whichever arrives.
 */
export async function rejoin(
  deps: JoinDeps,
  pinCall: PinCall,
  conference: Conference,
  caller: Caller,
): Promise<Join> {
  const inside = isInJoin(caller) ? caller : await joinAfter(deps, conference, caller);
  return callersJoin(deps, conference, pinCall, inside, deps.clock.now() - caller.admittedAtMs);
}

/** Whether the caller's last join is under way or begun: then this is a late answer to a request that was repeated. */
function isInJoin({ presence }: Caller): boolean {
  return presence === 'joining' || presence === 'in';
}

/** The caller with a new join; or as they are, if another answer was faster. */
async function joinAfter(deps: JoinDeps, conference: Conference, caller: Caller): Promise<Caller> {
  const joinSequence = await countJoin(deps, conference.id);
  if (joinSequence === undefined) throw new Error('a conference disappeared while somebody joined it');
  const event = {
    kind: 'rejoining',
    atMs: deps.clock.now(),
    joinSequence,
    after: caller.joinSequence,
  } as const;
  return (await deps.conferences.changeCaller(conference.id, caller.call, event)) ?? caller;
}

/** The number of the next join; undefined: there is no such conference any more. */
export async function countJoin(
  { conferences, clock }: Pick<JoinDeps, 'conferences' | 'clock'>,
  id: ConferenceId,
): Promise<number | undefined> {
  const changed = await conferences.changeConference(id, { kind: 'joinRendered', atMs: clock.now() });
  return changed?.joins;
}

async function callersJoin(
  deps: Pick<JoinDeps, 'conferences'>,
  conference: Conference,
  pinCall: PinCall,
  { joinSequence, muted }: Caller,
  stayedMs: number,
): Promise<Join> {
  const longestStayS = restOfStayS(conference, stayedMs);
  const join = joinInstruction(conference, pinCall, 'caller', joinSequence, muted.is);
  return { ...join, longestStayS, ...((await hasTones(deps, conference)) ? { tones: true } : {}) };
}

/** What is left of a caller's longest stay, in s: neither the menu nor whoever they are led to begins a new one. */
export function restOfStayS({ settings }: Conference, stayedMs: number): number {
  return Math.ceil(Math.max(1_000, settings.longestStayMs - stayedMs) / 1000);
}

/** Whether the caller who is about to come in is heard to. */
async function hasTones(
  { conferences }: Pick<JoinDeps, 'conferences'>,
  { id, settings: { tones } }: Conference,
): Promise<boolean> {
  if (typeof tones === 'string') return tones === 'on';
  const { callers = [] } = (await conferences.load(id)) ?? {};
  return callers.filter(({ presence }) => presence !== 'gone').length <= tones;
}

function joinInstruction(
  { id }: Conference,
  { call, language }: Pick<PinCall, 'call' | 'language'>,
  role: 'caller' | 'bridge',
  joinSequence: number,
  muted: boolean,
): Join {
  return { kind: 'join', conference: id, role, call, joinSequence, muted, language };
}

/** How the room names a caller whose PIN is not personal: with the join's number, unnamed callers are told apart. */
function nameOf(
  number: string | undefined,
  display: Conference['settings']['numberDisplay'],
  joinSequence: number,
): string {
  if (display === 'nothing' || number === undefined) return `Caller ${joinSequence}`;
  return display === 'full' ? number : `Caller ${joinSequence} (…${number.slice(-shownDigits)})`;
}

/** Enough to recognise a colleague by, too few to call anybody. */
const shownDigits = 3;
