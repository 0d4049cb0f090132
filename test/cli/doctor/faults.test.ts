import { afterEach, beforeEach, expect, test } from 'vitest';
import { containing, matching } from '../../support/matching.ts';
import {
  dialled,
  eventsHmac,
  expectHidden,
  pinlessHmac,
  report,
  startHealthy,
  type Healthy,
} from './gateway.ts';
import type { RunOptions } from '../gateway.ts';

let gateway: Healthy;
beforeEach(async () => {
  gateway = await startHealthy();
});
afterEach(() => gateway.stop());

/** A fault, and what is found of it. */
interface Planted {
  readonly fault: string;
  readonly plant: () => unknown;
  readonly args?: readonly string[];
  readonly options?: () => RunOptions;
  readonly found: {
    readonly check: string;
    readonly severity: string;
    readonly what: unknown;
    readonly fix?: unknown;
  };
}

const setKeys = (changes: Readonly<Record<string, unknown>>) =>
  gateway.secrets.set({ ...gateway.keys, ...changes });
const ownSecretOf = (address: string) => ({ names: [dialled.daily, address], hmac: [eventsHmac] });
const addressOfDaily = () =>
  gateway.daily.entries().find(({ phone_number }) => phone_number === dialled.daily)?.sip_uri ?? '';
const elsewhere = 'https://user:secret@elsewhere.example.com/in?token=secret';

