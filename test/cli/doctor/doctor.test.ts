import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { containing } from '../../support/matching.ts';
import { dialled, eventsHmac, expectHidden, report, startHealthy, type Healthy } from './gateway.ts';
import { run } from '../gateway.ts';

let gateway: Healthy;
beforeEach(async () => {
  gateway = await startHealthy();
});
afterEach(() => gateway.stop());

describe('a gateway in which all is well', () => {
  test('is told so, for people', async () => {
    const ran = await gateway.doctor();
    expect(ran.exitCode).toBe(0);
    // What takes longer than a second says so.
    expect(ran.err.split('\n').filter((line) => line !== '' && !line.startsWith('Examining'))).toEqual([]);
    expect(ran.out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['CHECK', 'RESULT'],
      ...['secrets', 'front door', 'clocks', 'Daily webhook', 'Daily numbers'].map(fine),
      ...['Daily trunks', 'Twilio numbers'].map(fine),
      ['Sinch numbers', 'not looked into: the settings of this gateway do not list Sinch'],
      ['Plivo numbers', 'not looked into: the settings of this gateway do not list Plivo'],
      ['Vonage numbers', 'not looked into: the settings of this gateway do not list Vonage'],
      ...['Digital Samba', 'routes', 'agents', 'bot endpoints', 'dial-ins', 'conferences', 'PINs'].map(fine),
      ['event webhooks', 'not looked into: events are posted to nobody'],
      ['alarms', 'not looked into: a local gateway has no alarms'],
      ['concurrency', 'not looked into: a local gateway has no account'],
      ['quotas', 'not looked into: no load was named; --calls-per-second names one'],
      [''],
      ['the gateway on this machine: nothing was found.'],
      [''],
    ]);
    expectHidden(gateway, ran);
  });

  test('changes nothing anywhere, and starts no bot', async () => {
    await gateway.doctor(['--fix']);
    const requests = [
      ...gateway.daily.requests,
      ...gateway.twilio.requests,
      ...gateway.digitalSamba.requests,
    ];
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(gateway.bots.sessions).toEqual([]);
    expect(gateway.bots.refusals).toEqual([]);
    expect(gateway.stored()).toEqual(gateway.keys);
  });
});

const fine = (check: string) => [check, 'fine'];

describe('what is found', () => {
  test('is told alone, and nothing beside it', async () => {
    gateway.webhook.state = 'FAILED';
    const ran = await report(gateway);
    expect(ran.findings).toHaveLength(1);
    expect(ran.summary).toEqual({ critical: 1, warnings: 0, fixed: 0, notChecked: 0 });
  });

  test('is told to people with what to do', async () => {
    gateway.webhook.state = 'FAILED';
    await gateway.setDialIn(dialled.callers, { kind: 'pin' });
    const ran = await gateway.doctor();
    expect(ran.exitCode).toBe(1);
    expect(ran.out).toContain('Daily webhook   1 finding\n');
    expect(ran.out).toContain(
      "\ncritical: Daily's webhook is FAILED.\n" +
        '  check  Daily webhook\n' +
        '  means  Daily has given up on it: no event comes, and callers stay on hold.\n' +
        '  to do  Once the gateway answers: `patchbay doctor --fix --local`.\n',
    );
    expect(ran.out.trimEnd()).toMatch(/\nthe gateway on this machine: 1 critical, 2 warnings\.$/);
  });
});

