import type * as z from 'zod';
import { webhookUrl } from '../../lib/providers/descriptor.ts';
import { plivoDescriptor } from '../../lib/providers/plivo/descriptor.ts';
import { fallbackDocument } from '../../lib/providers/plivo/fallback.ts';
import type { SimulatedPlivoOptions } from '../simulated/plivo/options.ts';
import { startSimulatedPlivo, type SimulatedPlivo } from '../simulated/plivo/start.ts';
import { listOf, type LocalVoice } from './voice.ts';

const { secret, webhooks } = plivoDescriptor;

/** What the environment says of Plivo. */
export const plivoSettings = {
  PLIVO_AUTH_ID: secret.plivoAuthId,
  PLIVO_AUTH_TOKEN: listOf(secret.plivoAuthTokens),
};
type Settings = z.output<z.ZodObject<typeof plivoSettings>>;

export const plivoVoice: LocalVoice<Settings, SimulatedPlivoOptions, SimulatedPlivo> = {
  name: 'Plivo',
  ports: { simulator: 8, fallback: 9 },
  fallback: { contentType: 'text/xml; charset=utf-8', document: fallbackDocument() },
  isReal: ({ PLIVO_AUTH_ID }) => PLIVO_AUTH_ID !== undefined,
  secretOf: (settings, plivo) => ({
    plivoAuthId: settings.PLIVO_AUTH_ID ?? plivo?.settings.authId,
    plivoAuthTokens: settings.PLIVO_AUTH_TOKEN ?? (plivo && [plivo.settings.authToken]),
  }),
  start: startSimulatedPlivo,
  apiUrlOf: ({ origin }) => `${origin}/v1`,
  serves: (plivo, to) => plivo.account.serving(to) !== undefined,
  configure: (plivo, { gatewayUrl, fallbackUrl, numbers }) => {
    for (const number of numbers) plivo.configureNumber({ number });
    plivo.configureApplication({
      answerUrl: webhookUrl(gatewayUrl, webhooks.voice),
      fallbackAnswerUrl: fallbackUrl,
      hangupUrl: webhookUrl(gatewayUrl, webhooks.hangup),
      publicUri: true,
    });
  },
  place: (plivo, order) => {
    const call = plivo.placeCall(order);
    return { id: call.id, call };
  },
  disturb: (plivo, disturbance) => plivo.callbacks.disturb({}, disturbance, Infinity),
};
