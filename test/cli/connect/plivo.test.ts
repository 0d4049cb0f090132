import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSimulatedPlivo, type SimulatedPlivo } from '../../../local/simulated/plivo/start.ts';
import { containing } from '../../support/matching.ts';
import { fallbackUrl, startConnected, type Connected } from './gateway.ts';

const [number, other] = ['+12025550161', '+12025550162'];
const voiceUrl = 'https://gw.example.com/plivo/voice#rc=2&rp=all';
const hangupUrl = 'https://gw.example.com/plivo/hangup#rc=5&rp=all';

let gateway: Connected;
let plivo: SimulatedPlivo;
beforeEach(async () => {
  [gateway, plivo] = await Promise.all([startConnected(), startSimulatedPlivo()]);
  describePlivo({ fallbackUrl });
  gateway.secrets.set({ ...gateway.keys, ...keys() });
});
afterEach(async () => {
  await plivo.stop();
  await gateway.stop();
});

const keys = () => ({ plivoAuthId: plivo.settings.authId, plivoAuthTokens: [plivo.settings.authToken] });
const describePlivo = (more: object) =>
  gateway.describe({
    providers: {
      ...gateway.providers,
      plivo: { apiUrl: `${plivo.origin}/v1`, voiceUrl, hangupUrl, ...more },
    },
  });
const connect = (...args: string[]) => gateway.local(['connect', 'plivo', ...args]);
const writes = () => plivo.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path);
const application = () => plivo.account.application(plivo.settings.applicationId);

describe('connect plivo refuses', () => {
  test('a gateway whose settings do not list it', async () => {
    gateway.describe({});
    const ran = await connect();
    expect(ran).toMatchObject({ exitCode: 3, out: '', err: containing('Add "plivo" to `voiceProviders`') });
    expect(plivo.requests).toEqual([]);
  });

  test.each([
    { what: 'without an account', without: { plivoAuthId: undefined } },
    { what: 'without a token', without: { plivoAuthTokens: undefined } },
  ])('$what', async ({ without }) => {
    gateway.secrets.set({ ...gateway.keys, ...keys(), ...without });
    const ran = await connect();
    expect(ran).toMatchObject({ exitCode: 3, err: containing('secrets set plivo-auth-tokens') });
  });

  test('a token that Plivo does not take, which is shown nowhere', async () => {
    gateway.secrets.set({ ...gateway.keys, ...keys(), plivoAuthTokens: ['another token of thirty-two'] });
    const ran = await connect();
    expect(ran).toMatchObject({ exitCode: 3, out: '', err: containing('http-401') });
    expect(ran.err).not.toContain('another token');
  });

  test('to choose among several applications, or one that there is not', async () => {
    plivo.account.configureApplication({ id: '21000000000000007', name: 'Other' });
    const ran = await connect();
    expect(ran).toMatchObject({ exitCode: 3, err: containing('21000000000000007 (Other)') });
    expect(await connect('--application', '7')).toMatchObject({ exitCode: 3, err: containing('(Other)') });
    expect(writes()).toEqual([]);
  });

  test('an account without any', async () => {
    plivo.account.removeApplication(plivo.settings.applicationId);
    expect(await connect()).toMatchObject({ exitCode: 3, err: containing('Make one at Plivo') });
  });

  test('to believe in a write that does not show', async () => {
    plivo.faults.next('POST /Application/*/', { status: 202, body: {} });
    expect(await connect()).toMatchObject({ exitCode: 1, err: containing('what was just written') });
  });

  test('to go on while Plivo is down', async () => {
    plivo.faults.next('GET /Application/', { status: 503 }, 3);
    expect(await connect()).toMatchObject({ exitCode: 1, err: containing('http-503') });
  });
});

