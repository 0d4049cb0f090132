import { expect, test } from 'vitest';
import type { FeedEvent, Phone } from '../../../../local/console/api/events.ts';
import { maxPublished, nothingYet, stateAfter } from '../../../../local/console/derive/state.ts';
import { heldCall, pinCall } from './calls.ts';

const phone: Phone = { id: 'pin-1', provider: 'twilio', to: '+12025550151', isOver: false, events: [] };
const time = '2026-11-29T20:00:02.000Z';
const whole = (change: Partial<Extract<FeedEvent, { kind: 'whole' }>> = {}): FeedEvent => ({
  ...{ kind: 'whole', about: { kind: 'stage', name: 'dev' }, calls: [], phones: [], rooms: [], faults: [] },
  ...change,
});
const after = (...events: readonly FeedEvent[]) => events.reduce(stateAfter, nothingYet);

test('calls stand with the latest first, wherever they come from', () => {
  const late = heldCall({ id: 'late', arrivedAt: '2026-11-29T21:00:00.000Z' });
  const { calls } = after(whole({ calls: [heldCall(), late] }), { kind: 'call', call: pinCall() });
  expect(calls.map(({ id }) => id)).toEqual(['late', 'pin-1', 'held-1']);
});

test('a call that moves stays where it is', () => {
  const moved = heldCall({ state: 'connected' });
  const { calls } = after(whole({ calls: [heldCall(), pinCall()] }), { kind: 'call', call: moved });
  expect(calls).toEqual([pinCall(), moved]);
});

test('what a phone hears is added to it, and its last event ends it', () => {
  const { phones } = after(
    whole({ phones: [phone] }),
    { kind: 'heard', phone: 'pin-1', event: { kind: 'say', time, text: 'Welcome.' } },
    { kind: 'heard', phone: 'pin-1', event: { kind: 'hung-up', time } },
  );
  expect(phones).toMatchObject([{ isOver: true, events: [{ kind: 'say' }, { kind: 'hung-up' }] }]);
});

test('what an unknown phone hears changes nothing', () => {
  const event: FeedEvent = { kind: 'heard', phone: 'nobody', event: { kind: 'say', time } };
  expect(after(whole({ phones: [phone] }), event).phones).toEqual([phone]);
});

test('of the events that others are told the last ones are known', () => {
  const published = (sequence: number) => ({
    at: time,
    call: 'held-1',
    event: { type: 'call.held', sequence },
  });
  const many = Array.from({ length: maxPublished }, (_, index) => published(index + 1));
  const known = after(whole({ published: many }), {
    kind: 'published',
    published: published(5_000),
  }).published;
  expect(known).toHaveLength(maxPublished);
  expect([known[0], known.at(-1)]).toEqual([published(2), published(5_000)]);
});

test('a new stream replaces all that was known', () => {
  const before = [
    whole({ calls: [heldCall()], phones: [phone] }),
    { kind: 'call', call: pinCall() },
  ] as const;
  expect(after(...before, whole())).toMatchObject({ calls: [], phones: [] });
});
