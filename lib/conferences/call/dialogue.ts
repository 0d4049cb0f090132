import { createHmac } from 'node:crypto';
import { mayBeginWith } from '../../numbers/caller.ts';
import { masked } from '../../telemetry/telemetry.ts';
import { admissionRefusal } from './admission.ts';
import { enterUnauthenticated, leaveUnauthenticated, maxUnauthenticatedMs } from './unauthenticated.ts';
import type { Conference, VoiceCallId } from '../model/conference.ts';
import { findPin } from './find-pin.ts';
import { forward } from './forwarded.ts';
import type { Instruction } from '../model/instructions.ts';
import { admit, countJoin } from './join.ts';
import { findKnown, recognise } from './known-callers.ts';
import { tellNotice } from './notice.ts';
import { maxPinDigits, type PinEntry, type PinKey, maxTriesPerHour } from '../model/pins.ts';
import type { AttemptScope, ConferenceDeps } from '../ports.ts';
import type { Sentence } from '../model/sentences.ts';
import type { Notice } from '../model/notice.ts';
import { maxPrompts, type AfterNotice, type Arrival, type PinCall, type PinTry } from '../model/pin-call.ts';
import { sayIn, spokenIn, voiceOf, type SpokenTo } from './spoken.ts';

/** Tries of one call; a caller mistypes once or twice, a machine tries for ever. */
export const maxTriesPerCall = 3;

/**
 * Wrong tries of one caller's number in an hour, over all its calls. Beyond it each of them has one slow try, and nobody
 * is locked out: a number can be forged, and an office has one for everybody.
 */
export const maxTriesPerCaller = 10;

/** How long a slow try waits: with one try a call, a guesser needs a call for each. */
const slowTryS = 5;

/** Time for the first key after the prompt, and between keys. */
const keyTimeoutS = 8;

export type DialogueDeps = Pick<
  ConferenceDeps,
  | 'conferences'
  | 'pinCalls'
  | 'unauthenticated'
  | 'dialIns'
  | 'pins'
  | 'known'
  | 'attempts'
  | 'voices'
  | 'wake'
  | 'clock'
  | 'log'
  | 'count'
  | 'pinKeys'
  | 'signRoute'
>;

/** A call has arrived: what its first steps are. Asked again for the same call, the answer is the same. */
export async function callArrived(deps: DialogueDeps, arrival: Arrival): Promise<readonly Instruction[]> {
  const arrivedAtMs = deps.clock.now();
  // Side by side, although only a PIN dial-in needs more than itself: the caller listens into silence meanwhile.
  const [dialIn, present, known] = await Promise.all([
    deps.dialIns.find(arrival.dialled),
    deps.unauthenticated.present(arrivedAtMs),
    findKnown(deps, arrival),
  ]);
  if (dialIn === undefined) return reject(deps, arrival, 'unknown-number');
  if (dialIn.kind !== 'refuse' && dialIn.voice !== arrival.voice)
    return reject(deps, arrival, 'dial-in-of-other-provider');
  if (dialIn.kind === 'refuse') return reject(deps, arrival, 'dial-in-refuses');
  if (dialIn.kind === 'forward') return forward(deps, dialIn, arrival, voiceOf(dialIn));

  const { voice, call, number, from, isSip, dialled } = arrival;
  const isBridgeOrigin = isSip && dialIn.opensTo === 'bridge';
  if (mayBeginWith(from, dialIn.deny ?? [])) return reject(deps, arrival, 'caller-denied');
  const arrived: PinCall = {
    voice,
    call,
    dialIn: dialled,
    language: dialIn.language,
    opensTo: dialIn.opensTo,
    audio: dialIn.audio,
    notice: dialIn.notice,
    number,
    isBridgeOrigin,
    arrivedAtMs,
  };
  const recognised = await recognise(deps, dialIn, arrival, known);
  if (recognised.kind === 'asked') {
    const noPlace = await enterUnauthenticated(deps, arrived, present);
    if (noPlace !== undefined) return reject(deps, arrival, noPlace);
  }
  const pinCall = await deps.pinCalls.arrived(arrived);
  deps.log.info('dial-in-arrived', { callId: call, from: masked(number), isBridgeOrigin });
  deps.count('dialInsArrived');
  if (recognised.kind === 'asked') return [collectPin(pinCall, 1, recognised.why ?? 'greeting')];
  deps.count('unauthenticatedMs', deps.clock.now() - pinCall.arrivedAtMs, 'known');
  const { conference, caller } = recognised;
  if (pinCall.notice !== undefined)
    return tellNotice(deps, pinCall, pinCall.notice, 0, { kind: 'caller', ...caller });
  const next = await countJoin(deps, conference.id);
  if (next === undefined) return [sayIn(pinCall, 'conference-closed'), { kind: 'hangUp' }];
  return admit(deps, pinCall, conference, { kind: 'caller', ...caller }, next);
}

