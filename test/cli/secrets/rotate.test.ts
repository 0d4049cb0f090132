import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fingerprint } from '../../../cli/secrets/secret-fields.ts';
import { secretSchema } from '../../../lib/providers/secret.ts';
import { pinKeysOf } from '../../../lib/conferences/model/pins.ts';
import { containing } from '../../support/matching.ts';
import { nowMs, signingKey, startStandIn, type RunOptions, type StandIn } from '../gateway.ts';

const old = Buffer.from('the old secret of this gateway!!').toString('base64');
const older = Buffer.from('an older secret of this gateway!').toString('base64');
const until = '2026-05-05T10:00:00.000Z';
const dayMs = 24 * 3_600_000;

let gateway: StandIn;
beforeEach(async () => {
  gateway = await startStandIn();
});
afterEach(() => gateway.stop());

const rotate = (args: readonly string[], options: RunOptions = {}) =>
  gateway.local(['secrets', 'rotate', ...args], options);

function stored() {
  return secretSchema.parse(gateway.storedSecret());
}

describe('secrets rotate refuses', () => {
  test.each([
    { what: 'an unknown name', args: ['sk_live_0123456789'], problem: 'no key of that name to rotate' },
    { what: 'what is no secret', args: ['twilio-account-sid'], problem: 'no key of that name to rotate' },
    {
      what: 'a value on the command line',
      args: ['daily-api-key', 'sk_live_0123456789'],
      problem: 'standard input',
    },
    {
      what: 'an overlap of nothing',
      args: ['daily-pinless-hmac', '--overlap', '0'],
      problem: '--overlap takes',
    },
    {
      what: 'an overlap that is no number',
      args: ['daily-pinless-hmac', '--overlap', 'day'],
      problem: 'whole number',
    },
    { what: '--early alone', args: ['daily-pinless-hmac', '--early'], problem: 'goes with --finish' },
    {
      what: 'a late overlap',
      args: ['daily-pinless-hmac', '--finish', '--overlap', '2'],
      problem: 'when a rotation begins',
    },
  ])('$what', async ({ args, problem }) => {
    const ran = await rotate(args);
    expect(ran).toMatchObject({ exitCode: 2, out: '', err: containing(problem) });
    expect(ran.err).not.toContain('sk_live');
    expect(gateway.actions()).toEqual([]);
  });

  test.each([
    { what: 'a field that is not set', secret: {}, args: ['daily-pinless-hmac'], problem: 'is not set' },
    {
      what: 'two live values',
      secret: { dailyPinlessHmac: [old, older] },
      args: ['daily-pinless-hmac'],
      problem: '--finish',
    },
    {
      what: 'an end without a beginning',
      secret: { dailyPinlessHmac: [old] },
      args: ['daily-pinless-hmac', '--finish'],
      problem: 'nothing to finish',
    },
    {
      what: 'to finish a single value',
      secret: { dailyApiKey: 'a-key' },
      args: ['daily-api-key', '--finish'],
      problem: 'nothing to finish',
    },
  ])('$what', async ({ secret, args, problem }) => {
    gateway.secrets.set({ signingKey, ...secret });
    expect(await rotate(args)).toMatchObject({ exitCode: 3, out: '', err: containing(problem) });
    expect(gateway.storedSecret()).toEqual({ signingKey, ...secret });
  });

  test.each([
    { stdin: '', problem: 'no value to read' },
    { stdin: 'one\ntwo', problem: 'takes one value' },
    { stdin: 'the-token', problem: 'has already' },
  ])('a token that is none: $problem', async ({ stdin, problem }) => {
    gateway.secrets.set({ signingKey, twilioAuthTokens: ['the-token'] });
    expect(await rotate(['twilio-auth-tokens'], { stdin })).toMatchObject({
      exitCode: 2,
      err: containing(problem),
    });
    expect(stored().twilioAuthTokens).toEqual(['the-token']);
  });
});

