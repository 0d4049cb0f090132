import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  textOf,
  secretNames,
  secretNameOf,
  kebab,
  type SecretName,
} from '../../../cli/secrets/secret-fields.ts';
import { secretSchema } from '../../../lib/providers/secret.ts';
import { secretArn, signingKey, startStandIn, type Ran, type StandIn } from '../gateway.ts';

const [hmacA, hmacB, hmacC] = ['first webhook key', 'second webhook key', 'third webhook key'].map((each) =>
  Buffer.from(each).toString('base64'),
);
if (hmacA === undefined || hmacB === undefined || hmacC === undefined) throw new Error('no keys');
const apiKey = 'daily-key-0123456789abcdef';
/** First 8 hexadecimal digits of SHA-256 of `apiKey`, by sha256sum. */
const apiKeyFingerprint = 'e58c79a7';

const privateKey = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

let gateway: StandIn;
beforeEach(async () => {
  gateway = await startStandIn();
});
afterEach(() => gateway.stop());

const set = (name: string, stdin: string, ...more: string[]) =>
  gateway.local(['secrets', 'set', name, ...more], { stdin });

function expectHidden(ran: Ran, ...values: readonly string[]) {
  for (const value of [signingKey, ...values]) expect(ran.out + ran.err).not.toContain(value);
}

describe('what secrets set refuses', () => {
  const cases = [
    { what: 'no value', name: 'daily-api-key', stdin: '', problem: 'no value to read' },
    { what: 'blank lines', name: 'daily-api-key', stdin: ' \n\r\n', problem: 'no value to read' },
    {
      what: 'two values of a single key',
      name: 'daily-api-key',
      stdin: 'one-value\ntwo-value',
      problem: 'takes one value',
    },
    {
      what: 'three live values',
      name: 'daily-pinless-hmac',
      stdin: `${hmacA}\n${hmacB}\n${hmacC}`,
      problem: 'at most 2 values',
    },
    {
      what: 'the same value twice',
      name: 'daily-pinless-hmac',
      stdin: `${hmacA}\n${hmacA}`,
      problem: 'Both values are the same',
    },
    {
      what: 'what is not base64',
      name: 'daily-webhook-hmac',
      stdin: 'not-base64!',
      problem: 'That is no daily-webhook-hmac',
    },
    {
      what: 'one of two that is not base64',
      name: 'daily-webhook-hmac',
      stdin: `${hmacA}\nnot-base64!`,
      problem: 'That is no',
    },
    {
      what: 'a signing secret without its prefix',
      name: 'bot-endpoint-secret',
      stdin: 'd2hzZWM=',
      problem: 'starts with whsec_',
    },
    {
      what: 'a shared key without its id, which may be a secret that ends in ==',
      name: 'twilio-shared-keys',
      stdin: 'c2VjcmV0IG9mIGEgcnVsZQ==',
      problem: 'is <key id>=<secret>',
    },
    {
      what: 'three shared keys of one id',
      name: 'twilio-shared-keys',
      stdin: ['1', '2', '3'].map((each) => `k=${each.repeat(16)}`).join('\n'),
      problem: 'more than 2 keys of one id',
    },
    { what: 'a value with a space', name: 'daily-api-key', stdin: 'Bearer some-key', problem: 'has spaces' },
    { what: 'a value with an escape', name: 'daily-api-key', stdin: 'some\u001B[31mkey', problem: 'unusual' },
    {
      what: 'a value far too long',
      name: 'daily-api-key',
      stdin: 'x'.repeat(5_000),
      problem: 'more than 4096 bytes',
    },
    {
      what: 'an unknown name, which may be the value',
      name: 'sk_live_secret',
      stdin: '',
      problem: 'no key of that name',
    },
    {
      what: 'the name of an inherited property',
      name: 'toString',
      stdin: '',
      problem: 'no key of that name',
    },
  ];
  test.each(cases)('$what', async ({ name, stdin, problem }) => {
    const ran = await set(name, stdin);
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toContain(problem);
    expect(gateway.actions()).not.toContain('secretsmanager:PutSecretValue');
    const values = stdin.split('\n').filter((line) => line.trim() !== '');
    expectHidden(ran, ...values, ...(name.startsWith('sk_') ? [name] : []));
  });

  test.each(['signingKey', 'signing-key'])('%s', async (name) => {
    const ran = await set(name, 'x'.repeat(64));
    expect(ran).toMatchObject({ exitCode: 3, out: '' });
    expect(ran.err).toContain('never set by hand');
    expect(gateway.storedSecret()).toEqual({ signingKey });
  });

  test.each([
    [['daily-api-key', apiKey]],
    [['daily-api-key', `--value=${apiKey}`]],
    [['daily-api-key', '--value', apiKey]],
    [[`--daily-api-key=${apiKey}`]],
  ])('a value on the command line, without repeating it: %#', async (args) => {
    const ran = await gateway.local(['secrets', 'set', ...args], { stdin: apiKey });
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expectHidden(ran, apiKey);
    expect(gateway.storedSecret()).toEqual({ signingKey });
  });

  test('the value that another key has', async () => {
    await set('pipecat-cloud-public-key', 'pk_0123456789');
    const ran = await set('pipecat-cloud-private-key', 'pk_0123456789');
    expect(ran.exitCode).toBe(2);
    expect(ran.err).toContain('the value of pipecat-cloud-public-key');
    expectHidden(ran, 'pk_0123456789');
    expect(gateway.storedSecret()).not.toHaveProperty('pipecatCloudPrivateKey');
  });

  test('to add to a secret that is not a JSON object, without quoting it', async () => {
    gateway.secrets.serve('PutSecretValue', { SecretId: secretArn, SecretString: 'sensitive and not JSON' });
    for (const ran of [await set('daily-api-key', apiKey), await gateway.local(['secrets', 'status'])]) {
      expect(ran).toMatchObject({ exitCode: 1, out: '' });
      expect(ran.err).toContain('is not a JSON object');
      expectHidden(ran, apiKey, 'sensitive');
    }
    expect(gateway.actions()).not.toContain('secretsmanager:PutSecretValue');
  });
});

