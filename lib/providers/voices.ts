import type { VoiceId } from '../conferences/model/conference.ts';
import type { TraitsOf } from '../conferences/ports.ts';
import { plivoTraits } from './plivo/traits.ts';
import { sinchTraits } from './sinch/traits.ts';
import { twilioTraits } from './twilio/traits.ts';
import { vonageTraits } from './vonage/traits.ts';

/** What each voice provider can do: one line each. */
const all = [twilioTraits, sinchTraits, plivoTraits, vonageTraits] as const;

export const traitsOf: TraitsOf = (id) => all.find((traits) => traits.id === id);

/** The same of a deployment that has only these. */
export function traitsAmong(ids: readonly VoiceId[]): TraitsOf {
  return (id) => (ids.includes(id) ? traitsOf(id) : undefined);
}