const planted: readonly Planted[] = [
  {
    fault: 'a key that is missing',
    plant: () => setKeys({ botEndpointSecret: undefined }),
    found: {
      check: 'secrets',
      severity: 'critical',
      what: containing('bot-endpoint-secret is not set, and routes lead to endpoints of yours'),
      fix: containing('secrets set bot-endpoint-secret --local'),
    },
  },
  {
    fault: 'a key that is malformed',
    plant: () => setKeys({ pinKeys: ['too short'] }),
    found: { check: 'secrets', severity: 'critical', what: containing('pin-keys is malformed') },
  },
  {
    fault: 'a dial-in where nobody vouches for the bridge',
    plant: () => gateway.setDialIn(dialled.bridge, { kind: 'pin' }),
    found: { check: 'conferences', severity: 'warning', what: containing(`${dialled.bridge} anybody`) },
  },
  {
    fault: 'an old secret that lives on after its overlap',
    plant: () =>
      setKeys({
        dailyPinlessHmac: [pinlessHmac, eventsHmac],
        rotations: {
          dailyPinlessHmac: { since: '2026-01-01T00:00:00.000Z', until: '2026-01-02T00:00:00.000Z' },
        },
      }),
    found: {
      check: 'secrets',
      severity: 'warning',
      what: containing('should have gone at 2026-01-02'),
      fix: containing('secrets rotate daily-pinless-hmac --finish --local'),
    },
  },
  {
    fault: 'a secret without its signing key',
    plant: () => setKeys({ signingKey: 'too short' }),
    found: {
      check: 'secrets',
      severity: 'critical',
      what: containing('no signing key, or one that is too short'),
    },
  },
  {
    fault: 'a rotation of the signing key that has stopped halfway',
    plant: () =>
      setKeys({
        otherSigningKey: 'another signing key, of as many characters',
        rotations: { signingKey: { since: '2026-01-01T00:00:00.000Z', until: '2026-01-01T00:10:00.000Z' } },
      }),
    found: {
      check: 'secrets',
      severity: 'warning',
      what: 'The rotation of the signing key waits for its next step since 2026-01-01T00:10:00.000Z.',
      fix: containing('secrets rotate signing-key --finish --local'),
    },
  },
  {
    fault: 'a front door that lets in what nobody signed',
    plant: () => gateway.front.answers.set('/twilio/voice', 200),
    found: {
      check: 'front door',
      severity: 'critical',
      what: containing('answers an unsigned request with 200'),
    },
  },
  {
    fault: 'a front door without a secret to check with',
    plant: () => gateway.front.answers.set('/digital-samba/events', 503),
    found: { check: 'front door', severity: 'critical', what: containing('with 503') },
  },
  {
    fault: 'a front door that is not there',
    plant: () => gateway.front.answers.set('/daily/pinless', 404),
    found: { check: 'front door', severity: 'critical', what: containing("Daily's trial request with 404") },
  },
  {
    fault: 'a fallback that does not answer',
    plant: () => gateway.front.answers.set('/fallback', 500),
    found: {
      check: 'front door',
      severity: 'warning',
      what: containing('/fallback does not answer (http-500)'),
    },
  },
  {
    fault: 'a clock that is wrong',
    plant: () => undefined,
    options: () => ({ fetch: lateAt(gateway.daily.url, 60_000) }),
    found: {
      check: 'clocks',
      severity: 'critical',
      what: matching(/^The clock of Daily is (59|6\d) s behind/),
    },
  },
  {
    fault: 'a webhook of Daily that is FAILED',
    plant: () => (gateway.webhook.state = 'FAILED'),
    found: {
      check: 'Daily webhook',
      severity: 'critical',
      what: "Daily's webhook is FAILED.",
      fix: containing('patchbay doctor --fix --local'),
    },
  },
  {
    fault: 'a webhook of Daily that leads elsewhere',
    plant: () => gateway.moveEvents(),
    found: {
      check: 'Daily webhook',
      severity: 'critical',
      what: matching(/^Daily has no webhook for http:\/\/localhost:.*, but one for http:\/\/127\.0\.0\.1:/),
      fix: containing('patchbay connect daily --local'),
    },
  },
  {
    fault: 'a number of Daily that leads elsewhere',
    plant: () =>
      gateway.daily.configurePinless([
        { phone_number: dialled.daily, room_creation_api: elsewhere, hmac: pinlessHmac },
        { room_creation_api: gateway.providers.daily.pinlessUrl, hmac: pinlessHmac },
      ]),
    found: {
      check: 'Daily numbers',
      severity: 'critical',
      what: `${dialled.daily} of Daily leads elsewhere: https://elsewhere.example.com/in.`,
    },
  },
  {
    fault: 'a number of Daily without a route',
    plant: () => gateway.routes.remove(dialled.daily),
    found: { check: 'Daily numbers', severity: 'warning', what: containing('leads here, and has no route') },
  },
  {
    fault: 'a number of Twilio on a SIP trunk',
    plant: () => gateway.configureNumber(dialled.callers, { trunkSid: `TK${'0'.repeat(32)}` }),
    found: {
      check: 'Twilio numbers',
      severity: 'critical',
      what: containing('belongs to the SIP trunk TK0'),
    },
  },
  {
    fault: 'a number of Twilio that asks a TwiML application',
    plant: () => gateway.configureNumber(dialled.callers, { voiceApplicationSid: `AP${'0'.repeat(32)}` }),
    found: {
      check: 'Twilio numbers',
      severity: 'critical',
      what: containing('belongs to the TwiML application AP0'),
      fix: containing('Take it off there at Twilio'),
    },
  },
  {
    fault: 'a number of Twilio that leads elsewhere',
    plant: () => gateway.configureNumber(dialled.callers, { voiceUrl: elsewhere }),
    found: {
      check: 'Twilio numbers',
      severity: 'critical',
      what: containing('VoiceUrl is https://elsewhere.example.com/in'),
      fix: containing(`connect twilio --number ${dialled.callers} --local`),
    },
  },
  {
    fault: 'a number of Twilio without its fallback',
    plant: () => gateway.configureNumber(dialled.callers, { voiceFallbackUrl: undefined }),
    found: { check: 'Twilio numbers', severity: 'warning', what: containing('VoiceFallbackUrl is empty') },
  },
  {
    fault: 'a number whose own secret Daily has not been told',
    plant: () => setKeys({ dailyPinlessOwn: [ownSecretOf(addressOfDaily())] }),
    found: {
      check: 'Daily numbers',
      severity: 'critical',
      what: containing(`calls to ${dialled.daily} with a secret that the gateway does not know`),
      fix: containing('connect daily --local'),
    },
  },
  {
    fault: 'a number whose own secret does not count for its address',
    plant: () => setKeys({ dailyPinlessOwn: [ownSecretOf('old@example.sip.daily.co')] }),
    found: {
      check: 'Daily numbers',
      severity: 'critical',
      what: containing(`The secret of ${dialled.daily} does not count for`),
      fix: containing(`--entry ${dialled.daily} --local`),
    },
  },
  {
    fault: 'a webhook of Digital Samba that is missing',
    plant: () => gateway.digitalSamba.webhooks.delete(gateway.roomWebhook),
    found: {
      check: 'Digital Samba',
      severity: 'critical',
      what: containing('Digital Samba has no webhook for'),
    },
  },
  {
    fault: 'a webhook of Digital Samba with a strange secret',
    plant: () =>
      gateway.digitalSamba.webhooks.change(gateway.roomWebhook, {
        authorization_header: 'of another gateway',
      }),
    found: {
      check: 'Digital Samba',
      severity: 'critical',
      what: containing('a secret that the gateway does not know'),
    },
  },
  {
    fault: 'no role that may connect telephony',
    plant: () => undefined,
    options: () => ({ fetch: withoutPhoneRole(gateway.digitalSamba.url) }),
    found: { check: 'Digital Samba', severity: 'critical', what: containing('manage_phone_users') },
  },
  {
    fault: 'a route to a room that is not there',
    plant: () => gateway.setRoute('default', [{ kind: 'room', room: 'attic' }]),
    found: {
      check: 'routes',
      severity: 'critical',
      what: containing('the room attic, which Daily does not have'),
    },
  },
  {
    fault: 'a route to a room without a SIP address',
    plant: async () => {
      gateway.daily.rooms.create({ name: 'attic' });
      await gateway.setRoute('default', [{ kind: 'room', room: 'attic' }]);
    },
    found: {
      check: 'routes',
      severity: 'critical',
      what: containing('the room attic, which has no SIP address'),
    },
  },
  {
    fault: 'a route to an agent that nobody knows',
    plant: () => gateway.setRoute('default', [{ kind: 'pipecat-cloud', agent: 'nobody' }]),
    found: {
      check: 'agents',
      severity: 'critical',
      what: containing('the agent nobody, which Pipecat Cloud does not know'),
    },
  },
  {
    fault: 'a bot endpoint that does not answer',
    plant: () =>
      gateway.setRoute('default', [{ kind: 'bot-endpoint', url: 'http://127.0.0.1:1/bot?token=secret' }]),
    found: {
      check: 'bot endpoints',
      severity: 'critical',
      what: matching(/^The bot endpoint http:\/\/127\.0\.0\.1:1\/bot does not answer \(/),
    },
  },
  {
    fault: 'a dial-in that forwards to an address that is not there',
    plant: () =>
      gateway.setDialIn(dialled.forwarding, { kind: 'forward', address: 'gone@example.sip.daily.co' }),
    found: {
      check: 'dial-ins',
      severity: 'critical',
      what: containing('forwards to gone@example.sip.daily.co, which Daily'),
    },
  },
  {
    fault: 'a dial-in that forwards by a route that is not there',
    plant: () =>
      gateway.setDialIn(dialled.forwarding, { kind: 'forward', address: gateway.address, route: 'support' }),
    found: {
      check: 'dial-ins',
      severity: 'critical',
      what: containing('by the route support, and there is no such route'),
    },
  },
  {
    fault: 'a conference without a dial-in for its callers',
    plant: () => gateway.setDialIn(dialled.callers, { kind: 'refuse' }),
    found: {
      check: 'conferences',
      severity: 'critical',
      what: containing('no dial-in that asks callers for a PIN'),
    },
  },
  {
    fault: 'a conference whose room is gone',
    plant: () => gateway.digitalSamba.rooms.all.forEach((room) => room.deleteRoom()),
    found: {
      check: 'conferences',
      severity: 'warning',
      what: containing('Digital Samba knows no such room'),
    },
  },
  {
    fault: 'a dial-in that opens to both kinds of PINs',
    plant: () => gateway.setDialIn(dialled.callers, { kind: 'pin' }),
    found: { check: 'PINs', severity: 'warning', what: containing('opens to callers and to the bridge') },
  },
  {
    fault: 'a PIN that was kept from elsewhere and is too short',
    plant: () => gateway.keepShortPin(),
    found: { check: 'PINs', severity: 'warning', what: containing('1 PINs that were kept from elsewhere') },
  },
  {
    fault: 'a budget of wrong PINs that is spent',
    plant: () => gateway.spendPins(1_001),
    found: {
      check: 'PINs',
      severity: 'critical',
      what: containing('1001 wrong PINs were keyed within this hour'),
    },
  },
  {
    fault: 'a load beyond what Daily lets through',
    plant: () => undefined,
    args: ['--calls-per-second', '12'],
    found: {
      check: 'quotas',
      severity: 'critical',
      what: "12 calls a second take 24 of Daily's REST API, and the limit is 20.",
    },
  },
];

function lateAt(url: string, byMs: number): NonNullable<RunOptions['fetch']> {
  return async (asked, init) => {
    const response = await fetch(asked, init);
    if (!asked.startsWith(url)) return response;
    const headers = new Headers(response.headers);
    headers.set('date', new Date(Date.parse(headers.get('date') ?? '') - byMs).toUTCString());
    return new Response(await response.text(), { status: response.status, headers });
  };
}

function withoutPhoneRole(url: string): NonNullable<RunOptions['fetch']> {
  return async (asked, init) => {
    const response = await fetch(asked, init);
    if (!asked.startsWith(`${url}/api/v1/roles`)) return response;
    const text = await response.text();
    return new Response(text.replaceAll('"manage_phone_users":true', '"manage_phone_users":false'), response);
  };
}

test.each(planted)('doctor finds $fault', async ({ plant, args, options, found }) => {
  await plant();
  const ran = await report(gateway, args, options?.());
  expect(ran.exitCode).toBe(1);
  expect(ran.findings).toContainEqual(expect.objectContaining(found));
  for (const { means, fix } of ran.findings) expect([means, fix]).not.toContain('');
  expectHidden(gateway, ran);
  expect(ran.out).not.toContain('token=secret');
});
