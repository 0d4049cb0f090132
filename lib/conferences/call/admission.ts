import type { Caller, Conference, VoiceCallId } from '../model/conference.ts';
import type { ConferencePin } from '../model/pins.ts';
import { refusal, type NotDone } from '../model/not-done.ts';
import type { Sentence } from '../model/sentences.ts';
import { isBeingCalled } from '../state/reduce/transfer.ts';

/**
 * Why a call that may go into a conference cannot now; undefined: nothing stands in its way. The bridge is bound neither
 * to the opening window nor to the capacity: callers are.
 */
export function admissionRefusal(
  { conference, callers }: { readonly conference: Conference; readonly callers: readonly Caller[] },
  kind: ConferencePin['kind'],
  /** Undefined: one that has no id yet. */
  call: VoiceCallId | undefined,
  nowMs: number,
): Sentence | undefined {
  const { isClosed, settings } = conference;
  if (isClosed) return 'conference-closed';
  if (kind === 'bridge') return undefined;
  if (settings.closesAtMs !== undefined && nowMs >= settings.closesAtMs) return 'conference-closed';
  if (settings.opensAtMs !== undefined && nowMs < settings.opensAtMs) return 'conference-not-open-yet';
  const others = callers.filter((caller) => caller.call !== call && hasPlace(caller));
  return others.length >= settings.capacity ? 'conference-full' : undefined;
}

/** Whoever is led to a number keeps their place until it is taken: if nobody takes it, they come back. */
const hasPlace = (caller: Caller): boolean => caller.presence !== 'gone' || isBeingCalled(caller);

/** The same for whoever orders that a call goes into a conference. */
export function noEntry(...asked: Parameters<typeof admissionRefusal>): NotDone | undefined {
  const why = admissionRefusal(...asked);
  return why && refusal(whyNoEntry[why] ?? why);
}

const whyNoEntry: Partial<Record<Sentence, string>> = {
  'conference-full': 'that conference is full',
  'conference-closed': 'that conference is closed',
  'conference-not-open-yet': 'that conference is not open yet',
};
