import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { changeStored, readStored } from '../../../cli/secrets/secrets.ts';
import { openSecretsClient } from '../../../lib/aws/clients/secrets.ts';
import { startAwsStub, type AwsStub } from '../../lib/aws/aws-stub.ts';

const own = { signingKey: 'k'.repeat(64), pinKeys: ['p'.repeat(64)] };
const stderr = new PassThrough();
const idSchema = z.object({ SecretId: z.enum(['own', 'providers']) });

/** Lets each of the two hold these fields. */
const holding = (held: { readonly own: object; readonly providers: object }) =>
  void stub.decide.push(({ operation, input }) =>
    operation === 'GetSecretValue'
      ? { body: { SecretString: JSON.stringify(held[idSchema.parse(input).SecretId]) } }
      : undefined,
  );

let stub: AwsStub;
beforeEach(async () => {
  stub = await startAwsStub();
});
afterEach(() => stub.stop());

const holder = () => ({
  name: 'stage dev',
  secretsManager: openSecretsClient(stub.settings),
  secretId: 'own',
  providerSecretId: 'providers',
});

const putSchema = z.object({ SecretId: z.string(), SecretString: z.string() });
/** What was stored, in order. */
const puts = () =>
  stub.requests.flatMap(({ input }) => {
    const put = putSchema.safeParse(input).data;
    return put === undefined ? [] : [[put.SecretId, JSON.parse(put.SecretString) as unknown] as const];
  });

test('the first change moves providers’ keys into their own secret, and away only once they are there', async () => {
  holding({ own: { ...own, dailyApiKey: 'daily' }, providers: {} });
  await changeStored({ stderr }, holder(), (fields) => ({ ...fields, twilioAuthTokens: ['token'] }));
  expect(puts()).toEqual([
    ['providers', { dailyApiKey: 'daily', twilioAuthTokens: ['token'] }],
    ['own', own],
  ]);
});

test('both are read as one, and what is in both is taken from the secret of providers', async () => {
  holding({ own: { ...own, dailyApiKey: 'old' }, providers: { dailyApiKey: 'new' } });
  expect(await readStored({ stderr }, holder())).toEqual({ ok: true, value: { ...own, dailyApiKey: 'new' } });
});