describe('what secrets set stores', () => {
  const cases = [
    {
      what: 'a key, by its typed name',
      name: 'daily-api-key',
      stdin: `${apiKey}\n`,
      stored: { dailyApiKey: apiKey },
    },
    { what: 'a key, by its own name', name: 'dailyApiKey', stdin: apiKey, stored: { dailyApiKey: apiKey } },
    {
      what: 'one live value',
      name: 'daily-pinless-hmac',
      stdin: hmacA,
      stored: { dailyPinlessHmac: [hmacA] },
    },
    {
      what: 'two live values in their order, from Windows lines',
      name: 'daily-pinless-hmac',
      stdin: `\uFEFF${hmacB}\r\n${hmacA}\r\n`,
      stored: { dailyPinlessHmac: [hmacB, hmacA] },
    },
    {
      what: 'a signing secret',
      name: 'bot-endpoint-secret',
      stdin: 'whsec_dGVzdCBzZWNyZXQ=',
      stored: { botEndpointSecret: 'whsec_dGVzdCBzZWNyZXQ=' },
    },
  ];
  test.each(cases)('$what', async ({ name, stdin, stored }) => {
    gateway.secrets.set({ signingKey, ofALaterVersion: { a: 1 } });
    const ran = await set(name, stdin);
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect(ran.out).toContain('is stored in the gateway on this machine');
    expect(gateway.storedSecret()).toEqual({ signingKey, ofALaterVersion: { a: 1 }, ...stored });
    expectHidden(ran, ...Object.values<string | string[]>(stored).flat());
  });

  test('one HMAC secret for both webhooks', async () => {
    await set('daily-pinless-hmac', hmacA);
    expect(await set('daily-webhook-hmac', hmacA)).toMatchObject({ exitCode: 0 });
  });

  test('nothing, in a dry run', async () => {
    const ran = await set('daily-api-key', apiKey, '--dry-run');
    expect(ran.exitCode).toBe(0);
    expect(ran.out).toContain('would be stored');
    expect(gateway.actions()).toEqual(['secretsmanager:GetSecretValue']);
    expect(gateway.storedSecret()).toEqual({ signingKey });
  });

  test('nothing, if it is there already', async () => {
    await set('daily-api-key', apiKey);
    gateway.actions();
    const ran = await set('daily-api-key', apiKey);
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(ran.out).toContain('nothing was stored');
    expect(gateway.actions()).toEqual(['secretsmanager:GetSecretValue']);
  });

  test.each([
    { more: [], before: undefined, changed: true, stored: true },
    { more: ['--dry-run'], before: undefined, changed: true, stored: false },
    { more: [], before: apiKey, changed: false, stored: false },
  ])('and says so in JSON: %j', async ({ more, before, changed, stored }) => {
    gateway.secrets.set({ signingKey, ...(before === undefined ? {} : { dailyApiKey: before }) });
    const ran = await set('daily-api-key', apiKey, '--json', ...more);
    expect(JSON.parse(ran.out)).toEqual({
      name: 'dailyApiKey',
      changed,
      stored,
      fingerprints: [apiKeyFingerprint],
    });
  });

  test('next to a malformed key, which it warns of', async () => {
    gateway.secrets.set({ signingKey, dailyWebhookHmac: 'not-a-list' });
    const ran = await set('daily-api-key', apiKey);
    expect(ran.exitCode).toBe(0);
    expect(ran.err).toContain('daily-webhook-hmac is malformed');
    expectHidden(ran, 'not-a-list');
    expect(gateway.storedSecret()).toMatchObject({ dailyApiKey: apiKey, dailyWebhookHmac: 'not-a-list' });
  });
});

