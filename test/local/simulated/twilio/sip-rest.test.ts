import { describe, expect, test } from 'vitest';
import { number, rest, twilio } from './harness.ts';

const DomainName = 'acme.sip.twilio.com';

describe('refuses', () => {
  test.each([
    ['/SIP/Domains.json', {}, 400],
    ['/SIP/Domains.json', { DomainName: 'acme.example.com' }, 400],
    ['/SIP/Domains.json', { DomainName, StatusCallback: 'https://a.example/' }, 400],
    ['/SIP/Domains.json', { DomainName: 'taken.sip.twilio.com' }, 400],
    ['/SIP/Domains/SD0.json', { VoiceUrl: '' }, 404],
    ['/SIP/CredentialLists.json', {}, 400],
    ['/SIP/CredentialLists/CL0/Credentials.json', { Username: 'a', Password: 'Correct4HorseBattery' }, 404],
    ['/SIP/IpAccessControlLists/AL0/IpAddresses.json', { FriendlyName: 'a', IpAddress: '192.0.2.7' }, 404],
  ])('%s %j', async (path, form, status) => {
    const on = await twilio();
    on.configureSipDomain({ domain: 'taken.sip.twilio.com' });
    expect((await rest(on, 'POST', path, form)).status).toBe(status);
  });

  test.each([{ Password: 'short1A' }, { Password: 'alllowercase1' }, { Password: 'NoDigitsInHere' }])(
    'the password %j',
    async ({ Password }) => {
      const on = await twilio();
      const list = await rest(on, 'POST', '/SIP/CredentialLists.json', { FriendlyName: 'a list' });
      const path = `/SIP/CredentialLists/${String(list.json.sid)}/Credentials.json`;
      expect((await rest(on, 'POST', path, { Username: 'a', Password })).status).toBe(400);
    },
  );
});

test('a SIP Domain is made, its lists are mapped once, and a password is never shown', async () => {
  const on = await twilio();
  const domain = await rest(on, 'POST', '/SIP/Domains.json', { DomainName, VoiceUrl: 'https://a.example/v' });
  expect(domain).toMatchObject({
    status: 201,
    json: { domain_name: DomainName, voice_url: 'https://a.example/v' },
  });
  const list = await rest(on, 'POST', '/SIP/CredentialLists.json', { FriendlyName: 'a list' });
  const credentials = `/SIP/CredentialLists/${String(list.json.sid)}/Credentials.json`;
  const form = { Username: 'bridge', Password: 'Correct4HorseBattery' };
  const added = await rest(on, 'POST', credentials, form);
  expect(JSON.stringify(added.json)).not.toContain(form.Password);
  expect((await rest(on, 'POST', credentials, form)).status).toBe(400);
  const mappings = `/SIP/Domains/${String(domain.json.sid)}/Auth/Calls/CredentialListMappings.json`;
  const mapping = { CredentialListSid: String(list.json.sid) };
  expect((await rest(on, 'POST', mappings, { CredentialListSid: 'CL0' })).status).toBe(404);
  expect((await rest(on, 'POST', mappings, mapping)).status).toBe(201);
  expect((await rest(on, 'POST', mappings, mapping)).status).toBe(400);
  expect((await rest(on, 'GET', mappings)).json).toMatchObject({ contents: [{ sid: list.json.sid }] });
});

test('a trunk and an application put each other off a number', async () => {
  const on = await twilio();
  const [trunkSid, applicationSid] = [`TK${'0'.repeat(32)}`, `AP${'0'.repeat(32)}`];
  const { sid } = on.configureNumber({ phoneNumber: number, trunkSid });
  const path = `/IncomingPhoneNumbers/${sid}.json`;
  const applied = await rest(on, 'POST', path, { VoiceApplicationSid: applicationSid });
  expect(applied.json).toMatchObject({ trunk_sid: null, voice_application_sid: applicationSid });
  const trunked = await rest(on, 'POST', path, { TrunkSid: trunkSid });
  expect(trunked.json).toMatchObject({ trunk_sid: trunkSid, voice_application_sid: '' });
  // No value is documented that takes either off.
  expect((await rest(on, 'POST', path, { VoiceApplicationSid: '' })).status).toBe(400);
  expect((await rest(on, 'POST', path, { TrunkSid: '' })).status).toBe(400);
});
