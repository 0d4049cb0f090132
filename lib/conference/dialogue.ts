import { createHmac } from 'node:crypto';
import { mayBeginWith } from '../numbers/caller.ts';
import { masked } from '../telemetry/telemetry.ts';
import { whyNotIn } from './admission.ts';
import { enterBeforePin, leaveBeforePin, longestBeforePinMs } from './before-pin.ts';
import type { Conference, VoiceCallId } from './conference.ts';
import type { Door, ForwardTarget } from './door.ts';
import { findPin } from './find-pin.ts';
import type { Instruction } from './instructions.ts';
import { joinAs } from './join.ts';
import { recognise } from './known-callers.ts';
import { mostPinDigits, type PinEntry, type PinKey } from './pins.ts';
import type { AttemptScope, ConferenceDeps, PinCall } from './ports.ts';
import type { Sentence } from './sentences.ts';
import { spokenAt } from './spoken.ts';

/** Tries of one call; a caller mistypes once or twice, a machine tries for ever. */
export const mostTriesPerCall = 3;

/**
 * Wrong tries of one caller's number in an hour, over all its calls. Beyond it each of them has one slow try, and nobody
 * is locked out: a number can be forged, and an office has one for everybody.
 */
export const mostTriesPerCaller = 10;

/**
 * Wrong tries of the whole deployment in an hour. The lengths of PINs are reckoned with it (`leastPinDigits`); beyond
 * it nobody is locked out, but each call has one slow try.
 */
export const mostTriesPerHour = 1_000;

/** How long a slow try waits: with one try a call, a guesser needs a call for each. */
const slowTryS = 5;

/** Silence is no wrong PIN, but nobody is asked for ever. */
const mostPrompts = 5;

/** Time for the first key after the prompt, and between keys. */
const keyTimeoutS = 8;

/** A call at the voice provider, as it arrives. */
export interface Arrival {
  readonly call: VoiceCallId;
  /** The number, or the SIP domain, that was called. */
  readonly dialled: string;
  /** E.164, or undefined for anything else: withheld numbers, SIP names. */
  readonly number?: string | undefined;
  /** What the voice provider says of the caller, in its own spelling; undefined if it is withheld. */
  readonly from?: string | undefined;
  /** The provider vouches that the call comes from `number`. */
  readonly isNumberVerified: boolean;
  /** The provider vouches that the call comes from the bridge's own trunk or domain. */
  readonly isBridgeOrigin: boolean;
}

export type DialogueDeps = Pick<
  ConferenceDeps,
  | 'conferences'
  | 'pinCalls'
  | 'beforePin'
  | 'doors'
  | 'pins'
  | 'known'
  | 'attempts'
  | 'wake'
  | 'clock'
  | 'log'
  | 'count'
  | 'pinKeys'
  | 'signRoute'
>;

/** A call has arrived: what its first steps are. Asked again for the same call, the answer is the same. */
export async function callArrived(deps: DialogueDeps, arrival: Arrival): Promise<readonly Instruction[]> {
  const door = await deps.doors.find(arrival.dialled);
  if (door === undefined) return reject(deps, arrival, 'unknown-number');
  if (door.kind === 'refuse') return reject(deps, arrival, 'door-refuses');
  if (door.kind === 'forward') return forward(deps, door, door, arrival);

  const { call, number, from, isBridgeOrigin, dialled } = arrival;
  if (mayBeginWith(from, door.deny ?? [])) return reject(deps, arrival, 'caller-denied');
  const arrived: PinCall = {
    call,
    door: dialled,
    language: door.language,
    number,
    isBridgeOrigin,
    arrivedAtMs: deps.clock.now(),
  };
  const recognised = await recognise(deps, door, arrival);
  if (recognised.kind === 'asked') {
    const noPlace = await enterBeforePin(deps, arrived, door.opensTo === 'bridge');
    if (noPlace !== undefined) return reject(deps, arrival, noPlace);
  }
  const pinCall = await deps.pinCalls.arrived(arrived);
  deps.log.info('dial-in-arrived', { callId: call, from: masked(number), isBridgeOrigin });
  deps.count('dialInsArrived');
  if (recognised.kind === 'asked') return [collectPin(door, 1, recognised.why ?? 'greeting')];
  deps.count('beforePinMs', deps.clock.now() - pinCall.arrivedAtMs, 'known');
  return joinAs(deps, pinCall, recognised.conference, { kind: 'caller', ...recognised.caller });
}

