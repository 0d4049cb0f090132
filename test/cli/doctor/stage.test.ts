import { afterEach, beforeEach, expect, test } from 'vitest';
import { containing } from '../../support/matching.ts';
import { startStage } from '../connect/gateway.ts';
import { report, startHealthy, type Healthy } from './gateway.ts';
import { run } from '../gateway.ts';

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

const lambda = 'https://lambda.eu-central-1.amazonaws.com/2016-08-19/account-settings/';

/** What Lambda says of an account that has asked for nothing (Lambda API reference, GetAccountSettings). */
function newAccount({ headers }: RequestInit): Response {
  const signedFor = new Headers(headers).get('authorization') ?? '';
  expect(signedFor).toMatch(/^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/eu-central-1\/lambda\/aws4_request/);
  return Response.json({
    AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 },
    AccountUsage: { FunctionCount: 12 },
  });
}

test('a deployed stage is examined by its outputs, and advice names it', async () => {
  const doctor: Healthy['doctor'] = (args, options) =>
    run(['doctor', ...(args ?? []), '--stage', 'dev', '--region', 'eu-central-1'], {
      nowMs: Date.now(),
      fetch: (url, init) => (url.startsWith(lambda) ? Promise.resolve(newAccount(init)) : fetch(url, init)),
      ...options,
    });
  gateway.webhook.state = 'FAILED';
  const ran = await report({ ...gateway, doctor });
  expect(ran.gateway).toBe('stage dev (eu-central-1)');
  // A local gateway's endpoint, which no stage may use.
  expect(ran.findings).toMatchObject([
    { check: 'Daily webhook', fix: containing('patchbay doctor --fix --stage dev --region eu-central-1') },
    { check: 'bot endpoints', severity: 'critical', what: containing('is not encrypted') },
    {
      check: 'concurrency',
      severity: 'warning',
      what: 'AWS runs at most 10 functions of this account at once, of 10 in all.',
    },
  ]);
  expect(ran.checks.filter(({ state }) => state === 'not-checked')).toEqual([
    { check: 'alarms', state: 'not-checked', why: containing('the stack has no topic of alarms') },
  ]);
  expect(ran.exitCode).toBe(1);
});
