import type { VoiceTraits } from '../../conferences/model/voice.ts';

/** What Plivo can do (Plivo docs, the Conference element; account limits). */
export const plivoTraits = {
  id: 'plivo',
  maxLegs: 20,
  waits: 'outside',
  keys: 'stay',
  reportsJoins: true,
  leadsOut: true,
  tones: true,
  vouchesForNumbers: false,
  longestCallS: 14_400,
} as const satisfies VoiceTraits;
