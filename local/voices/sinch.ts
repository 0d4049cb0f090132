import type * as z from 'zod';
import { webhookUrl } from '../../lib/providers/descriptor.ts';
import { sinchDescriptor } from '../../lib/providers/sinch/descriptor.ts';
import { fallbackDocument } from '../../lib/providers/sinch/fallback.ts';
import type { SimulatedSinchOptions } from '../simulated/sinch/options.ts';
import { startSimulatedSinch, type SimulatedSinch } from '../simulated/sinch/start.ts';
import { listOf, type LocalVoice } from './voice.ts';

const { secret, webhooks } = sinchDescriptor;

/** What the environment says of Sinch. */
export const sinchSettings = {
  SINCH_APPLICATION_KEY: secret.sinchApplicationKey,
  SINCH_APPLICATION_SECRET: listOf(secret.sinchApplicationSecrets),
};
type Settings = z.output<z.ZodObject<typeof sinchSettings>>;

export const sinchVoice: LocalVoice<Settings, SimulatedSinchOptions, SimulatedSinch> = {
  name: 'Sinch',
  ports: { simulator: 6, fallback: 7 },
  fallback: { contentType: 'application/json', document: fallbackDocument() },
  isReal: ({ SINCH_APPLICATION_KEY }) => SINCH_APPLICATION_KEY !== undefined,
  secretOf: (settings, sinch) => ({
    sinchApplicationKey: settings.SINCH_APPLICATION_KEY ?? sinch?.settings.applicationKey,
    sinchApplicationSecrets:
      settings.SINCH_APPLICATION_SECRET ?? (sinch && [sinch.settings.applicationSecret]),
  }),
  start: startSimulatedSinch,
  apiUrlOf: ({ origin }) => origin,
  // A bridge comes in by SIP, as <number>@<region>.
  serves: (sinch, to) => sinch.numbers.isServed(to.replace(/^sip:([^@]+)@.*$/, '$1')),
  configure: (sinch, { gatewayUrl, fallbackUrl, numbers }) => {
    for (const number of numbers) sinch.configureNumber({ number });
    sinch.configureCallbacks({ primary: webhookUrl(gatewayUrl, webhooks.voice), fallback: fallbackUrl });
  },
  place: (sinch, order) => {
    const call = sinch.placeCall(order);
    return { id: call.id, call };
  },
  disturb: (sinch, disturbance) => sinch.webhooks.disturb({}, disturbance, Infinity),
};