describe('connect plivo', () => {
  test('shows the difference, and writes nothing, in a dry run', async () => {
    const ran = await connect('--dry-run');
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(ran.out).toContain(voiceUrl);
    expect(ran.out).toContain('Nothing was written.');
    expect(writes()).toEqual([]);
  });

  test('points the application here, and twice changes nothing', async () => {
    const ran = await connect('--bridge');
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect(application()).toMatchObject({
      ...{ answerUrl: voiceUrl, answerMethod: 'POST', hangupUrl, hangupMethod: 'POST' },
      ...{ fallbackAnswerUrl: fallbackUrl, fallbackMethod: 'POST', publicUri: true },
    });
    const again = await connect();
    expect(again.out).toContain('leads to the gateway on this machine already; nothing was written.');
    expect(writes()).toHaveLength(1);
  });

  test('leaves the others as they are', async () => {
    const id = '21000000000000007';
    plivo.account.configureApplication({ id, name: 'Other' });
    expect(await connect('--application', id)).toMatchObject({ exitCode: 0 });
    expect(plivo.account.application(id)).toMatchObject({ answerUrl: voiceUrl, publicUri: false });
    expect(application()).toMatchObject({ answerUrl: '' });
  });

  test('leaves a fallback that this gateway does not know, and says so', async () => {
    describePlivo({});
    plivo.account.configureApplication({ fallbackAnswerUrl: 'https://elsewhere.example.com/' });
    const ran = await connect();
    expect(ran).toMatchObject({ exitCode: 0, err: containing('the one at Plivo stays as it is') });
    expect(application()).toMatchObject({ fallbackAnswerUrl: 'https://elsewhere.example.com/' });
  });
});

test('numbers says where all numbers of the account lead, and its SIP addresses', async () => {
  for (let each = 100; each < 145; each += 1) plivo.account.configureNumber({ number: `+12025551${each}` });
  plivo.account.configureNumber({ number: other, applicationId: '' });
  const numbers = async () => (await gateway.local(['numbers'])).out;
  expect(await numbers()).toMatch(/plivo +number +\+12025551144 +nowhere/);
  await connect('--bridge');
  const said = await numbers();
  expect(said).toMatch(/plivo +number +\+12025551144 +the gateway on this machine/);
  expect(said).toMatch(/plivo +number +\+12025550162 +nowhere/);
  expect(said).toMatch(/plivo +SIP address +\d+@app\.plivo\.com +the gateway on this machine/);
});

describe('doctor', () => {
  const found = async () => (await gateway.local(['doctor'])).out;
  const dialIn = (dialled: string) => gateway.local(['dial-in', 'set', dialled, '--pin', '--voice', 'plivo']);

  test('finds an application that leads elsewhere', async () => {
    plivo.account.configureApplication({ answerUrl: 'https://elsewhere.example.com/answer?key=hidden' });
    const said = await found();
    expect(said).toContain(
      'No application at Plivo leads here: they lead to https://elsewhere.example.com/answer.',
    );
    expect(said).not.toContain('hidden');
  });

  test('finds a number and a dial-in that do not belong together, and a bridge that nobody can call', async () => {
    plivo.account.configureNumber({ number });
    await dialIn(other);
    await dialIn('app.plivo.com');
    plivo.account.configureApplication({ answerUrl: voiceUrl });
    const said = await found();
    expect(said).toContain('leads here, and not in all that it says.');
    expect(said).toContain(`${number} of Plivo leads to this gateway, and has no dial-in for Plivo.`);
    expect(said).toContain(`There is a dial-in for ${other}, which no application of Plivo leads here.`);
    expect(said).toContain('no application of Plivo that leads here may be called by SIP.');
  });

  test('finds nothing once it is as it should be', async () => {
    plivo.account.configureNumber({ number });
    await dialIn(number);
    await dialIn('app.plivo.com');
    await connect('--bridge');
    expect(await found()).not.toMatch(/of Plivo|at Plivo/);
  });

  test('finds a token that Plivo refuses', async () => {
    gateway.secrets.set({ ...gateway.keys, ...keys(), plivoAuthTokens: ['another token of thirty-two'] });
    expect(await found()).toContain('Plivo refuses the key of this gateway (http-401).');
  });
});
