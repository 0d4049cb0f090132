import { noEntry } from '../call/admission.ts';
import {
  callOutIdSchema,
  longestCallOutMs,
  longestRingS,
  type CallOutId,
  type CallOutLimits,
  type Placed,
} from '../model/call-out.ts';
import type { OrderedCallOut } from '../model/pin-call.ts';
import type { Caller, Conference, ConferenceId, VoiceCallId, VoiceId } from '../model/conference.ts';
import type { PinDialIn } from '../model/dial-in.ts';
import { noConference, refusal, type NotDone } from '../model/not-done.ts';
import type { AdminDeps } from '../admin/ports.ts';
import type { ConferenceDeps, PlaceCall } from '../ports.ts';
import { chargeOrder, whyNotCalled } from './limits.ts';
import { findCalledOut } from './outcome.ts';

type OrderDeps = Pick<ConferenceDeps, 'dialIns' | 'callOuts' | 'pinCalls' | 'clock' | 'log' | 'count'> & {
  readonly conferences: Pick<AdminDeps['conferences'], 'load'>;
  readonly limits: CallOutLimits;
  /** How a voice provider is asked to call; undefined: the stage has no such provider. */
  readonly phones: (id: VoiceId) => PlaceCall | undefined;
};

/** An order to call somebody into a conference. */
interface Order {
  /** Of the order; a repetition has the same. */
  readonly id: string;
  readonly conference: ConferenceId;
  /** In E.164. */
  readonly number: string;
  /** How the room names the callee. Default: as it names a caller without a personal PIN. */
  readonly name?: string | undefined;
  readonly externalId?: string | undefined;
  /** A try with this id has died: it may have called already. */
  readonly isRepeated: boolean;
}

/** `unknown`: the phone may be ringing, and nobody is called again. `call`: the call's id, where it is known by now. */
type CallOutResult =
  | { readonly ok: true; readonly result: 'calling' | 'unknown'; readonly call?: VoiceCallId | undefined }
  | NotDone;

/**
 * Calls somebody into a conference that runs. The order is counted and remembered before the provider is asked, and the
 * provider is asked once: whatever dies on the way, nobody is called twice, and no limit is passed.
 */
export async function orderCallOut(deps: OrderDeps, order: Order): Promise<CallOutResult> {
  const { clock, log, count, limits, callOuts } = deps;
  const id = callOutIdSchema.parse(order.id);
  if (order.isRepeated) return repeated(deps, id);
  const ready = await readyFor(deps, order);
  if ('ok' in ready) return ready;
  const { conference, dialIn, from, placeCall } = ready;
  const nowMs = clock.now();
  const overLimit = await chargeOrder(deps, id, nowMs, limits);
  if (overLimit !== undefined) {
    count('callOutsOrdered', 1, 'limit');
    return overLimit;
  }
  const { number, name, externalId } = order;
  const { language, audio, notice } = dialIn;
  const ordered: OrderedCallOut = {
    ...{ voice: conference.voice, dialIn: from, language, opensTo: 'callers', audio, notice, number },
    ...{ isBridgeOrigin: false, arrivedAtMs: nowMs },
    callOut: { id, conference: conference.id, conferenceName: conference.name, name, externalId },
  };
  await callOuts.remember(ordered);
  const longestCallS = Math.ceil((conference.settings.longestStayMs + longestCallOutMs) / 1000);
  const called = { id, from, to: number, language, longestRingS, longestCallS };
  const placed = await placeCall(called);
  const result = wordOf(placed);
  log.info('call-out-ordered', { callOut: id, conference: conference.id, result });
  count('callOutsOrdered', 1, result);
  return answerTo(deps, ordered, placed);
}

async function answerTo(
  deps: Pick<OrderDeps, 'pinCalls' | 'callOuts'>,
  { voice, callOut: { id } }: OrderedCallOut,
  placed: Placed,
): Promise<CallOutResult> {
  if (placed === 'unknown') return { ok: true, result: 'unknown' };
  if (placed !== 'refused' && 'kind' in placed) {
    const { call } = placed;
    // Without an id yet, the first news of the call bring it.
    if (call !== undefined) await findCalledOut(deps, { call, id });
    return { ok: true, result: 'calling', call };
  }
  await deps.callOuts.forget(id);
  const why =
    placed === 'refused' ? 'refuses to call that number' : 'cannot be asked just now, and nobody was called';
  return { ok: false, reason: 'failed', why: `${voice} ${why}` };
}

/** The first try has died: unless the order is remembered, it has not called anybody. */
async function repeated({ callOuts }: Pick<OrderDeps, 'callOuts'>, id: CallOutId): Promise<CallOutResult> {
  const ordered = await callOuts.find(id);
  if (ordered !== undefined) return { ok: true, result: 'unknown', call: ordered.call };
  return { ok: false, reason: 'failed', why: 'the first try was cut short, and nobody was called' };
}

const wordOf = (placed: Placed): string =>
  typeof placed === 'string' ? placed : 'kind' in placed ? placed.kind : 'not-done';

interface Ready {
  readonly conference: Conference;
  readonly dialIn: PinDialIn;
  /** Number that the callee sees. */
  readonly from: string;
  readonly placeCall: PlaceCall;
}

/** What it takes to call somebody, or why nobody is called. */
async function readyFor(deps: OrderDeps, order: Order): Promise<Ready | NotDone> {
  const { limits, conferences, dialIns, phones, clock, count } = deps;
  const notAllowed = whyNotCalled(limits, order.number);
  if (notAllowed !== undefined) {
    count('callOutsOrdered', 1, 'not-allowed');
    return notAllowed;
  }
  const loaded = await conferences.load(order.conference);
  if (loaded === undefined) return noConference;
  const { conference, callers } = loaded;
  const closed = noEntry(loaded, 'caller', undefined, clock.now());
  if (closed !== undefined) return closed;
  if (!isRunning(conference, callers)) return refusal('the conference is not running: nobody is in it');
  const { dialIn: from } = conference;
  const dialIn = from === undefined ? undefined : await dialIns.find(from);
  if (from === undefined || dialIn?.kind !== 'pin' || dialIn.voice !== conference.voice)
    return refusal('the number that the conference was made with is no dial-in with a PIN');
  const placeCall = phones(conference.voice);
  return placeCall === undefined
    ? refusal(`nobody can be called through ${conference.voice}`)
    : { conference, dialIn, from, placeCall };
}

/** Whether somebody is in the room, or on the phone: callees are called to people. */
function isRunning({ session, bridge }: Conference, callers: readonly Caller[]): boolean {
  const isLive = session !== undefined && session.endedAtMs === undefined;
  return isLive || bridge.state === 'in' || callers.some(({ presence }) => presence !== 'gone');
}