describe('secrets rotate', () => {
  test.each([
    { name: 'daily-pinless-hmac', field: 'dailyPinlessHmac', tell: 'connect daily' },
    { name: 'dailyWebhookHmac', field: 'dailyWebhookHmac', tell: 'connect daily' },
    {
      name: 'digital-samba-webhook-secrets',
      field: 'digitalSambaWebhookSecrets',
      tell: 'connect digital-samba',
    },
  ] as const)('makes a new $name, before which the old one still counts', async ({ name, field, tell }) => {
    gateway.secrets.set({ signingKey, [field]: [old], ofALaterVersion: 1 });
    const ran = await rotate([name]);
    expect(ran).toMatchObject({ exitCode: 0, err: '', out: containing(until) });
    expect(ran.out).toContain(`patchbay ${tell}`);
    const [newest = '', second] = stored()[field] ?? [];
    expect(newest).toMatch(/^[\w+/-]{43}=?$/);
    expect(second).toBe(old);
    expect(gateway.storedSecret()).toMatchObject({ ofALaterVersion: 1 });
    for (const secret of [newest, old]) expect(ran.out).not.toContain(secret);
    expect(ran.out).toContain(fingerprint(newest));
  });

  test('takes what Twilio made from standard input', async () => {
    gateway.secrets.set({ signingKey, twilioAuthTokens: ['the-token'] });
    const ran = await rotate(['twilio-auth-tokens', '--overlap', '48', '--json'], {
      stdin: 'the-next-token\n',
    });
    expect(JSON.parse(ran.out)).toEqual({
      name: 'twilioAuthTokens',
      stored: true,
      fingerprint: fingerprint('the-next-token'),
      overlap: { since: '2026-05-04T10:00:00.000Z', until: '2026-05-06T10:00:00.000Z' },
    });
    expect(stored().twilioAuthTokens).toEqual(['the-next-token', 'the-token']);
  });

  test('replaces a single value, and says how long the old one is needed', async () => {
    gateway.secrets.set({ signingKey, dailyApiKey: 'a-key' });
    const ran = await rotate(['daily-api-key'], { stdin: 'another-key' });
    expect(ran.out).toContain(`do not revoke it at its provider before ${until}`);
    expect(gateway.storedSecret()).toEqual({ signingKey, dailyApiKey: 'another-key' });
  });

  test('gives PINs a new key and makes none of them wrong', async () => {
    const before = pinKeysOf({ signingKey });
    const ran = await rotate(['pin-keys']);
    expect(ran).toMatchObject({ exitCode: 0, out: containing('2026-06-03T10:00:00.000Z') });
    const after = pinKeysOf(stored());
    expect(after).toHaveLength(2);
    expect(after[1]).toEqual(before[0]);
    expect(stored().signingKey).toBe(signingKey);
  });

  test('leaves the keys of PINs alone when something else is rotated', async () => {
    gateway.secrets.set({ signingKey, dailyPinlessHmac: [old], pinKeys: ['p'.repeat(32)] });
    const before = pinKeysOf(stored());
    await rotate(['daily-pinless-hmac']);
    expect(pinKeysOf(stored())).toEqual(before);
  });

  test('stores nothing in a dry run', async () => {
    gateway.secrets.set({ signingKey, dailyPinlessHmac: [old] });
    const ran = await rotate(['daily-pinless-hmac', '--dry-run']);
    expect(ran).toMatchObject({ exitCode: 0, out: containing('nothing was stored') });
    expect(gateway.storedSecret()).toEqual({ signingKey, dailyPinlessHmac: [old] });
  });
});

describe("Twilio's shared keys", () => {
  const [keyA, keyB] = [`a=${'1'.repeat(16)}`, `b=${'2'.repeat(16)}`];
  const nextA = `a=${'3'.repeat(16)}`;
  const ownId = `c=${'4'.repeat(16)}`;
  const withKeys = (twilioSharedKeys: readonly string[]) =>
    gateway.secrets.set({ signingKey, twilioSharedKeys });
  const begin = (stdin: string) => rotate(['twilio-shared-keys'], { stdin });
  const finish = () => rotate(['twilio-shared-keys', '--finish', '--early']);

  test.each([
    ['one of the same id', [keyA, keyB], nextA, [nextA, keyB]],
    ['the only one, whose id is another', [keyA], ownId, [ownId]],
  ])('a new one replaces %s, and both count until then', async (_, before, next, after) => {
    withKeys(before);
    const begun = await begin(next);
    expect(begun).toMatchObject({ exitCode: 0, err: '' });
    expect(begun.out).not.toContain(next.slice(2));
    expect(stored().twilioSharedKeys).toEqual([next, ...before]);
    expect(await begin(`d=${'5'.repeat(16)}`)).toMatchObject({ exitCode: 3, err: containing('--finish') });
    expect(await finish()).toMatchObject({ exitCode: 0 });
    expect(stored().twilioSharedKeys).toEqual(after);
  });

  test.each([
    ['several, and its id is none of theirs', [keyA, keyB], ownId],
    ['two live ones of its id', [keyA, nextA], `a=${'6'.repeat(16)}`],
  ])('a new one is refused beside %s', async (_, before, next) => {
    withKeys(before);
    expect(await begin(next)).toMatchObject({
      exitCode: 2,
      out: '',
      err: containing('It cannot be told which'),
    });
    expect(stored().twilioSharedKeys).toEqual(before);
  });

  test('that are in use side by side are not taken for a rotation', async () => {
    withKeys([keyA, keyB]);
    expect(await finish()).toMatchObject({ exitCode: 3, err: containing('nothing to finish') });
    expect(stored().twilioSharedKeys).toEqual([keyA, keyB]);
  });
});

