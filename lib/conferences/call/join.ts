import type { Caller, Conference, ConferenceId } from '../model/conference.ts';
import type { Instruction, Join } from '../model/instructions.ts';
import type { ConferencePin } from '../model/pins.ts';
import type { ConferenceDeps } from '../ports.ts';
import type { PinCall } from '../model/pin-call.ts';
import { isOpenToWaiting } from '../state/bridge.ts';
import { sentenceFor } from '../state/waiting.ts';
import { wait } from './wait.ts';

type JoinDeps = Pick<ConferenceDeps, 'conferences' | 'pinCalls' | 'clock' | 'log'>;

type AdmitDeps = JoinDeps & Pick<ConferenceDeps, 'voices' | 'wake'>;

/** As what somebody comes in: what the PIN says, or what is known of the caller. */
type Guest = Pick<ConferencePin, 'kind' | 'name' | 'externalId'>;

/**
 * Stores that a call belongs to a conference from now on.
 * @param next number of its first join
 * @returns the number that counts: of a request that is repeated, the first
 */
export async function admit(
  { pinCalls, log }: Pick<AdmitDeps, 'pinCalls' | 'log'>,
  { call }: PinCall,
  { id }: Conference,
  role: Guest['kind'],
  next: number,
): Promise<number> {
  const { joinSequence = next } = await pinCalls.admitted(call, { conference: id, role, joinSequence: next });
  log.info('dial-in-admitted', { callId: call, conference: id, role });
  return joinSequence;
}

/** Lets a call that was admitted in for the first time: into the meeting, or where people wait for the bridge. */
export async function joinAs(
  deps: AdmitDeps,
  pinCall: PinCall,
  conference: Conference,
  entry: Guest,
  joinSequence: number,
): Promise<readonly Instruction[]> {
  const { call } = pinCall;
  const { id, settings } = conference;
  const voice = deps.voices.of(conference.voice);
  const { traits } = voice;
  // The longest stay is for callers: a bridge that it cut would take the room from all of them.
  if (entry.kind === 'bridge') {
    // Where the news of its join alone name the meeting, they may get lost: then the leg is asked.
    if (!traits.reportsJoins || 'meetingOf' in voice)
      await deps.conferences.changeConference(id, { kind: 'bridgeComing', atMs: deps.clock.now(), call });
    if (!traits.reportsJoins) await deps.wake.wake(id);
    return [joinInstruction(conference, pinCall, 'bridge', joinSequence, false)];
  }

  const newcomer = {
    conference: id,
    call,
    name: entry.name ?? nameOf(pinCall.number, settings.numberDisplay, joinSequence),
    ...(entry.name === undefined ? {} : ({ isNamed: true } as const)),
    number: settings.numberDisplay === 'full' ? pinCall.number : undefined,
    externalId: entry.externalId,
    muted: settings.joinMuted,
  };
  const atMs = deps.clock.now();
  const waits = traits.waits === 'outside' && !isOpenToWaiting(conference);
  const caller = await deps.conferences.changeCaller(id, call, {
    ...{ kind: 'admitted', atMs, joinSequence, newcomer },
    ...(waits ? { waits } : {}),
  });
  if (caller === undefined) throw new Error('a conference disappeared while somebody joined it');
  // Nobody else says that somebody waits, or is on their way in.
  if (traits.waits === 'outside' || !traits.reportsJoins) await deps.wake.wake(id);
  if (caller.presence === 'waiting')
    return [wait(pinCall, sentenceFor(conference, caller.admittedAtMs, atMs))];
  // A repeated request finds the caller admitted already.
  if (caller.joinSequence !== joinSequence) return [await rejoin(deps, pinCall, conference, caller)];
  return [callersJoin(conference, pinCall, caller, 0)];
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
  return callersJoin(conference, pinCall, inside, deps.clock.now() - caller.admittedAtMs);
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

function callersJoin(
  conference: Conference,
  pinCall: PinCall,
  { joinSequence, muted }: Caller,
  stayedMs: number,
): Join {
  // What is left of it: the menu does not begin a new stay.
  const longestStayS = Math.ceil(Math.max(1_000, conference.settings.longestStayMs - stayedMs) / 1000);
  return { ...joinInstruction(conference, pinCall, 'caller', joinSequence, muted.is), longestStayS };
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
