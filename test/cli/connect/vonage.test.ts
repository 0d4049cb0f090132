import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSimulatedVonage, type SimulatedVonage } from '../../../local/simulated/vonage/start.ts';
import { containing } from '../../support/matching.ts';
import { fallbackUrl, startConnected, type Connected } from './gateway.ts';

const [number, other] = ['+12025550171', '+12025550172'];
const at = (path: string) => `https://gw.example.com/vonage/${path}`;

let gateway: Connected;
let vonage: SimulatedVonage;
beforeEach(async () => {
  [gateway, vonage] = await Promise.all([startConnected(), startSimulatedVonage()]);
  describeVonage({ fallbackUrl });
  gateway.secrets.set({ ...gateway.keys, ...keys() });
});
afterEach(async () => {
  await vonage.stop();
  await gateway.stop();
});

const keys = () => ({
  vonageApplicationId: vonage.settings.applicationId,
  vonageApiKey: vonage.settings.apiKey,
  vonageApiSecret: vonage.settings.apiSecret,
});
const addresses = { voiceUrl: at('voice'), eventsUrl: at('events'), rtcUrl: at('rtc') };
const describeVonage = (more: object) =>
  gateway.describe({
    providers: { ...gateway.providers, vonage: { apiUrl: vonage.origin, ...addresses, ...more } },
  });
const local = (...args: string[]) => gateway.local(args, { now: () => Date.now() });
const connect = (...args: string[]) => local('connect', 'vonage', ...args);
const writes = () => vonage.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path);
const configured = () => {
  const { answer, fallback, event, rtcEvent, signsCallbacks } = vonage.application.config;
  return {
    hooks: [answer, fallback, event, rtcEvent].map(({ address, method }) => `${method} ${address}`),
    signsCallbacks,
  };
};
const ours = (fallback: string) => ({
  hooks: [at('voice'), fallback, at('events'), at('rtc')].map((address) => `POST ${address}`),
  signsCallbacks: true,
});

describe('connect vonage refuses', () => {
  test('a gateway whose settings do not list it', async () => {
    gateway.describe({});
    const ran = await connect();
    expect(ran).toMatchObject({ exitCode: 3, out: '', err: containing('Add "vonage" to `voiceProviders`') });
    expect(vonage.requests).toEqual([]);
  });

  test.each([
    { what: 'without an application', without: { vonageApplicationId: undefined } },
    { what: 'without a key', without: { vonageApiKey: undefined } },
    { what: 'without a secret', without: { vonageApiSecret: undefined } },
  ])('$what', async ({ without }) => {
    gateway.secrets.set({ ...gateway.keys, ...keys(), ...without });
    expect(await connect()).toMatchObject({ exitCode: 3, err: containing('secrets set vonage-api-secret') });
  });

  test('a secret that Vonage does not take, which is shown nowhere', async () => {
    const vonageApiSecret = 'another secret';
    gateway.secrets.set({ ...gateway.keys, ...keys(), vonageApiSecret });
    const ran = await connect();
    expect(ran).toMatchObject({ exitCode: 3, out: '', err: containing('http-401') });
    expect(ran.err).not.toContain(vonageApiSecret);
  });

  test('to believe in a write that does not show', async () => {
    vonage.faults.next('PUT /v2/applications/*', { status: 200, body: {} });
    expect(await connect()).toMatchObject({ exitCode: 1, err: containing('that were just written') });
  });

  test('to go on while Vonage is down', async () => {
    vonage.faults.next('GET /v2/applications/*', { status: 503 }, 3);
    expect(await connect()).toMatchObject({ exitCode: 1, err: containing('http-503') });
  });
});

