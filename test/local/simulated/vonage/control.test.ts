import { expect, test } from 'vitest';
import { mentions } from '../../../../local/simulated/kit/caller.ts';
import { house, input, join, kinds, number, talk } from './harness.ts';

const place = (controlUrl: string, order: object): Promise<Response> =>
  fetch(`${controlUrl}/vonage-calls`, { method: 'POST', body: JSON.stringify(order) });

test('places a call and tells what comes of it, line by line', async () => {
  const one = await house((url) => ({ '/answer': [[input(url('/pin'))]], '/pin': [[talk('Bye')]] }));
  const events = { lose: ['completed'] };
  const response = await place(one.on.controlUrl, { to: number, keys: '12#', events });
  const told = (await response.text()).trim().split('\n');
  expect(told[0]).toBe(JSON.stringify({ kind: 'placed', uuid: one.on.calls.all[0]?.uuid }));
  expect(told.at(-1)).toContain('"hung-up"');
  expect(one.at('/event').map(({ status }) => status)).not.toContain('completed');
});

test.each([
  {},
  { to: 'room' },
  { to: `sip:${number}@sip.example` },
  { to: number, keys: 'sing' },
  { to: number, extra: 1 },
])('refuses %j', async (order) => {
  const one = await house(() => ({}));
  expect((await place(one.on.controlUrl, order)).status).toBe(400);
  expect(one.on.calls.all).toEqual([]);
});

test('a bridge dials in over SIP, keys its PIN and stays', async () => {
  const one = await house((url) => ({ '/answer': [[input(url('/pin'))]], '/pin': [[join()]] }));
  const to = `sip:${number}@${one.on.settings.sip.host}`;
  const call = one.on.dialIn({ to, from: '+12025550177', dtmf: 'WW123456#' });
  await call.waitFor((event) => mentions(event, 'conference-joined'));
  expect(one.at('/answer')[0]).toMatchObject({ endpoint_type: 'sip' });
  expect(one.at('/pin')[0]?.dtmf?.digits).toBe('123456');
  expect(kinds(call)).not.toContain('hung-up');
});

test('keeps the newest of its records, and forgets calls that are over', async () => {
  const one = await house(() => ({ '/answer': [[talk()]] }), { maxKept: 2 });
  for (let n = 0; n < 4; n += 1) await one.on.placeCall({ to: number }).ended;
  expect(one.on.calls.all).toHaveLength(2);
  expect(one.on.callbacks.length).toBeLessThanOrEqual(2);
  expect(one.on.webhooks.emitted).toHaveLength(2);
});
