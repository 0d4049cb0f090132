import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSimulatedSinch, type SimulatedSinch } from '../../../local/simulated/sinch/start.ts';
import { containing } from '../../support/matching.ts';
import { fallbackUrl, startConnected, type Connected } from './gateway.ts';

const [number, other] = ['+12025550161', '+12025550162'];
const voiceUrl = 'https://gw.example.com/sinch/voice';

let gateway: Connected;
let sinch: SimulatedSinch;
beforeEach(async () => {
  [gateway, sinch] = await Promise.all([startConnected(), startSimulatedSinch()]);
  describeSinch({ fallbackUrl });
  gateway.secrets.set({ ...gateway.keys, ...keys() });
});
afterEach(async () => {
  await sinch.stop();
  await gateway.stop();
});

const keys = () => ({
  sinchApplicationKey: sinch.settings.applicationKey,
  sinchApplicationSecrets: [sinch.settings.applicationSecret],
});
const describeSinch = (more: object) =>
  gateway.describe({
    providers: { ...gateway.providers, sinch: { apiUrl: sinch.origin, voiceUrl, ...more } },
  });
/** Sinch refuses what is signed at another time than its own. */
const local = (...args: string[]) => gateway.local(args, { now: () => Date.now() });
const connect = (...args: string[]) => local('connect', 'sinch', ...args);
const writes = () => sinch.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path);

describe('connect sinch refuses', () => {
  test('a gateway whose settings do not list it', async () => {
    gateway.describe({});
    const ran = await connect();
    expect(ran).toMatchObject({ exitCode: 3, out: '', err: containing('Add "sinch" to `voiceProviders`') });
    expect(sinch.requests).toEqual([]);
  });

  test.each([
    { what: 'without a key', without: { sinchApplicationKey: undefined } },
    { what: 'without a secret', without: { sinchApplicationSecrets: undefined } },
  ])('$what', async ({ without }) => {
    gateway.secrets.set({ ...gateway.keys, ...keys(), ...without });
    const ran = await connect();
    expect(ran).toMatchObject({ exitCode: 3, err: containing('secrets set sinch-application-secrets') });
  });

  test('a secret that Sinch does not take, which is shown nowhere', async () => {
    const wrong = Buffer.from('another secret of sixteen').toString('base64');
    gateway.secrets.set({ ...gateway.keys, ...keys(), sinchApplicationSecrets: [wrong] });
    const ran = await connect();
    expect(ran).toMatchObject({ exitCode: 3, out: '', err: containing('http-401') });
    expect(ran.err).not.toContain(wrong);
  });

  test('to believe in a write that does not show', async () => {
    sinch.faults.next('POST /v1/configuration/callbacks/applications/*', { status: 200, body: {} });
    expect(await connect()).toMatchObject({ exitCode: 1, err: containing('that were just written') });
  });

  test('to go on while Sinch is down', async () => {
    sinch.faults.next('GET /v1/configuration/callbacks/applications/*', { status: 503 }, 3);
    expect(await connect()).toMatchObject({ exitCode: 1, err: containing('http-503') });
  });
});

describe('connect sinch', () => {
  test('shows the difference, and writes nothing, in a dry run', async () => {
    const ran = await connect('--dry-run');
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect(ran.out).toContain(voiceUrl);
    expect(ran.out).toContain('Nothing was written.');
    expect(writes()).toEqual([]);
  });

  test('points the application here, and twice changes nothing', async () => {
    const ran = await connect();
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect(sinch.numbers.callbacks).toEqual({ primary: voiceUrl, fallback: fallbackUrl });
    const again = await connect();
    expect(again.out).toContain('leads to the gateway on this machine already; nothing was written.');
    expect(writes()).toHaveLength(1);
  });

  test('leaves a fallback that this gateway does not know, and says so', async () => {
    describeSinch({});
    sinch.configureCallbacks({ primary: '', fallback: 'https://elsewhere.example.com/' });
    const ran = await connect();
    expect(ran).toMatchObject({ exitCode: 0, err: containing('the one at Sinch stays as it is') });
    expect(sinch.numbers.callbacks).toEqual({
      primary: voiceUrl,
      fallback: 'https://elsewhere.example.com/',
    });
  });
});

test('numbers says where the numbers of the account lead', async () => {
  sinch.configureNumber({ number });
  sinch.configureNumber({ number: other, applicationKey: 'another-application' });
  sinch.configureNumber({ number: '+12025550163', capability: 'sms' });
  const numbers = async () => (await local('numbers')).out;
  expect(await numbers()).toMatch(/sinch +number +\+12025550161 +nowhere/);
  await connect();
  const said = await numbers();
  expect(said).toMatch(/sinch +number +\+12025550161 +the gateway on this machine/);
  expect(said).toMatch(/sinch +number +\+12025550162 +elsewhere: another application at Sinch/);
  expect(said).not.toContain('+12025550163');
});

describe('doctor', () => {
  const found = async () => (await local('doctor')).out;

  test('finds an application that leads elsewhere, and a number and a dial-in that do not belong together', async () => {
    sinch.configureNumber({ number });
    await local('dial-in', 'set', other, '--pin', '--voice', 'sinch');
    const said = await found();
    expect(said).toContain('The application at Sinch does not lead here: its callback is empty.');
    expect(said).toContain(`${number} of Sinch leads to this application, and has no dial-in for Sinch.`);
    expect(said).toContain(
      `There is a dial-in for ${other}, which does not belong to this application of Sinch.`,
    );
    expect(said).not.toContain(
      `There is a dial-in for ${other}, which this account of Twilio does not have.`,
    );
  });

  test('finds nothing once it is as it should be', async () => {
    sinch.configureNumber({ number });
    await local('dial-in', 'set', number, '--pin', '--voice', 'sinch');
    await connect();
    expect(await found()).not.toMatch(/of Sinch|at Sinch/);
  });

  test('finds a key that Sinch refuses', async () => {
    sinch.rotateSecret(Buffer.from('a new secret of sixteen').toString('base64'));
    sinch.rotateSecret(Buffer.from('and another of sixteen').toString('base64'));
    expect(await found()).toContain('Sinch refuses the key of this gateway (http-401).');
  });
});
