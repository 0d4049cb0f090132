import { generateKeyPairSync } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { voiceIds, type VoiceId } from '../../lib/conferences/model/conference.ts';
import { secretSchema } from '../../lib/providers/secret.ts';
import { readEnvironment } from '../../local/environment.ts';
import { pointAtGateway, redirections, secretOf, startSimulators } from '../../local/simulators.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** What somebody sets who has an account. */
const real: Readonly<Record<VoiceId, Readonly<Record<string, string>>>> = {
  twilio: { TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'a,b' },
  sinch: { SINCH_APPLICATION_KEY: 'an-application', SINCH_APPLICATION_SECRET: 'YQ==,Yg==' },
  plivo: { PLIVO_AUTH_ID: 'MAXXXXXXXXXXXXXXXXXX', PLIVO_AUTH_TOKEN: 'a,b' },
  vonage: {
    ...{ VONAGE_APPLICATION_ID: '78d335fa-0000-4000-8000-0123456789ab', VONAGE_PRIVATE_KEY: privateKey },
    ...{ VONAGE_SIGNATURE_SECRET: 'a,b', VONAGE_API_KEY: 'a1b2c3d4' },
  },
};
const variableOf = (id: VoiceId) => `${id.toUpperCase()}_API_URL`;

async function started(variables: Readonly<Record<string, string>> = {}) {
  const read = readEnvironment({ PORT: '0', PUBLIC_URL: 'https://gw.example.com', ...variables });
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const { environment } = read;
  const simulators = await startSimulators(environment, {});
  onTestFinished(() => simulators.stop());
  const secret = secretOf(environment, simulators);
  return { simulators, secret, redirected: redirections(environment, simulators) };
}

test('without keys every voice provider is simulated, and the gateway knows its secrets and where it is', async () => {
  const { simulators, secret, redirected } = await started();
  expect(() => secretSchema.parse(secret)).not.toThrow();
  for (const id of voiceIds) {
    expect(redirected[variableOf(id)], id).toMatch(/^http:\/\/127\.0\.0\.1:/);
    const { simulated } = simulators.voices[id];
    const fallback = await fetch(simulated?.fallbackUrl ?? '', { method: 'POST' });
    expect([id, fallback.status]).toEqual([id, 200]);
  }
});

test.each(voiceIds)('with keys of %s, the real one is used, and the others are simulated', async (id) => {
  const { simulators, secret, redirected } = await started(real[id]);
  expect(simulators[id]).toBeUndefined();
  expect(redirected).not.toHaveProperty(variableOf(id));
  expect(JSON.stringify(secret)).toContain(JSON.stringify(Object.values(real[id])[0]));
  expect(voiceIds.filter((other) => simulators[other] === undefined)).toEqual([id]);
});

test.each(voiceIds)('with %s, all that belongs to it is asked for', (id) => {
  const [first = ''] = Object.keys(real[id]);
  const read = readEnvironment({ [first]: real[id][first] });
  if (read.ok) throw new Error('it is taken as it is');
  const others = [...Object.keys(real[id]).slice(1), 'PUBLIC_URL'];
  expect(read.problems).toEqual(others.map((name) => `${first} is set, so ${name} must be set too.`));
});

test('a number is served by the provider at which it is dialled, and by no other', async () => {
  const { simulators } = await started();
  const numberOf = (voice: string) => `+1202555018${voiceIds.findIndex((id) => id === voice)}`;
  pointAtGateway(simulators, 'https://gw.example.com', (id) => [numberOf(id)]);
  for (const id of voiceIds) {
    const serving = voiceIds.filter(
      (each) => simulators.voices[each].simulated?.serves(numberOf(id)) === true,
    );
    expect(serving).toEqual([id]);
  }
});
