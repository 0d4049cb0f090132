import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { SimulatedCall } from '../../../local/simulated/twilio/calls/call.ts';
import { ConferenceStack, hearsAndIsHungUp, type TestConference } from './conference-stack.ts';
import { chooses, gather, isMuted, joinedAt, wait, type Calls } from './helpers.ts';
import { until } from '../stack.ts';

// What goes wrong here takes its time and no processor: side by side.
vi.setConfig({ maxConcurrency: 5 });

/** A minute after the last fact the sweep has both providers asked. */
const quietMs = 60_000;

const stack = new ConferenceStack({
  conferences: {
    'one refused': { bridge: 'host' },
    'answer lost': { bridge: 'host' },
    'fails for a while': { bridge: 'host' },
    slow: { bridge: 'host' },
    'very slow': { bridge: 'host' },
    'session ends': {},
    'another session': {},
    'late leave': {},
    'another meeting': { bridge: 'host' },
    'left lost': {},
    'joins lost': {},
    'first call': {},
  },
});

// The first call of a stack waits for each function to start and for the vendors' documents to be read. Five tests that begin
// together would have their callers wait for that longer than Twilio does.
beforeAll(async () => {
  const conference = stack.conference('first call');
  const [call] = await gather(stack, conference);
  call.hangUp();
});

/** Whom the room shows, in order of their calls' ids. */
const shownIn = ({ room }: TestConference) =>
  room
    .phoneParticipants()
    .map(({ callId }) => callId)
    .sort();

const sidsOf = (calls: readonly SimulatedCall[]) => calls.map(({ sid }) => sid).sort();

describe.concurrent('callers in a conference', () => {
  // The longest of them, and so the first.
  test('are found and announced although nobody has told that they joined', async () => {
    const conference = stack.conference('joins lost');
    const calls = [stack.dialInto(conference), stack.dialInto(conference)];
    const lost = { conference: conference.id, event: 'participant-join' } as const;
    stack.twilio.callbacks.disturb(lost, { lose: true }, calls.length);
    conference.room.join('Moderator');
    await stack.areSeated(conference, calls);
    expect(conference.room.announcements()).toHaveLength(0);
    const quietAtMs = Date.now();
    await vi.waitUntil(() => Date.now() - quietAtMs > quietMs, { timeout: 2 * quietMs, interval: 1_000 });
    await stack.expectAgreement(conference, calls, { sweeping: true });
  });

  test('are told and hung up when the session has been over for a while', async () => {
    const conference = stack.conference('session ends');
    const [call] = await gather(stack, conference);
    conference.room.endSession();
    await until('the caller to be forgotten', async () =>
      (await stack.callerOf(conference, call))?.announced === undefined ? true : undefined,
    );
    expect(call.over.aborted).toBe(false);
    await stack.sweepUntil('the call to end', () => (call.over.aborted ? true : undefined));
    await hearsAndIsHungUp(call, 'session-over');
    expect(conference.room.phoneParticipants()).toEqual([]);
  });

  test('stay for the next session if it comes soon, and are announced once in each', async () => {
    const conference = stack.conference('another session');
    const { room } = conference;
    const calls = await gather(stack, conference, 2);
    const ended = room.session?.id;
    room.endSession();
    await until('the bridge to be out', () => (stack.bridge(conference) ? undefined : true));
    room.join('Moderator');
    await stack.expectAgreement(conference, calls, { announced: 2, sweeping: true });
    for (const { sid } of calls) {
      const sessions = room.announcements(sid).map(({ sessionId }) => sessionId);
      expect(sessions).toEqual([ended, room.session?.id]);
    }
  });

  test('are shown in the next session only when the bridge is back, however late its leave is reported', async () => {
    const conference = stack.conference('late leave');
    const { room } = conference;
    const calls = await gather(stack, conference, 2);
    const ofBridge = { callSid: stack.bridge(conference)?.sid ?? '' };
    // Its leave, and the end of its call.
    stack.twilio.callbacks.disturb(ofBridge, { delayMs: 4_000 }, 2);
    room.endSession();
    room.join('Moderator');
    await stack.expectAgreement(conference, calls, { announced: 2, sweeping: true });
  });

  test('are back in after everybody had left, whatever late news there is of the meeting before', async () => {
    const conference = stack.conference('another meeting');
    const [call] = await wait(stack, conference);
    const before = stack.twilio.conferences.live(conference.id)?.sid;
    const { callbacks } = stack.twilio;
    // Of two callbacks of the first meeting, its leave comes late, and a copy of its join later still.
    callbacks.disturb({ conference: conference.id, event: 'participant-leave' }, { delayMs: 2_500 });
    const late = callbacks.emitted.find(
      ({ event, callSid }) => event === 'participant-join' && callSid === call.sid,
    );
    if (late === undefined) throw new Error('Twilio did not report the join');
    await chooses(stack, conference, call, '9');
    expect(stack.twilio.conferences.live(conference.id)?.sid).not.toBe(before);
    await until('the late news', () =>
      callbacks.deliveries.some(
        ({ callback: { event, callSid } }) => event === 'participant-leave' && callSid === call.sid,
      )
        ? true
        : undefined,
    );
    callbacks.emit(late, { url: `${stack.localGateway.gateway.url}/twilio/events`, method: 'POST' });
    await until('all news', () =>
      callbacks.deliveries.filter(({ callback }) => callback === late).length === 2 ? true : undefined,
    );
    conference.room.connectTelephony();
    await stack.expectAgreement(conference, [call]);
    // Only in the meeting that runs can the caller be muted.
    conference.room.mute(call.sid);
    await isMuted(stack, conference, call, true);
    expect(conference.room.phones.find(call.sid)?.hand).toBe(true);
  });

  test('are not shown any more once their calls have ended, although no news said that they left', async () => {
    const conference = stack.conference('left lost');
    const [stays, leaves] = await gather(stack, conference, 2);
    stack.twilio.callbacks.disturb(
      { callSid: leaves?.sid ?? '', event: 'participant-leave' },
      { lose: true },
    );
    leaves?.hangUp();
    await stack.expectAgreement(conference, [stays]);
  });
});