describe('a FAILED webhook', () => {
  test('is revived with --fix, and then nothing is left', async () => {
    gateway.webhook.state = 'FAILED';
    const ran = await report(gateway, ['--fix']);
    expect(ran).toMatchObject({ exitCode: 0, summary: { critical: 0, fixed: 1 } });
    expect(ran.findings).toMatchObject([{ what: "Daily's webhook is FAILED.", isFixed: true }]);
    expect(gateway.webhook).toMatchObject({ state: 'ACTIVE', hmac: eventsHmac });
  });

  test('takes all of its faults along when it is revived, which are told as fixed to people too', async () => {
    Object.assign(gateway.webhook, { state: 'FAILED', retryType: 'circuit-breaker' });
    const ran = await gateway.doctor(['--fix']);
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect(ran.out).toContain('Daily webhook   2 fixed just now\n');
    expect(ran.out).toContain("\nfixed just now: Daily's webhook gives up after three failures in a row.\n");
    expect(ran.out.trimEnd()).toMatch(/\nthe gateway on this machine: 2 fixed just now\.$/);
  });

  test('leaves open what reviving it does not fix', async () => {
    const twin = gateway.daily.registerWebhook({ url: gateway.webhook.url, hmac: eventsHmac });
    gateway.webhook.state = 'FAILED';
    const ran = await report(gateway, ['--fix']);
    expect(ran).toMatchObject({ exitCode: 1, summary: { critical: 0, warnings: 1, fixed: 1 } });
    expect(ran.findings).toMatchObject([
      { severity: 'warning', what: containing(`a further webhook (${twin.uuid})`) },
      { what: "Daily's webhook is FAILED.", isFixed: true },
    ]);
  });

  test('stays found if it cannot be revived', async () => {
    gateway.webhook.state = 'FAILED';
    gateway.front.answers.set('/daily/events', 500);
    const ran = await report(gateway, ['--fix']);
    expect(ran.exitCode).toBe(1);
    expect(ran.findings).toContainEqual(
      expect.objectContaining({ check: 'Daily webhook', fix: containing('It could not be revived') }),
    );
    expect(gateway.webhook.state).toBe('FAILED');
  });
});

describe('what cannot be checked', () => {
  test('says so, and does not stop the others', async () => {
    gateway.twilio.faults.next('GET /IncomingPhoneNumbers.json', { status: 500 }, 9);
    const ran = await report(gateway);
    expect(ran.exitCode).toBe(2);
    expect(ran.checks).toContainEqual({
      check: 'Twilio numbers',
      state: 'not-checked',
      why: containing('Twilio failed (http-500)'),
    });
    expect(ran.checks.filter(({ state }) => state === 'checked')).toHaveLength(13);
  });

  test('hides no finding', async () => {
    gateway.twilio.faults.next('GET /IncomingPhoneNumbers.json', { status: 500 }, 9);
    gateway.webhook.state = 'FAILED';
    expect(await report(gateway)).toMatchObject({ exitCode: 1, summary: { critical: 1, notChecked: 1 } });
  });

  test('is nothing if a provider is not used', async () => {
    await gateway.routes.remove(dialled.daily);
    await gateway.routes.remove(gateway.address);
    await gateway.dialIns.remove(dialled.forwarding);
    gateway.twilio.configureNumber({ phoneNumber: dialled.forwarding });
    gateway.secrets.set({ ...gateway.keys, dailyApiKey: undefined });
    const ran = await report(gateway);
    expect(ran).toMatchObject({ exitCode: 0, findings: [] });
    expect(ran.checks).toContainEqual({
      check: 'Daily webhook',
      state: 'not-used',
      why: 'no key for Daily is set',
    });
  });

  test('a key that is refused is a finding, once', async () => {
    gateway.secrets.set({ ...gateway.keys, dailyApiKey: 'of another domain' });
    const ran = await report(gateway);
    const refused = ran.findings.filter(({ what }) => what.startsWith('Daily refuses the key'));
    expect(refused).toMatchObject([{ severity: 'critical', fix: containing('secrets set daily-api-key') }]);
  });
});

describe('without a gateway', () => {
  test('that runs, nothing can be checked', async () => {
    expect(await run(['doctor', '--local'])).toMatchObject({
      exitCode: 2,
      err: containing('No gateway is running here'),
    });
  });

  test('that says where providers call it, neither', async () => {
    gateway.describe({ providers: undefined });
    expect(await gateway.doctor()).toMatchObject({
      exitCode: 2,
      err: containing('does not say where providers'),
    });
  });

  test.each(['0', 'many', '-1'])('a load of %s is no load', async (load) => {
    expect(await run(['doctor', '--local', `--calls-per-second=${load}`])).toMatchObject({
      exitCode: 2,
      err: containing('above 0'),
    });
  });
});

test('a conference whose dial-in belongs to another voice provider is named', async () => {
  await gateway.setDialIn(dialled.callers, { kind: 'pin', opensTo: 'callers', voice: 'sinch' });
  const { findings } = await report(gateway);
  const what = containing(`The dial-in ${dialled.callers} of the conference Board meeting`);
  expect(findings).toContainEqual(
    expect.objectContaining({ check: 'conferences', severity: 'critical', what }),
  );
});
