import type { VoiceTraits } from '../../../../lib/conferences/model/voice.ts';
import { twilioTraits } from '../../../../lib/providers/twilio/traits.ts';
import type { Random } from '../../frame/random.ts';

/** A voice provider as unlike Twilio as any that could be added: where callers wait outside, and nobody reports joins or mutes. */
export interface OutsideVariants {
  /** A running call can be moved into a meeting. */
  readonly movesCalls: boolean;
  /** Whoever is to come in muted does. */
  readonly joinsMuted: boolean;
  /** How far its list of who is in a meeting is behind, in ms. */
  readonly listLagMs: number;
  /** Joins, leaves and mutes are reported, by the call alone. */
  readonly reportsLegs: boolean;
  /** Each key press has an id. */
  readonly namesPresses: boolean;
}

/** Of voice providers that are known to the domain, the one that this stands for. */
export const outsideId = 'sinch';

export const outsideTraits: VoiceTraits = {
  ...twilioTraits,
  id: outsideId,
  waits: 'outside',
  keys: 'stay',
  reportsJoins: false,
  vouchesForNumbers: false,
};

export const outsideUrl = 'https://api.outside.example';

export function drawOutside(random: Random): OutsideVariants {
  return {
    movesCalls: random.chance(0.5),
    joinsMuted: random.chance(0.5),
    listLagMs: random.pick([0, 0, random.between(100, 2_500)]),
    namesPresses: random.chance(0.5),
    reportsLegs: random.chance(0.4),
  };
}
