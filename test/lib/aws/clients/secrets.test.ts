import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createSecrets, newSecretCache, openSecretsClient } from '../../../../lib/aws/clients/secrets.ts';
import { isUsed, valuesOf, type SecretValues } from '../../../../lib/providers/secret.ts';
import type { LogFields } from '../../../../lib/telemetry/telemetry.ts';
import { startAwsStub, type AwsStub, type StubAnswer } from '../aws-stub.ts';

const signingKey = 'k'.repeat(64);
const secret = (over: object = {}): StubAnswer => ({
  body: { SecretString: JSON.stringify({ signingKey, ...over }) },
});
const failure: StubAnswer = { error: 'ResourceNotFoundException' };

let stub: AwsStub;
beforeEach(async () => {
  stub = await startAwsStub();
});
afterEach(async () => {
  await stub.stop();
});

function secretsAt(nowMs = 1_800_000_000_000, secretIds: readonly string[] = ['patchbay']) {
  const clock = { nowMs, now: () => clock.nowMs };
  const logged: { code: string; fields: LogFields | undefined; cause: unknown }[] = [];
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (code: string, fields?: LogFields, cause?: unknown) => void logged.push({ code, fields, cause }),
  };
  const client = openSecretsClient(stub.settings);
  const secrets = createSecrets({
    client,
    secretIds,
    clock,
    log,
    cache: newSecretCache<SecretValues>({}),
    valuesOf,
  });
  return { ...secrets, clock, logged };
}

const minute = 60_000;

describe('two secrets, of which one is for providers', () => {
  const both = () => secretsAt(undefined, ['patchbay', 'providers']);
  const idSchema = z.object({ SecretId: z.string() });
  const holding = (held: Readonly<Record<string, StubAnswer>>) =>
    void stub.decide.splice(0, Infinity, ({ input }) => held[idSchema.parse(input).SecretId]);
  const providers = (fields: object): StubAnswer => ({ body: { SecretString: JSON.stringify(fields) } });

  test('are read together, and of a field that is in both the one of providers counts', async () => {
    holding({
      patchbay: secret({ dailyApiKey: 'old' }),
      providers: providers({ dailyApiKey: 'new', dailyDomainId: 'id' }),
    });
    expect(await both().read()).toEqual({ signingKey, dailyApiKey: 'new', dailyDomainId: 'id' });
  });

  test('are both kept as they were while one cannot be read', async () => {
    holding({ patchbay: secret(), providers: providers({ dailyApiKey: 'key' }) });
    const { read, clock, logged } = both();
    await read();
    holding({ patchbay: secret(), providers: failure });
    clock.nowMs += 6 * minute;
    expect(await read()).toEqual({ signingKey, dailyApiKey: 'key' });
    expect(logged).toMatchObject([{ code: 'secret-missing', fields: { why: 'unreadable', kept: true } }]);
  });
});

describe('a secret that cannot be used', () => {
  const malformed: { what: string; answer: StubAnswer; why: string }[] = [
    { what: 'is missing', answer: failure, why: 'unreadable' },
    { what: 'is binary', answer: { body: { SecretBinary: 'AAAA' } }, why: 'not JSON' },
    { what: 'is no JSON', answer: { body: { SecretString: 'hunter2 {' } }, why: 'not JSON' },
    { what: 'is no object', answer: { body: { SecretString: '"hunter2"' } }, why: 'malformed: the whole' },
  ];
  test.each(malformed)(
    'because it $what gives no value at all, and one log line without it',
    async ({ answer, why }) => {
      stub.answers.push(answer);
      const { read, logged } = secretsAt();
      expect(await read()).toEqual({});
      expect(logged).toMatchObject([{ code: 'secret-missing', fields: { why, kept: false } }]);
      expect(JSON.stringify(logged)).not.toContain('hunter2');
    },
  );

  test('is read again after five seconds, not at every use', async () => {
    stub.answers.push(failure, secret());
    const { read, clock } = secretsAt();
    await read();
    clock.nowMs += 4_999;
    expect(await read()).toEqual({});
    expect(stub.requests).toHaveLength(1);
    clock.nowMs += 1;
    expect(await read()).toEqual({ signingKey });
  });

  test('because Secrets Manager is down leaves the last values for an hour', async () => {
    stub.answers.push(secret(), ...Array<StubAnswer>(10).fill(failure));
    const { read, clock, logged } = secretsAt();
    await read();
    clock.nowMs += 59 * minute;
    expect(await read()).toEqual({ signingKey });
    expect(logged).toMatchObject([{ code: 'secret-missing', fields: { kept: true } }]);
    clock.nowMs += minute;
    expect(await read()).toEqual({});
  });

  test('because somebody stored a wrong one is not replaced by the last good one', async () => {
    stub.answers.push(secret(), { body: { SecretString: '[]' } });
    const { read, clock } = secretsAt();
    await read();
    clock.nowMs += 5 * minute;
    expect(await read()).toEqual({});
  });

  test('because Secrets Manager does not answer is given up after two tries', async () => {
    stub.answers.push(
      { status: 500, error: 'InternalServiceError' },
      { status: 500, error: 'InternalServiceError' },
    );
    expect(await secretsAt().read()).toEqual({});
    expect(stub.requests).toHaveLength(2);
  });
});

