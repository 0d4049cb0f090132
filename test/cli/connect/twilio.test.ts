import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { containing } from '../../support/matching.ts';
import { fallbackUrl, startConnected, type Connected } from './gateway.ts';

const [number, other] = ['+12025550151', '+12025550152'];
const domain = 'acme.sip.twilio.com';
const password = 'Correct4HorseBattery';

let gateway: Connected;
beforeEach(async () => {
  gateway = await startConnected();
});
afterEach(() => gateway.stop());

const connect = (...args: string[]) => gateway.local(['connect', 'twilio', ...args]);
const withPassword = (stdin: string, ...args: string[]) =>
  gateway.local(['connect', 'twilio', '--sip-domain', domain, '--username', 'bridge', ...args], { stdin });

const writes = () => gateway.twilio.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path);

const urls = () => {
  const { voiceUrl, statusUrl: statusCallback } = gateway.providers.twilio;
  return { voiceUrl, statusCallback, voiceFallbackUrl: fallbackUrl };
};

describe('connect twilio refuses', () => {
  test.each([
    { args: [], problem: 'Say what is to lead here' },
    { args: ['--number', number, '--sip-domain', domain], problem: 'Say what is to lead here' },
    { args: ['--number', '12025550151'], problem: 'country code' },
    { args: ['--number', number, '--username', 'bridge'], problem: 'go with --sip-domain' },
    { args: ['--number', number, '--allow', '192.0.2.7'], problem: 'go with --sip-domain' },
    { args: ['--sip-domain', 'acme.example.com'], problem: 'named like' },
    { args: ['--sip-domain', domain, '--username', 'with space'], problem: 'no spaces' },
    { args: ['--sip-domain', domain, '--replace-password'], problem: 'without --username' },
    { args: ['--sip-domain', domain, '--allow', '2001:db8::1'], problem: 'IPv4' },
    { args: ['--sip-domain', domain, '--allow', '192.0.2.0/40'], problem: 'IPv4' },
  ])('$args', async ({ args, problem }) => {
    expect(await connect(...args)).toMatchObject({ exitCode: 2, out: '', err: containing(problem) });
    expect(gateway.twilio.requests).toEqual([]);
  });

  test('a number that the account does not have, though one that contains it', async () => {
    gateway.twilio.configureNumber({ phoneNumber: `${number}2` });
    expect(await connect('--number', number)).toMatchObject({ exitCode: 3, err: containing('has no') });
  });

  test.each([
    { taken: { trunkSid: `TK${'0'.repeat(32)}` }, problem: 'belongs to the SIP trunk TK0' },
    {
      taken: { voiceApplicationSid: `AP${'0'.repeat(32)}` },
      problem: 'belongs to the TwiML application AP0',
    },
  ])('a number whose URLs Twilio ignores, and with it all others: $problem', async ({ taken, problem }) => {
    gateway.twilio.configureNumber({ phoneNumber: number });
    gateway.twilio.configureNumber({ phoneNumber: other, ...taken });
    const ran = await connect('--number', number, '--number', other);
    expect(ran).toMatchObject({ exitCode: 3, out: '', err: containing(problem) });
    expect(writes()).toEqual([]);
  });

  test.each([
    { fault: { status: 401 }, times: 9, exitCode: 3, problem: 'http-401' },
    { fault: { status: 503 }, times: 1, exitCode: 1, problem: 'http-503' },
    { fault: { status: 200, body: {} }, times: 1, exitCode: 1, problem: 'without a list' },
  ])('what Twilio does not give: $problem', async ({ fault, times, exitCode, problem }) => {
    gateway.twilio.faults.next('GET /IncomingPhoneNumbers.json', fault, times);
    expect(await connect('--number', number)).toMatchObject({ exitCode, err: containing(problem) });
  });

  test('a gateway without keys for Twilio', async () => {
    gateway.secrets.set({ signingKey: gateway.keys.signingKey });
    const ran = await connect('--number', number);
    expect(ran).toMatchObject({ exitCode: 3, err: containing('secrets set twilio-auth-tokens') });
  });

  test('to believe in a write that does not show', async () => {
    gateway.twilio.configureNumber({ phoneNumber: number });
    gateway.twilio.faults.next('POST /IncomingPhoneNumbers/*', { status: 200, body: {} });
    const ran = await connect('--number', number);
    expect(ran).toMatchObject({ exitCode: 1, err: containing('still not as it should be (VoiceUrl') });
  });
});

