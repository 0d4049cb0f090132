import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { containing } from '../support/matching.ts';
import { report, startHealthy, type Healthy } from './doctor-gateway.ts';
import { queueUrl, run, secretArn, startCloudFormation } from './gateway.ts';

let gateway: Healthy;
let stop: () => Promise<void>;
beforeEach(async () => {
  gateway = await startHealthy();
  const { daily, twilio } = gateway.providers;
  const outputs = {
    ApiUrl: gateway.front.url,
    TableName: gateway.table.name,
    SecretId: secretArn,
    WakeQueueUrl: queueUrl,
    DailyPinlessUrl: daily.pinlessUrl,
    DailyEventsUrl: daily.eventsUrl,
    TwilioVoiceUrl: twilio.voiceUrl,
    TwilioStatusUrl: twilio.statusUrl,
    TwilioFallbackUrl: twilio.fallbackUrl,
    DigitalSambaEventsUrl: `${gateway.front.url}/digital-samba/events`,
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
  const { daily, twilio, digitalSamba, bots } = gateway;
  const there = url
    .replace('https://api.daily.co/v1', daily.url)
    .replace('https://api.twilio.com', twilio.origin)
    .replace('https://api.digitalsamba.com', digitalSamba.url)
    .replace('https://api.pipecat.daily.co/v1', bots.pipecatCloudUrl);
  return fetch(there, init);
}

test('a deployed stage is examined by its outputs, and advice names it', async () => {
  const doctor: Healthy['doctor'] = (args, options) =>
    run(['doctor', ...(args ?? []), '--stage', 'dev', '--region', 'eu-central-1'], {
      nowMs: Date.now(),
      fetch: simulated,
      ...options,
    });
  gateway.webhook.state = 'FAILED';
  const ran = await report({ ...gateway, doctor });
  expect(ran.gateway).toBe('stage dev (eu-central-1)');
  // A laptop's endpoint, which no stage may use.
  expect(ran.findings).toMatchObject([
    { check: 'Daily webhook', mend: containing('patchbay doctor --fix --stage dev --region eu-central-1') },
    { check: 'bot endpoints', severity: 'critical', what: containing('is not encrypted') },
  ]);
  expect(ran.checks.filter(({ state }) => state === 'not-checked')).toEqual([
    { check: 'alarms', state: 'not-checked', why: containing('the stack has no topic of alarms') },
  ]);
  expect(ran.exitCode).toBe(1);
});
