import type * as z from 'zod';
import { webhookUrl } from '../../lib/providers/descriptor.ts';
import { callIdOf } from '../../lib/providers/vonage/call-id.ts';
import { vonageDescriptor } from '../../lib/providers/vonage/descriptor.ts';
import { fallbackDocument } from '../../lib/providers/vonage/fallback.ts';
import type { SimulatedVonageOptions } from '../simulated/vonage/options.ts';
import { startSimulatedVonage, type SimulatedVonage } from '../simulated/vonage/start.ts';
import { listOf, type LocalVoice } from './voice.ts';

const { secret, webhooks } = vonageDescriptor;

/** What the environment says of Vonage. */
export const vonageSettings = {
  VONAGE_APPLICATION_ID: secret.vonageApplicationId,
  VONAGE_PRIVATE_KEY: secret.vonagePrivateKey,
  VONAGE_SIGNATURE_SECRET: listOf(secret.vonageSignatureSecrets),
  VONAGE_API_KEY: secret.vonageApiKey,
  VONAGE_API_SECRET: secret.vonageApiSecret,
};
type Settings = z.output<z.ZodObject<typeof vonageSettings>>;

export const vonageVoice: LocalVoice<Settings, SimulatedVonageOptions, SimulatedVonage> = {
  name: 'Vonage',
  ports: { simulator: 10, fallback: 11 },
  fallback: { contentType: 'application/json', document: fallbackDocument() },
  isReal: ({ VONAGE_APPLICATION_ID }) => VONAGE_APPLICATION_ID !== undefined,
  secretOf: (settings, vonage) => ({
    vonageApplicationId: settings.VONAGE_APPLICATION_ID ?? vonage?.settings.applicationId,
    vonagePrivateKey: settings.VONAGE_PRIVATE_KEY ?? vonage?.settings.privateKey,
    vonageSignatureSecrets: settings.VONAGE_SIGNATURE_SECRET ?? (vonage && [vonage.settings.signatureSecret]),
    vonageApiKey: settings.VONAGE_API_KEY ?? vonage?.settings.apiKey,
    vonageApiSecret: settings.VONAGE_API_SECRET ?? vonage?.settings.apiSecret,
  }),
  start: startSimulatedVonage,
  apiUrlOf: ({ origin }) => origin,
  serves: (vonage, to) => vonage.application.isServed(to),
  configure: (vonage, { gatewayUrl, fallbackUrl, numbers }) => {
    for (const number of numbers) vonage.configureNumber({ number });
    vonage.configureWebhooks({
      answer: webhookUrl(gatewayUrl, webhooks.voice),
      fallback: fallbackUrl,
      event: webhookUrl(gatewayUrl, webhooks.events),
      rtc: webhookUrl(gatewayUrl, webhooks.rtc),
    });
  },
  place: (vonage, order) => {
    const call = vonage.placeCall(order);
    // As the gateway knows it: with its region.
    return { id: callIdOf(call.uuid, call.identity.region) ?? call.uuid, call };
  },
  disturb: (vonage, disturbance) => vonage.webhooks.disturb({}, disturbance, Infinity),
};
