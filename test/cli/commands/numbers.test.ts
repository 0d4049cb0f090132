import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { containing } from '../../support/matching.ts';
import { shownUrl } from '../../../cli/commands/numbers.ts';
import { startConnected, type Connected } from '../connect/gateway.ts';

let gateway: Connected;
beforeEach(async () => {
  gateway = await startConnected();
});
afterEach(() => gateway.stop());

const numbers = (...args: string[]) => gateway.local(['numbers', ...args]);

function buy() {
  const { pinlessUrl } = gateway.providers.daily;
  gateway.daily.buyNumber('+12025550100');
  gateway.daily.configurePinless([
    { phone_number: '+12025550101', room_creation_api: pinlessUrl },
    {
      phone_number: '+12025550102',
      room_creation_api: 'https://user:secret@elsewhere.example.com/in?token=secret',
    },
    { room_creation_api: pinlessUrl },
  ]);
  const { voiceUrl } = gateway.providers.twilio;
  gateway.twilio.configureNumber({ phoneNumber: '+12025550151', voiceUrl });
  gateway.twilio.configureNumber({
    phoneNumber: '+12025550152',
    voiceUrl: 'https://gw.example.com/twilio/voice#rc=1',
  });
  gateway.twilio.configureNumber({
    phoneNumber: '+12025550153',
    voiceUrl,
    trunkSid: 'TK0123456789abcdef0123456789abcdef',
  });
  gateway.twilio.configureNumber({
    phoneNumber: '+12025550154',
    voiceUrl,
    voiceApplicationSid: 'AP0123456789abcdef0123456789abcdef',
  });
  gateway.twilio.configureNumber({ phoneNumber: '+12025550155' });
  gateway.twilio.configureSipDomain({
    domain: 'acme.sip.twilio.com',
    voiceUrl: 'https://elsewhere.example.com/in?secret',
  });
}

test('says of everything that can be dialled where it leads', async () => {
  buy();
  const ran = await numbers();
  expect(ran).toMatchObject({ exitCode: 0, err: '' });
  const here = 'the gateway on this machine';
  expect(ran.out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['PROVIDER', 'KIND', 'DIALLED', 'LEADS TO'],
    ['daily', 'number', '+12025550102', 'elsewhere: https://elsewhere.example.com/in'],
    ['daily', 'number', '+12025550101', here],
    ['daily', 'number', '+12025550100', 'nowhere'],
    ['daily', 'SIP address', 'static-5im0lat3d--2@example.sip.daily.co', here],
    ['twilio', 'number', '+12025550151', here],
    ['twilio', 'number', '+12025550152', here],
    ['twilio', 'number', '+12025550153', 'elsewhere: SIP trunk TK0123456789abcdef0123456789abcdef'],
    ['twilio', 'number', '+12025550154', 'elsewhere: TwiML application AP0123456789abcdef0123456789abcdef'],
    ['twilio', 'number', '+12025550155', 'nowhere'],
    ['twilio', 'SIP Domain', 'acme.sip.twilio.com', 'elsewhere: https://elsewhere.example.com/in'],
    [''],
  ]);
  expect(ran.out).not.toContain('secret');
});

test('shows nothing of an address that is no URL', () => {
  expect(shownUrl('secret')).toBe('what is no URL');
});

test('says the same in JSON', async () => {
  gateway.daily.buyNumber('+12025550100');
  expect(JSON.parse((await numbers('--json')).out)).toEqual({
    lines: [{ provider: 'daily', kind: 'number', dialled: '+12025550100', leadsTo: 'nowhere' }],
    withoutKey: [],
    problems: [],
  });
});

describe('without everything', () => {
  test('nothing bought', async () => {
    expect(await numbers()).toMatchObject({
      exitCode: 0,
      out: containing('Neither numbers nor SIP addresses'),
    });
  });

  test('no key for one provider: the other is shown', async () => {
    buy();
    gateway.secrets.set({ ...gateway.keys, dailyApiKey: undefined });
    const ran = await numbers();
    expect(ran).toMatchObject({
      exitCode: 0,
      err: containing('no key for Daily is set, so it was not asked'),
    });
    expect(ran.out).toContain('twilio');
    expect(ran.out).not.toContain('daily');
  });

  test('a provider that fails: the other is shown, and the command fails', async () => {
    buy();
    gateway.twilio.faults.next('GET /SIP/Domains.json', { status: 500 });
    const ran = await numbers('--json');
    expect(ran).toMatchObject({ exitCode: 1, err: containing('Twilio failed (http-500)') });
    expect(JSON.parse(ran.out)).toMatchObject({ problems: [containing('http-500')], withoutKey: [] });
  });
});