function reject(deps: DialogueDeps, { call, number }: Arrival, why: string): readonly Instruction[] {
  deps.log.info('dial-in-refused', { callId: call, why, from: masked(number) });
  deps.count('dialInsRefused', 1, why);
  return [{ kind: 'reject' }];
}

/** A caller keyed digits (or none) when asked for the PIN for the `attempt`-th time. */
export async function pinKeyed(
  deps: DialogueDeps,
  keyed: { readonly call: VoiceCallId; readonly attempt: number; readonly digits: string },
): Promise<readonly Instruction[]> {
  const pinCall = await deps.pinCalls.get(keyed.call);
  return pinCall === undefined ? [{ kind: 'hangUp' }] : pinKeyedBy(deps, pinCall, keyed);
}

/** What a call has keyed when asked for its PIN. */
interface Keyed {
  readonly attempt: number;
  readonly digits: string;
}

/** The same, by a call that is known. */
export async function pinKeyedBy(
  deps: DialogueDeps,
  pinCall: PinCall,
  keyed: Keyed,
): Promise<readonly Instruction[]> {
  const { instructions, missed } = await answerTo(deps, pinCall, keyed);
  if (missed !== undefined) {
    const { call } = pinCall;
    const noting = deps.pinCalls.noteTry(call, { attempt: keyed.attempt, atMs: deps.clock.now(), ...missed });
    // It is for people who look the call up: the caller is answered without.
    await noting.catch((cause: unknown) => deps.log.error('pin-try-not-noted', { callId: call }, cause));
  }
  return instructions;
}

/** What follows an answer to the question for a PIN. */
interface Answer {
  readonly instructions: readonly Instruction[];
  /** Absent: it has let the call in. */
  readonly missed?: Pick<PinTry, 'why' | 'isLast'>;
}

async function answerTo(deps: DialogueDeps, pinCall: PinCall, keyed: Keyed): Promise<Answer> {
  const isOverdue = deps.clock.now() - pinCall.arrivedAtMs > maxUnauthenticatedMs && !pinCall.isBridgeOrigin;
  if (isOverdue) return sayAndHangUp(pinCall, 'no-input');
  if (keyed.digits === '') return askAgain(pinCall, keyed.attempt, 'no-input');

  const [key, ...older] = await deps.pinKeys();
  if (key === undefined) return sayAndHangUp(pinCall, 'internal-failure');
  return pinCall.isBridgeOrigin
    ? open(deps, pinCall, keyed.attempt, await lookUp(deps, pinCall, [key, ...older], keyed.digits))
    : tryPin(deps, pinCall, [key, ...older], keyed);
}

type PinKeys = readonly [PinKey, ...PinKey[]];

/**
 * Charges the try before the PIN is looked up, and refunds it on a hit: a crash in between costs the guesser, not us. A
 * PIN that has expired, or whose conference is full or closed, is a hit too. Whoever keys it was given it once, and may
 * come back with the one that is valid; a guesser learns of a PIN that opens nothing, and gets back that one try.
 */
