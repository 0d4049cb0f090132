import { describe, expect, test, vi } from 'vitest';
import type { SimulatedCall } from '../../local/simulated/twilio/call.ts';
import {
  ConferenceStack,
  hears,
  hearsAndIsHungUp,
  timesHeard,
  type TestConference,
} from './conference-stack.ts';
import { until } from './stack.ts';

vi.setConfig({ testTimeout: 90_000, maxConcurrency: 2 });

const stack = new ConferenceStack({
  conferences: {
    'hangs up': {},
    menu: {},
    'muted by the room': {},
    'no undoing': { mayUndoMute: false },
    'joins muted': { joinMuted: true },
    'asked to unmute': {},
    removed: {},
    'session ends': {},
    'room deleted': {},
    'one refused': { bridge: 'host' },
    'answer lost': { bridge: 'host' },
    'fails for a while': { bridge: 'host' },
    slow: { bridge: 'host' },
    repeated: {},
    reordered: {},
    'leaves lost': {},
    rejoins: {},
  },
});

/** Callers in a conference with the bridge and a moderator, each announced. */
async function gather(
  conference: TestConference,
  count = 1,
): Promise<readonly [SimulatedCall, ...SimulatedCall[]]> {
  conference.room.join('Moderator');
  const first = stack.dialInto(conference);
  const others = Array.from({ length: count - 1 }, () => stack.dialInto(conference));
  await stack.expectAgreement(conference, [first, ...others]);
  return [first, ...others];
}

/** Callers who wait for a bridge that only the host can connect. */
async function wait(
  conference: TestConference,
  count: number,
): Promise<readonly [SimulatedCall, ...SimulatedCall[]]> {
  conference.room.join('Moderator');
  const first = stack.dialInto(conference);
  const others = Array.from({ length: count - 1 }, () => stack.dialInto(conference));
  await stack.isIn(conference, first, ...others);
  return [first, ...others];
}

const mutedInRoom = ({ room }: TestConference, { sid }: SimulatedCall) => room.phones.find(sid)?.muted;
const mutedOnPhone = (conference: TestConference, call: SimulatedCall) =>
  stack.participants(conference).find((each) => each.call === call)?.muted;

/** Waits until the caller is muted, or not, on both sides. */
const isMuted = (conference: TestConference, call: SimulatedCall, muted: boolean) =>
  until(`the caller to be ${muted ? '' : 'un'}muted on both sides`, () =>
    mutedInRoom(conference, call) === muted && mutedOnPhone(conference, call) === muted ? true : undefined,
  );

/** The room's times are whole seconds: what must count as later than the last event happens in the next one. */
function nextSecond(): Promise<true> {
  const second = Math.floor(Date.now() / 1000);
  return until('the next second', () => (Math.floor(Date.now() / 1000) > second ? true : undefined));
}

/** Opens the menu, keys one key, and waits to be back in. */
async function chooses(conference: TestConference, call: SimulatedCall, key: string): Promise<void> {
  const menus = timesHeard(call, 'menu');
  await stack.isIn(conference, call);
  await call.press('*');
  await until('the menu', () => (timesHeard(call, 'menu') > menus ? true : undefined));
  await call.press(key);
  await stack.isIn(conference, call);
}

describe.concurrent('a caller in the conference', () => {
  test('is taken back from the room after hanging up, and only that one', async () => {
    const conference = stack.conference('hangs up');
    const [first, second] = await gather(conference, 2);
    first.hangUp();
    await stack.expectAgreement(
      conference,
      [second].filter((call) => call !== undefined),
    );
    expect(stack.requests(conference, 'left').map(({ body }) => body)).toEqual([[first.sid]]);
  });

  test('mutes, unmutes and raises a hand in the menu, and stays in the room meanwhile', async () => {
    const conference = stack.conference('menu');
    const [call] = await gather(conference);
    await chooses(conference, call, '6');
    await hears(call, 'you-are-muted');
    await isMuted(conference, call, true);
    await chooses(conference, call, '9');
    await hears(call, 'hand-raised');
    await until('the hand to be seen', () => conference.room.phones.find(call.sid)?.hand || undefined);
    await isMuted(conference, call, true);
    await chooses(conference, call, '6');
    await hears(call, 'you-are-unmuted');
    await isMuted(conference, call, false);
    await chooses(conference, call, '#');
    await stack.expectAgreement(conference, [call]);
    expect(stack.requests(conference, 'left')).toHaveLength(0);
    expect(conference.room.phones.find(call.sid)?.hand).toBe(true);
  });

  test('is muted and unmuted on the phone when the room says so', async () => {
    const conference = stack.conference('muted by the room');
    const [call, other] = await gather(conference, 2);
    conference.room.mute(call.sid);
    await isMuted(conference, call, true);
    await stack.laptop.gateway.queue.settled();
    await nextSecond();
    conference.room.unmute(call.sid);
    await isMuted(conference, call, false);
    await stack.expectAgreement(
      conference,
      [call, other].filter((each) => each !== undefined),
    );
    expect(other?.events.some(({ kind }) => kind === 'muted')).toBe(false);
  });

  test('may not undo a moderator’s mute where the conference says so', async () => {
    const conference = stack.conference('no undoing');
    const [call] = await gather(conference);
    conference.room.mute(call.sid);
    await isMuted(conference, call, true);
    await chooses(conference, call, '6');
    await hears(call, 'mute-is-the-hosts');
    await stack.expectAgreement(conference, [call]);
    expect(mutedOnPhone(conference, call)).toBe(true);
  });

  test('joins muted where the conference says so, and the room shows it', async () => {
    const conference = stack.conference('joins muted');
    const [call] = await gather(conference);
    expect(mutedOnPhone(conference, call)).toBe(true);
    await chooses(conference, call, '6');
    await isMuted(conference, call, false);
  });

  test('alone hears that the host asks for a word', async () => {
    const conference = stack.conference('asked to unmute');
    const [call, other] = await gather(conference, 2);
    conference.room.askToUnmute(call.sid);
    await hears(call, 'asked-to-unmute');
    await stack.laptop.gateway.queue.settled();
    expect(other && timesHeard(other, 'asked-to-unmute')).toBe(0);
  });

  test('is told and hung up when removed in the room, and only that one', async () => {
    const conference = stack.conference('removed');
    const [call, other] = await gather(conference, 2);
    conference.room.remove(call.sid);
    await hearsAndIsHungUp(call, 'removed');
    await stack.expectAgreement(
      conference,
      [other].filter((each) => each !== undefined),
    );
  });

  test('is told and hung up when the room is deleted', async () => {
    const conference = stack.conference('room deleted');
    const [call] = await gather(conference);
    conference.room.deleteRoom();
    await hearsAndIsHungUp(call, 'conference-closed');
    await hearsAndIsHungUp(stack.dialInto(conference), 'conference-closed');
  });

  test('is told and hung up when the session has been over for a while', async () => {
    const conference = stack.conference('session ends');
    const [call] = await gather(conference);
    conference.room.endSession();
    await until('the caller to be forgotten', async () =>
      (await stack.callerOf(conference, call))?.announced === undefined ? true : undefined,
    );
    expect(call.over.aborted).toBe(false);
    await stack.sweepUntil('the call to end', () => (call.over.aborted ? true : undefined));
    await hearsAndIsHungUp(call, 'session-over');
    expect(conference.room.phoneParticipants()).toEqual([]);
  });

  test('who calls again is announced again, as another', async () => {
    const conference = stack.conference('rejoins');
    const [call] = await gather(conference);
    call.hangUp();
    const again = stack.dialInto(conference);
    await stack.expectAgreement(conference, [again]);
    expect(conference.room.announcements(call.sid)).toHaveLength(1);
  });
});

