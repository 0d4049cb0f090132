import { randomInt } from 'node:crypto';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { createConferenceStore } from '../../../lib/aws/stores/conferences/conference-store.ts';
import { createKnownStore } from '../../../lib/aws/stores/conferences/known-store.ts';
import { createPinStore } from '../../../lib/aws/stores/conferences/pin-store.ts';
import { openTable } from '../../../lib/aws/table/table.ts';
import { addKnown } from '../../../lib/conferences/admin/known.ts';
import { addForwardPin } from '../../../lib/conferences/admin/pins.ts';
import { pinKeysOf } from '../../../lib/conferences/model/pins.ts';
import { routeHeaderName } from '../../../lib/held-calls/steps/bots/tokens.ts';
import type { HeldCall } from '../../../local/simulated/daily/calls/held-call.ts';
import type { SimulatedCall } from '../../../local/simulated/twilio/calls/call.ts';
import { ConferenceStack, dialIns, hears } from './conference-stack.ts';
import { setRoute, staticAddressOf } from '../held-calls/helpers-bots.ts';
import { patienceMs, until } from '../stack.ts';

vi.setConfig({ maxConcurrency: 2 });

const stack = new ConferenceStack({
  conferences: { 'with known callers': { knownCallers: 'verified' } },
  twilio: { timeScale: 1 },
});

/** Two agents, so that it shows which route a call took. */
const agents = { ofTheAddress: 'stand-in', behindThePin: 'receptionist' } as const;
/** A name: nobody can dial it. */
const protectedRoute = 'board_room';
const known = '+12025550177';

let address = '';
let pin = '';

beforeAll(async () => {
  address = await staticAddressOf(stack);
  const target = (agent: string) => ({ kind: 'targets', targets: [{ kind: 'pipecat-cloud', agent }] });
  await setRoute(stack, address, target(agents.ofTheAddress));
  await setRoute(stack, protectedRoute, target(agents.behindThePin));

  const { tableName, awsClient, secrets, stack: template } = stack.localGateway.gateway;
  const { body } = secrets.serve('GetSecretValue', { SecretId: template.secretArn });
  const { SecretString } = z.object({ SecretString: z.string() }).parse(body);
  const keys = pinKeysOf(z.object({ signingKey: z.string() }).parse(JSON.parse(SecretString)));
  const table = openTable(tableName, awsClient);
  const clock = { now: () => Date.now(), sleep: () => Promise.resolve() };
  const storeDeps = { table, clock, random: Math.random };
  const deps = {
    conferences: createConferenceStore(storeDeps),
    pins: createPinStore(storeDeps),
    known: createKnownStore(storeDeps),
    clock,
    randomBelow: (below: number) => randomInt(below),
    pinKeys: () => Promise.resolve(keys),
  };
  const added = await addForwardPin(deps, { address, route: protectedRoute }, {});
  if (!added.ok) throw new Error(added.why);
  pin = added.pin;
  const { id } = stack.conference('with known callers');
  expect(await addKnown(deps, id, { number: known, dialled: dialIns.english, name: 'Ana' })).toMatchObject({
    ok: true,
  });
  table.close();
});

/** The held call that a forwarded call has become at Daily. */
const heldCallOf = ({ identity }: SimulatedCall): Promise<HeldCall> =>
  until('the call to arrive at Daily', () =>
    stack.daily.calls.all.find((held) => held.identity.from === identity.from),
  );

const agentsOf = (held: HeldCall) => stack.sessions(held.callId).map(({ agent }) => agent);

describe.concurrent('a PIN that leads to a Daily room', () => {
  test('after a wrong one: the call is connected with the bot behind the PIN, and its header counts once', async () => {
    const call = stack.dial({
      from: '+12025550171',
      keys: `wait-for enter your PIN, 1234#, wait-for enter your PIN, ${pin}#`,
    });
    const held = await heldCallOf(call);
    await call.waitFor(({ kind }) => kind === 'forwarded', patienceMs);
    await stack.reaches(held.callId, 'connected');
    expect(agentsOf(held)).toEqual([agents.behindThePin]);
    expect((await stack.item(held.callId)).reason).toBe('signed-header');

    const header = held.identity.sipHeaders?.[routeHeaderName] ?? '';
    expect(header).not.toBe('');
    const replayed = stack.place({ to: address, sipHeaders: { [routeHeaderName]: header } });
    await stack.reaches(replayed.callId, 'connected');
    expect(agentsOf(replayed)).toEqual([agents.ofTheAddress]);
    call.hangUp();
    replayed.hangUp();
    await stack.reaches(held.callId, 'ended');
  });

  test.each([
    ['unsigned', protectedRoute],
    ['forged', `${Buffer.from(protectedRoute).toString('base64url')}.call-1.4102444800.${'A'.repeat(43)}`],
  ])('is not reached with a header that is %s', async (_, header) => {
    const held = stack.place({ to: address, sipHeaders: { [routeHeaderName]: header } });
    await stack.reaches(held.callId, 'connected');
    expect(agentsOf(held)).toEqual([agents.ofTheAddress]);
    held.hangUp();
  });
});

describe.concurrent('a known caller', () => {
  test('whose number is verified goes in without a PIN', async () => {
    const conference = stack.conference('with known callers');
    const call = stack.dial({ from: known, stirVerstat: 'TN-Validation-Passed-A' });
    await stack.isIn(conference, call);
    expect((await stack.callerOf(conference, call))?.name).toBe('Ana');
    call.hangUp();
  });

  test('whose number is not verified is asked for the PIN', async () => {
    const call = stack.dial({ from: known, stirVerstat: 'TN-Validation-Passed-B' });
    await hears(call, 'enter-pin');
    call.hangUp();
  });
});