describe.concurrent('a room whose API', () => {
  test('loses its answer after it worked is told again, and shows the caller once', async () => {
    const conference = stack.conference('answer lost');
    const [call] = await wait(stack, conference);
    stack.digitalSamba.faults.next(joinedAt(conference), { dropAnswer: true, effect: 'done' });
    conference.room.connectTelephony();
    await announcedTwice(conference, [call]);
  });

  test('fails for a while shows the callers afterwards', async () => {
    const conference = stack.conference('fails for a while');
    const calls = await wait(stack, conference, 2);
    stack.digitalSamba.faults.next(joinedAt(conference), { status: 503 });
    stack.digitalSamba.faults.next(joinedAt(conference), { dropAnswer: true });
    conference.room.connectTelephony();
    await stack.expectAgreement(conference, calls, { sweeping: true });
  });

  test('takes 300 ms is told of all callers in one request', async () => {
    const conference = stack.conference('slow');
    const calls = await wait(stack, conference, 3);
    stack.digitalSamba.faults.next(joinedAt(conference), { delayMs: 300 }, Infinity);
    conference.room.connectTelephony();
    await stack.expectAgreement(conference, calls);
    expect(stack.requests(conference, 'joined')).toHaveLength(1);
  });

  test('takes 10 s keeps nobody on the phone waiting, and shows the callers when it has worked', async () => {
    const conference = stack.conference('very slow');
    const calls = await wait(stack, conference, 2);
    stack.digitalSamba.faults.next(joinedAt(conference), { delayMs: 10_000 });
    conference.room.connectTelephony();
    await until('the room to be told', () => stack.requests(conference, 'joined').length > 0 || undefined);
    expect(conference.room.announcements()).toEqual([]);
    await chooses(stack, conference, calls[0], '#');
    await announcedTwice(conference, calls);
    stack.expectAnsweredInTime();
  });

  test('refuses one caller of twenty shows the others, each told of once', async () => {
    const conference = stack.conference('one refused');
    const waiting = await wait(stack, conference, 20);
    const refused = waiting[7];
    if (refused === undefined) throw new Error('nobody waits');
    const others = waiting.filter((call) => call !== refused);
    stack.digitalSamba.faults.refuseCaller(refused.sid);
    conference.room.connectTelephony();
    await until('the others to be shown', () =>
      shownIn(conference).length === others.length ? true : undefined,
    );
    await stack.localGateway.gateway.queue.settled();
    expect(shownIn(conference)).toEqual(sidsOf(others));
    for (const { sid } of others) expect(conference.room.announcements(sid)).toHaveLength(1);
    stack.expectBridgeUnseen(conference);
    expect(refused.over.aborted).toBe(false);
    // One for all, and two for each time that the refused part of them is halved: 10, 5, 3, 2, and then one alone.
    expect(stack.requests(conference, 'joined').length).toBeLessThanOrEqual(11);
  });
});

/** Waits until the room was told of the callers a second time, since the first time's outcome was not known. */
async function announcedTwice(conference: TestConference, calls: Calls): Promise<void> {
  await stack.sweepUntil('two announcements', () =>
    calls.every(({ sid }) => conference.room.announcements(sid).length === 2) ? true : undefined,
  );
  await stack.expectAgreement(conference, calls, { announced: 2, sweeping: true });
}
