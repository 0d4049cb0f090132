import { expect, test } from 'vitest';
import type { Fault, FeedEvent } from '../../../../local/console/api/events.ts';
import { Audience } from '../../../../local/console/feed/audience.ts';
import { Recorder } from '../../../../local/console/feed/recorder.ts';
import { done, refusal } from '../../../../local/console/feed/result.ts';
import type { CallOrder } from '../../../../local/console/api/orders.ts';
import { botsNamed } from '../../../../local/simulated/bots/kinds.ts';

type Whole = Extract<FeedEvent, { kind: 'whole' }>;
const [daily, twilio] = ['+12025550143', '+12025550151'];
const held: CallOrder = { provider: 'daily', to: daily };

function setUp(change: Partial<Whole> = {}) {
  const audience = new Audience();
  const changes: FeedEvent[] = [];
  audience.subscribe((event) => changes.push(event));
  const whole: Whole = {
    about: { kind: 'local', providers: [], numbers: [], bots: [] },
    ...{ kind: 'whole', calls: [], phones: [], rooms: [], faults: [] },
    ...change,
  };
  let nowMs = Date.UTC(2026, 0, 1);
  const recorder = new Recorder({ audience, whole: () => whole, now: () => (nowMs += 10) });
  let placed = 0;
  const orders = recorder.noting({
    place: () => ({ ok: true, id: `c${(placed += 1)}` }),
    key: () => refusal(404, 'no-phone', 'There is none.'),
    hangUp: () => done,
    step: () => Promise.resolve(done),
    setFault: () => done,
    undoFaults: () => done,
    setBot: () => done,
    setClock: () => done,
  });
  return { recorder, orders, audience, changes };
}

const fileOf = (recorder: Recorder): string => {
  const ended = recorder.end();
  if (!ended.ok) throw new Error(ended.info);
  return ended.file;
};

test('who looks on is told that a recording goes on, and since when', () => {
  const { recorder, changes } = setUp();
  expect(recorder.start()).toEqual(done);
  expect(recorder.since).toBe('2026-01-01T00:00:00.010Z');
  expect(recorder.start()).toMatchObject({ ok: false, error: 'is-recording' });
  expect(recorder.end()).toMatchObject({ ok: false, error: 'nobody-called' });
  expect(recorder.end()).toMatchObject({ ok: false, error: 'no-recording' });
  expect(changes).toEqual([{ kind: 'recording', since: '2026-01-01T00:00:00.010Z' }, { kind: 'recording' }]);
});

test('a held call has the bots that were chosen for all, and waits as little as it did', () => {
  const { recorder, orders } = setUp({ bot: 'dead', hurry: 8 });
  recorder.start();
  orders.place(held);
  const file = fileOf(recorder);
  expect(file).toContain('hurry: 8\n');
  expect(file).toMatch(/bots:\s+- dead\n/);
});

test('and others from when that was changed, until it is over', () => {
  const { recorder, orders, audience } = setUp({ bot: 'dead' });
  recorder.start();
  orders.place(held);
  audience.tell({ kind: 'faults', faults: [], bot: 'slow' });
  orders.place(held);
  const time = new Date(Date.UTC(2026, 0, 1) + 45).toISOString();
  audience.tell({ kind: 'heard', phone: 'c1', event: { kind: 'connected', time } });
  audience.tell({ kind: 'faults', faults: [], bot: 'good' });
  expect(fileOf(recorder)).toMatch(
    /bots:\s+- dead\s+- slow\s+- at: daily\s+to: \S+\s+bots:\s+- slow\s+- good\n/,
  );
});

test('or those that were chosen for it', () => {
  const { recorder, orders } = setUp({ bot: 'dead' });
  const named = botsNamed(['full', 'good']);
  recorder.start();
  orders.place({ ...held, bot: named.ok ? named.behaviours : [] });
  expect(fileOf(recorder)).toMatch(/bots:\s+- full\s+- good\n/);
});

test('calls whose webhooks or keys a script has are left out, and so is what was refused', () => {
  const { recorder, orders } = setUp();
  recorder.start();
  orders.place({ provider: 'twilio', to: twilio });
  orders.place({ provider: 'twilio', to: twilio, keys: 'wait 2, hangup' });
  orders.place({ ...held, webhooks: { copies: 2 } });
  orders.key('c1', '1');
  const file = fileOf(recorder);
  expect(file.split('\n').slice(0, 2)).toEqual([
    '# Left out: a call that a script keys.',
    '# Left out: a call with webhooks of its own: use a fault.',
  ]);
  expect(file).toMatch(/steps:\n {2}- caller 1 calls\n$/);
});

test('faults are written down as they change, by whatever changes them', () => {
  const fault = (name: string, isOn: boolean): Fault => ({ name, isOn, label: '', promise: '' });
  const { recorder, orders, audience } = setUp({ faults: [fault('a', true), fault('b', false)] });
  recorder.start();
  orders.place({ provider: 'twilio', to: twilio });
  audience.tell({ kind: 'faults', faults: [fault('a', true), fault('b', true)] });
  audience.tell({ kind: 'faults', faults: [fault('a', false), fault('b', false)] });
  const steps = fileOf(recorder).split('steps:\n')[1];
  expect(steps?.trim().split(/\n? {2}- /)).toEqual(
    expect.arrayContaining(['- fault a on', 'caller 1 calls', 'fault b on', 'fault a off', 'fault b off']),
  );
});
