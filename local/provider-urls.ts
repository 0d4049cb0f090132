import { parseSettings } from '../infra/settings.ts';
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
  { daily, twilio, fallbackUrl }: Simulators,
  environment: LocalGatewayEnvironment,
  redirected: Readonly<Record<string, string>>,
  gatewayUrl: string,
): LocalGatewayFile['providers'] {
  const real = parseSettings({});
  if (!real.ok) throw new Error(real.problems.join(' '));
  const { dailyApiUrl, twilioApiUrl, pipecatCloudApiUrl } = real.settings;
  const publicUrl = environment.PUBLIC_URL ?? gatewayUrl;
  const dailyCalls = daily ? gatewayUrl : publicUrl;
  const { voiceUrl, statusCallback } = webhooksOf(twilio ? gatewayUrl : publicUrl);
  return {
    daily: {
      apiUrl: redirected.DAILY_API_URL ?? dailyApiUrl,
      pinlessUrl: `${dailyCalls}/daily/pinless`,
      eventsUrl: `${dailyCalls}/daily/events`,
    },
    twilio: {
      apiUrl: redirected.TWILIO_API_URL ?? twilioApiUrl,
      voiceUrl,
      statusUrl: statusCallback,
      ...(fallbackUrl === undefined ? {} : { fallbackUrl }),
    },
    pipecatCloudApiUrl: redirected.PIPECAT_CLOUD_API_URL ?? pipecatCloudApiUrl,
  };
}
