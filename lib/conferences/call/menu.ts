import type { Caller, Conference, VoiceCallId } from '../model/conference.ts';
import type { Instruction, Spoken } from '../model/instructions.ts';
import { rejoin } from './join.ts';
import type { ConferenceDeps } from '../ports.ts';
import type { Sentence } from '../model/sentences.ts';
import type { PinCall } from '../model/pin-call.ts';
import type { CallerEvent } from '../model/caller-events.ts';
import { spokenAt } from './spoken.ts';
import { isBridgeDue } from '../state/bridge.ts';
import { sentenceFor } from '../state/waiting.ts';

type MenuDeps = Pick<
  ConferenceDeps,
  'conferences' | 'pinCalls' | 'dialIns' | 'wake' | 'clock' | 'log' | 'count'
>;

/** A join that fails is repeated once under a new label; after this many in a row the caller hears it. */
const maxFailures = 2;

/** How long the menu waits for a key before the caller is let back in. */
const menuTimeoutS = 20;

/** Between two sentences for somebody who waits: enough to be left in peace, short enough to stay. */
const waitingPauseS = 15;

/** The provider's clock may end a stay a moment before ours says so. */
const overdueToleranceMs = 5_000;

interface Inside {
  readonly pinCall: PinCall;
  readonly conference: Conference;
  readonly caller: Caller;
}

/** The `n`-th join of a call is over and the call asks what to do: the menu, unless it was thrown out. */
export async function leftMeeting(
  deps: MenuDeps,
  {
    call,
    joinSequence,
    isUp,
  }: { readonly call: VoiceCallId; readonly joinSequence: number; readonly isUp: boolean },
): Promise<readonly Instruction[]> {
  const inside = await find(deps, call);
  if (inside === undefined) return [{ kind: 'hangUp' }];
  const { conference, pinCall } = inside;
  const atMs = deps.clock.now();
  if (!isUp) {
    await deps.conferences.changeCaller(conference.id, call, { kind: 'gone', atMs });
    await deps.wake.wake(conference.id);
    return [{ kind: 'hangUp' }];
  }
  const returned = await deps.conferences.changeCaller(conference.id, call, {
    kind: 'returned',
    atMs,
    joinSequence,
  });
  const caller = returned ?? inside.caller;
  const end = whyNotBackIn({ ...inside, caller }, atMs);
  if (end !== undefined) return [await say(deps, pinCall, end), { kind: 'hangUp' }];
  const failures = caller.returned?.failures ?? 0;
  if (failures >= maxFailures) return [await say(deps, pinCall, 'joining-failed'), { kind: 'hangUp' }];
  // A request about an older join is a repeated one; its first answer was the join that has not begun.
  if (failures > 0 || joinSequence < caller.joinSequence)
    return [await rejoin(deps, pinCall, conference, caller)];
  return [
    {
      kind: 'collect',
      question: { kind: 'menu', joinSequence },
      prompt: [await spoken(deps, pinCall, 'menu')],
      maxDigits: 1,
      timeoutS: menuTimeoutS,
    },
  ];
}

function whyNotBackIn({ conference, caller }: Inside, nowMs: number): Sentence | undefined {
  if (caller.kicked !== undefined) return caller.kicked.why;
  if (conference.isClosed) return 'conference-closed';
  const leftMs = caller.admittedAtMs + conference.settings.longestStayMs - nowMs;
  return leftMs <= overdueToleranceMs ? 'overdue' : undefined;
}

/** A key in the menu after the `n`-th join: 6 mutes or unmutes, 9 raises or lowers the hand; anything else, or nothing, goes back in. */
export async function menuKeyed(
  deps: MenuDeps,
  {
    call,
    joinSequence,
    digits,
  }: { readonly call: VoiceCallId; readonly joinSequence: number; readonly digits: string },
): Promise<readonly Instruction[]> {
  const inside = await find(deps, call);
  if (inside === undefined) return [{ kind: 'hangUp' }];
  const { conference, pinCall } = inside;
  const end = whyNotBackIn(inside, deps.clock.now());
  if (end !== undefined) return [await say(deps, pinCall, end), { kind: 'hangUp' }];
  const caller = await carryOut(deps, inside, joinSequence, digits);
  const sentence = outcomeOf(conference, caller, digits);
  const back = await rejoin(deps, pinCall, conference, caller);
  await deps.wake.wake(conference.id);
  return sentence === undefined ? [back] : [await say(deps, pinCall, sentence), back];
}

/** Does what a key asks for, once for each menu: a request that is repeated finds it done. */
async function carryOut(
  deps: MenuDeps,
  { conference, caller }: Inside,
  menu: number,
  digits: string,
): Promise<Caller> {
  const atMs = deps.clock.now();
  const { muted, hand, call } = caller;
  const change = async (event: CallerEvent) =>
    (await deps.conferences.changeCaller(conference.id, call, event)) ?? caller;
  if (digits === '6') {
    if (isHostsMute(conference, caller)) return caller;
    return change({ kind: 'muted', atMs, is: !muted.is, by: 'caller', menu });
  }
  return digits === '9' ? change({ kind: 'hand', atMs, raised: !hand, menu }) : caller;
}

function isHostsMute({ settings }: Conference, { muted }: Caller): boolean {
  return muted.is && muted.by === 'room' && !settings.mayUndoMute;
}

/** What a key has led to, which is not always what was asked for. */
function outcomeOf(conference: Conference, caller: Caller, digits: string): Sentence | undefined {
  if (digits === '6') {
    if (isHostsMute(conference, caller)) return 'mute-is-the-hosts';
    return caller.muted.is ? 'you-are-muted' : 'you-are-unmuted';
  }
  if (digits === '9') return caller.hand ? 'hand-raised' : 'hand-lowered';
  return undefined;
}

/** What somebody hears who is in the meeting before the bridge is. Asked again and again while the wait lasts. */
export async function waiting(deps: MenuDeps, call: VoiceCallId): Promise<readonly Instruction[]> {
  const pinCall = await deps.pinCalls.get(call);
  const conference = pinCall?.conference && (await deps.conferences.get(pinCall.conference));
  if (!pinCall || !conference) return [{ kind: 'pause', seconds: waitingPauseS }];
  const nowMs = deps.clock.now();
  // A wake that got lost is made good here: whoever waits asks every few seconds.
  if (isBridgeDue(conference, nowMs)) await deps.wake.wake(conference.id);
  const sentence = sentenceFor(conference, pinCall.arrivedAtMs, nowMs);
  return [await say(deps, pinCall, sentence), { kind: 'pause', seconds: waitingPauseS }];
}

async function find(deps: MenuDeps, call: VoiceCallId): Promise<Inside | undefined> {
  const pinCall = await deps.pinCalls.get(call);
  if (pinCall?.conference === undefined) return undefined;
  const loaded = await deps.conferences.load(pinCall.conference);
  const caller = loaded?.callers.find((each) => each.call === call);
  return loaded && caller && { pinCall, conference: loaded.conference, caller };
}

async function say(deps: MenuDeps, pinCall: PinCall, sentence: Sentence): Promise<Instruction> {
  return { kind: 'say', spoken: await spoken(deps, pinCall, sentence) };
}

async function spoken(deps: MenuDeps, pinCall: PinCall, sentence: Sentence): Promise<Spoken> {
  return spokenAt(await deps.dialIns.find(pinCall.dialIn), sentence, pinCall);
}
