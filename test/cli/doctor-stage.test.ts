import { afterEach, beforeEach, expect, test } from 'vitest';
import { containing } from '../support/matching.ts';
import { startStage } from './connect-gateway.ts';
import { report, startHealthy, type Healthy } from './doctor-gateway.ts';
import { run } from './gateway.ts';

let gateway: Healthy;
let stage: Awaited<ReturnType<typeof startStage>>;
beforeEach(async () => {
  gateway = await startHealthy();
  stage = await startStage(gateway, gateway.front.url, gateway.bots.pipecatCloudUrl);
});
afterEach(async () => {
  await stage.stop();
  await gateway.stop();
});

test('a deployed stage is examined by its outputs, and advice names it', async () => {
  const doctor: Healthy['doctor'] = (args, options) =>
    run(['doctor', ...(args ?? []), '--stage', 'dev', '--region', 'eu-central-1'], {
      nowMs: Date.now(),
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