describe('connect vonage', () => {
  test('shows the difference, and writes nothing, in a dry run', async () => {
    const ran = await connect('--dry-run');
    expect(ran).toMatchObject({ exitCode: 0, err: containing('names no region') });
    expect(ran.out).toContain(at('voice'));
    expect(ran.out).toContain('Nothing was written.');
    expect(writes()).toEqual([]);
  });

  test('points the application here, leaves the rest of it, and twice changes nothing', async () => {
    const before = vonage.application.config;
    expect(await connect()).toMatchObject({ exitCode: 0 });
    expect(configured()).toEqual(ours(fallbackUrl));
    const { name, publicKey } = vonage.application.config;
    expect({ name, publicKey }).toEqual({ name: before.name, publicKey: before.publicKey });
    const again = await connect();
    expect(again.out).toContain('leads to the gateway on this machine already; nothing was written.');
    expect(writes()).toHaveLength(1);
    expect(vonage.complaints).toEqual([]);
  });

  test('gives the application a region, which it keeps from then on', async () => {
    const ran = await connect('--calls-in', 'eu-west');
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect(ran.out).toMatch(/region of its calls.*none.*eu-west/s);
    expect(vonage.application.config.region).toBe('eu-west');
    vonage.configureWebhooks({ answer: '', event: '' });
    expect(await connect()).toMatchObject({ exitCode: 0, err: '' });
    expect(vonage.application.config.region).toBe('eu-west');
    expect(await connect('--calls-in', 'the-moon')).toMatchObject({ exitCode: 2 });
  });

  test('has webhooks signed, and posted, that were not', async () => {
    vonage.configureWebhooks({
      answer: at('voice'),
      event: at('events'),
      rtc: at('rtc'),
      fallback: fallbackUrl,
    });
    const { answer } = vonage.application.config;
    vonage.application.config = {
      ...vonage.application.config,
      answer: { ...answer, method: 'GET' },
      signsCallbacks: false,
    };
    expect((await local('doctor')).out).toContain('are not sent by POST');
    const ran = await connect();
    expect(ran.out).toMatch(/signed webhooks/);
    expect(configured()).toEqual(ours(fallbackUrl));
  });

  test('leaves a fallback that this gateway does not know, and says so', async () => {
    describeVonage({});
    const elsewhere = 'https://elsewhere.example.com/';
    vonage.configureWebhooks({
      answer: 'https://old.example.com/',
      event: 'https://old.example.com/',
      fallback: elsewhere,
    });
    expect(await connect()).toMatchObject({
      exitCode: 0,
      err: containing('the one at Vonage stays as it is'),
    });
    expect(configured()).toEqual(ours(elsewhere));
  });
});

test('numbers says where the numbers of the account lead', async () => {
  vonage.configureNumber({ number });
  vonage.configureNumber({ number: other, applicationId: 'another-application' });
  vonage.configureNumber({ number: '+12025550173', applicationId: '' });
  const numbers = async () => (await local('numbers')).out;
  expect(await numbers()).toMatch(/vonage +number +\+12025550171 +nowhere/);
  await connect();
  const said = await numbers();
  expect(said).toMatch(/vonage +number +\+12025550171 +the gateway on this machine/);
  expect(said).toMatch(/vonage +number +\+12025550172 +elsewhere: another application at Vonage/);
  expect(said).toMatch(/vonage +number +\+12025550173 +nowhere/);
});

test('numbers names them all, however many there are', async () => {
  const numberOf = (index: number) => `+1202556${String(index).padStart(4, '0')}`;
  for (let index = 0; index < 120; index += 1) vonage.configureNumber({ number: numberOf(index) });
  const said = (await local('numbers')).out;
  expect([said.includes(numberOf(0)), said.includes(numberOf(119))]).toEqual([true, true]);
});

describe('doctor', () => {
  const found = async () => (await local('doctor')).out;

  test('finds an application that leads elsewhere, and a number and a dial-in that do not belong together', async () => {
    vonage.configureNumber({ number });
    await local('dial-in', 'set', other, '--pin', '--voice', 'vonage');
    const said = await found();
    expect(said).toContain('The application at Vonage does not lead here: its answer URL is empty.');
    expect(said).toContain('The event URL of the application at Vonage is empty');
    expect(said).toContain(`${number} of Vonage leads to this application, and has no dial-in for Vonage.`);
    expect(said).toContain(
      `There is a dial-in for ${other}, which does not belong to this application of Vonage.`,
    );
  });

  test('finds nothing once it is as it should be', async () => {
    vonage.configureNumber({ number });
    await local('dial-in', 'set', number, '--pin', '--voice', 'vonage');
    await connect();
    expect(await found()).toContain('The application at Vonage names no region.');
    await connect('--calls-in', 'na-east');
    expect(await found()).not.toMatch(/of Vonage|at Vonage/);
  });

  test('finds a secret that Vonage refuses', async () => {
    gateway.secrets.set({ ...gateway.keys, ...keys(), vonageApiSecret: 'another secret' });
    expect(await found()).toContain('Vonage refuses the key of this gateway (http-401).');
  });
});