describe('a number', () => {
  test('gets all three addresses with their retries, and nothing the second time', async () => {
    const before = {
      phoneNumber: number,
      voiceUrl: 'https://elsewhere.example.com/v',
    };
    const { sid } = gateway.twilio.configureNumber(before);
    const dry = await connect('--number', number, '--dry-run');
    expect(dry.out).toMatch(/VoiceUrl +https:\/\/elsewhere/);
    expect(writes()).toEqual([]);

    const ran = await connect('--number', '+1 202 555 0151', '--json');
    expect(JSON.parse(ran.out)).toMatchObject({ written: true, warnings: [], numbers: [number] });
    const path = `/IncomingPhoneNumbers/${sid}.json`;
    expect(writes()).toEqual([path]);
    expect(gateway.twilio.numbers()[0]).toMatchObject(urls());
    expect(urls().voiceUrl).toMatch(/\/twilio\/voice#rc=/);

    const again = await connect('--number', number);
    expect(again).toMatchObject({ exitCode: 0, err: '', out: containing('nothing was written') });
    expect(writes()).toEqual([path]);
  });

  test('keeps its fallback URL where the deployment has none', async () => {
    gateway.twilio.configureNumber({ phoneNumber: number, voiceFallbackUrl: 'https://x.example.com/' });
    const twilio = { ...gateway.providers.twilio, fallbackUrl: undefined };
    gateway.describe({ providers: { ...gateway.providers, twilio } });
    const ran = await connect('--number', number);
    expect(ran).toMatchObject({ exitCode: 0, err: containing('names no fallback URL') });
    expect(gateway.twilio.numbers()[0]).toMatchObject({ voiceFallbackUrl: 'https://x.example.com/' });
  });
});

describe('a SIP Domain', () => {
  test('that nobody could call is not made', async () => {
    const ran = await connect('--sip-domain', domain);
    expect(ran).toMatchObject({ exitCode: 3, out: '', err: containing('Nobody could call') });
    expect(writes()).toEqual([]);
  });

  test.each(['', 'tooShort1', 'alllowercase12', 'NoDigitsInThisOne', 'With Space12345'])(
    'is not made with the password %j, which is not repeated',
    async (bad) => {
      const ran = await withPassword(bad);
      expect(ran).toMatchObject({ exitCode: 2, out: '', err: containing('at least 12 characters') });
      if (bad !== '') expect(ran.err).not.toContain(bad);
      expect(writes()).toEqual([]);
    },
  );

  test('is made with a user name and addresses, and left alone the second time', async () => {
    const args = ['--allow', '192.0.2.7', '--allow', '198.51.100.0/28'];
    const dry = await withPassword('', ...args, '--dry-run');
    expect(dry).toMatchObject({ exitCode: 0, out: containing('Nothing was written') });
    const ran = await withPassword(`${password}\n`, ...args);
    expect(ran.exitCode).toBe(0);
    expect(ran.out).toMatch(/user name bridge +blocked +let in/);
    expect(ran.out).toMatch(/calls from 192\.0\.2\.7\/32 +blocked +let in/);
    expect(ran.out).toContain(`dial-in set ${domain}`);
    expect(ran.out + ran.err).not.toContain(password);
    expect(gateway.twilio.sipDomains()).toMatchObject([{ domain, ...urls() }]);

    const count = writes().length;
    const again = await withPassword('', ...args);
    expect(again).toMatchObject({ exitCode: 0, err: '', out: containing('nothing was written') });
    expect(writes()).toHaveLength(count);
  });

  test('that exists is pointed here, by whatever case it was typed in', async () => {
    gateway.twilio.configureSipDomain({ domain, voiceUrl: 'https://elsewhere.example.com/v' });
    const ran = await connect('--sip-domain', 'ACME.sip.twilio.com', '--allow', '192.0.2.7', '--json');
    expect(JSON.parse(ran.out)).toMatchObject({ written: true, sipDomain: domain });
    expect(gateway.twilio.sipDomains()).toMatchObject([{ domain, ...urls() }]);
  });

  test('gets a new password only if that is said', async () => {
    await withPassword(password);
    expect((await withPassword('Another2Password')).out).toContain('nothing was written');
    const ran = await withPassword('Another2Password', '--replace-password');
    expect(ran).toMatchObject({ exitCode: 0, out: containing('with a new password') });
    expect(writes().at(-1)).toMatch(/\/Credentials\/CR[0-9a-f]{32}\.json$/);
  });

  test('that checks a second thing from now on says so', async () => {
    await withPassword(password);
    const ran = await connect('--sip-domain', domain, '--allow', '192.0.2.7');
    expect(ran).toMatchObject({ exitCode: 0, err: containing('checks both from now on') });
  });

  test('whose making breaks off is finished by the next run', async () => {
    gateway.twilio.faults.next('POST /SIP/Domains/*/Auth/Calls/CredentialListMappings.json', { status: 503 });
    const broken = await withPassword(password);
    expect(broken).toMatchObject({ exitCode: 1, err: containing('run the command again') });
    expect(await withPassword(password)).toMatchObject({ exitCode: 0 });
    expect(writes().filter((path) => path === '/SIP/CredentialLists.json')).toHaveLength(1);
    expect((await withPassword('')).out).toContain('nothing was written');
  });

  test('is refused without quoting the password', async () => {
    const body = { code: 21234, message: `the password ${password} was leaked`, status: 400 };
    gateway.twilio.faults.next('POST /SIP/CredentialLists/*/Credentials.json', { status: 400, body });
    const ran = await withPassword(password);
    expect(ran).toMatchObject({ exitCode: 3, err: containing('error 21234: the password … was leaked') });
    expect(ran.out + ran.err).not.toContain(password);
  });

  test('takes its password from a prompt that shows nothing', async () => {
    const args = ['connect', 'twilio', '--sip-domain', domain, '--username', 'bridge'];
    const ran = await gateway.local(args, { typed: `${password}\r` });
    expect(ran).toMatchObject({ exitCode: 0, err: containing('(not shown)') });
    expect(ran.out + ran.err).not.toContain(password);
  });
});
