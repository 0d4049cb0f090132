import type { VoiceTraits } from '../../conferences/model/voice.ts';

/**
 * What Sinch can do (Sinch docs, Voice API v1). How many legs a conference takes is documented nowhere: the number is ours,
 * and low enough to be safe.
 */
export const sinchTraits = {
  id: 'sinch',
  maxLegs: 50,
  waits: 'outside',
  keys: 'stay',
  reportsJoins: false,
  leadsOut: false,
  tones: false,
  vouchesForNumbers: false,
  longestCallS: 14_400,
} as const satisfies VoiceTraits;