describe('a key of several lines', () => {
  test.each([
    ['as its file has it', privateKey],
    ['of a file from Windows', privateKey.replaceAll('\n', '\r\n')],
  ])('is stored as one, %s', async (_, stdin) => {
    const ran = await set('vonage-private-key', stdin);
    expect(ran.exitCode).toBe(0);
    expect(gateway.storedSecret()).toMatchObject({ vonagePrivateKey: privateKey.trim() });
    expectHidden(ran, privateKey.slice(40, 80));
  });

  test.each([
    ['half of it', privateKey.slice(0, 400)],
    ['its first line', privateKey.split('\n', 1).join()],
    [
      'another kind of key',
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ],
  ])('is not: %s', async (_, stdin) => {
    const ran = await set('vonage-private-key', stdin);
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toContain('is an RSA private key in PEM');
    expect(gateway.storedSecret()).toEqual({ signingKey });
  });

  test('is not asked for at a prompt, which would take the first line for all of it', async () => {
    const ran = await gateway.local(['secrets', 'set', 'vonage-private-key'], { typed: privateKey });
    expect(ran.exitCode).toBe(2);
    expect(ran.err).toContain('give its file on standard input');
  });
});

describe('the prompt', () => {
  const ask = (name: string, typed: string) => gateway.local(['secrets', 'set', name], { typed });

  test('takes a value without showing it', async () => {
    const ran = await ask('daily-api-key', `${apiKey}\r`);
    expect(ran).toMatchObject({ exitCode: 0, err: 'daily-api-key (not shown): \n' });
    expect(gateway.storedSecret()).toEqual({ signingKey, dailyApiKey: apiKey });
    expectHidden(ran, apiKey);
  });

  test.each([
    { what: 'typed one by one', typed: `${hmacA}\r${hmacB}\r`, values: [hmacA, hmacB] },
    { what: 'pasted at once', typed: `${hmacA}\n${hmacB}\n`, values: [hmacA, hmacB] },
    { what: 'only the newest', typed: `${hmacA}\r\r`, values: [hmacA] },
  ])('asks twice where two values may live: $what', async ({ typed, values }) => {
    const ran = await ask('daily-pinless-hmac', typed);
    expect(ran.exitCode).toBe(0);
    expect(gateway.storedSecret()).toMatchObject({ dailyPinlessHmac: values });
    expectHidden(ran, ...values);
  });

  test.each([
    { what: 'Ctrl-C', typed: 'half-a-key\u0003', problem: 'Broken off' },
    { what: 'Ctrl-D', typed: '\u0004', problem: 'Broken off' },
    { what: 'Enter alone', typed: '\r', problem: 'no value to read' },
  ])('stores nothing after $what', async ({ typed, problem }) => {
    const ran = await ask('daily-api-key', typed);
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toContain(problem);
    expectHidden(ran, 'half-a-key');
    expect(gateway.storedSecret()).toEqual({ signingKey });
  });
});

