import { isAllowed, isNumber, parseDestination, type Destination } from '../../numbers/destination.ts';
import { noEntry } from '../call/admission.ts';
import { shownNumber } from '../call/transfer/led-out.ts';
import { chargeOrder, whyNotCalled } from '../call-out/limits.ts';
import type { CallOutLimits } from '../model/call-out.ts';
import {
  conferenceIdSchema,
  type Caller,
  type Conference,
  type TransferTarget,
} from '../model/conference.ts';
import { noConference, refusal, type NotDone } from '../model/not-done.ts';
import type { PinCall } from '../model/pin-call.ts';
import type { AdminDeps } from './ports.ts';
import type { ConferenceDeps, TraitsOf } from '../ports.ts';
import { noSuchVoice } from '../state/settings.ts';
import { isOpen } from '../state/reduce/transfer.ts';

type TransferDeps = Pick<ConferenceDeps, 'dialIns' | 'callOuts' | 'wake' | 'clock' | 'log' | 'count'> &
  Pick<AdminDeps, 'conferences'> & {
    readonly traitsOf: TraitsOf;
    /** Numbers that callers are led to are called by the stage: within what it allows of call-outs, and counted among them. */
    readonly limits: CallOutLimits;
  };

/** Ordered, now or before. What comes of it, the call's timeline says within a minute or so. */
type Ordered = { readonly ok: true } | NotDone;

/**
 * Has a caller led out of their conference and on to another, or to a number or address that their dial-in allows. It is written down,
 * and the conference's sync does it, so that it is done once, however often it is ordered. A number is counted as a call-out before.
 * @param written the id of a conference, a number with its country code, or a SIP address
 */
export async function transferCaller(
  deps: TransferDeps,
  pinCall: PinCall,
  written: string,
): Promise<Ordered> {
  const { call } = pinCall;
  const ordered = await order(deps, pinCall, written);
  if (ordered.ok) {
    deps.log.info('transfer-asked', { callId: call, by: 'operator' });
    return ordered;
  }
  deps.log.warn('transfer-refused', { callId: call, by: 'operator', why: ordered.why });
  deps.count('transfersRefused', 1, ordered.reason);
  return ordered;
}

async function order(deps: TransferDeps, pinCall: PinCall, written: string): Promise<Ordered> {
  const to = targetOf(written);
  if (to === undefined)
    return refusal('that is no id of a conference, no number with its country code, and no SIP address');
  const { conference: id, role } = pinCall;
  if (to.kind === 'conference') {
    if (pinCall.ledOn?.at(-1)?.to === to.conference) return { ok: true };
    if (id === to.conference) return refusal('the caller is in that conference already');
  }
  if (id === undefined || role !== 'caller') return refusal('the call is in no conference as a caller');
  const [caller, conference] = await Promise.all([
    deps.conferences.caller(id, pinCall.call),
    deps.conferences.get(id),
  ]);
  if (caller === undefined || conference === undefined) return refusal('the call is over');
  const why =
    to.kind === 'destination' ? await whyNotTo(deps, pinCall, conference, to.destination) : undefined;
  if (why !== undefined) return why;
  // They are on their way, of which the call itself says nothing yet.
  const { transfer } = caller;
  const isUnderWay = caller.presence === 'gone' && transfer?.ledAtMs !== undefined;
  if (isUnderWay && isSame(transfer.to, to)) return { ok: true };
  if (isUnderWay && transfer.isOver !== true)
    return refusal('the caller has been led somewhere else already');
  if (caller.presence === 'gone') return refusal('the call is over');
  const notNow = whyNot(deps, caller, conference, to) ?? (await whyNotInto(deps, caller, conference, to));
  if (notNow !== undefined) return notNow;
  const atMs = deps.clock.now();
  const isKnown = isOpen(transfer) && isSame(transfer.to, to);
  const overLimit = isKnown ? undefined : await charge(deps, to, atMs);
  if (overLimit !== undefined) return overLimit;
  const after = await deps.conferences.changeCaller(id, pinCall.call, { kind: 'transferOrdered', atMs, to });
  const noted = after?.transfer;
  const isOurs = noted !== undefined && isSame(noted.to, to) && (noted.atMs === atMs || isOpen(noted));
  if (!isOurs) return refusal('the call has gone on');
  await deps.wake.wake(id);
  return { ok: true };
}

function targetOf(written: string): TransferTarget | undefined {
  const destination = parseDestination(written);
  if (destination !== undefined) return { kind: 'destination', destination };
  const conference = conferenceIdSchema.safeParse(written).data;
  return conference && { kind: 'conference', conference };
}

const nameOf = (to: TransferTarget) => (to.kind === 'conference' ? to.conference : to.destination);
const isSame = (one: TransferTarget, other: TransferTarget) => nameOf(one) === nameOf(other);

/** As the dial-in is now: a list that was made shorter counts at once. */
async function whyNotTo(
  { dialIns, limits }: TransferDeps,
  pinCall: PinCall,
  conference: Conference,
  to: Destination,
): Promise<NotDone | undefined> {
  const dialIn = await dialIns.find(pinCall.dialIn);
  const list = dialIn?.kind === 'pin' ? (dialIn.transferTo ?? []) : [];
  if (!isAllowed(list, to))
    return refusal(
      'the dial-in by which the call came does not allow that: `transferTo` of a dial-in says where to',
    );
  const notCalled = isNumber(to) ? whyNotCalled(limits, to) : undefined;
  if (notCalled !== undefined) return notCalled;
  return shownNumber(pinCall, conference) === undefined
    ? refusal('neither the dial-in nor the conference has a number that could be shown to whoever is called')
    : undefined;
}

/** A SIP address costs nothing that would have to be counted. */
async function charge(deps: TransferDeps, to: TransferTarget, nowMs: number): Promise<NotDone | undefined> {
  return to.kind === 'destination' && isNumber(to.destination)
    ? chargeOrder(deps, undefined, nowMs, deps.limits)
    : undefined;
}

function whyNot(
  { traitsOf }: TransferDeps,
  { kicked, presence, transfer }: Caller,
  { voice }: Conference,
  to: TransferTarget,
): NotDone | undefined {
  if (kicked !== undefined) return refusal('the caller is being removed');
  if (isOpen(transfer) && !isSame(transfer.to, to))
    return refusal('the caller is being led somewhere else already');
  const traits = traitsOf(voice);
  if (traits === undefined) return noSuchVoice;
  return traits.leadsOut || presence === 'waiting'
    ? undefined
    : refusal(
        'the voice provider lets nobody be taken out of a meeting, but from where callers wait for the bridge',
      );
}

async function whyNotInto(
  { conferences, clock }: TransferDeps,
  { call }: Caller,
  { voice }: Conference,
  to: TransferTarget,
): Promise<NotDone | undefined> {
  if (to.kind === 'destination') return undefined;
  const loaded = await conferences.load(to.conference);
  if (loaded === undefined) return noConference;
  if (loaded.conference.voice !== voice)
    return refusal('that conference is at another voice provider: the two never hear each other');
  return noEntry(loaded, 'caller', call, clock.now());
}
