import type { VoiceTraits } from '../../conferences/model/voice.ts';

/** What Twilio can do (Twilio docs, TwiML Conference and Dial). */
export const twilioTraits = {
  id: 'twilio',
  maxLegs: 250,
  waits: 'inside',
  keys: 'leave',
  reportsJoins: true,
  leadsOut: true,
  tones: true,
  vouchesForNumbers: true,
  longestCallS: 86_400,
} as const satisfies VoiceTraits;
