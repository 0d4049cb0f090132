import { dailyDescriptor } from '../lib/providers/daily/descriptor.ts';
import { webhookUrl } from '../lib/providers/descriptor.ts';
import { byVariable } from '../lib/providers/descriptors.ts';
import { plivoDescriptor } from '../lib/providers/plivo/descriptor.ts';
import { sinchDescriptor } from '../lib/providers/sinch/descriptor.ts';
import { webhooksOf } from '../lib/providers/twilio/urls.ts';
import { vonageDescriptor } from '../lib/providers/vonage/descriptor.ts';
import type { VoiceId } from '../lib/conferences/model/conference.ts';
import type { LocalGatewayEnvironment } from './environment.ts';
import type { LocalGatewayFile } from './gateway-file.ts';
import type { Simulators } from './simulators.ts';
import type { RunningVoice } from './voices/voice.ts';

/**
 * Where providers are, and what they are to call here. A simulated provider needs no tunnel.
 *
 * @param redirected variables that differ from the template; without one, the provider is the real one
 */
export function providerUrls(
  { daily, voices }: Simulators,
  environment: LocalGatewayEnvironment,
  redirected: Readonly<Record<string, string>>,
  { url: gatewayUrl, listed }: { readonly url: string; readonly listed: readonly VoiceId[] },
): LocalGatewayFile['providers'] {
  const urls = byVariable(({ variable, defaultUrl }) => redirected[variable] ?? defaultUrl);
  const publicUrl = environment.PUBLIC_URL ?? gatewayUrl;
  const callsTo = (simulator: unknown) => (simulator === undefined ? publicUrl : gatewayUrl);
  const fallbackOf = ({ simulated }: RunningVoice) =>
    simulated === undefined ? {} : { fallbackUrl: simulated.fallbackUrl };
  const { voiceUrl, statusCallback } = webhooksOf(callsTo(voices.twilio.simulated));
  return {
    daily: {
      apiUrl: urls.DAILY_API_URL,
      pinlessUrl: webhookUrl(callsTo(daily), dailyDescriptor.webhooks.pinless),
      eventsUrl: webhookUrl(callsTo(daily), dailyDescriptor.webhooks.events),
    },
    twilio: {
      apiUrl: urls.TWILIO_API_URL,
      voiceUrl,
      statusUrl: statusCallback,
      ...fallbackOf(voices.twilio),
    },
    ...(listed.includes('sinch') && {
      sinch: {
        apiUrl: urls.SINCH_API_URL,
        voiceUrl: webhookUrl(callsTo(voices.sinch.simulated), sinchDescriptor.webhooks.voice),
        ...fallbackOf(voices.sinch),
      },
    }),
    ...(listed.includes('plivo') && {
      plivo: {
        apiUrl: urls.PLIVO_API_URL,
        voiceUrl: webhookUrl(callsTo(voices.plivo.simulated), plivoDescriptor.webhooks.voice),
        hangupUrl: webhookUrl(callsTo(voices.plivo.simulated), plivoDescriptor.webhooks.hangup),
        ...fallbackOf(voices.plivo),
      },
    }),
    ...(listed.includes('vonage') && {
      vonage: {
        apiUrl: urls.VONAGE_API_URL,
        ...vonageUrls(callsTo(voices.vonage.simulated)),
        ...fallbackOf(voices.vonage),
      },
    }),
    pipecatCloudApiUrl: urls.PIPECAT_CLOUD_API_URL,
  };
}

function vonageUrls(publicUrl: string) {
  const { voice, events, rtc } = vonageDescriptor.webhooks;
  return {
    voiceUrl: webhookUrl(publicUrl, voice),
    eventsUrl: webhookUrl(publicUrl, events),
    rtcUrl: webhookUrl(publicUrl, rtc),
  };
}