async function tryPin(
  deps: DialogueDeps,
  pinCall: PinCall,
  keys: PinKeys,
  { attempt, digits }: Keyed,
): Promise<Answer> {
  const nowMs = deps.clock.now();
  const scopes = scopesOf(pinCall, keys[0]);
  // With the digits: a request that is repeated is one try, and every other guess is one of its own.
  const chargeKey = `${pinCall.call}-${attempt}-${hashOf(keys[0], 'try', digits)}`;
  const charged = await deps.attempts.charge(scopes, chargeKey, nowMs);
  const [perCall = 0, perHour = 0, perCaller = 0] = charged === 'spent' ? [] : charged;
  if (perHour > maxTriesPerHour) deps.count('pinBudgetSpent');
  const isSlow = perHour > maxTriesPerHour || perCaller > maxTriesPerCaller;
  const maxTries = isSlow ? 1 : maxTriesPerCall;
  if (charged === 'spent' || perCall > maxTries) {
    deps.count('pinsTried', 1, 'too-many');
    return sayAndHangUp(pinCall, 'too-many-tries');
  }

  const entry = await lookUp(deps, pinCall, keys, digits);
  if (entry !== undefined) {
    const [opened] = await Promise.all([
      open(deps, pinCall, attempt, entry),
      deps.attempts.refund(scopes, chargeKey, nowMs),
    ]);
    return slowed(isSlow, pinCall, opened);
  }
  deps.count('pinsTried', 1, 'wrong');
  deps.log.info('pin-wrong', { callId: pinCall.call, attempt });
  if (perCall >= maxTries) return slowed(isSlow, pinCall, sayAndHangUp(pinCall, 'too-many-tries'));
  return askAgain(pinCall, attempt, 'wrong-pin');
}

/**
 * The call, the deployment, and the caller's number if it is one: "anonymous" is many people. The bridge's own dial-ins
 * are counted apart, so that a flood of wrong PINs at one kind of dial-in does not slow the other.
 */
function scopesOf({ call, number, opensTo }: PinCall, key: PinKey): readonly AttemptScope[] {
  return [
    scopeOf(call),
    { name: opensTo === 'bridge' ? 'bridge-dial-ins' : 'deployment' },
    ...(number === undefined ? [] : [{ name: `caller-${hashOf(key, 'caller', number)}` }]),
  ];
}

const scopeOf = (call: VoiceCallId): AttemptScope => ({ name: `call-${call}`, max: maxTriesPerCall });

function hashOf({ key }: PinKey, label: 'caller' | 'try', text: string): string {
  return createHmac('sha256', key).update(`${label}\n${text}`).digest('base64url');
}

/** Says why the answer takes so long, before it does. */
function slowed(isSlow: boolean, to: SpokenTo, answer: Answer): Answer {
  if (!isSlow) return answer;
  const pause = { kind: 'pause', seconds: slowTryS } as const;
  return { ...answer, instructions: [sayIn(to, 'slow-down'), pause, ...answer.instructions] };
}

/** The PIN's entry, if the call's dial-in opens to its kind. */
async function lookUp(
  deps: DialogueDeps,
  { opensTo }: PinCall,
  keys: PinKeys,
  digits: string,
): Promise<PinEntry | undefined> {
  const entry = await findPin(deps, keys, digits);
  if (entry === undefined) return undefined;
  const opens = entry.kind === 'bridge' ? opensTo !== 'callers' : opensTo !== 'bridge';
  return opens ? entry : undefined;
}

