import { describe, expect, test } from 'vitest';
import type { SipDialRequest, SipDialOutcome } from '../../../../../local/simulated/kit/sip-dialler.ts';
import { until } from '../../harness.ts';
import { house, kinds, number, talk } from '../harness.ts';

const endpoint = [
  { type: 'sip', uri: 'sip:room-abc@sip.video.example;transport=tls', headers: { 'call-ref': 'abc' } },
];
const forward = (more: object = {}) => ({ action: 'connect', endpoint, from: '12025550180', ...more });

describe('a forwarded call', () => {
  test('carries its headers as X- headers, and rings until it is answered', async () => {
    const dialled: SipDialRequest[] = [];
    const ended = Promise.withResolvers<undefined>();
    const one = await house(() => ({ '/answer': [[forward(), talk('Then')]] }), {
      onSipDial: (request) => {
        dialled.push(request);
        return Promise.resolve({ answered: true, ended: ended.promise });
      },
    });
    const call = one.on.placeCall({ to: number });
    await call.waitFor(({ kind }) => kind === 'forwarded');
    expect(dialled).toEqual([
      {
        uri: endpoint[0]?.uri,
        address: 'sip:room-abc@sip.video.example',
        headers: { 'X-call-ref': 'abc' },
        from: '+12025550180',
        callId: call.uuid,
      },
    ]);
    ended.resolve(undefined);
    await call.ended;
    expect(call.heard).toMatchObject([{ text: 'Then' }]);
    await until(() => one.at('/event').length === 7);
    expect(one.at('/event').filter(({ direction }) => direction === 'outbound')).toHaveLength(3);
  });

  test.each<[SipDialOutcome, string]>([
    [{ answered: false, status: 'busy', sipResponseCode: 486 }, 'busy'],
    [{ answered: false, status: 'no-answer', sipResponseCode: 480 }, 'timeout'],
    [{ answered: false, status: 'failed', sipResponseCode: 404 }, 'failed'],
  ])('that is not taken (%j) tells of it, and the answer says what follows', async (outcome, status) => {
    const one = await house(
      (url) => ({
        '/answer': [[forward({ eventType: 'synchronous', eventUrl: [url('/failed')] })]],
        '/failed': [204, [talk('Sorry')]],
      }),
      { onSipDial: () => Promise.resolve(outcome) },
    );
    const call = one.on.placeCall({ to: number });
    await call.ended;
    expect(one.at('/failed').map((got) => got.status)).toEqual(['ringing', status]);
    expect(call.heard).toMatchObject([{ text: 'Sorry' }]);
  });

  test('that is not taken goes on with its document', async () => {
    const one = await house(() => ({ '/answer': [[forward(), talk('Sorry')]] }));
    const call = one.on.placeCall({ to: number });
    await call.ended;
    expect(call.heard).toMatchObject([{ text: 'Sorry' }]);
    expect(kinds(call)).toContain('forwarding-ended');
  });

  test('rings no longer than its time', async () => {
    const one = await house(() => ({ '/answer': [[forward({ timeout: 2 })]] }), {
      onSipDial: () => new Promise(() => undefined),
    });
    expect(await one.on.placeCall({ to: number }).ended).toMatchObject({ status: 'rejected' });
  });

  test('ends at the far end when the caller hangs up', async () => {
    const far = Promise.withResolvers<undefined>();
    const one = await house(() => ({ '/answer': [[forward()]] }), {
      onSipDial: (_, hungUp) => {
        hungUp.addEventListener('abort', () => far.resolve(undefined), { once: true });
        return Promise.resolve({ answered: true, ended: new Promise(() => undefined) });
      },
    });
    const call = one.on.placeCall({ to: number });
    await call.waitFor(({ kind }) => kind === 'forwarded');
    call.hangUp();
    await far.promise;
  });
});

test('a recording leads nowhere, and is complained of', async () => {
  const one = await house(() => ({ '/answer': [[{ action: 'record' }]] }));
  await one.on.placeCall({ to: number }).ended;
  expect(one.on.complaints).toHaveLength(1);
});
