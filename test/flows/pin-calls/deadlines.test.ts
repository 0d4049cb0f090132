import { describe, expect, test, vi } from 'vitest';
import { ConferenceStack, hearsAndIsHungUp } from './conference-stack.ts';
import { gather, joinedAt, mutedOnPhone, wait } from './helpers.ts';
import { until } from '../stack.ts';

// No sweep runs here: what happens at its time is what a wake for then has brought about. The times are long, and take no
// processor: side by side.
vi.setConfig({ maxConcurrency: 4 });

/** What failed is tried again after 5 s, and the wakes for that come in whole seconds; the rest is a busy machine's. */
const pauseMs = 20_000;
/** Callers wait this long for the next session. */
const graceMs = 30_000;

const stack = new ConferenceStack({
  conferences: { mute: {}, removal: {}, announcement: { bridge: 'host' }, session: {} },
});

/** How long it takes until it is so, in ms. */
async function timed(what: string, ask: () => true | undefined): Promise<number> {
  const startedAtMs = Date.now();
  await until(what, ask);
  return Date.now() - startedAtMs;
}

describe.concurrent('after a failure of a provider, without a sweep,', () => {
  test('a caller whom Twilio did not mute is muted seconds later', async () => {
    const conference = stack.conference('mute');
    const [call] = await gather(stack, conference);
    stack.twilio.faults.next(`POST /Conferences/*/Participants/${call.sid}.json`, { status: 500 });
    conference.room.mute(call.sid);
    const tookMs = await timed('the mute', () => mutedOnPhone(stack, conference, call) || undefined);
    expect(tookMs).toBeLessThan(pauseMs);
  });

  test('a caller whom Twilio did not remove is removed seconds later', async () => {
    const conference = stack.conference('removal');
    const [call] = await gather(stack, conference);
    stack.twilio.faults.next(`POST /Calls/${call.sid}.json`, { status: 500 });
    conference.room.remove(call.sid);
    const isOut = () => stack.participants(conference).every((each) => each.call !== call) || undefined;
    expect(await timed('the removal', isOut)).toBeLessThan(pauseMs);
    await hearsAndIsHungUp(call, 'kicked');
  });

  test('callers whom the room failed to show twice are shown at the third time', async () => {
    const conference = stack.conference('announcement');
    const calls = await wait(stack, conference, 2);
    stack.digitalSamba.faults.next(joinedAt(conference), { status: 500 }, 2);
    conference.room.connectTelephony();
    await until('the bridge', () => stack.bridge(conference) && true);
    const isShown = () => conference.room.phoneParticipants().length === calls.length || undefined;
    expect(await timed('the callers to be shown', isShown)).toBeLessThan(2 * pauseMs);
    await stack.expectAgreement(conference, calls);
  });
});

test.concurrent(
  'callers are told that the session is over half a minute after it, without a sweep',
  async () => {
    const conference = stack.conference('session');
    const [call] = await gather(stack, conference);
    conference.room.endSession();
    const tookMs = await timed('the call to end', () => call.over.aborted || undefined);
    await hearsAndIsHungUp(call, 'session-over');
    // The room's times are whole seconds.
    expect(tookMs).toBeGreaterThan(graceMs - 1_000);
    expect(tookMs).toBeLessThan(graceMs + pauseMs);
  },
);
