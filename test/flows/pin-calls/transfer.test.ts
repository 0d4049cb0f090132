import { expect, test } from 'vitest';
import * as z from 'zod';
import { callViewSchema } from '../../../lib/admin/call-schema.ts';
import type { SimulatedCall } from '../../../local/simulated/twilio/calls/call.ts';
import { signedFetch } from '../../support/signed-fetch.ts';
import { until } from '../stack.ts';
import { ConferenceStack, dialIns, hears } from './conference-stack.ts';
import { orderCallOut } from './providers.ts';

const stack = new ConferenceStack({
  conferences: { first: {}, second: {}, taken: {}, 'not taken': {}, 'out and back': {} },
  settings: { callOuts: { allow: ['+1202555'], perMinute: 20, perHour: 20 } },
});
const notice = { version: '2026-11', text: { en: 'This call is recorded.' }, consent: 'press-1' } as const;

const calledSchema = z.object({ callId: z.string() });

const ask = (path: string, order: Parameters<typeof signedFetch>[1] = {}) =>
  signedFetch(`${stack.localGateway.gateway.url}/admin/v1/calls/${path}`, order);
const leadOn = async ({ sid }: SimulatedCall, to: string) =>
  (await ask(`${sid}/transfer`, { method: 'POST', body: { to } })).status;
async function timelineOf({ sid }: SimulatedCall) {
  const view = callViewSchema.parse(await (await ask(sid)).json());
  return view.timeline.map(({ event }) => event);
}

test('a caller who agrees to a notice is let in, and one who is led on hears that of the other conference', async () => {
  const [first, second] = [stack.conference('first'), stack.conference('second')];
  await stack.setDialIn(dialIns.english, { kind: 'pin', language: 'en', notice });
  for (const { room } of [first, second]) room.join('Moderator');
  const agreeing = stack.dial({ keys: `wait-for enter your PIN, ${first.pin}#, wait-for you agree, 1` });
  const led = stack.dial({ to: dialIns.german, keys: `wait 1, ${first.pin}#, wait-for you agree, 1` });
  await stack.expectAgreement(first, [agreeing, led]);
  expect(await timelineOf(agreeing)).toEqual(expect.arrayContaining(['noticeTold', 'agreed', 'in']));

  expect(await leadOn(led, second.id)).toBe(200);
  expect(await leadOn(led, second.id)).toBe(200);
  await hears(led, 'agree-by-key');
  await stack.expectAgreement(second, [led]);
  await stack.agree(first, [agreeing]);
  const timeline = await timelineOf(led);
  expect(timeline.filter((event) => event === 'ledOn')).toHaveLength(1);
  expect(timeline).toEqual(expect.arrayContaining(['transferAsked', 'noticeTold', 'agreed', 'in']));
  stack.expectAnsweredInTime();
});

/** Whom the last two digits of a number reach: docs/local.md says so. */
const numbers = {
  desk: '+12025550177',
  nobody: '+12025550100',
  busy: '+12025550101',
  nowhere: '+12025550102',
  brief: '+12025550104',
} as const;

/** A dial-in whose callers may be led to numbers in Washington. */
const allow = () =>
  stack.setDialIn(dialIns.english, { kind: 'pin', language: 'en', transferTo: ['+1202555'] });

const outcomeOf = (call: SimulatedCall) =>
  until('the outcome', async () => {
    const view = callViewSchema.parse(await (await ask(call.sid)).json());
    return view.timeline.findLast(({ event }) => event === 'transferOutcome')?.detail;
  });
const forwardings = ({ events }: SimulatedCall) =>
  events.flatMap((event) => (event.kind === 'forwarding' ? [event.uri] : []));

test('a caller who is led to a number that answers is in the room no more, and on the line there until it hangs up', async () => {
  const taken = stack.conference('taken');
  await allow();
  taken.room.join('Moderator');
  const [stays, led] = [stack.dialInto(taken), stack.dialInto(taken)];
  await stack.expectAgreement(taken, [stays, led]);
  expect(await leadOn(led, numbers.desk)).toBe(200);
  expect(await leadOn(led, numbers.desk)).toBe(200);
  await hears(led, 'led-on');
  expect(await outcomeOf(led)).toBe('answered');
  await stack.agree(taken, [stays]);
  expect(await leadOn(led, numbers.desk)).toBe(200);
  expect(forwardings(led)).toEqual([numbers.desk]);
  const timeline = callViewSchema.parse(await (await ask(led.sid)).json()).timeline;
  expect(timeline).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ event: 'transferAsked', detail: 'to …77' }),
      expect.objectContaining({ event: 'ledOn', detail: '…77' }),
    ]),
  );
  led.hangUp();
  await stack.agree(taken, [stays]);

  expect(await leadOn(stays, numbers.brief)).toBe(200);
  await stays.ended;
  expect(await outcomeOf(stays)).toBe('answered');
  stack.expectAnsweredInTime();
});

test('a caller whom a number does not take hears so, and is back in the room', async () => {
  const conference = stack.conference('not taken');
  await allow();
  conference.room.join('Moderator');
  const led = stack.dialInto(conference);
  for (const [number, outcome] of [
    [numbers.busy, 'rejected'],
    [numbers.nobody, 'no-answer'],
    [numbers.nowhere, 'failed'],
  ] as const) {
    await stack.agree(conference, [led]);
    expect(await leadOn(led, number)).toBe(200);
    await stack.agree(conference, []);
    expect(await outcomeOf(led)).toBe(outcome);
  }
  await stack.agree(conference, [led]);
  expect(forwardings(led)).toEqual([numbers.busy, numbers.nobody, numbers.nowhere]);
  await hears(led, 'not-led-on');
});

test('somebody whom the gateway has called can be led on, and comes back', async () => {
  const conference = stack.conference('out and back');
  await allow();
  conference.room.join('Moderator');
  const host = stack.dialInto(conference);
  await stack.isIn(conference, host);
  const ordered = calledSchema.parse((await orderCallOut(stack, conference.id, '+12025550188')).body);
  const callee = stack.twilio.calls.find(ordered.callId);
  if (callee === undefined) throw new Error('nobody was called');
  await stack.isIn(conference, host, callee);
  await stack.agree(conference, [host, callee]);
  expect(await leadOn(callee, numbers.busy)).toBe(200);
  expect(await outcomeOf(callee)).toBe('rejected');
  await stack.agree(conference, [host, callee]);
  expect(await leadOn(callee, stack.conference('second').id)).toBe(200);
  await stack.isIn(stack.conference('second'), callee);
  await stack.agree(conference, [host]);
});

test('a call that is over, another number and nobody are led nowhere', async () => {
  const first = stack.conference('first');
  const call = stack.dial({ to: dialIns.refusing });
  await call.ended;
  expect(await leadOn(call, first.id)).toBe(404);
  const caller = stack.dial({ to: dialIns.german, keys: 'wait 30' });
  await until('the call to be known', async () => ((await ask(caller.sid)).ok ? true : undefined));
  expect(await leadOn(caller, first.id)).toBe(409);
  expect(await leadOn(caller, '+493012345678')).toBe(409);
  expect(z.string().parse((await ask('no.call')).headers.get('content-type'))).toContain('problem');
});