function reject(deps: DialogueDeps, { call, number }: Arrival, why: string): readonly Instruction[] {
  deps.log.info('dial-in-refused', { callId: call, why, from: masked(number) });
  deps.count('dialInsRefused', 1, why);
  return [{ kind: 'reject' }];
}

async function forward(
  deps: DialogueDeps,
  door: Exclude<Door, { kind: 'refuse' }>,
  { address, route }: ForwardTarget,
  { call, number }: Pick<Arrival, 'call' | 'number'>,
): Promise<readonly Instruction[]> {
  const signed = route === undefined ? {} : await deps.signRoute(route, call);
  // A route that is protected is reached with its signed header or not at all.
  if (signed === undefined) return [say(door, 'internal-failure'), { kind: 'hangUp' }];
  const headers = { ...signed, ...(number === undefined ? {} : { 'X-Caller-Id': number }) };
  return [{ kind: 'forward', address, headers }];
}

/** A caller keyed digits (or none) when asked for the PIN for the `attempt`-th time. */
export async function pinKeyed(
  deps: DialogueDeps,
  keyed: { readonly call: VoiceCallId; readonly attempt: number; readonly digits: string },
): Promise<readonly Instruction[]> {
  const pinCall = await deps.pinCalls.get(keyed.call);
  const door = pinCall && (await deps.doors.find(pinCall.door));
  if (pinCall === undefined || door?.kind !== 'pin') return [{ kind: 'hangUp' }];
  const isOverdue = deps.clock.now() - pinCall.arrivedAtMs > longestBeforePinMs && !pinCall.isBridgeOrigin;
  if (isOverdue) return sayAndHangUp(door, 'no-input');
  if (keyed.digits === '') return askAgain(door, keyed.attempt, 'no-input');

  const [key, ...older] = await deps.pinKeys();
  if (key === undefined) return sayAndHangUp(door, 'internal-failure');
  return pinCall.isBridgeOrigin
    ? open(deps, door, pinCall, keyed.attempt, await lookUp(deps, door, [key, ...older], keyed.digits))
    : tryPin(deps, door, pinCall, [key, ...older], keyed);
}

type PinKeys = readonly [PinKey, ...PinKey[]];

/**
 * Charges the try before the PIN is looked up, and refunds it on a hit: a crash in between costs the guesser, not us. A
 * PIN that has expired, or whose conference is full or closed, is a hit too. Whoever keys it was given it once, and may
 * come back with the one that is valid; a guesser learns of a PIN that opens nothing, and gets back that one try.
 */
async function tryPin(
  deps: DialogueDeps,
  door: PinDoor,
  pinCall: PinCall,
  keys: PinKeys,
  { attempt, digits }: { readonly attempt: number; readonly digits: string },
): Promise<readonly Instruction[]> {
  const nowMs = deps.clock.now();
  const scopes = scopesOf(door, pinCall, keys[0]);
  // With the digits: a request that is repeated is one try, and every other guess is one of its own.
  const chargeKey = `${pinCall.call}-${attempt}-${hashOf(keys[0], 'try', digits)}`;
  const charged = await deps.attempts.charge(scopes, chargeKey, nowMs);
  const [perCall = 0, perHour = 0, perCaller = 0] = charged === 'spent' ? [] : charged;
  if (perHour > mostTriesPerHour) deps.count('pinBudgetSpent');
  const isSlow = perHour > mostTriesPerHour || perCaller > mostTriesPerCaller;
  const mostTries = isSlow ? 1 : mostTriesPerCall;
  if (charged === 'spent' || perCall > mostTries) {
    deps.count('pinsTried', 1, 'too-many');
    return sayAndHangUp(door, 'too-many-tries');
  }

  const entry = await lookUp(deps, door, keys, digits);
  if (entry !== undefined) {
    await deps.attempts.refund(scopes, chargeKey, nowMs);
    return slowed(isSlow, door, await open(deps, door, pinCall, attempt, entry));
  }
  deps.count('pinsTried', 1, 'wrong');
  deps.log.info('pin-wrong', { callId: pinCall.call, attempt });
  if (perCall >= mostTries) return slowed(isSlow, door, sayAndHangUp(door, 'too-many-tries'));
  return askAgain(door, attempt, 'wrong-pin');
}

/**
 * The call, the deployment, and the caller's number if it is one: "anonymous" is many people. The bridge's own doors
 * are counted apart, so that a flood of wrong PINs at one kind of door does not slow the other.
 */
