import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CallLog, LoggedCall } from '../../../../lib/aws/stores/held-calls/call-log.ts';
import { voiceCallIdSchema } from '../../../../lib/conferences/model/conference.ts';
import type { PinCall } from '../../../../lib/conferences/model/pin-call.ts';
import { Audience, type Change } from '../../../../local/console/feed/audience.ts';
import { CallWatch } from '../../../../local/console/feed/call-watch.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const startMs = Date.UTC(2026, 10, 29, 20);
const pinCall = (id: string): LoggedCall => {
  const call: PinCall = {
    ...{ voice: 'twilio', call: voiceCallIdSchema.parse(id), dialIn: '+12025550151', language: 'en' },
    ...{ number: '+12025550188', isBridgeOrigin: false, opensTo: 'both', arrivedAtMs: startMs },
  };
  return { kind: 'pin', call, caller: undefined, bridge: undefined, conferenceName: undefined };
};

function watched(get: CallLog['get']) {
  const audience = new Audience();
  const told: Change[] = [];
  audience.subscribe((change) => void told.push(change));
  const calls = { get, page: () => Promise.resolve({ calls: [], next: undefined }) };
  const time = { nowMs: startMs };
  return { watch: new CallWatch({ calls, audience, now: () => time.nowMs }), told, time };
}
const settle = (ms = 50) => vi.advanceTimersByTimeAsync(ms);

test('a call whose item was written is read once and told, with its number masked', async () => {
  const get = vi.fn(() => Promise.resolve(pinCall('CA1')));
  const { watch, told } = watched(get);
  for (const sk of ['PINCALL', 'CALL']) watch.written({ pk: 'CALL#CA1', sk });
  watch.written({ pk: 'CONF#board', sk: 'CALLER#CA1' });
  await settle();
  expect(get).toHaveBeenCalledTimes(1);
  expect(told).toMatchObject([{ kind: 'call', call: { id: 'CA1', from: '…88' } }]);
  watch.stop();
});

test('what has not changed is not told again, and items of no call are left alone', async () => {
  const get = vi.fn(() => Promise.resolve(pinCall('CA1')));
  const { watch, told } = watched(get);
  watch.written({ pk: 'CALL#CA1', sk: 'PINCALL' });
  await settle();
  watch.written({ pk: 'CALL#CA1', sk: 'PINCALL' });
  watch.written({ pk: 'ROUTE#+12025550143', sk: 'ROUTE' });
  await settle();
  expect(get).toHaveBeenCalledTimes(2);
  expect(told).toHaveLength(1);
  watch.stop();
});

test('a call that is written while it is read is read again', async () => {
  const reads: (() => void)[] = [];
  const get = vi.fn(() => new Promise<LoggedCall>((done) => void reads.push(() => done(pinCall('CA1')))));
  const { watch } = watched(get);
  watch.written({ pk: 'CALL#CA1', sk: 'PINCALL' });
  await settle();
  watch.written({ pk: 'CALL#CA1', sk: 'PINCALL' });
  reads[0]?.();
  await settle();
  expect(get).toHaveBeenCalledTimes(2);
  watch.stop();
});

test('a table that does not answer costs the news of that moment, and no more', async () => {
  const get = vi.fn(() => Promise.resolve<LoggedCall | undefined>(pinCall('CA1')));
  get.mockRejectedValueOnce(new Error('no table'));
  const { watch, told } = watched(get);
  watch.written({ pk: 'CALL#CA1', sk: 'PINCALL' });
  await settle();
  expect(told).toEqual([]);
  watch.written({ pk: 'CALL#CA1', sk: 'PINCALL' });
  await settle();
  expect(told).toHaveLength(1);
  watch.stop();
});

test('a caller who never keys a PIN ends without a write', async () => {
  const { watch, told, time } = watched(() => Promise.resolve(pinCall('CA1')));
  watch.written({ pk: 'CALL#CA1', sk: 'PINCALL' });
  await settle();
  time.nowMs += 600_000;
  await settle(6_000);
  expect(told).toMatchObject([{ call: { isLive: true } }, { call: { isLive: false, state: 'ended' } }]);
  watch.stop();
});
