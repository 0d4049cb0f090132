import { beforeAll, describe, expect, test, vi } from 'vitest';
import { routeHeaderName } from '../../../lib/held-calls/steps/bots/tokens.ts';
import { webhooksOf } from '../../../lib/providers/twilio/urls.ts';
import type { HeldCall } from '../../../local/simulated/daily/calls/held-call.ts';
import type { SimulatedCall } from '../../../local/simulated/twilio/calls/call.ts';
import { ConferenceStack, dialIns, hearsAndIsHungUp } from './conference-stack.ts';
import { setRoute, staticAddressOf } from '../held-calls/helpers-bots.ts';
import { patienceMs, numbers, until } from '../stack.ts';

vi.setConfig({ maxConcurrency: 2 });

const stack = new ConferenceStack({ conferences: {}, twilio: { timeScale: 1 } });

/** Numbers that are forwarded without a PIN; where each leads. */
const forwarded = {
  toTheAddress: '+12025550161',
  toARoute: '+12025550162',
  toARefusal: '+12025550163',
  toNobody: '+12025550164',
} as const;

/** A SIP Domain whose calls are forwarded: whoever calls it may send any header. */
const domain = 'patchbay-forwards.sip.twilio.com';

let address = '';

beforeAll(async () => {
  address = await staticAddressOf(stack);
  await setRoute(stack, address, {
    kind: 'targets',
    targets: [{ kind: 'pipecat-cloud', agent: 'stand-in' }],
  });
  await stack.setDialIn(forwarded.toTheAddress, { kind: 'forward', address });
  await stack.setDialIn(forwarded.toARoute, { kind: 'forward', address, route: numbers.bot });
  await stack.setDialIn(forwarded.toARefusal, { kind: 'forward', address, route: numbers.refused });
  await stack.setDialIn(forwarded.toNobody, {
    kind: 'forward',
    language: 'de',
    address: 'nobody@nowhere.sip.daily.co',
  });
  await stack.setDialIn(domain, { kind: 'forward', address });
  const { twilio, localGateway } = stack;
  twilio.configureSipDomain({ domain, ...webhooksOf(localGateway.gateway.url) });
  for (const phoneNumber of Object.values(forwarded)) {
    twilio.configureNumber({ phoneNumber, ...webhooksOf(localGateway.gateway.url) });
  }
});

/** The held call that a forwarded call has become at Daily. */
const heldCallOf = ({ identity }: SimulatedCall): Promise<HeldCall> =>
  until('the call to arrive at Daily', () =>
    stack.daily.calls.all.find((held) => held.identity.from === identity.from),
  );

describe.concurrent('a call to a number that is forwarded', () => {
  test.each([
    { what: 'takes the route of the static address', to: forwarded.toTheAddress, agent: 'stand-in' },
    { what: 'takes the route that its signed header names', to: forwarded.toARoute, agent: 'receptionist' },
  ])('$what', async ({ to, agent }) => {
    const call = stack.dial({ to });
    const held = await heldCallOf(call);
    await call.waitFor(({ kind }) => kind === 'forwarded', patienceMs);
    await stack.reaches(held.callId, 'connected');
    expect(stack.sessions(held.callId).map((session) => session.agent)).toEqual([agent]);
    expect(routeHeaderName in (held.identity.sipHeaders ?? {})).toBe(to === forwarded.toARoute);
    call.hangUp();
    await stack.reaches(held.callId, 'ended');
  });

  test.each([
    { what: 'that Daily is told to refuse', to: forwarded.toARefusal, language: 'en' },
    { what: 'where nobody is', to: forwarded.toNobody, language: 'de' },
  ] as const)('hears why it failed: $what', async ({ to, language }) => {
    await hearsAndIsHungUp(stack.dial({ to }), 'forward-failed', language);
  });

  test('leaves the other dial-ins as they are', async () => {
    const call = stack.dial({ to: dialIns.english });
    await call.waitForText('enter your PIN', patienceMs);
    call.hangUp();
  });
});

describe.concurrent('a header that names a route', () => {
  /** The agents that the held call was given. */
  const agentsOf = async (held: HeldCall) => {
    await stack.reaches(held.callId, 'connected');
    return stack.sessions(held.callId).map(({ agent }) => agent);
  };

  test('does not get past Twilio if the caller has made it up', async () => {
    const headers = {
      [routeHeaderName]: `${numbers.bot}.forged.9999999999.x`,
      'X-Other': 'kept to ourselves',
    };
    const call = stack.dial({ to: 'anybody', from: 'mallory', sip: { domain, headers } });
    const held = await heldCallOf(call);
    expect(Object.keys(held.identity.sipHeaders ?? {})).not.toContain(routeHeaderName);
    expect(await agentsOf(held)).toEqual(['stand-in']);
    call.hangUp();
  });

  test('counts once: who sends it again takes the route of the address', async () => {
    const first = stack.dial({ to: forwarded.toARoute });
    const held = await heldCallOf(first);
    expect(await agentsOf(held)).toEqual(['receptionist']);
    const sipHeaders = held.identity.sipHeaders ?? {};
    expect(sipHeaders).toHaveProperty(routeHeaderName);
    const again = stack.place({ to: address, sipHeaders });
    expect(await agentsOf(again)).toEqual(['stand-in']);
    first.hangUp();
    again.hangUp();
  });
});
