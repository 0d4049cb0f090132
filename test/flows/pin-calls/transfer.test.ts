import { expect, test, vi } from 'vitest';
import * as z from 'zod';
import { callViewSchema } from '../../../lib/admin/call-schema.ts';
import type { SimulatedCall } from '../../../local/simulated/twilio/calls/call.ts';
import { signedFetch } from '../../support/signed-fetch.ts';
import { until } from '../stack.ts';
import { ConferenceStack, dialIns, hears } from './conference-stack.ts';

vi.setConfig({ testTimeout: 90_000 });

const stack = new ConferenceStack({ conferences: { first: {}, second: {} } });
const notice = { version: '2026-11', text: { en: 'This call is recorded.' }, consent: 'press-1' } as const;

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