/** What follows a PIN that is right, or one from the bridge's own origin that is not. */
async function open(
  deps: DialogueDeps,
  pinCall: PinCall,
  attempt: number,
  entry: PinEntry | undefined,
): Promise<Answer> {
  if (entry === undefined) return askAgain(pinCall, attempt, 'wrong-pin');
  const nowMs = deps.clock.now();
  if (entry.validUntilMs !== undefined && nowMs >= entry.validUntilMs) {
    deps.count('pinsTried', 1, 'expired');
    return askAgain(pinCall, attempt, 'expired-pin');
  }
  if (entry.kind === 'forward') {
    deps.count('pinsTried', 1, 'right');
    deps.count('unauthenticatedMs', nowMs - pinCall.arrivedAtMs, entry.kind);
    if (pinCall.notice !== undefined) return noticeFirst(deps, pinCall, pinCall.notice, attempt, entry);
    deps.log.info('dial-in-admitted', { callId: pinCall.call, role: entry.kind });
    await Promise.all([
      leaveUnauthenticated(deps, pinCall),
      // Should its place be kept nevertheless, the sweep sees that the call is not to be ended.
      deps.pinCalls.admitted(pinCall.call, { role: entry.kind }),
    ]);
    return { instructions: await forward(deps, entry, pinCall, pinCall) };
  }
  // Counted before it is known whether the call may go in: a number that nobody gets is missed by nobody.
  const [loaded, next] = await Promise.all([
    deps.conferences.load(entry.conference),
    countJoin(deps, entry.conference),
  ]);
  if (loaded === undefined || next === undefined) return sayAndHangUp(pinCall, 'conference-closed');
  if (loaded.conference.voice !== pinCall.voice) {
    deps.count('pinsTried', 1, 'other-provider');
    deps.log.warn('pin-of-other-provider', { callId: pinCall.call, conference: entry.conference });
    return askAgain(pinCall, attempt, 'wrong-pin');
  }
  const closed = admissionRefusal(loaded, entry.kind, pinCall.call, nowMs);
  if (closed !== undefined) {
    deps.count('pinsTried', 1, closed);
    return sayAndHangUp(pinCall, closed);
  }
  const other = entry.kind === 'bridge' ? otherBridge(loaded.conference, pinCall) : undefined;
  if (other !== undefined) {
    deps.count('pinsTried', 1, 'second-bridge');
    const { id } = loaded.conference;
    await deps.conferences.changeConference(id, { kind: 'bridgeDoubted', atMs: nowMs, call: other });
    await deps.wake.wake(id);
    return sayAndHangUp(pinCall, 'wrong-pin');
  }
  deps.count('pinsTried', 1, 'right');
  deps.count('unauthenticatedMs', nowMs - pinCall.arrivedAtMs, entry.kind);
  if (pinCall.notice !== undefined && entry.kind === 'caller')
    return noticeFirst(deps, pinCall, pinCall.notice, attempt, { ...entry, kind: 'caller' });
  const [instructions] = await Promise.all([
    admit(deps, pinCall, loaded.conference, entry, next),
    leaveUnauthenticated(deps, pinCall),
  ]);
  return { instructions };
}

/** A call that knows a PIN is none that guesses, also while it listens to a notice. */
async function noticeFirst(
  deps: DialogueDeps,
  pinCall: PinCall,
  notice: Notice,
  attempt: number,
  goesOn: AfterNotice,
): Promise<Answer> {
  const [instructions] = await Promise.all([
    tellNotice(deps, pinCall, notice, attempt, goesOn),
    leaveUnauthenticated(deps, pinCall),
  ]);
  return { instructions };
}

/**
 * The leg in whose place a bridge leg may not come. A second one is believed only from the confirmed origin: anywhere else
 * it may be somebody who has got hold of the PIN and would listen unseen. Of two that nobody has asked for, either may be.
 */
function otherBridge({ bridge }: Conference, { call, isBridgeOrigin }: PinCall): VoiceCallId | undefined {
  const isTaken = bridge.state === 'in' && bridge.call !== call && bridge.isUnasked !== true;
  return isTaken && !isBridgeOrigin ? bridge.call : undefined;
}

/** Says what was wrong with a try and asks for the next, if there is one. */
function askAgain(to: SpokenTo, attempt: number, why: Sentence): Answer {
  if (attempt >= maxPrompts) return sayAndHangUp(to, why);
  return { instructions: [collectPin(to, attempt + 1, why)], missed: { why, isLast: false } };
}

function collectPin(to: SpokenTo, attempt: number, before: Sentence): Instruction {
  return {
    kind: 'collect',
    question: { kind: 'pin', attempt },
    prompt: [spokenIn(to, before), spokenIn(to, 'enter-pin')],
    maxDigits: maxPinDigits,
    timeoutS: keyTimeoutS,
  };
}

function sayAndHangUp(to: SpokenTo, why: Sentence): Answer {
  return { instructions: [sayIn(to, why), { kind: 'hangUp' }], missed: { why, isLast: true } };
}
