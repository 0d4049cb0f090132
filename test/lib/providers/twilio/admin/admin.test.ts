import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  admitToDomain,
  listSipDomains,
  readSipAccess,
  writeSipDomain,
} from '../../../../../lib/providers/twilio/admin/sip.ts';
import {
  changesOfNumber,
  findNumber,
  listNumbers,
  writeNumber,
  type DesiredLine,
} from '../../../../../lib/providers/twilio/admin/admin.ts';
import type { TwilioClient } from '../../../../../lib/providers/twilio/client.ts';
import { startSimulatedTwilio, type SimulatedTwilio } from '../../../../../local/simulated/twilio/start.ts';
import { containing } from '../../../../support/matching.ts';
import { Witness } from '../../../../contract/witness.ts';
import { fakeLog } from '../../../http/fake-http.ts';

const number = '+12025550151';
const domainName = 'acme.sip.twilio.com';
const desired: DesiredLine = {
  voiceUrl: 'https://gw.example.com/twilio/voice#rc=2',
  statusCallback: 'https://gw.example.com/twilio/status#rc=5',
  fallbackUrl: undefined,
};

const witness = new Witness();
let twilio: SimulatedTwilio;
let client: TwilioClient;
beforeEach(async () => {
  twilio = await startSimulatedTwilio({ observer: witness.observer('twilio') });
  const { accountSid: twilioAccountSid, authToken } = twilio.settings;
  const read = () => Promise.resolve({ twilioAccountSid, twilioAuthTokens: [authToken] });
  client = {
    http: {
      fetch,
      timeoutSignal: (ms) => AbortSignal.timeout(ms),
      clock: { now: () => 0, sleep: () => Promise.resolve() },
    },
    log: fakeLog().log,
    apiUrl: `${twilio.origin}/2010-04-01`,
    secrets: { read, reread: read },
  };
});
afterEach(async () => {
  await twilio.stop();
  witness.expectNoComplaint();
});

async function theNumber() {
  const found = await findNumber(client, number);
  if (!found.ok || found.value === undefined) throw new Error('There is no such number.');
  return found.value;
}

describe('lists', () => {
  test('are read to their end', async () => {
    const numbers = Array.from({ length: 1_100 }, (_, index) => `+1202556${String(index).padStart(4, '0')}`);
    for (const phoneNumber of numbers) twilio.configureNumber({ phoneNumber });
    const listed = await listNumbers(client);
    expect(listed.ok && listed.value.map(({ phone_number }) => phone_number)).toEqual(numbers);
    expect(twilio.requests).toHaveLength(2);
  });

  test('that never end are a fault', async () => {
    const body = { incoming_phone_numbers: [], next_page_uri: '/2010-04-01/x.json?Page=1' };
    twilio.faults.next('GET /IncomingPhoneNumbers.json', { status: 200, body }, 99);
    expect(await listNumbers(client)).toMatchObject({ ok: false, why: containing('an end of the list') });
  });

  test('that are none are a fault', async () => {
    twilio.faults.next('GET /SIP/Domains.json', { status: 200, body: { domains: [{}] } });
    expect(await listSipDomains(client)).toMatchObject({ ok: false, why: containing('a list of domains') });
  });
});

describe('a number', () => {
  test('that has what it should is not to be changed; without a fallback of ours its own stays', async () => {
    const { voiceUrl, statusCallback } = desired;
    twilio.configureNumber({
      phoneNumber: number,
      voiceUrl,
      statusCallback,
      voiceFallbackUrl: 'https://x.example.com',
    });
    expect(changesOfNumber(await theNumber(), desired)).toEqual([]);
  });

  test('loses methods that are not POST', async () => {
    twilio.configureNumber({ phoneNumber: number, voiceMethod: 'GET' });
    const before = await theNumber();
    const changes = changesOfNumber(before, desired);
    expect(changes.map(({ property, from }) => [property, from])).toEqual([
      ['VoiceUrl', ''],
      ['VoiceMethod', 'GET'],
      ['StatusCallback', ''],
    ]);
    expect(await writeNumber(client, before, desired, changes)).toMatchObject({ ok: true });
    expect(changesOfNumber(await theNumber(), desired)).toEqual([]);
  });

  test.each([
    { request: 'POST /IncomingPhoneNumbers/*', why: 'error 20001: No.' },
    { request: 'GET /IncomingPhoneNumbers/*', why: 'error 20001: No.' },
  ])('that cannot be written says why: $request', async ({ request, why }) => {
    twilio.configureNumber({ phoneNumber: number });
    const before = await theNumber();
    twilio.faults.next(request, { status: 400, body: { code: 20001, message: 'No.' } });
    const written = await writeNumber(client, before, desired, changesOfNumber(before, desired));
    expect(written).toMatchObject({ ok: false, reason: 'refused', why: containing(why) });
  });
});

describe('a SIP Domain', () => {
  const guest = { kind: 'credentials', username: 'bridge', password: 'Correct4HorseBattery' } as const;

  async function made() {
    const written = await writeSipDomain(client, domainName, undefined, desired);
    if (!written.ok) throw new Error(written.why);
    return written.value;
  }
  async function access(domain: Awaited<ReturnType<typeof made>>) {
    const read = await readSipAccess(client, domain);
    if (!read.ok) throw new Error(read.why);
    return read.value;
  }

  test('is made, changed and read back', async () => {
    const domain = await made();
    const other = { ...desired, voiceUrl: 'https://other.example.com/voice' };
    const changed = await writeSipDomain(client, domainName, domain, other);
    expect(changed).toMatchObject({ ok: true, value: { sid: domain.sid, voice_url: other.voiceUrl } });
    twilio.faults.next('POST /SIP/Domains/*', { status: 200, body: domain });
    expect(
      await writeSipDomain(client, domainName, domain, { ...desired, voiceUrl: 'https://x.example.com' }),
    ).toMatchObject({
      ok: false,
      why: containing('still not as it should be (VoiceUrl)'),
    });
  });

  test('checks a list only once somebody is on it', async () => {
    const domain = await made();
    twilio.faults.next('POST /SIP/CredentialLists/*/Credentials.json', { status: 400 });
    expect(await admitToDomain(client, domain, await access(domain), guest)).toMatchObject({ ok: false });
    expect(await access(domain)).toEqual({ credentials: [], addresses: [] });
    expect(await admitToDomain(client, domain, await access(domain), guest)).toMatchObject({ ok: true });
    expect(await access(domain)).toMatchObject({ credentials: [{ entries: ['bridge'] }], addresses: [] });
  });

  test('takes whoever comes later onto the list that it checks, and nobody off', async () => {
    const domain = await made();
    const ranges = ['192.0.2.7/32', '198.51.100.0/28'];
    for (const cidr of [...ranges, ...ranges])
      await admitToDomain(client, domain, await access(domain), { kind: 'addresses', cidr });
    expect(await access(domain)).toMatchObject({ addresses: [{ entries: ranges }] });
    expect((await access(domain)).addresses).toHaveLength(1);
  });
});
