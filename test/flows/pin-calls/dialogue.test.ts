import { beforeAll, describe, expect, test, vi } from 'vitest';
import { webhooksOf } from '../../../lib/providers/twilio/urls.ts';
import { mentions } from '../../../local/simulated/kit/caller.ts';
import { signRequest, type WebhookParameters } from '../../../local/simulated/twilio/webhooks/signature.ts';
import {
  ConferenceStack,
  deniedPrefix,
  dialIns,
  hears,
  hearsAndIsHungUp,
  timesHeard,
} from './conference-stack.ts';
import { patienceMs, until } from '../stack.ts';

vi.setConfig({ maxConcurrency: 2 });

const dayMs = 86_400_000;

const stack = new ConferenceStack({
  conferences: {
    right: {},
    'third time': {},
    'leading zeros': {},
    expired: {},
    closed: {},
    'over for today': { closesAtMs: Date.now() - dayMs },
    tomorrow: { opensAtMs: Date.now() + dayMs },
    full: { capacity: 1 },
    retried: {},
    german: {},
    forged: {},
  },
});

/** Served by Twilio, and by no dial-in. */
const numberWithoutDialIn = '+12025550159';

const wrongPin = '12345678901';
const asked = 'wait-for enter your PIN';
/** Keys a PIN when asked for it, and again each time that it was wrong. */
const keyEach = (...pins: readonly string[]) =>
  pins
    .map((pin, index) => (index === 0 ? `${asked}, ${pin}#` : `wait-for not right, ${asked}, ${pin}#`))
    .join(', ');

beforeAll(() => {
  const { twilio, localGateway } = stack;
  twilio.configureNumber({ phoneNumber: numberWithoutDialIn, ...webhooksOf(localGateway.gateway.url) });
});

/** Sends a request as Twilio would; `token` signs it, none leaves the header out. */
async function send(route: string, parameters: WebhookParameters, token: string | undefined) {
  const url = `${stack.localGateway.gateway.url}/twilio/${route}`;
  const entries = Object.entries(parameters).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(token === undefined ? {} : { 'x-twilio-signature': signRequest(token, url, parameters) }),
    },
    body: new URLSearchParams(entries),
  });
}

describe('a request that Twilio did not sign', () => {
  const routes = [
    'voice',
    'pin?attempt=1',
    'menu',
    'left?joinSequence=1',
    'wait',
    'forwarded',
    'events',
    'status',
  ];
  const stranger = { CallSid: `CA${'0'.repeat(32)}`, AccountSid: `AC${'0'.repeat(32)}`, To: dialIns.english };
  const effects = () =>
    stack.localGateway.gateway.recorder.records.filter(
      ({ functionName, action }) => functionName !== 'local' && !action.startsWith('secretsmanager:'),
    ).length;

  test.each(routes)('is refused without effect: %s', async (route) => {
    const before = effects();
    const parameters = { ...stranger, Digits: stack.conference('forged').pin, CallStatus: 'completed' };
    expect((await send(route, parameters, undefined)).status).toBe(403);
    expect((await send(route, parameters, 'f'.repeat(32))).status).toBe(403);
    expect(effects()).toBe(before);
  });
});

