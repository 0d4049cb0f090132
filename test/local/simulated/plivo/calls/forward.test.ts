import { expect, test } from 'vitest';
import type { SipDialRequest } from '../../../../../local/simulated/kit/sip-dialler.ts';
import type { SimulatedPlivoOptions } from '../../../../../local/simulated/plivo/options.ts';
import { expectGood, house, number, xml } from '../harness.ts';

/** A number that forwards to a SIP address. */
const forwarding = (options: SimulatedPlivoOptions, headers = 'Route=abc%2Edef', dial = '') =>
  house(
    (origin) => ({
      '/answer': xml(
        `<Dial timeout="30" action="${origin}/forwarded" ${dial}>`,
        `<User sipHeaders="${headers}">sip:room@sip.video.example</User></Dial>`,
      ),
      '/forwarded': xml('<Speak>Goodbye</Speak>'),
    }),
    options,
  );

test('the far end gets the headers under Plivo’s names, and the action hears how it went', async () => {
  const asked: SipDialRequest[] = [];
  const { promise: ended, resolve } = Promise.withResolvers<undefined>();
  const one = await forwarding(
    {
      onSipDial: (request) => {
        asked.push(request);
        return Promise.resolve({ answered: true, ended });
      },
    },
    'Route=abc%2Edef',
    'callerId="12025550170"',
  );
  const call = one.on.placeCall({ to: number });
  await call.waitFor(({ kind }) => kind === 'forwarded');
  expect(asked).toMatchObject([
    {
      ...{ address: 'sip:room@sip.video.example', from: '12025550170', callId: call.id },
      headers: { 'X-PH-Route': 'abc%2Edef' },
    },
  ]);
  resolve(undefined);
  await call.waitForText('goodbye');
  expect(one.at('/forwarded')[0]?.parameters).toMatchObject({
    ...{ DialStatus: 'completed', DialALegUUID: call.id },
  });
  expectGood(one);
});

test.each([
  ['a name with a hyphen', 'X-Route=abc'],
  ['a name that is too long', `${'R'.repeat(25)}=abc`],
  ['a name that is Plivo’s', 'PlivoRoute=abc'],
  ['a value with a dot', 'Route=abc.def'],
  ['a value that is too long', `Route=${'a'.repeat(121)}`],
])('%s is not sent', async (_, headers) => {
  const asked: SipDialRequest[] = [];
  const { on } = await forwarding(
    {
      onSipDial: (request) => {
        asked.push(request);
        return Promise.resolve({ answered: false, status: 'busy', sipResponseCode: 486 });
      },
    },
    headers,
  );
  await on.placeCall({ to: number }).ended;
  expect(asked[0]?.headers).toEqual({});
  expect(on.complaints).toHaveLength(1);
});

test.each([
  ['busy', 'busy', {}],
  ['failed', 'failed', {}],
  ['no-answer', 'no-answer', {}],
  ['no-answer', 'timeout', { unansweredStatus: 'timeout' }],
] as const)('a far end that is %s is told as %s', async (status, told, options) => {
  const onSipDial = () => Promise.resolve({ answered: false, status, sipResponseCode: 480 } as const);
  const { on, at } = await forwarding({ onSipDial, ...options });
  const call = on.placeCall({ to: number });
  await call.waitForText('goodbye');
  expect(at('/forwarded')[0]?.parameters.DialStatus).toBe(told);
  expect(call.events.findIndex(({ kind }) => kind === 'answered')).toBeGreaterThan(
    call.events.findIndex(({ kind }) => kind === 'forwarding-ended'),
  );
});

test('a far end that rings for too long is given up', async () => {
  const { on, at } = await forwarding({ onSipDial: () => new Promise(() => undefined) });
  await on.placeCall({ to: number }).ended;
  expect(at('/forwarded')[0]?.parameters.DialStatus).toBe('no-answer');
});

test('a caller who hangs up while it rings takes the far end along', async () => {
  const { promise: cancelled, resolve } = Promise.withResolvers<boolean>();
  const { on, at } = await forwarding({
    onSipDial: (_, hungUp) => {
      hungUp.addEventListener('abort', () => resolve(true));
      return new Promise(() => undefined);
    },
  });
  const call = on.placeCall({ to: number });
  await call.waitFor(({ kind }) => kind === 'forwarding');
  call.hangUp();
  expect(await cancelled).toBe(true);
  await expect.poll(() => at('/hangup')).toHaveLength(1);
  expect(at('/forwarded')).toEqual([]);
});
