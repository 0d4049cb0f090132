import type { TraitsOf } from '../conferences/ports.ts';
import { twilioTraits } from './twilio/traits.ts';

/** What each voice provider can do: one line each. */
const all = [twilioTraits] as const;

export const traitsOf: TraitsOf = (id) => all.find((traits) => traits.id === id);