describe.concurrent('a caller who is asked for a PIN', () => {
  test('is in with the right one', async () => {
    const conference = stack.conference('right');
    const call = stack.dialInto(conference);
    await stack.isIn(conference, call);
    await hears(call, 'greeting');
    expect(timesHeard(call, 'wrong-pin')).toBe(0);
    await hears(call, 'waiting-for-bridge');
  });

  test('is in with the right one after two wrong ones', async () => {
    const conference = stack.conference('third time');
    const call = stack.dial({ keys: keyEach(wrongPin, '1', conference.pin) });
    await stack.isIn(conference, call);
    expect(timesHeard(call, 'wrong-pin')).toBe(2);
  });

  test('is told and hung up after three wrong ones', async () => {
    const call = stack.dial({ keys: keyEach(wrongPin, '1', '00000000000000') });
    await hearsAndIsHungUp(call, 'too-many-tries');
    expect(timesHeard(call, 'wrong-pin')).toBe(2);
  });

  test('is asked again after silence, which is no wrong PIN, and not for ever', async () => {
    const call = stack.dial();
    await hearsAndIsHungUp(call, 'no-input');
    expect(timesHeard(call, 'wrong-pin')).toBe(0);
    expect(timesHeard(call, 'enter-pin')).toBeGreaterThan(2);
  });

  test('is asked again after # alone', async () => {
    const call = stack.dial({ keys: `${asked}, #, wait-for any digits, wait-for enter your PIN, hangup` });
    await call.ended;
    expect(timesHeard(call, 'no-input')).toBe(1);
    expect(timesHeard(call, 'wrong-pin')).toBe(0);
  });

  test('needs the leading zeros of the PIN', async () => {
    const conference = stack.conference('leading zeros');
    const pin = await stack.addPin(conference, { digits: '00031415926' });
    const call = stack.dial({ keys: keyEach('31415926', pin) });
    await stack.isIn(conference, call);
    expect(timesHeard(call, 'wrong-pin')).toBe(1);
  });

  test('hears that a PIN has expired', async () => {
    const pin = await stack.addPin(stack.conference('expired'), { validUntilMs: Date.now() - 1 });
    const call = stack.dial({ keys: `${asked}, ${pin}#` });
    await hears(call, 'expired-pin');
    await call.waitForText('enter your PIN');
    expect(timesHeard(call, 'wrong-pin')).toBe(0);
    call.hangUp();
  });

  test('hears that the conference is closed', async () => {
    const conference = stack.conference('closed');
    await stack.store.changeConference(conference.id, { kind: 'closed', atMs: Date.now() });
    await hearsAndIsHungUp(stack.dialInto(conference), 'conference-closed');
  });

  test('hears that the conference is over', async () => {
    await hearsAndIsHungUp(stack.dialInto(stack.conference('over for today')), 'conference-closed');
  });

  test('hears that the conference is not open yet', async () => {
    await hearsAndIsHungUp(stack.dialInto(stack.conference('tomorrow')), 'conference-not-open-yet');
  });

  test('hears that the conference is full, until somebody has left', async () => {
    const conference = stack.conference('full');
    const first = stack.dialInto(conference);
    await stack.isIn(conference, first);
    await hearsAndIsHungUp(stack.dialInto(conference), 'conference-full');
    first.hangUp();
    await until('the first to be gone', async () =>
      (await stack.callerOf(conference, first))?.presence === 'gone' ? true : undefined,
    );
    await stack.isIn(conference, stack.dialInto(conference));
  });

  test('is charged once for a request that Twilio repeats', async () => {
    const conference = stack.conference('retried');
    const call = stack.dial({ keys: `${asked}, ${wrongPin}#` });
    await hears(call, 'wrong-pin');
    const first = await until('the request with the wrong PIN', () =>
      stack.twilio.webhooks.find(
        ({ url, parameters }) => url.includes('/twilio/pin') && parameters.CallSid === call.sid,
      ),
    );
    const route = first.url.slice(first.url.lastIndexOf('/') + 1);
    const copies = [1, 2, 3].map(() => send(route, first.parameters, stack.twilio.settings.authToken));
    for (const repeated of await Promise.all(copies)) {
      expect(repeated.status).toBe(200);
      expect(await repeated.text()).toContain('not right');
    }
    // The second try of three: four charges would have spent them all. Keyed when asked once more, after some silence.
    await call.waitFor((event) => mentions(event, 'enter your PIN'), patienceMs, call.events.length);
    await call.press(`${conference.pin}#`);
    await stack.isIn(conference, call);
  });

  test('hears German at the German dial-in', async () => {
    const conference = stack.conference('german');
    const keys = `wait-for geben Sie Ihre PIN, ${wrongPin}#, wait-for stimmt leider nicht, ${conference.pin}#`;
    const call = stack.dial({ to: dialIns.german, keys });
    await stack.isIn(conference, call);
    await hears(call, 'waiting-for-bridge', 'de');
    expect(call.heard.every((each) => each.kind !== 'say' || each.language === 'de-DE')).toBe(true);
  });
});

describe.concurrent('a call that is refused before it is answered', () => {
  test.each([
    { what: 'to a number without a dial-in', to: numberWithoutDialIn, from: '+12025550188' },
    { what: 'to a number that refuses', to: dialIns.refusing, from: '+12025550188' },
    { what: 'from a denied prefix', to: dialIns.denying, from: `${deniedPrefix}1` },
  ])('$what', async ({ to, from }) => {
    const call = stack.dial({ to, from });
    expect(await call.ended).toMatchObject({ status: 'no-answer' });
    expect(call.heard.map(({ kind }) => kind)).toEqual(['reject']);
    expect(call.answeredMs).toBeUndefined();
  });

  test('but another caller is let in through that dial-in', async () => {
    const call = stack.dial({ to: dialIns.denying, from: 'anonymous' });
    await call.waitForText('enter your PIN', patienceMs);
    call.hangUp();
  });
});
