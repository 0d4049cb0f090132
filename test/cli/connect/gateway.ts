import { readFileSync, writeFileSync } from 'node:fs';
import { vi } from 'vitest';
import * as z from 'zod';
import { startSimulatedDaily } from '../../../local/simulated/daily/start.ts';
import { startSimulatedTwilio } from '../../../local/simulated/twilio/start.ts';
import type { SimulatedDailyOptions } from '../../../local/simulated/daily/options.ts';
import { webhooksOf } from '../../../lib/providers/twilio/urls.ts';
import { receiver } from '../../lib/providers/daily/admin-daily.ts';
import {
  run,
  secretArn,
  signingKey,
  startCloudFormation,
  startStandIn,
  type RunOptions,
} from '../gateway.ts';

export const fallbackUrl = 'https://fallback.example.com/';

const fileSchema = z.record(z.string(), z.unknown());
const secretSchema = z.record(z.string(), z.unknown());

/** A gateway whose webhooks answer, with all three providers simulated and their keys in its secret. */
export async function startConnected(dailyOptions: SimulatedDailyOptions = {}) {
  const standIn = await startStandIn();
  const { witness } = standIn;
  const daily = await startSimulatedDaily({
    configProbe: 'none',
    rateLimits: false,
    observer: witness.observer('daily'),
    ...dailyOptions,
  });
  const twilio = await startSimulatedTwilio({ observer: witness.observer('twilio') });
  const webhooks = await receiver();
  const { voiceUrl, statusCallback } = webhooksOf('https://gw.example.com');
  const providers = {
    daily: {
      apiUrl: daily.url,
      pinlessUrl: `${webhooks.url}/daily/pinless`,
      eventsUrl: `${webhooks.url}/daily/events`,
    },
    twilio: {
      apiUrl: `${twilio.origin}/2010-04-01`,
      voiceUrl,
      statusUrl: statusCallback,
      fallbackUrl,
    },
  };
  const described = fileSchema.parse(JSON.parse(readFileSync(standIn.localGatewayFile, 'utf8')));
  const describe = (changes: Readonly<Record<string, unknown>>) =>
    writeFileSync(standIn.localGatewayFile, JSON.stringify({ ...described, providers, ...changes }));
  describe({});
  const keys = {
    signingKey,
    dailyApiKey: daily.settings.apiKey,
    twilioAccountSid: twilio.settings.accountSid,
    twilioAuthTokens: [twilio.settings.authToken],
    digitalSambaDeveloperKey: standIn.digitalSamba.settings.developerKey,
  };
  standIn.secrets.set(keys);
  return {
    ...standIn,
    daily,
    twilio,
    providers,
    keys,
    /** Rewrites the file that says where the gateway is. */
    describe,
    /** Runs a command line against it. */
    local: (args: readonly string[], options: RunOptions = {}) =>
      run([...args, '--local'], { localGatewayFile: standIn.localGatewayFile, ...options }),
    stored: () => secretSchema.parse(standIn.storedSecret()),
    stop: async () => {
      await daily.stop();
      await twilio.stop();
      await webhooks.stop();
      await standIn.stop();
    },
  };
}
export type Connected = Awaited<ReturnType<typeof startConnected>>;

/**
 * Lets the command find a gateway as a deployed stage, with credentials from its environment.
 * @param url of the gateway's API
 * @param pipecatCloudUrl where its bots are ordered; default: nowhere
 */
export async function startStage(
  {
    providers: { daily, twilio },
    digitalSamba,
    table,
    awsUrl,
  }: Pick<Connected, 'providers' | 'digitalSamba' | 'table' | 'awsUrl'>,
  url: string,
  pipecatCloudUrl = 'https://bots.example.com',
) {
  const outputs: Record<string, string> = {
    ApiUrl: url,
    TableName: table.name,
    SecretId: secretArn,
    DailyPinlessUrl: daily.pinlessUrl,
    DailyEventsUrl: daily.eventsUrl,
    TwilioVoiceUrl: twilio.voiceUrl,
    TwilioStatusUrl: twilio.statusUrl,
    TwilioFallbackUrl: twilio.fallbackUrl,
    DigitalSambaEventsUrl: `${url}/digital-samba/events`,
    DailyApiUrl: daily.apiUrl,
    PipecatCloudApiUrl: pipecatCloudUrl,
    TwilioApiUrl: twilio.apiUrl,
    DigitalSambaApiUrl: digitalSamba.url,
  };
  const beside: Record<string, Readonly<Record<string, string>>> = {};
  const stack = await startCloudFormation((name) => {
    const said = name === 'patchbay-dev' ? outputs : beside[name];
    return said === undefined
      ? { error: 'ValidationError', message: `Stack with id ${name} does not exist` }
      : { outputs: said };
  });
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDFORMATION', stack.url);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', awsUrl);
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', awsUrl);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  return {
    /** What the stack says of itself, which may be changed. */
    outputs,
    /** What stacks beside it say, by their names. */
    beside,
    stop: async () => {
      vi.unstubAllEnvs();
      await stack.stop();
    },
  };
}
