import { afterEach, beforeEach, expect, test } from 'vitest';
import { containing } from '../../support/matching.ts';
import { expectHidden, report, startHealthy, type Healthy } from './gateway.ts';

let gateway: Healthy;
beforeEach(async () => {
  gateway = await startHealthy();
});
afterEach(() => gateway.stop());

const setKeys = (changes: Readonly<Record<string, unknown>>) =>
  gateway.secrets.set({ ...gateway.keys, ...changes });

test.each([
  {
    fault: 'a front door that does not know a shared key of Twilio',
    plant: () => gateway.front.answers.set('/twilio/announce?sentence=menu&language=en', 403),
    found: {
      check: 'front door',
      severity: 'critical',
      what: containing('answers a request signed by the shared key sharedkey-1 with 403'),
    },
  },
  {
    fault: 'shared keys of Twilio without an auth token',
    plant: () => setKeys({ twilioAuthTokens: undefined }),
    found: {
      check: 'secrets',
      severity: 'critical',
      what: containing('twilio-auth-tokens is not set, and a shared key is'),
    },
  },
  {
    fault: 'a shared key that has been live beside another of its id for too long',
    plant: () => setKeys({ twilioSharedKeys: [`k=${'n'.repeat(16)}`, `k=${'o'.repeat(16)}`] }),
    found: {
      check: 'secrets',
      severity: 'warning',
      what: containing('twilio-shared-keys has two live values'),
    },
  },
])('doctor finds $fault', async ({ plant, found }) => {
  plant();
  const examined = await report(gateway);
  expect(examined.findings).toContainEqual(expect.objectContaining(found));
  expectHidden(gateway, examined);
});

test('doctor finds nothing wrong with shared keys of several ids side by side', async () => {
  setKeys({ twilioSharedKeys: [`k=${'n'.repeat(16)}`, `other=${'o'.repeat(16)}`] });
  const { findings } = await report(gateway);
  expect(findings.filter(({ what }) => what.includes('shared'))).toEqual([]);
});