describe.concurrent('a room whose API', () => {
  test('refuses one caller of three shows the others', async () => {
    const conference = stack.conference('one refused');
    const [refused, ...others] = await wait(conference, 3);
    stack.digitalSamba.faults.refuseCaller(refused.sid);
    conference.room.connectTelephony();
    const shown = () => conference.room.phoneParticipants().map(({ callId }) => callId);
    await until('the others to be shown', () => (shown().length === others.length ? true : undefined));
    await stack.laptop.gateway.queue.settled();
    expect(shown().sort()).toEqual(others.map(({ sid }) => sid).sort());
    for (const { sid } of others) expect(conference.room.announcements(sid)).toHaveLength(1);
    stack.expectBridgeUnseen(conference);
    expect(refused.over.aborted).toBe(false);
  });

  test('loses its answer after it worked is told again, and shows the caller once', async () => {
    const conference = stack.conference('answer lost');
    const [call] = await wait(conference, 1);
    const joined = `POST /rooms/${conference.room.id}/phone-participants/joined`;
    stack.digitalSamba.faults.next(joined, { dropAnswer: true, effect: 'done' });
    conference.room.connectTelephony();
    await until('two announcements', () =>
      conference.room.announcements(call.sid).length === 2 ? true : undefined,
    );
    await stack.expectAgreement(conference, [call], { announced: 2, sweeping: true });
  });

  test('fails for a while shows the callers afterwards', async () => {
    const conference = stack.conference('fails for a while');
    const calls = await wait(conference, 2);
    const joined = `POST /rooms/${conference.room.id}/phone-participants/joined`;
    stack.digitalSamba.faults.next(joined, { status: 503 }, 4);
    conference.room.connectTelephony();
    await stack.expectAgreement(conference, calls, { sweeping: true });
  });

  test('takes 300 ms is told of all callers in one request', async () => {
    const conference = stack.conference('slow');
    const calls = await wait(conference, 3);
    const joined = `POST /rooms/${conference.room.id}/phone-participants/joined`;
    stack.digitalSamba.faults.next(joined, { delayMs: 300 }, Infinity);
    conference.room.connectTelephony();
    await stack.expectAgreement(conference, calls);
    expect(stack.requests(conference, 'joined')).toHaveLength(1);
  });
});

describe.concurrent('status callbacks that', () => {
  /** Two callers come, one leaves, one is muted and unmuted: the end is the same, whatever became of the news. */
  async function comeAndGo(conference: TestConference): Promise<void> {
    const [first, second] = await gather(conference, 2);
    await chooses(conference, first, '6');
    await isMuted(conference, first, true);
    second?.hangUp();
    await stack.expectAgreement(conference, [first], { sweeping: true });
    expect(mutedOnPhone(conference, first)).toBe(true);
    first.hangUp();
    await stack.expectAgreement(conference, [], { sweeping: true });
  }

  test('come three times change nothing', async () => {
    const conference = stack.conference('repeated');
    stack.twilio.callbacks.disturb({ conference: conference.id }, { copies: 3 }, Infinity);
    await comeAndGo(conference);
  });

  test('come in another order change nothing', async () => {
    const conference = stack.conference('reordered');
    stack.twilio.callbacks.disturb({ conference: conference.id }, { reorder: true }, 3);
    await comeAndGo(conference);
  });

  test('never say that somebody left are made up for by the end of the call', async () => {
    const conference = stack.conference('leaves lost');
    const { callbacks } = stack.twilio;
    callbacks.disturb({ conference: conference.id, event: 'participant-leave' }, { lose: true }, Infinity);
    await comeAndGo(conference);
  });
});
