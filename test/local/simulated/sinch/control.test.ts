import { expect, test } from 'vitest';
import { mentions } from '../../../../local/simulated/kit/caller.ts';
import { hangup, house, join, kinds, menu, number } from './harness.ts';

const bye = { instructions: [{ name: 'say', text: 'Bye', locale: 'en-GB' }], ...hangup };

test('places a call and tells what comes of it, line by line', async () => {
  const one = await house({ ice: menu(), pie: bye });
  const order = { to: number, keys: '12#', events: { lose: ['dice'] } };
  const response = await fetch(`${one.on.controlUrl}/sinch-calls`, {
    method: 'POST',
    body: JSON.stringify(order),
  });
  const lines = (await response.text()).trim().split('\n');
  const told = lines.map((line) => JSON.stringify(JSON.parse(line)));
  expect(told[0]).toBe(JSON.stringify({ kind: 'placed', callId: one.on.calls.all[0]?.id }));
  expect(told.at(-1)).toContain('"hung-up"');
  expect(one.of('dice')).toEqual([]);
});

test.each([
  {},
  { to: 'room' },
  { to: `sip:${number}@sip.example` },
  { to: number, keys: 'sing' },
  { to: number, extra: 1 },
])('refuses %j', async (order) => {
  const one = await house({});
  const response = await fetch(`${one.on.controlUrl}/sinch-calls`, {
    method: 'POST',
    body: JSON.stringify(order),
  });
  expect(response.status).toBe(400);
  expect(one.on.calls.all).toEqual([]);
});

test('a bridge dials in over SIP, keys its PIN and stays', async () => {
  const one = await house({ ice: menu(), pie: join() });
  const call = one.on.dialIn({ to: number, from: '+12025550177', dtmf: 'WW123456#' });
  await call.waitFor((event) => mentions(event, 'conference-joined'));
  expect(one.of('ice')[0]).toMatchObject({ originationType: 'SIP' });
  expect(one.of('pie')[0]?.menuResult?.value).toBe('123456');
  expect(kinds(call)).not.toContain('hung-up');
  expect(() => one.on.dialIn({ to: `sip:${number}@sip.example`, dtmf: '' })).toThrow('SIP way in');
});

test('keeps the newest of its records, and forgets calls that are over', async () => {
  const one = await house({ ice: bye }, { maxKept: 2 });
  for (let n = 0; n < 4; n += 1) await one.on.placeCall({ to: number }).ended;
  expect(one.on.calls.all).toHaveLength(2);
  expect(one.on.callbacks.length).toBeLessThanOrEqual(2);
  expect(one.on.webhooks.emitted).toHaveLength(2);
});
