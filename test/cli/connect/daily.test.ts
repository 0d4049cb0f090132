import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fingerprint } from '../../../cli/secrets/secret-fields.ts';
import { secretSchema } from '../../../lib/providers/secret.ts';
import { usedEvents } from '../../../lib/providers/daily/admin/webhook.ts';
import { addByAnother } from '../../lib/providers/daily/admin-daily.ts';
import { containing } from '../../support/matching.ts';
import { startConnected, type Connected } from './gateway.ts';
import { nowMs, secretArn, type Ran } from '../gateway.ts';

const number = '+12025550143';
const ours = Buffer.from('the secret of this gateway only!').toString('base64');
const theirs = Buffer.from('the secret of another gateway!!!').toString('base64');
const elsewhere = 'https://elsewhere.example.com/dialin';
const others = [
  { phone_number: '+12025550101', room_creation_api: elsewhere, hmac: theirs, name_prefix: 'sales' },
  { room_creation_api: elsewhere, hmac: theirs },
];

let gateway: Connected;
beforeEach(async () => {
  gateway = await startConnected();
  gateway.daily.buyNumber(number);
});
afterEach(() => gateway.stop());

const connect = (...args: string[]) => gateway.local(['connect', 'daily', ...args]);

const writes = () => gateway.daily.requests.filter(({ method }) => method !== 'GET');

function expectHidden(ran: Ran) {
  const secrets = [...JSON.stringify(gateway.stored()).matchAll(/"([^"]{20,})"/g)].map(
    ([, value = '']) => value,
  );
  for (const secret of [...secrets, ours, theirs]) expect(ran.out + ran.err).not.toContain(secret);
}

describe('connect daily refuses', () => {
  test.each([
    { what: 'what is no number', args: ['--number', '12025550143'], exitCode: 2, problem: 'country code' },
    {
      what: 'a number that was not bought',
      args: ['--number', '+12025550199'],
      exitCode: 3,
      problem: 'has sold no',
    },
  ])('$what', async ({ args, exitCode, problem }) => {
    const ran = await connect(...args);
    expect(ran).toMatchObject({ exitCode, out: '', err: containing(problem) });
    expect(writes()).toEqual([]);
  });

  test('a gateway without a key for Daily, and one whose secret is malformed', async () => {
    gateway.secrets.set({ signingKey: gateway.keys.signingKey });
    expect(await connect()).toMatchObject({ exitCode: 3, err: containing('secrets set daily-api-key') });
    gateway.secrets.set({ ...gateway.keys, dailyPinlessHmac: 'x' });
    expect(await connect()).toMatchObject({ exitCode: 3, err: containing('malformed') });
    gateway.secrets.serve('PutSecretValue', { SecretId: secretArn, SecretString: 'no JSON' });
    expect(await connect()).toMatchObject({ exitCode: 1, err: containing('not a JSON object') });
  });

  test('a gateway of an older version', async () => {
    gateway.describe({ providers: undefined });
    expect(await connect()).toMatchObject({ exitCode: 1, err: containing('does not say where providers') });
  });

  test('a number that serves PINs at Daily', async () => {
    const body = JSON.stringify({ type: 'pin_dialin', phone_number: number, room_creation_api: elsewhere });
    const headers = {
      authorization: `Bearer ${gateway.daily.settings.apiKey}`,
      'content-type': 'application/json',
    };
    const made = await fetch(`${gateway.daily.url}/domain-dialin-config`, { method: 'POST', headers, body });
    expect(made.status).toBe(200);
    expect(await connect('--number', number)).toMatchObject({ exitCode: 3, err: containing('with PINs') });
  });

  test('what Daily refuses or does not answer, quoting nothing secret', async () => {
    gateway.secrets.set({ ...gateway.keys, dailyPinlessHmac: [ours] });
    const body = { error: 'invalid-request-error', info: `the hmac ${ours} is wrong` };
    gateway.daily.faults.next('POST /domain-dialin-config', { status: 400, body });
    const refusal = await connect('--number', number);
    expect(refusal).toMatchObject({ exitCode: 3, err: containing('the hmac … is wrong') });
    expectHidden(refusal);
    gateway.daily.faults.next('GET /webhooks', { status: 503 }, 9);
    expect(await connect()).toMatchObject({ exitCode: 1, err: containing('http-503') });
  });

  test('a gateway whose webhook does not answer', async () => {
    const daily = { ...gateway.providers.daily, eventsUrl: 'http://127.0.0.1:1/daily/events' };
    gateway.describe({ providers: { ...gateway.providers, daily } });
    const ran = await connect();
    expect(ran).toMatchObject({ exitCode: 3, err: containing('did not answer the test request') });
  });
});

