import { expect, test } from 'vitest';
import { eventsOfHeldCall } from '../../../../lib/events/held-call.ts';
import { Audience, type Change } from '../../../../local/console/feed/audience.ts';
import { PublishedEvents } from '../../../../local/console/feed/published.ts';
import { maxPublished } from '../../../../local/console/derive/state.ts';
import { heldCall } from '../../../lib/events/calls.ts';

function watched() {
  const audience = new Audience();
  const told: Change[] = [];
  audience.subscribe((change) => told.push(change));
  return { published: new PublishedEvents(audience), told };
}
const [held] = eventsOfHeldCall(undefined, heldCall, { stage: 'local', showsNumbers: false });
const ofConference = {
  ...{ version: 1, type: 'conference.bridgeIn', id: 'board-1-17', stage: 'local', sequence: 17 },
  ...{ at: '2026-03-01T10:00:00.000Z', conference: { id: 'board', name: 'Board', voice: 'twilio' } },
};

test('whoever looks on is told of each event of a call as it leaves, and of none that is no call’s', () => {
  const { published, told } = watched();
  published.left({ detail: held });
  published.left({ detail: ofConference });
  expect(told).toMatchObject([
    { kind: 'published', published: { call: 'call-1', event: { type: 'call.held' } } },
  ]);
  expect(published.all).toMatchObject([{ call: 'call-1' }]);
});

test('the newest are kept', () => {
  const { published } = watched();
  for (let sequence = 1; sequence <= maxPublished + 2; sequence += 1)
    published.left({ detail: { ...held, sequence } });
  expect(published.all).toHaveLength(maxPublished);
  expect(published.all[0]?.event.sequence).toBe(3);
});

test('an event that its schema does not know is a fault of ours', () => {
  expect(() => watched().published.left({ detail: { ...held, type: 'call.unheardOf' } })).toThrow('type');
});
