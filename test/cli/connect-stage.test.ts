import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { containing } from '../support/matching.ts';
import { startConnected, type Connected } from './connect-gateway.ts';
import { queueUrl, run, secretArn, startCloudFormation } from './gateway.ts';

const number = '+12025550151';

let gateway: Connected;
let stop: () => Promise<void>;
let outputs: Record<string, string>;
beforeEach(async () => {
  gateway = await startConnected();
  const { daily, twilio } = gateway.providers;
  outputs = {
    ApiUrl: 'https://gw.example.com',
    TableName: gateway.table.name,
    SecretId: secretArn,
    WakeQueueUrl: queueUrl,
    DailyPinlessUrl: daily.pinlessUrl,
    DailyEventsUrl: daily.eventsUrl,
    TwilioVoiceUrl: twilio.voiceUrl,
    TwilioStatusUrl: twilio.statusUrl,
    TwilioFallbackUrl: twilio.fallbackUrl,
    DigitalSambaEventsUrl: 'https://gw.example.com/digital-samba/events',
  };
  const stack = await startCloudFormation(() => ({ outputs }));
  ({ stop } = stack);
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDFORMATION', stack.url);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', gateway.awsUrl);
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', gateway.awsUrl);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await stop();
  await gateway.stop();
});

/** The simulators stand where the real providers are. */
function simulated(url: string, init: RequestInit): Promise<Response> {
  const { daily, twilio } = gateway;
  const there = url
    .replace('https://api.daily.co/v1', daily.url)
    .replace('https://api.twilio.com', twilio.origin)
    .replace('https://api.digitalsamba.com', gateway.digitalSamba.url);
  expect(there).not.toBe(url);
  return fetch(there, init);
}

const onStage = (...args: string[]) =>
  run([...args, '--stage', 'dev', '--region', 'eu-central-1'], { fetch: simulated });

describe('a deployed stage', () => {
  test('is connected with every provider by its outputs', async () => {
    gateway.twilio.configureNumber({ phoneNumber: number });
    for (const args of [['daily', '--interconnect'], ['twilio', '--number', number], ['digital-samba']]) {
      const ran = await onStage('connect', ...args);
      expect(ran).toMatchObject({ exitCode: 0, out: containing('leads to stage dev (eu-central-1)') });
    }
    expect(gateway.stored()).toMatchObject({ dailyPinlessHmac: [containing('=')] });
    const ran = await onStage('numbers');
    expect(ran.out.split('\n').filter((line) => line.endsWith('stage dev (eu-central-1)'))).toHaveLength(2);
  });

  test('of an older version is told to be deployed again', async () => {
    delete outputs.TwilioVoiceUrl;
    for (const args of [['connect', 'daily'], ['numbers']]) {
      const ran = await onStage(...args);
      expect(ran).toMatchObject({ exitCode: 1, out: '', err: containing('npm run deploy') });
    }
  });
});
