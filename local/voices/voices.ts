import type * as z from 'zod';
import type { VoiceId } from '../../lib/conferences/model/conference.ts';
import type { SimulatedPlivoOptions } from '../simulated/plivo/options.ts';
import type { SimulatedSinchOptions } from '../simulated/sinch/options.ts';
import type { SimulatedTwilioOptions } from '../simulated/twilio/options.ts';
import type { SimulatedVonageOptions } from '../simulated/vonage/options.ts';
import { plivoSettings, plivoVoice } from './plivo.ts';
import { sinchSettings, sinchVoice } from './sinch.ts';
import { twilioSettings, twilioVoice } from './twilio.ts';
import { startVoice, type VoiceHost } from './voice.ts';
import { vonageSettings, vonageVoice } from './vonage.ts';

/** Every voice provider of the local gateway. */
const voices = {
  twilio: twilioVoice,
  sinch: sinchVoice,
  plivo: plivoVoice,
  vonage: vonageVoice,
} as const satisfies Readonly<Record<VoiceId, object>>;

/** The providers' own names, by id. */
export const voiceNames: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(voices).map(([id, { name }]) => [id, name]),
);

/** The last port after the gateway's that one of them takes. */
export const lastPort = Math.max(...Object.values(voices).map(({ ports }) => ports.fallback));

/** What the environment says of the voice providers. */
export const voiceSettings = {
  ...twilioSettings,
  ...sinchSettings,
  ...plivoSettings,
  ...vonageSettings,
};
type VoiceSettings = z.output<z.ZodObject<typeof voiceSettings>>;

/** With the left one set, the right ones must be set too. */
export const voiceCompanions = {
  TWILIO_ACCOUNT_SID: ['TWILIO_AUTH_TOKEN', 'PUBLIC_URL'],
  SINCH_APPLICATION_KEY: ['SINCH_APPLICATION_SECRET', 'PUBLIC_URL'],
  PLIVO_AUTH_ID: ['PLIVO_AUTH_TOKEN', 'PUBLIC_URL'],
  VONAGE_APPLICATION_ID: ['VONAGE_PRIVATE_KEY', 'VONAGE_SIGNATURE_SECRET', 'VONAGE_API_KEY', 'PUBLIC_URL'],
} as const;

/** What tests say of the simulated ones. */
export interface VoiceOptions {
  readonly twilio?: SimulatedTwilioOptions;
  readonly sinch?: SimulatedSinchOptions;
  readonly plivo?: SimulatedPlivoOptions;
  readonly vonage?: SimulatedVonageOptions;
}

/** They start in this order. */
export async function startVoices(options: VoiceOptions, host: VoiceHost<VoiceSettings>) {
  return {
    twilio: await startVoice(voices.twilio, options.twilio ?? {}, host),
    sinch: await startVoice(voices.sinch, options.sinch ?? {}, host),
    plivo: await startVoice(voices.plivo, options.plivo ?? {}, host),
    vonage: await startVoice(voices.vonage, options.vonage ?? {}, host),
  };
}
export type RunningVoices = Awaited<ReturnType<typeof startVoices>>;

/** The simulator of each, by the provider's id; undefined where the real provider is used. */
export type VoiceSimulators = { readonly [Id in keyof RunningVoices]: RunningVoices[Id]['simulator'] };

export const simulatorsOf = ({ twilio, sinch, plivo, vonage }: RunningVoices): VoiceSimulators => ({
  twilio: twilio.simulator,
  sinch: sinch.simulator,
  plivo: plivo.simulator,
  vonage: vonage.simulator,
});
