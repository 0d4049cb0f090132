import { expect, test } from 'vitest';
import { conference, house, kinds, number, xml } from './harness.ts';

const pin = (origin: string) => xml(`<GetInput action="${origin}/pin" inputType="dtmf" log="false"/>`);
const bye = xml('<Speak>Bye</Speak>');

test('places a call and tells what comes of it, line by line', async () => {
  const one = await house((origin) => ({ '/answer': pin(origin), '/pin': bye }));
  const order = { to: number, keys: '12#', events: { lose: ['Hangup'] } };
  const response = await fetch(`${one.on.controlUrl}/plivo-calls`, {
    method: 'POST',
    body: JSON.stringify(order),
  });
  const lines = (await response.text()).trim().split('\n');
  const told = lines.map((line) => JSON.stringify(JSON.parse(line)));
  expect(told[0]).toBe(JSON.stringify({ kind: 'placed', callId: one.on.calls.all[0]?.id }));
  expect(told.at(-1)).toContain('"hung-up"');
  expect(one.on.callbacks.emitted).toHaveLength(1);
  expect(one.at('/hangup')).toEqual([]);
});

test.each([
  {},
  { to: 'room' },
  { to: 'sip:room@app.plivo.com' },
  { to: 'sip:1@sip.example' },
  { to: number, keys: 'sing' },
  { to: number, extra: 1 },
])('refuses %j', async (order) => {
  const one = await house(() => ({}));
  const response = await fetch(`${one.on.controlUrl}/plivo-calls`, {
    method: 'POST',
    body: JSON.stringify(order),
  });
  expect(response.status).toBe(400);
  expect(one.on.calls.all).toEqual([]);
});

test('a bridge dials in at the application, keys its PIN and stays', async () => {
  const one = await house((origin) => ({ '/answer': pin(origin), '/pin': xml(conference(origin)) }));
  const to = `sip:${one.on.settings.applicationId}@app.plivo.com`;
  const call = one.on.dialIn({ to, from: '+12025550177', dtmf: 'WW123456#' });
  await call.waitFor(({ kind }) => kind === 'conference-joined');
  expect(one.at('/answer')[0]?.parameters).toMatchObject({ To: to, From: 'sip:+12025550177@198.51.100.7' });
  expect(one.at('/pin')[0]?.parameters.Digits).toBe('123456');
  expect(kinds(call)).not.toContain('hung-up');
});

test('keeps the newest of its records, and forgets calls that are over', async () => {
  const one = await house(() => ({ '/answer': bye }), { maxKept: 2 });
  for (let n = 0; n < 4; n += 1) await one.on.placeCall({ to: number }).ended;
  expect(one.on.calls.all).toHaveLength(2);
  expect(one.on.webhooks.length).toBeLessThanOrEqual(2);
  expect(one.on.callbacks.emitted).toHaveLength(2);
});