describe('a field that cannot be used', () => {
  const others = { dailyDomainId: 'domain', twilioAuthTokens: ['token'] };
  test.each<[string, object, string]>([
    ['a short signing key', { signingKey: 'hunter2' }, 'signingKey'],
    ['no signing key', { signingKey: undefined }, 'signingKey'],
    ['an empty API key', { dailyApiKey: '' }, 'dailyApiKey'],
    ['an HMAC key that is no base64', { dailyPinlessHmac: ['hunter2!'] }, 'dailyPinlessHmac'],
    ['three HMAC keys', { dailyWebhookHmac: ['YQ==', 'YQ==', 'YQ=='] }, 'dailyWebhookHmac'],
    ['an endpoint secret without its prefix', { botEndpointSecret: 'hunter2' }, 'botEndpointSecret'],
    ['a PIN key that is too short', { pinKeys: ['hunter2'] }, 'pinKeys'],
    ['a text for a list', { twilioSharedKeys: 'hunter2' }, 'twilioSharedKeys'],
  ])('is missing, and takes no other with it: %s', async (_, over, field) => {
    stub.answers.push(secret({ ...others, ...over }));
    const { read, logged } = secretsAt();
    const values = await read();
    expect(values).toEqual({
      ...(field === 'signingKey' ? {} : { signingKey }),
      ...others,
      malformed: [field],
    });
    expect(logged).toMatchObject([{ code: 'secret-missing', fields: { why: `malformed: ${field}` } }]);
    expect(JSON.stringify(logged)).not.toContain('hunter2');
  });

  test('counts as used, so that its provider is refused and not forgotten', async () => {
    stub.answers.push(secret({ twilioAuthTokens: 'hunter2' }));
    const values = await secretsAt().read();
    expect(isUsed(values, 'twilioAuthTokens')).toBe(true);
    expect(isUsed(values, 'digitalSambaWebhookSecrets')).toBe(false);
  });

  test('is not replaced by its last good value', async () => {
    stub.answers.push(secret({ dailyApiKey: 'key' }), secret({ dailyApiKey: 7 }));
    const { read, clock } = secretsAt();
    await read();
    clock.nowMs += 5 * minute;
    expect(await read()).toEqual({ signingKey, malformed: ['dailyApiKey'] });
  });
});

test.each([
  ['what has a value is used', { signingKey, twilioAuthTokens: ['token'] }, true],
  ['one of several is enough', { signingKey, twilioSharedKeys: ['id=0123456789abcdef'] }, true],
  ['what was never stored is not', { signingKey, dailyApiKey: 'key' }, false],
  ['nor an empty list', { signingKey, twilioAuthTokens: [], twilioSharedKeys: [] }, false],
  ['of a secret that could not be read nobody knows', {}, true],
])('%s', (_, values, used) => {
  expect(isUsed(values, 'twilioAuthTokens', 'twilioSharedKeys')).toBe(used);
});

describe('a good secret', () => {
  test('has all its values, and keys that are not ours do no harm', async () => {
    const values = {
      signingKey,
      dailyApiKey: 'key',
      dailyDomainId: 'domain',
      dailyPinlessHmac: ['YQ==', 'Yg=='],
      dailyWebhookHmac: [],
      pipecatCloudPublicKey: 'pk',
      pipecatCloudPrivateKey: 'sk',
      botEndpointSecret: 'whsec_YWJjZA==',
    };
    stub.answers.push(secret({ ...values, other: 1 }));
    expect(await secretsAt().read()).toEqual(values);
    expect(stub.requests).toEqual([{ operation: 'GetSecretValue', input: { SecretId: 'patchbay' } }]);
  });

  test('is kept for five minutes', async () => {
    stub.answers.push(secret(), secret({ dailyApiKey: 'new' }));
    const { read, clock } = secretsAt();
    await read();
    clock.nowMs += 5 * minute - 1;
    expect(await read()).toEqual({ signingKey });
    expect(stub.requests).toHaveLength(1);
    clock.nowMs += 1;
    expect(await read()).toEqual({ signingKey, dailyApiKey: 'new' });
  });

  test('is fetched once for many who want it at once', async () => {
    stub.answers.push(secret());
    const { read, reread } = secretsAt();
    const all = await Promise.all([read(), read(), reread(), read()]);
    expect(all).toEqual(Array(4).fill({ signingKey }));
    expect(stub.requests).toHaveLength(1);
  });

  test('is read anew after a failed check, once a minute', async () => {
    stub.answers.push(secret(), secret({ dailyApiKey: 'new' }), secret({ dailyApiKey: 'newer' }));
    const { read, reread, clock } = secretsAt();
    await read();
    clock.nowMs += minute - 1;
    expect(await reread()).toEqual({ signingKey });
    clock.nowMs += 1;
    expect(await reread()).toEqual({ signingKey, dailyApiKey: 'new' });
    expect(await reread()).toEqual({ signingKey, dailyApiKey: 'new' });
    expect(await read()).toEqual({ signingKey, dailyApiKey: 'new' });
    expect(stub.requests).toHaveLength(2);
  });
});