describe('an overlap', () => {
  beforeEach(async () => {
    gateway.secrets.set({ signingKey, dailyPinlessHmac: [old], dailyWebhookHmac: [old] });
    await rotate(['daily-pinless-hmac']);
  });
  const finish = (args: readonly string[] = [], options: RunOptions = {}) =>
    rotate(['daily-pinless-hmac', '--finish', ...args], options);

  test('is shown by secrets status, until it is due to end', async () => {
    const status = (...args: string[]) => ['secrets', 'status', ...args];
    expect((await gateway.local(status())).out).toContain(`rotated; the old one lives until ${until}`);
    const late = await gateway.local(status(), { nowMs: nowMs + dayMs });
    expect(late.out).toContain('the old one is due to be dropped');
    expect(JSON.parse((await gateway.local(status('--json'))).out)).toMatchObject({
      secrets: expect.arrayContaining([
        expect.objectContaining({ name: 'dailyPinlessHmac', overlap: { since: containing('T10:'), until } }),
      ]) as unknown,
    });
  });

  test('is not ended before its time, unless that is said', async () => {
    expect(await finish()).toMatchObject({ exitCode: 3, err: containing(until) });
    expect(stored().dailyPinlessHmac).toHaveLength(2);
    expect(await finish(['--early'])).toMatchObject({ exitCode: 0 });
    expect(stored().dailyPinlessHmac).toHaveLength(1);
  });

  test('ends with the newest value alone, and nothing of it stays', async () => {
    const [newest] = stored().dailyPinlessHmac ?? [];
    const dry = await finish(['--dry-run'], { nowMs: nowMs + dayMs });
    expect(dry.out).toContain('nothing was stored');
    const ran = await finish(['--json'], { nowMs: nowMs + dayMs });
    expect(JSON.parse(ran.out)).toMatchObject({ dropped: true, old: fingerprint(old) });
    expect(gateway.storedSecret()).toEqual({
      signingKey,
      dailyPinlessHmac: [newest],
      dailyWebhookHmac: [old],
    });
  });

  test('of two fields ends one by one', async () => {
    await rotate(['daily-webhook-hmac']);
    await finish(['--early']);
    expect(gateway.storedSecret()).toMatchObject({ rotations: { dailyWebhookHmac: { until } } });
  });

  test('is over when new values are set', async () => {
    await gateway.local(['secrets', 'set', 'daily-pinless-hmac'], { stdin: older });
    expect(gateway.storedSecret()).toEqual({
      signingKey,
      dailyPinlessHmac: [older],
      dailyWebhookHmac: [old],
    });
  });
});

describe('the signing key', () => {
  const step = (args: readonly string[] = [], minutes = 0) =>
    rotate(['signing-key', ...args], { nowMs: nowMs + minutes * 60_000 });
  const finish = (minutes: number, ...more: string[]) => step(['--finish', ...more], minutes);

  test('is accepted before it signs, and counts after it signed; PINs keep theirs', async () => {
    const pins = pinKeysOf({ signingKey });
    const begun = await step();
    expect(begun).toMatchObject({ exitCode: 0, err: '', out: containing('2026-05-04T10:15:00.000Z') });
    const next = stored().otherSigningKey ?? '';
    expect(stored()).toMatchObject({
      signingKey,
      otherSigningKey: expect.stringMatching(/^[\w-]{43}$/) as unknown,
    });
    expect((await gateway.local(['secrets', 'status'])).out).toMatch(/^other-signing-key +counts too/m);

    expect(await finish(14)).toMatchObject({ exitCode: 3, err: containing('wait until') });
    expect((await finish(15, '--dry-run')).out).toContain('Nothing was stored');
    expect(await finish(15)).toMatchObject({ exitCode: 0, out: containing('2026-05-04T10:30:00.000Z') });
    expect(stored()).toMatchObject({ signingKey: next, otherSigningKey: signingKey });
    expect(pinKeysOf(stored())[0]).toEqual(pins[0]);

    expect(await finish(29)).toMatchObject({ exitCode: 3 });
    const ran = await finish(30, '--json');
    expect(JSON.parse(ran.out)).toEqual({ name: 'signingKey', stored: true, fingerprint: fingerprint(next) });
    expect(gateway.storedSecret()).toEqual({ signingKey: next, pinKeys: [pins[0]?.key] });
    for (const secret of [signingKey, next]) expect(begun.out + ran.out).not.toContain(secret);
  });

  test.each([
    { args: ['--finish'], exitCode: 3, problem: 'nothing to finish' },
    { args: ['--overlap', '2'], exitCode: 2, problem: 'does not go with the signing key' },
  ])('refuses $args', async ({ args, exitCode, problem }) => {
    expect(await step(args)).toMatchObject({ exitCode, out: '', err: containing(problem) });
    expect(gateway.storedSecret()).toEqual({ signingKey });
  });

  test('is not rotated twice at once, nor if there is none', async () => {
    await step();
    expect(await step()).toMatchObject({ exitCode: 3, err: containing('under way') });
    gateway.secrets.set({});
    expect(await step()).toMatchObject({ exitCode: 3, err: containing('missing or malformed') });
  });
});
