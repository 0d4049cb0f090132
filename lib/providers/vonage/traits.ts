import type { VoiceTraits } from '../../conferences/model/voice.ts';

/**
 * Whether keys are reported of somebody who is in a conversation. Vonage says that asynchronous input is, and not whether it
 * goes on in a conversation (Vonage docs, NCCO, input).
 */
export type VonageKeys = 'stay' | 'none';

/**
 * What Vonage can do (Vonage docs, NCCO). The legs of a conversation are those of its documentation of 2021; the longest call
 * is documented for connected calls, and taken for all.
 */
const known = {
  id: 'vonage',
  maxLegs: 50,
  waits: 'outside',
  reportsJoins: true,
  leadsOut: true,
  tones: false,
  vouchesForNumbers: false,
  longestCallS: 7_200,
} as const satisfies Omit<VoiceTraits, 'keys'>;

export const vonageTraitsWith = (keys: VonageKeys) => ({ ...known, keys }) as const satisfies VoiceTraits;

/** As long as no setting says that keys are reported, nobody is told of any. */
export const vonageTraits = vonageTraitsWith('none');
