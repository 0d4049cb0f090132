import { expect, test } from 'vitest';
import type { SipDialOutcome, SipDialRequest } from '../../../../../local/simulated/kit/sip-dialler.ts';
import { until } from '../../harness.ts';
import { house, kinds, number } from '../harness.ts';

const forward = (more: object = {}) => ({
  action: {
    name: 'connectSip',
    destination: { type: 'sip', endpoint: 'room@sip.example' },
    callHeaders: [{ key: 'x-route', value: 'signed' }],
    ...more,
  },
});
const proceed = { action: { name: 'continue' } };

test.each([
  ['busy', { reason: 'N/A', status: 'BUSY' }],
  ['no-answer', { reason: 'TIMEOUT', status: 'NOANSWER' }],
  ['failed', { reason: 'N/A', status: 'FAILED' }],
] as const)('a forward that is %s ends the call without ACE', async (status, expected) => {
  const outcome: SipDialOutcome = { answered: false, status, sipResponseCode: 486 };
  const one = await house({ ice: forward() }, { onSipDial: () => Promise.resolve(outcome) });
  expect(await one.on.placeCall({ to: number }).ended).toMatchObject(expected);
  expect(one.of('ace')).toEqual([]);
});

test('carries its headers, is announced by ACE and ends with the callee', async () => {
  const asked: SipDialRequest[] = [];
  const callee = Promise.withResolvers<undefined>();
  const onSipDial = (request: SipDialRequest): Promise<SipDialOutcome> => {
    asked.push(request);
    return Promise.resolve({ answered: true, ended: callee.promise });
  };
  const one = await house({ ice: forward(), ace: proceed }, { onSipDial });
  const call = one.on.placeCall({ to: number });
  await until(() => one.of('ace').length === 1);
  expect(asked).toEqual([
    {
      uri: 'sip:room@sip.example',
      address: 'sip:room@sip.example',
      headers: { 'x-route': 'signed' },
      from: '+12025550188',
      callId: call.id,
    },
  ]);
  callee.resolve(undefined);
  expect(await call.ended).toMatchObject({ reason: 'CALLEEHANGUP', status: 'ANSWERED' });
  expect(kinds(call)).toContain('forwarded');
});

const answered = {
  onSipDial: () => Promise.resolve({ answered: true as const, ended: new Promise(() => undefined) }),
};

test('silence on ACE connects, a hangup does not, and no ACE comes where none is wanted', async () => {
  const silent = await house({ ice: forward({ maxDuration: 5 }), ace: 500 }, answered);
  expect(await silent.on.placeCall({ to: number }).ended).toMatchObject({ reason: 'TIMEOUT' });
  const refusing = await house({ ice: forward(), ace: { action: { name: 'hangup' } } }, answered);
  expect(await refusing.on.placeCall({ to: number }).ended).toMatchObject({ reason: 'MANAGERHANGUP' });
  const quiet = await house({ ice: forward({ maxDuration: 5, suppressCallbacks: true }) }, answered);
  await quiet.on.placeCall({ to: number }).ended;
  expect(quiet.of('ace')).toEqual([]);
});
