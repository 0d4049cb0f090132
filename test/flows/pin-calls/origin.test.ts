import { beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { webhooksOf } from '../../../lib/providers/twilio/urls.ts';
import { bridgeCaller } from '../../../local/simulators.ts';
import { ConferenceStack, dialIns, hears, type TestConference } from './conference-stack.ts';
import { gather } from './helpers.ts';
import { until } from '../stack.ts';

vi.setConfig({ maxConcurrency: 2 });

const stack = new ConferenceStack({
  conferences: { 'from a domain': {}, 'two legs': {}, stranger: {} },
  digitalSamba: { connectAgain: 'second-call' },
});

/** A SIP Domain of the account whose calls are asked for a PIN. */
const domain = 'patchbay-callers.sip.twilio.com';

/** The bridge's own dial-in, and the origin that Twilio vouches for. */
const bridgeDomain = 'patchbay-bridge.sip.twilio.com';

/** Hangs on an Elastic SIP Trunk, so that Twilio asks nobody what to do with its calls. */
const trunked = '+12025550165';

const secretSchema = z.object({ SecretString: z.string() });

beforeAll(async () => {
  const { twilio, digitalSamba, localGateway } = stack;
  const { gateway } = localGateway;
  const webhooks = webhooksOf(gateway.url);
  twilio.configureSipDomain({ domain, ...webhooks });
  twilio.configureSipDomain({ domain: bridgeDomain, ...webhooks });
  twilio.configureNumber({ phoneNumber: trunked, trunkSid: `TK${'0'.repeat(32)}`, ...webhooks });
  await stack.setDialIn(domain, { kind: 'pin', language: 'de' });
  await stack.setDialIn(bridgeDomain, { kind: 'pin', opensTo: 'bridge' });
  await stack.setDialIn(dialIns.english, { kind: 'pin', opensTo: 'callers' });
  digitalSamba.useDial((order) =>
    twilio.dialIn({ ...order, from: bridgeCaller, sip: { domain: bridgeDomain } }),
  );
  const { body } = gateway.secrets.serve('GetSecretValue', { SecretId: gateway.stack.secretArn });
  const secret = z.looseObject({}).parse(JSON.parse(secretSchema.parse(body).SecretString));
  gateway.secrets.set({ ...secret, twilioBridgeDomains: [bridgeDomain] });
  // Those that were warmed up have read the secret as it was.
  await gateway.crash('twilio-voice');
});

async function bridgeCallOf({ id }: TestConference): Promise<string | undefined> {
  const bridge = (await stack.store.get(id))?.bridge;
  return bridge?.state === 'in' ? bridge.call : undefined;
}

describe.concurrent('a call', () => {
  test('over SIP is asked for a PIN at its domain’s dial-in, and is in with the right one', async () => {
    const conference = stack.conference('from a domain');
    conference.room.join('Moderator');
    const keys = `wait-for geben Sie Ihre PIN, ${conference.pin}#`;
    const call = stack.dial({ to: 'meeting', from: 'alice', sip: { domain }, keys });
    await hears(call, 'greeting', 'de');
    await stack.expectAgreement(conference, [call]);
    // A name at some host is no number that could be shown.
    expect(conference.room.phones.find(call.sid)?.number).toBeUndefined();
  });

  test('to a number on a SIP trunk never reaches us', async () => {
    const call = stack.dial({ to: trunked });
    expect(await call.ended).toMatchObject({ status: 'failed' });
    expect(stack.twilio.webhooks.filter(({ parameters }) => parameters.CallSid === call.sid)).toEqual([]);
  });
});

describe.concurrent('the bridge’s own dial-in', () => {
  test('lets a second leg take the first one’s place', async () => {
    const conference = stack.conference('two legs');
    const calls = await gather(stack, conference, 2);
    const first = stack.bridge(conference);
    conference.room.connectTelephony();
    await until('the second leg to be the bridge', async () => {
      const call = await bridgeCallOf(conference);
      return call !== undefined && call !== first?.sid ? true : undefined;
    });
    const [{ sid }] = calls;
    await until('the callers to be announced for it', () =>
      conference.room.announcements(sid).length > 1 ? true : undefined,
    );
    await stack.expectAgreement(conference, calls, { announced: 2 });
    const second = await bridgeCallOf(conference);
    // Its leave is none of the bridge's any more.
    first?.hangUp();
    await stack.isQuiet();
    expect(await bridgeCallOf(conference)).toBe(second);
    stack.expectAgreed(conference, calls, 2);
    expect(stack.requests(conference, 'connect')).toHaveLength(1);
  });

  test('is the only one at which the bridge’s PIN is right', async () => {
    const conference = stack.conference('stranger');
    const pin = /\d+/.exec(conference.room.fields.telephony_pin_dtmf ?? '')?.[0] ?? '';
    const stranger = stack.dial({ keys: `wait-for enter your PIN, ${pin}#` });
    await hears(stranger, 'wrong-pin');
    stranger.hangUp();
    const caller = stack.dial({
      to: 'bridge',
      from: 'mallory',
      sip: { domain: bridgeDomain },
      keys: `wait-for enter your PIN, ${conference.pin}#`,
    });
    await hears(caller, 'wrong-pin');
    caller.hangUp();
    await stack.isQuiet();
    expect(stack.participants(conference)).toEqual([]);
  });
});