describe('connect daily', () => {
  test('shows in a dry run what it would do, and does nothing', async () => {
    const ran = await connect('--number', number, '--interconnect', '--dry-run');
    expect(ran.exitCode).toBe(0);
    expect(ran.out).toMatch(/^ON +WHAT +NOW +WOULD BE\n/);
    expect(ran.out).toContain('Nothing was written.');
    expect(writes()).toEqual([]);
    expect(gateway.stored()).toEqual(gateway.keys);
  });

  test('makes everything, keeps the secrets that Daily makes, and does nothing the second time', async () => {
    gateway.daily.configurePinless(others);
    const before = gateway.daily.entries();
    const ran = await connect('--number', '+1 (202) 555-0143', '--interconnect', '--json');
    expect(JSON.parse(ran.out)).toMatchObject({
      provider: 'Daily',
      written: true,
      changes: [
        { on: 'domain webhook', what: 'url', then: gateway.providers.daily.eventsUrl },
        { on: number, what: 'leads to', now: 'leads nowhere', then: gateway.providers.daily.pinlessUrl },
        { on: 'SIP interconnect', what: 'leads to' },
        { what: 'daily-webhook-hmac', now: 'not set', then: 'what Daily makes' },
        { what: 'daily-pinless-hmac', now: 'not set', then: 'what Daily makes' },
      ],
      entries: [{ number }, { address: containing('@example.sip.daily.co') }],
    });
    expectHidden(ran);
    const [webhook] = gateway.daily.events.webhooks;
    expect(webhook).toMatchObject({ retryType: 'exponential', eventTypes: usedEvents, state: 'ACTIVE' });
    expect(gateway.stored()).toMatchObject({
      dailyWebhookHmac: [webhook?.hmac],
      dailyPinlessHmac: [expect.stringMatching(/^.{44}$/) as unknown],
    });
    expect(gateway.daily.entries()).toEqual(before);

    const count = writes().length;
    const again = await connect('--number', number, '--interconnect');
    expect(again).toMatchObject({ exitCode: 0, out: containing('nothing was written'), err: '' });
    expect(writes()).toHaveLength(count);
  });

  test('takes over the secrets that Daily has for this gateway', async () => {
    const { pinlessUrl: url, eventsUrl } = gateway.providers.daily;
    gateway.daily.configurePinless([...others, { phone_number: number, room_creation_api: url, hmac: ours }]);
    gateway.daily.events.register({
      url: eventsUrl,
      hmac: theirs,
      eventTypes: ['dialin.ready'],
      retryType: 'exponential',
    });
    const ran = await connect();
    expect(ran.exitCode).toBe(0);
    expect(ran.out).toContain(`${fingerprint(ours)}, as Daily has it`);
    expectHidden(ran);
    expect(gateway.stored()).toMatchObject({ dailyWebhookHmac: [theirs], dailyPinlessHmac: [ours] });
    expect(gateway.daily.entries().map(({ hmac }) => hmac)).toEqual([theirs, theirs, ours]);
    expect((await connect()).out).toContain('nothing was written');
  });

  test('tells Daily a rotated secret, and revives a FAILED webhook', async () => {
    const { pinlessUrl: url, eventsUrl } = gateway.providers.daily;
    gateway.daily.configurePinless([
      ...others,
      { phone_number: number, room_creation_api: url, hmac: theirs },
    ]);
    const config = { url: eventsUrl, hmac: theirs, retryType: 'circuit-breaker' as const };
    const webhook = gateway.daily.events.register(config);
    const foreign = gateway.daily.events.register({ url: elsewhere, hmac: theirs });
    webhook.state = 'FAILED';
    foreign.state = 'FAILED';
    gateway.secrets.set({
      ...gateway.keys,
      dailyPinlessHmac: [ours, theirs],
      dailyWebhookHmac: [ours, theirs],
    });
    const ran = await connect();
    expect(ran.exitCode).toBe(0);
    expect(ran.out).toMatch(/domain webhook +state +FAILED +ACTIVE/);
    expect(ran.out).toContain('with participant.joined');
    expect(ran.out).toMatch(new RegExp(`secret +${fingerprint(theirs)} +${fingerprint(ours)}`));
    expectHidden(ran);
    expect(webhook).toMatchObject({ state: 'ACTIVE', hmac: ours });
    expect(foreign).toMatchObject({ state: 'FAILED', hmac: theirs });
    expect(gateway.daily.entries().map(({ hmac }) => hmac)).toEqual([theirs, theirs, ours]);
  });

  test.each([
    { field: 'daily-pinless-hmac', on: number },
    { field: 'daily-webhook-hmac', on: 'domain webhook' },
  ])('warns if $field has just been rotated', async ({ field, on }) => {
    await connect('--number', number);
    await gateway.local(['secrets', 'rotate', field]);
    const args = ['connect', 'daily', '--dry-run'];
    const late = await gateway.local(args, { nowMs: nowMs + 300_000 });
    expect(late).toMatchObject({ exitCode: 0, err: '', out: containing(on) });
    expect(await gateway.local(args)).toMatchObject({ exitCode: 0, err: containing(`${field} was rotated`) });
  });

  test('gives one number a secret of its own, step by step, and leaves the others theirs', async () => {
    const second = '+12025550144';
    await gateway.stop();
    gateway = await startConnected({ dialinMirroring: 'mirrored' });
    for (const each of [number, second]) gateway.daily.buyNumber(each);
    gateway.secrets.set({ ...gateway.keys, dailyPinlessHmac: [ours] });
    expect(await connect('--number', number, '--number', second)).toMatchObject({ exitCode: 0 });
    const before = gateway.daily.entries();
    const addressOf = (wanted: string) =>
      before.find(({ phone_number }) => phone_number === wanted)?.sip_uri ?? '';
    const signedWith = () =>
      gateway.daily.entries().map(({ phone_number, hmac }) => ({ phone_number, hmac }));

    const rotate = ['secrets', 'rotate', 'daily-pinless-hmac', '--entry', `sip:${addressOf(second)}`];
    const begun = await gateway.local(rotate);
    expect(begun).toMatchObject({ exitCode: 0, err: '', out: containing('patchbay connect daily') });
    const [own] = secretSchema.parse(gateway.stored()).dailyPinlessOwn ?? [];
    const secrets = [ours, own?.hmac[0] ?? ours];
    for (const secret of secrets) expect(begun.out).not.toContain(secret);
    expect(own).toEqual({ names: [second, addressOf(second)], hmac: [expect.any(String), ours] });
    expect(signedWith()).toEqual([
      { phone_number: number, hmac: ours },
      { phone_number: second, hmac: ours },
    ]);
    expect(await gateway.local(rotate)).toMatchObject({ exitCode: 3, err: containing('two live values') });

    const early = await gateway.local(['connect', 'daily', '--dry-run']);
    expect(early.err).toContain(`daily-pinless-hmac of ${second} was rotated`);
    const told = await gateway.local(['connect', 'daily'], { nowMs: nowMs + 300_000 });
    expect(told).toMatchObject({ exitCode: 0, err: '' });
    for (const secret of secrets) expect(told.out).not.toContain(secret);
    expect(signedWith()).toEqual([
      { phone_number: number, hmac: ours },
      { phone_number: second, hmac: own?.hmac[0] },
    ]);
    expect(gateway.stored()).toMatchObject({ dailyPinlessHmac: [ours] });
    expect((await connect()).out).toContain('nothing was written');

    const status = await gateway.local(['secrets', 'status']);
    expect(status.out).toMatch(new RegExp(`daily-pinless-hmac of \\${second} +rotated`));
    expect(await gateway.local([...rotate, '--finish'])).toMatchObject({ exitCode: 3 });
    const late = { nowMs: nowMs + 24 * 3_600_000 };
    const finished = await gateway.local([...rotate, '--finish'], late);
    expect(finished).toMatchObject({ exitCode: 0, out: containing(`${fingerprint(ours)}) is dropped`) });
    expect(secretSchema.parse(gateway.stored()).dailyPinlessOwn).toEqual([{ ...own, hmac: [own?.hmac[0]] }]);
    expect(gateway.stored()).not.toHaveProperty('rotations');
  });

  test('notices who writes at the same time, and loses nothing of theirs', async () => {
    gateway.secrets.set({ ...gateway.keys, dailyPinlessHmac: [ours] });
    gateway.daily.configurePinless([
      ...others,
      { phone_number: number, room_creation_api: elsewhere, hmac: theirs },
    ]);
    let reads = 0;
    const ran = await gateway.local(['connect', 'daily', '--number', number], {
      fetch: (url, init) => {
        // The first look shows the difference, the second begins the write; then somebody else writes.
        if (url === `${gateway.daily.url}/` && (init.method ?? 'GET') === 'GET' && ++reads === 3)
          addByAnother(gateway.daily, `${elsewhere}/new`);
        return fetch(url, init);
      },
    });
    expect(ran).toMatchObject({ exitCode: 0, out: containing('nothing of theirs was lost (2 tries)') });
    expect(gateway.daily.entries()).toMatchObject([
      ...others,
      { phone_number: number, room_creation_api: gateway.providers.daily.pinlessUrl, hmac: ours },
      { room_creation_api: `${elsewhere}/new` },
    ]);
  });

  test('is refused where it would give another entry a new secret', async () => {
    gateway.secrets.set({ ...gateway.keys, dailyPinlessHmac: [ours] });
    const shown = [
      { room_creation_api: elsewhere },
      { phone_number: number, room_creation_api: elsewhere, hmac: theirs },
    ];
    gateway.daily.faults.next('GET /', { status: 200, body: { config: { pinless_dialin: shown } } }, 9);
    const ran = await connect('--number', number);
    expect(ran).toMatchObject({ exitCode: 3, err: containing('it would get a new one') });
    expect(writes().filter(({ path }) => path === '/')).toEqual([]);
  });

  test('warns of a second webhook for the same address', async () => {
    const { eventsUrl: url } = gateway.providers.daily;
    for (let n = 0; n < 2; n += 1) gateway.daily.events.register({ url, hmac: ours });
    expect(await connect('--dry-run')).toMatchObject({ exitCode: 0, err: containing('events arrive twice') });
  });
});
