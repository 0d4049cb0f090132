import { admissionRefusal } from './admission.ts';
import { forward } from './forwarded.ts';
import { admit, countJoin } from './join.ts';
import { sayIn, spokenIn, type SpokenTo } from './spoken.ts';
import { noteOutcome } from '../call-out/outcome.ts';
import type { VoiceCallId } from '../model/conference.ts';
import type { Instruction } from '../model/instructions.ts';
import { callingWords } from '../model/languages/index.ts';
import { noticeWords, type Notice } from '../model/notice.ts';
import { maxConsentAsks, type AfterNotice, type NoticeAnswer, type PinCall } from '../model/pin-call.ts';
import type { ConferenceDeps } from '../ports.ts';

/** Callees did not call, and a machine may have answered: they are asked once more, and then left in peace. */
const maxJoinAsks = 2;

/** Time for the key that agrees. */
const consentTimeoutS = 8;

/** Where nothing is asked the call goes on at once: as soon as the voice provider has said the last word. */
const heardTimeoutS = 1;

type NoticeDeps = Pick<
  ConferenceDeps,
  'conferences' | 'pinCalls' | 'voices' | 'wake' | 'clock' | 'log' | 'count' | 'signRoute'
>;

/**
 * A call that may go on is told the notice of its dial-in, and a callee before it who calls. It goes on only by what it asks after that: so nobody is in a
 * meeting, or on the way there, who has not heard the notice to its end.
 * @param attempt which question for a PIN it has answered; 0: it needed none
 */
export async function tellNotice(
  { pinCalls, clock, log }: Pick<NoticeDeps, 'pinCalls' | 'clock' | 'log'>,
  pinCall: PinCall,
  notice: Notice | undefined,
  attempt: number,
  goesOn: AfterNotice,
): Promise<readonly Instruction[]> {
  const { call, callOut, language } = pinCall;
  await pinCalls.noticeBegun(call, { attempt, atMs: clock.now(), goesOn: only(goesOn) });
  log.info('dial-in-notice', { callId: call, version: notice?.version });
  const who =
    callOut === undefined
      ? []
      : [{ kind: 'notice', words: callingWords(callOut.conferenceName, language) } as const];
  return [...who, ...noticeSteps(pinCall, notice, needsKey(pinCall))];
}

/** The notice, and the question after it: both are answered by what the call asks next. */
export function noticeSteps(
  to: SpokenTo,
  notice: Notice | undefined,
  asksForKey = notice?.consent !== undefined,
): readonly Instruction[] {
  const told =
    notice === undefined ? [] : [{ kind: 'notice', words: noticeWords(notice, to.language) } as const];
  return [...told, question(to, notice, asksForKey, 1)];
}

/** Of a PIN's entry, or of a known caller's, what is still needed. */
function only(goesOn: AfterNotice): AfterNotice {
  if (goesOn.kind === 'forward') return { kind: 'forward', address: goesOn.address, route: goesOn.route };
  const { kind, conference, name, externalId } = goesOn;
  return { kind, conference, name, externalId };
}

/** Whether a call goes on by a key alone: to agree to the notice, or to follow a call that it did not make. */
const needsKey = ({ notice, callOut }: PinCall) =>
  notice?.consent !== undefined || (callOut !== undefined && callOut.outcome === undefined);

function question(
  to: SpokenTo,
  notice: Notice | undefined,
  asksForKey: boolean,
  attempt: number,
): Instruction {
  const sentence = notice?.consent === undefined ? 'join-by-key' : 'agree-by-key';
  return {
    kind: 'collect',
    question: { kind: 'notice', attempt },
    prompt: asksForKey ? [spokenIn(to, sentence)] : [],
    maxDigits: 1,
    timeoutS: asksForKey ? consentTimeoutS : heardTimeoutS,
  };
}

/** What a call keyed after its notice, when it was asked for the `attempt`-th time. */
interface Keyed {
  readonly attempt: number;
  readonly digits: string;
}

/** A call has heard its notice, and keyed something after it or nothing. */
export async function noticeAnswered(
  deps: NoticeDeps,
  keyed: Keyed & { readonly call: VoiceCallId },
): Promise<readonly Instruction[]> {
  const pinCall = await deps.pinCalls.get(keyed.call);
  return pinCall === undefined ? [{ kind: 'hangUp' }] : noticeAnsweredBy(deps, pinCall, keyed);
}

/** The same, by a call that is known. */
export async function noticeAnsweredBy(
  deps: NoticeDeps,
  pinCall: PinCall,
  { attempt, digits }: Keyed,
): Promise<readonly Instruction[]> {
  const { callOut, notice, noticed } = pinCall;
  // Whoever has not been told it has no way in.
  if (noticed === undefined) return [{ kind: 'hangUp' }];
  // The request may come once more, since its answer got lost.
  if (callOut?.outcome !== undefined && callOut.outcome.is !== 'joined') return leftInPeace(pinCall);
  const keyed = digits === '' ? 'no key' : digits === '1' ? '1' : 'another key';
  const isEnough = !needsKey(pinCall) || keyed === '1';
  const maxAsks = callOut === undefined ? maxConsentAsks : maxJoinAsks;
  const outcome = isEnough ? 'went-on' : attempt < maxAsks ? 'asked-again' : 'hung-up';
  const answer: NoticeAnswer = { attempt, atMs: deps.clock.now(), keyed, outcome };
  // Written before anybody goes in: what was agreed to can be shown.
  await deps.pinCalls.noteNoticeAnswer(pinCall, answer);
  switch (outcome) {
    case 'went-on':
      if (notice !== undefined)
        deps.count('noticesAnswered', 1, notice.consent === undefined ? 'heard' : 'agreed');
      return goOn(deps, pinCall, noticed.goesOn);
    case 'asked-again':
      return [question(pinCall, notice, true, attempt + 1)];
    case 'hung-up':
      if (notice?.consent !== undefined) deps.count('noticesAnswered', 1, 'not-agreed');
      await noteOutcome(deps, pinCall, 'declined');
      return callOut === undefined
        ? [sayIn(pinCall, 'not-agreed'), { kind: 'hangUp' }]
        : leftInPeace(pinCall);
  }
}

const leftInPeace = (callee: PinCall): readonly Instruction[] => [
  sayIn(callee, 'not-joined'),
  { kind: 'hangUp' },
];

/** The conference may have filled, or been closed, in the meantime. */
async function goOn(
  deps: NoticeDeps,
  pinCall: PinCall,
  goesOn: AfterNotice,
): Promise<readonly Instruction[]> {
  const { call } = pinCall;
  if (goesOn.kind === 'forward') {
    await deps.pinCalls.admitted(call, { role: 'forward' });
    return forward(deps, goesOn, pinCall, pinCall);
  }
  const [loaded, next] = await Promise.all([
    deps.conferences.load(goesOn.conference),
    countJoin(deps, goesOn.conference),
  ]);
  const closed =
    loaded === undefined || next === undefined
      ? 'conference-closed'
      : admissionRefusal(loaded, 'caller', call, deps.clock.now());
  if (loaded === undefined || next === undefined || closed !== undefined) {
    await noteOutcome(deps, pinCall, 'turned-away');
    return [sayIn(pinCall, closed ?? 'conference-closed'), { kind: 'hangUp' }];
  }
  // Before a callee goes in: another request, or the call's end, may have been faster.
  const outcome = await noteOutcome(deps, pinCall, 'joined');
  if (outcome !== undefined && outcome !== 'joined') return leftInPeace(pinCall);
  return admit(deps, pinCall, loaded.conference, goesOn, next);
}