describe('secrets status', () => {
  const status = (...more: string[]) => gateway.local(['secrets', 'status', ...more]);

  test('says of each key whether it is set, and never its value', async () => {
    await set('daily-api-key', apiKey);
    await set('daily-pinless-hmac', `${hmacB}\n${hmacA}`);
    const ran = await status();
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect(ran.out).toMatch(/^KEY +STATE +FINGERPRINTS +FOR\nsigning-key +set +[0-9a-f]{8} /);
    expect(ran.out).toMatch(new RegExp(`^daily-api-key +set +${apiKeyFingerprint} +rooms`, 'm'));
    expect(ran.out).toMatch(/^daily-pinless-hmac +2 live values +[0-9a-f]{8}, [0-9a-f]{8} /m);
    expect(ran.out).toMatch(/^bot-endpoint-secret +not set +- /m);
    expectHidden(ran, apiKey, hmacA, hmacB);
    expect(gateway.actions().at(-1)).toBe('secretsmanager:GetSecretValue');
  });

  test('says the same in JSON', async () => {
    gateway.secrets.set({
      signingKey,
      dailyApiKey: apiKey,
      dailyPinlessHmac: [],
      botEndpointSecret: 'malformed',
    });
    const ran = await status('--json');
    const said: unknown = JSON.parse(ran.out);
    expect(said).toEqual({
      secrets: [
        { name: 'signingKey', state: 'set', fingerprints: [expect.stringMatching(/^[0-9a-f]{8}$/)] },
        { name: 'dailyApiKey', state: 'set', fingerprints: [apiKeyFingerprint] },
        ...secretNames
          .slice(1)
          .map((name) =>
            name === 'botEndpointSecret'
              ? { name, state: 'malformed', fingerprints: [], problem: 'starts with whsec_, base64 follows' }
              : { name, state: 'missing', fingerprints: [] },
          ),
      ],
    });
    expectHidden(ran, apiKey);
  });

  test.each([
    { what: 'a malformed key', secret: { signingKey, dailyPinlessHmac: 'text' } },
    { what: 'no signing key', secret: {} },
  ])('warns of $what', async ({ secret }) => {
    gateway.secrets.set(secret);
    const ran = await status();
    expect(ran.exitCode).toBe(0);
    expect(ran.err).toContain('the gateway goes without');
  });
});

/** Values of keys that are not just any text. */
const ofForm: Partial<Record<SecretName, string>> = {
  twilioAccountSid: `AC${'0'.repeat(32)}`,
  plivoAuthId: 'MAXXXXXXXXXXXXXXXXXX',
  vonageApplicationId: '78d335fa-0000-4000-8000-0123456789ab',
  vonagePrivateKey: privateKey,
  vonageApiKey: 'a1b2c3d4',
};

test('every key of the secret can be set, by either spelling, and none else', () => {
  expect(['signingKey', 'otherSigningKey', 'dailyPinlessOwn', 'dailyTrunks', ...secretNames].sort()).toEqual(
    Object.keys(secretSchema.shape).sort(),
  );
  for (const name of secretNames) {
    expect(secretNameOf(kebab(name))).toBe(name);
    const one = ofForm[name] ?? 'whsec_MDEy';
    const long = name === 'pinKeys' || name === 'twilioSharedKeys';
    const signs = name === 'eventWebhookSecrets' ? 'whsec_' : '';
    const two = long ? [`a=${'a'.repeat(32)}`, `b=${'b'.repeat(32)}`] : [`${signs}MDEy`, `${signs}MzQ1`];
    const value = textOf(name).maxValues > 1 ? two : one;
    expect(secretSchema.shape[name].safeParse(value).success, name).toBe(true);
  }
});
