import { expect, test, vi } from 'vitest';
import { ConferenceStack } from './conference-stack.ts';

vi.setConfig({ testTimeout: 150_000 });

/** A minute after the last fact the sweep has both providers asked. */
const quietMs = 60_000;

const stack = new ConferenceStack({ conferences: { 'lost joins': {} } });

test('callers of whose joining nobody has told are found in the conference, and announced', async () => {
  const conference = stack.conference('lost joins');
  const { callbacks } = stack.twilio;
  const calls = [stack.dialInto(conference), stack.dialInto(conference)];
  callbacks.disturb({ conference: conference.id, event: 'participant-join' }, { lose: true }, calls.length);
  conference.room.join('Moderator');
  await vi.waitUntil(() => stack.participants(conference).length === calls.length, 30_000);
  expect(conference.room.announcements()).toHaveLength(0);
  const quietAtMs = Date.now();
  await vi.waitUntil(() => Date.now() - quietAtMs > quietMs, { timeout: 2 * quietMs, interval: 1_000 });
  await stack.expectAgreement(conference, calls, { sweeping: true });
});