function scopesOf({ opensTo }: PinDoor, { call, number }: PinCall, key: PinKey): readonly AttemptScope[] {
  return [
    { name: `call-${call}`, most: mostTriesPerCall },
    { name: opensTo === 'bridge' ? 'bridge-doors' : 'deployment' },
    ...(number === undefined ? [] : [{ name: `caller-${hashOf(key, 'caller', number)}` }]),
  ];
}

function hashOf({ key }: PinKey, label: 'caller' | 'try', text: string): string {
  return createHmac('sha256', key).update(`${label}\n${text}`).digest('base64url');
}

/** Says why the answer takes so long, before it does. */
function slowed(
  isSlow: boolean,
  door: PinDoor,
  instructions: readonly Instruction[],
): readonly Instruction[] {
  return isSlow
    ? [say(door, 'slow-down'), { kind: 'pause', seconds: slowTryS }, ...instructions]
    : instructions;
}

type PinDoor = Extract<Door, { kind: 'pin' }>;

/** The PIN's entry, if this door opens to its kind. */
async function lookUp(
  deps: DialogueDeps,
  door: PinDoor,
  keys: PinKeys,
  digits: string,
): Promise<PinEntry | undefined> {
  const entry = await findPin(deps, keys, digits);
  if (entry === undefined) return undefined;
  const opens = entry.kind === 'bridge' ? door.opensTo !== 'callers' : door.opensTo !== 'bridge';
  return opens ? entry : undefined;
}

/** What follows a PIN that is right, or one from the bridge's own origin that is not. */
async function open(
  deps: DialogueDeps,
  door: PinDoor,
  pinCall: PinCall,
  attempt: number,
  entry: PinEntry | undefined,
): Promise<readonly Instruction[]> {
  if (entry === undefined) return askAgain(door, attempt, 'wrong-pin');
  const nowMs = deps.clock.now();
  if (entry.validUntilMs !== undefined && nowMs >= entry.validUntilMs) {
    deps.count('pinsTried', 1, 'expired');
    return askAgain(door, attempt, 'expired-pin');
  }
  if (entry.kind === 'forward') {
    deps.count('pinsTried', 1, 'right');
    deps.count('beforePinMs', nowMs - pinCall.arrivedAtMs, entry.kind);
    deps.log.info('dial-in-admitted', { callId: pinCall.call, role: entry.kind });
    await Promise.all([
      leaveBeforePin(deps, pinCall),
      // Should its place be kept nevertheless, the sweep sees that the call is not to be ended.
      deps.pinCalls.admitted(pinCall.call, undefined, entry.kind),
    ]);
    return forward(deps, door, entry, pinCall);
  }
  const loaded = await deps.conferences.load(entry.conference);
  if (loaded === undefined) return sayAndHangUp(door, 'conference-closed');
  const closed = whyNotIn(loaded, entry.kind, pinCall.call, nowMs);
  if (closed !== undefined) {
    deps.count('pinsTried', 1, closed);
    return sayAndHangUp(door, closed);
  }
  const other = entry.kind === 'bridge' ? otherBridge(loaded.conference, pinCall) : undefined;
  if (other !== undefined) {
    deps.count('pinsTried', 1, 'second-bridge');
    const { id } = loaded.conference;
    await deps.conferences.changeConference(id, { kind: 'bridgeDoubted', atMs: nowMs, call: other });
    await deps.wake.wake(id);
    return sayAndHangUp(door, 'wrong-pin');
  }
  deps.count('pinsTried', 1, 'right');
  deps.count('beforePinMs', nowMs - pinCall.arrivedAtMs, entry.kind);
  await leaveBeforePin(deps, pinCall);
  return joinAs(deps, pinCall, loaded.conference, entry);
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
function askAgain(door: PinDoor, attempt: number, why: Sentence): readonly Instruction[] {
  return attempt >= mostPrompts ? sayAndHangUp(door, why) : [collectPin(door, attempt + 1, why)];
}

function collectPin(door: PinDoor, attempt: number, before: Sentence): Instruction {
  return {
    kind: 'collect',
    question: { kind: 'pin', attempt },
    prompt: [spokenAt(door, before), spokenAt(door, 'enter-pin')],
    mostDigits: mostPinDigits,
    timeoutS: keyTimeoutS,
  };
}

function sayAndHangUp(door: PinDoor, sentence: Sentence): readonly Instruction[] {
  return [say(door, sentence), { kind: 'hangUp' }];
}

function say(door: Exclude<Door, { kind: 'refuse' }>, sentence: Sentence): Instruction {
  return { kind: 'say', spoken: spokenAt(door, sentence) };
}
