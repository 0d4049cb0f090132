import { afterEach, expect, test, vi } from 'vitest';
import { defaultProvider } from '../../../../lib/aws/clients/environment-credentials.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

function setEnvironment(id: string | undefined, secret: string | undefined, token?: string) {
  vi.stubEnv('AWS_ACCESS_KEY_ID', id);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secret);
  vi.stubEnv('AWS_SESSION_TOKEN', token);
}

test.each([
  [undefined, 'secret'],
  ['id', undefined],
  ['', 'secret'],
])('credentials %j with %j are refused', async (id, secret) => {
  setEnvironment(id, secret);
  await expect(defaultProvider()()).rejects.toThrow('AWS_ACCESS_KEY_ID');
});

test('credentials are read when they are needed, the session token only if there is one', async () => {
  const provide = defaultProvider();
  setEnvironment('id', 'secret');
  expect(await provide()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret' });
  setEnvironment('id', 'secret', 'token');
  expect(await provide()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' });
});
