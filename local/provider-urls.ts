import { dailyDescriptor } from '../lib/providers/daily/descriptor.ts';
import { webhookUrl } from '../lib/providers/descriptor.ts';
import { byVariable } from '../lib/providers/descriptors.ts';
import { sinchDescriptor } from '../lib/providers/sinch/descriptor.ts';
import { webhooksOf } from '../lib/providers/twilio/urls.ts';
import type { LocalGatewayEnvironment } from './environment.ts';
import type { LocalGatewayFile } from './gateway-file.ts';
import type { Simulators } from './simulators.ts';

/**
 * Where providers are, and what they are to call here. A simulated provider needs no tunnel.
 *
 * @param redirected variables that differ from the template; without one, the provider is the real one
 */
export function providerUrls(
  { daily, twilio, sinch, fallbackUrl, sinchFallbackUrl }: Simulators,
  environment: LocalGatewayEnvironment,
  redirected: Readonly<Record<string, string>>,
  { url: gatewayUrl, hasSinch }: { readonly url: string; readonly hasSinch: boolean },
): LocalGatewayFile['providers'] {
  const urls = byVariable(({ variable, defaultUrl }) => redirected[variable] ?? defaultUrl);
  const publicUrl = environment.PUBLIC_URL ?? gatewayUrl;
  const dailyCalls = daily ? gatewayUrl : publicUrl;
  const { voiceUrl, statusCallback } = webhooksOf(twilio ? gatewayUrl : publicUrl);
  return {
    daily: {
      apiUrl: urls.DAILY_API_URL,
      pinlessUrl: webhookUrl(dailyCalls, dailyDescriptor.webhooks.pinless),
      eventsUrl: webhookUrl(dailyCalls, dailyDescriptor.webhooks.events),
    },
    twilio: {
      apiUrl: urls.TWILIO_API_URL,
      voiceUrl,
      statusUrl: statusCallback,
      ...(fallbackUrl === undefined ? {} : { fallbackUrl }),
    },
    ...(hasSinch && {
      sinch: {
        apiUrl: urls.SINCH_API_URL,
        voiceUrl: webhookUrl(sinch ? gatewayUrl : publicUrl, sinchDescriptor.webhooks.voice),
        ...(sinchFallbackUrl === undefined ? {} : { fallbackUrl: sinchFallbackUrl }),
      },
    }),
    pipecatCloudApiUrl: urls.PIPECAT_CLOUD_API_URL,
  };
}
