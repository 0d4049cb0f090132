import { describe, expect, test } from 'vitest';
import { makeHandler } from '../../functions/daily-events.ts';
import { webhookHeaders } from '../../lib/providers/daily/signature.ts';
import { inUse } from '../support/in-use.ts';
import { heldCall, inMemory, startMs } from '../support/held-calls.ts';
import { hmacSecret, request, signed } from './requests.ts';

const room = 'pb-test-c1-1';

function gateway() {
  const waiting = heldCall('c1', {
    state: 'waiting',
    token: 't1',
    attempt: 1,
    room: { name: room, own: true },
  });
  const world = inMemory([waiting]);
  const hmacSecrets = {
    read: () => Promise.resolve([hmacSecret]),
    reread: () => Promise.resolve([hmacSecret]),
  };
  return { ...world, handler: makeHandler({ ...world.deps, ...inUse, hmacSecrets }) };
}
const event = (type: string, payload: object) =>
  signed(
    webhookHeaders,
    JSON.stringify({ version: '1.0.0', type, id: 'e1', event_ts: startMs / 1000, payload }),
    startMs,
  );
const ready = { timestamp: startMs / 1000, room, sip_endpoint: 'sip:a@example.sip.daily.co' };

test.each([
  ['unsigned', request(JSON.stringify({ type: 'dialin.ready', payload: ready })), 401],
  ['unsigned, with no call id, which is a probe elsewhere', request('{}'), 401],
  ['not JSON', signed(webhookHeaders, '{', startMs), 400],
  ['ready without its room', event('dialin.ready', { sip_endpoint: 'a@b' }), 400],
])('%s is refused', async (_, bad, status) => {
  const { handler, record } = gateway();
  expect(await handler(bad)).toMatchObject({ statusCode: status });
  expect(record.moves).toEqual([]);
});

test.each([{ test: 'test' }, { test: true }])('the probe %j is answered, signed or not', async (probe) => {
  const { handler, record } = gateway();
  expect(await handler(request(JSON.stringify(probe)))).toMatchObject({ statusCode: 200 });
  expect(await handler(signed(webhookHeaders, JSON.stringify(probe), startMs))).toMatchObject({
    statusCode: 200,
  });
  expect(record.moves).toEqual([]);
});

describe('events', () => {
  test('ready, twice: the machine goes on, and the address is kept without its scheme', async () => {
    const { handler, record, call } = gateway();
    await handler(event('dialin.ready', ready));
    expect(await handler(event('dialin.ready', ready))).toMatchObject({ statusCode: 200 });
    expect(new Set(record.resumed)).toEqual(new Set(['t1']));
    expect(call('c1').ready).toEqual({
      atMs: startMs,
      address: 'a@example.sip.daily.co',
      source: 'provider',
    });
  });

  test('connected and stopped of a call', async () => {
    const { handler, call, deps } = gateway();
    await handler(event('dialin.ready', ready));
    await deps.calls.move(call('c1').id, { kind: 'claimed', atMs: startMs, token: 'u1' });
    await handler(event('dialin.connected', { room, session_id: 's1' }));
    expect(call('c1')).toMatchObject({ state: 'connected', session: 's1' });
    await handler(event('dialin.stopped', { room, session_id: 's1' }));
    expect(call('c1').state).toBe('ended');
  });

  test.each(['triggered', 'initiated', 'answered'])(
    'of a transfer, of which %s arrives first: the caller’s leaving is no end, its completion is',
    async (first) => {
      const { handler, call, deps } = gateway();
      await handler(event('dialin.ready', ready));
      const claim = { kind: 'claimed', atMs: startMs, token: 'u1' } as const;
      await deps.calls.move(call('c1').id, claim);
      const leg = { room, session_id: 's1', timestamp: String(startMs / 1000), is_sip_refer: false };
      await handler(event('dialin.connected', leg));
      for (const type of [`calltransfer.${first}`, 'dialin.stopped', 'meeting.ended'])
        expect(await handler(event(type, leg))).toMatchObject({ statusCode: 200 });
      expect(call('c1').state).toBe(first === 'answered' ? 'transferred' : 'transferring');
      await handler(event('calltransfer.completed', leg));
      expect(call('c1')).toMatchObject({ state: 'ended', outcome: 'transferred' });
    },
  );

  test.each([
    'dialin.ready',
    'dialin.connected',
    'dialin.stopped',
    'calltransfer.initiated',
    'calltransfer.completed',
    'meeting.ended',
  ])('%s of a strange room is answered and counted', async (type) => {
    const { handler, record } = gateway();
    const unknown = { ...ready, room: 'somebody-elses', session_id: 's1', end_ts: startMs / 1000 };
    expect(await handler(event(type, unknown))).toMatchObject({ statusCode: 200 });
    expect(record.counts).toEqual([{ metric: 'eventsIgnored', reason: 'strange-room' }]);
  });

  test.each(['participant.joined', 'dialin.warning', 'dialin.error', 'something.new'])(
    '%s changes nothing',
    async (type) => {
      const { handler, record } = gateway();
      expect(await handler(event(type, { room, error_msg: 'codec' }))).toMatchObject({ statusCode: 200 });
      expect(record.moves).toEqual([]);
    },
  );

  test('one that could not be passed on is asked for again', async () => {
    const { handler, world } = gateway();
    world.resume = () => 'failed';
    expect(await handler(event('dialin.ready', ready))).toMatchObject({ statusCode: 503 });
  });
});
