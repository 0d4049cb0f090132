import { admissionRefusal } from '../admission.ts';
import type { Inside } from '../inside/inside.ts';
import { countJoin, joinAsCaller } from '../join.ts';
import { goBack, leadOutTo, noteTransfer } from './led-out.ts';
import { noticeSteps } from '../notice.ts';
import { sayIn, type SpokenTo } from '../spoken.ts';
import type { Caller, Conference } from '../../model/conference.ts';
import type { Instruction } from '../../model/instructions.ts';
import { isSpokenIn, type Notice } from '../../model/notice.ts';
import type { LedOn, PinCall } from '../../model/pin-call.ts';
import type { ConferenceDeps } from '../../ports.ts';
import { mayBeLedOn } from '../../state/reduce/transfer.ts';

/** What leading a caller on needs, and whatever else a call does that asks. */
export type LeadOnDeps = Pick<
  ConferenceDeps,
  'conferences' | 'pinCalls' | 'dialIns' | 'voices' | 'wake' | 'clock' | 'log' | 'count'
>;

/**
 * What a call does that asks, if its caller is to be led on; undefined: they are not. Whatever is written can be written again, and
 * the call's own record comes last: until then a request that is repeated finds it in the first conference, and leads it on as before.
 */
export async function leadOn(deps: LeadOnDeps, inside: Inside): Promise<readonly Instruction[] | undefined> {
  const { caller, pinCall } = inside;
  const { transfer } = caller;
  if (transfer?.to.kind === 'destination') return leadOutTo(deps, inside, transfer.to.destination);
  const isBegun = transfer?.ledAtMs !== undefined;
  if (transfer === undefined || (!isBegun && !mayBeLedOn(caller))) return undefined;
  const to = transfer.to.conference;
  const [loaded, next] = await Promise.all([deps.conferences.load(to), countJoin(deps, to)]);
  const atMs = deps.clock.now();
  if (loaded === undefined || next === undefined) return notLedOn(deps, inside);
  const why = isBegun ? undefined : admissionRefusal(loaded, 'caller', pinCall.call, atMs);
  if (why !== undefined) return notLedOn(deps, inside);
  const { conference } = loaded;
  const hears = await noticeThere(deps, pinCall, conference);
  const noted = await noteTransfer(deps, inside, { kind: 'ledOn', atMs, outcome: 'answered' });
  if (noted.transfer?.ledAtMs === undefined) return undefined;
  const led = { from: inside.conference.id, to, orderedAtMs: transfer.atMs, atMs };
  const steps =
    hears === undefined
      ? await goIn(deps, inside, conference, { ...led, joinSequence: next })
      : await hearFirst(deps, inside, hears, led);
  return [sayIn(pinCall, 'led-on'), ...steps];
}

/**
 * What a call does that asks after it was led out of a conference, and before it is in the next: it hears the notice that it may not
 * have heard. Any other call that is in no conference is over.
 */
export function betweenConferences(pinCall: PinCall | undefined): readonly Instruction[] {
  const isLedOn = pinCall?.role === undefined && pinCall?.ledOn !== undefined;
  return isLedOn && pinCall.notice !== undefined
    ? noticeSteps(pinCall, pinCall.notice)
    : [{ kind: 'hangUp' }];
}

type Hears = { readonly notice: Notice; readonly spokenTo: SpokenTo };

/**
 * What is told at the dial-in of the other conference, unless the call has come by it. It is told in the call's language, if there are
 * words in it; otherwise the call goes on in the language of that dial-in.
 */
async function noticeThere(
  { dialIns }: LeadOnDeps,
  { dialIn: own, language, audio }: PinCall,
  { dialIn: number }: Conference,
): Promise<Hears | undefined> {
  const dialIn = number === undefined || number === own ? undefined : await dialIns.find(number);
  if (dialIn?.kind !== 'pin' || dialIn.notice === undefined) return undefined;
  const { notice } = dialIn;
  return { notice, spokenTo: isSpokenIn(notice, language) ? { language, audio } : dialIn };
}

/** Into the other conference, as whoever keys its PIN. */
async function goIn(
  deps: LeadOnDeps,
  { pinCall, caller }: Inside,
  conference: Conference,
  led: LedOn & { readonly joinSequence: number },
): Promise<readonly Instruction[]> {
  const ledCall = { ...pinCall, ledOn: [...(pinCall.ledOn ?? []), led] };
  const steps = await joinAsCaller(deps, ledCall, conference, ownOf(caller), led.joinSequence);
  await deps.pinCalls.ledOn(pinCall.call, led);
  deps.log.info('dial-in-admitted', { callId: pinCall.call, conference: led.to, role: 'caller' });
  return steps;
}

async function hearFirst(
  { pinCalls, log }: LeadOnDeps,
  { pinCall, caller }: Inside,
  { notice, spokenTo }: Hears,
  led: LedOn,
): Promise<readonly Instruction[]> {
  const { call, answered, language, noticed, noticeAnswers } = pinCall;
  const goesOn = { kind: 'caller', conference: led.to, ...ownOf(caller) } as const;
  await pinCalls.ledOn(call, {
    ...led,
    heard: { language, notice: pinCall.notice, noticed, noticeAnswers },
    ...{ notice, spokenTo },
    noticed: { attempt: answered?.attempt ?? 0, atMs: led.atMs, goesOn },
  });
  log.info('dial-in-notice', { callId: call, version: notice.version });
  return noticeSteps(spokenTo, notice);
}

/** What a caller brings along: what a conference has made up for them is for the next to make up. */
const ownOf = ({ isNamed, name, externalId }: Caller) => ({
  name: isNamed === true ? name : undefined,
  externalId,
});

/** The other conference does not take the caller any more, who goes back to where they were. */
async function notLedOn(deps: LeadOnDeps, inside: Inside): Promise<readonly Instruction[]> {
  const atMs = deps.clock.now();
  await noteTransfer(deps, inside, { kind: 'transferEnded', atMs, outcome: 'rejected' });
  return goBack(deps, inside, atMs);
}
