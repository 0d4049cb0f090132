import { admissionRefusal } from '../call/admission.ts';
import {
  conferenceIdSchema,
  type Caller,
  type Conference,
  type TransferTarget,
} from '../model/conference.ts';
import { noConference, refusal, type NotDone } from '../model/not-done.ts';
import type { PinCall } from '../model/pin-call.ts';
import type { Sentence } from '../model/sentences.ts';
import type { ConferenceDeps, TraitsOf } from '../ports.ts';
import { noSuchVoice } from '../state/settings.ts';
import { isOpen } from '../state/reduce-transfer.ts';

type TransferDeps = Pick<ConferenceDeps, 'conferences' | 'wake' | 'clock' | 'log' | 'count'> & {
  readonly traitsOf: TraitsOf;
};

/** Ordered, now or before. What comes of it, the call's timeline says within a minute or so. */
type Ordered = { readonly ok: true } | NotDone;

/**
 * Has a caller led out of their conference and on to another. It is written down, and the conference's sync does it, so that it is done
 * once, however often it is ordered.
 * @param written the id of a conference
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
  const to = conferenceIdSchema.safeParse(written).data;
  if (to === undefined) return refusal('that is no id of a conference');
  if (pinCall.ledOn?.at(-1)?.to === to) return { ok: true };
  const { conference: id, role } = pinCall;
  if (id === undefined || role !== 'caller') return refusal('the call is in no conference as a caller');
  if (id === to) return refusal('the caller is in that conference already');
  const [caller, conference] = await Promise.all([
    deps.conferences.caller(id, pinCall.call),
    deps.conferences.get(id),
  ]);
  const target: TransferTarget = { kind: 'conference', conference: to };
  // They are on their way, of which the call itself says nothing yet.
  const { transfer } = caller ?? {};
  if (transfer?.ledAtMs !== undefined && isSame(transfer.to, target)) return { ok: true };
  if (caller === undefined || conference === undefined || caller.presence === 'gone')
    return refusal('the call is over');
  const why = whyNot(deps, caller, conference, target) ?? (await whyNotInto(deps, caller, conference, to));
  if (why !== undefined) return why;
  const atMs = deps.clock.now();
  const event = { kind: 'transferOrdered', atMs, to: target } as const;
  const after = await deps.conferences.changeCaller(id, pinCall.call, event);
  if (!isOpen(after?.transfer) || !isSame(after.transfer.to, target)) return refusal('the call has gone on');
  await deps.wake.wake(id);
  return { ok: true };
}

const isSame = (one: TransferTarget, other: TransferTarget) => one.conference === other.conference;

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
  to: Conference['id'],
): Promise<NotDone | undefined> {
  const loaded = await conferences.load(to);
  if (loaded === undefined) return noConference;
  if (loaded.conference.voice !== voice)
    return refusal('that conference is at another voice provider: the two never hear each other');
  const closed = admissionRefusal(loaded, 'caller', call, clock.now());
  return closed === undefined ? undefined : refusal(whyClosed[closed] ?? closed);
}

const whyClosed: Partial<Record<Sentence, string>> = {
  'conference-full': 'that conference is full',
  'conference-closed': 'that conference is closed',
  'conference-not-open-yet': 'that conference is not open yet',
};
