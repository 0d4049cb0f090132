import { describe, expect, test, vi } from 'vitest';
import {
  ConferenceStack,
  hears,
  hearsAndIsHungUp,
  timesHeard,
  type TestConference,
} from './conference-stack.ts';
import { chooses, gather, isMuted, mutedOnPhone, nextSecond, opensMenu } from './helpers.ts';
import { until } from '../stack.ts';

vi.setConfig({ maxConcurrency: 3 });

const stack = new ConferenceStack({
  conferences: {
    'hangs up': {},
    menu: {},
    'muted by the room': {},
    'no undoing': { mayUndoMute: false },
    'joins muted': { joinMuted: true },
    'asked to unmute': {},
    kicked: {},
    'room deleted': {},
    repeated: {},
    reordered: {},
    'leaves lost': {},
    rejoins: {},
    'both mute': {},
    'at odds': {},
    tones: { tones: 2 },
  },
});

describe.concurrent('a caller in the conference', () => {
  test('is taken back from the room after hanging up, and only that one', async () => {
    const conference = stack.conference('hangs up');
    const [first, second] = await gather(stack, conference, 2);
    first.hangUp();
    await stack.expectAgreement(
      conference,
      [second].filter((call) => call !== undefined),
    );
    expect(stack.requests(conference, 'left').map(({ body }) => body)).toEqual([[first.sid]]);
  });

  test('is heard to come and go while few are there, and no more of them than that', async () => {
    const conference = stack.conference('tones');
    const tonesOf = ({ heard }: (typeof stack.twilio.calls.all)[number]) =>
      heard.flatMap((each) => (each.kind === 'tones' ? [each.text] : []));
    const [first] = await gather(stack, conference);
    const second = stack.dialInto(conference);
    await stack.isIn(conference, first, second);
    const third = stack.dialInto(conference);
    await stack.isIn(conference, first, second, third);
    expect(tonesOf(second)).toEqual(['onEnter']);
    expect(tonesOf(third)).toEqual([]);
    second.hangUp();
    await stack.expectAgreement(conference, [first, third]);
    expect(tonesOf(third)).toEqual(['onExit']);
  });

  test('mutes, unmutes and raises a hand in the menu, and stays in the room meanwhile', async () => {
    const conference = stack.conference('menu');
    const [call] = await gather(stack, conference);
    await chooses(stack, conference, call, '6');
    await hears(call, 'you-are-muted');
    await isMuted(stack, conference, call, true);
    await chooses(stack, conference, call, '9');
    await hears(call, 'hand-raised');
    await until('the hand to be seen', () => conference.room.phones.find(call.sid)?.hand || undefined);
    await isMuted(stack, conference, call, true);
    await chooses(stack, conference, call, '6');
    await hears(call, 'you-are-unmuted');
    await isMuted(stack, conference, call, false);
    await chooses(stack, conference, call, '#');
    await stack.expectAgreement(conference, [call]);
    expect(stack.requests(conference, 'left')).toHaveLength(0);
    expect(conference.room.phones.find(call.sid)?.hand).toBe(true);
  });

  test('is muted and unmuted on the phone when the room says so', async () => {
    const conference = stack.conference('muted by the room');
    const [call, other] = await gather(stack, conference, 2);
    conference.room.mute(call.sid);
    await isMuted(stack, conference, call, true);
    await stack.localGateway.gateway.queue.settled();
    await nextSecond();
    conference.room.unmute(call.sid);
    await isMuted(stack, conference, call, false);
    await stack.expectAgreement(
      conference,
      [call, other].filter((each) => each !== undefined),
    );
    expect(other?.events.some(({ kind }) => kind === 'muted')).toBe(false);
  });

  test('may not undo a moderator’s mute where the conference says so', async () => {
    const conference = stack.conference('no undoing');
    const [call] = await gather(stack, conference);
    conference.room.mute(call.sid);
    await isMuted(stack, conference, call, true);
    await chooses(stack, conference, call, '6');
    await hears(call, 'mute-is-the-hosts');
    await stack.expectAgreement(conference, [call]);
    expect(mutedOnPhone(stack, conference, call)).toBe(true);
  });

  test('joins muted where the conference says so, and the room shows it', async () => {
    const conference = stack.conference('joins muted');
    const [call] = await gather(stack, conference);
    expect(mutedOnPhone(stack, conference, call)).toBe(true);
    await chooses(stack, conference, call, '6');
    await isMuted(stack, conference, call, false);
  });

  test('is muted, and hears so, when muting at the same moment as the room', async () => {
    const conference = stack.conference('both mute');
    const [call] = await gather(stack, conference);
    await opensMenu(stack, conference, call);
    await nextSecond();
    const keyed = call.press('6');
    conference.room.mute(call.sid);
    await keyed;
    // Whichever was recorded first: should the room's mute be, the key would undo it, and within one second it may not.
    await hears(call, 'you-are-muted');
    await stack.isIn(conference, call);
    await stack.expectAgreement(conference, [call]);
    expect(mutedOnPhone(stack, conference, call)).toBe(true);
    expect(timesHeard(call, 'you-are-unmuted')).toBe(0);
  });

  test('is as muted in the room as on the phone when both sides are at odds', async () => {
    const conference = stack.conference('at odds');
    const { room } = conference;
    const [call] = await gather(stack, conference);
    for (const isMutedLast of [true, false]) {
      await opensMenu(stack, conference, call);
      const keyed = call.press('6');
      room.mute(call.sid);
      room.unmute(call.sid);
      if (isMutedLast) room.mute(call.sid);
      await keyed;
      await stack.isIn(conference, call);
      await stack.expectAgreement(conference, [call]);
    }
    expect(room.announcements(call.sid)).toHaveLength(1);
  });

  test('alone hears that the host asks for a word', async () => {
    const conference = stack.conference('asked to unmute');
    const [call, other] = await gather(stack, conference, 2);
    conference.room.askToUnmute(call.sid);
    await hears(call, 'asked-to-unmute');
    await stack.localGateway.gateway.queue.settled();
    expect(other && timesHeard(other, 'asked-to-unmute')).toBe(0);
  });

  test('is told and hung up when removed in the room, and only that one', async () => {
    const conference = stack.conference('kicked');
    const [call, other] = await gather(stack, conference, 2);
    conference.room.remove(call.sid);
    await hearsAndIsHungUp(call, 'kicked');
    await stack.expectAgreement(
      conference,
      [other].filter((each) => each !== undefined),
    );
  });

  test('is told and hung up when the room is deleted', async () => {
    const conference = stack.conference('room deleted');
    const [call] = await gather(stack, conference);
    conference.room.deleteRoom();
    await hearsAndIsHungUp(call, 'conference-closed');
    await hearsAndIsHungUp(stack.dialInto(conference), 'conference-closed');
  });

  test('who calls again is announced again, as another', async () => {
    const conference = stack.conference('rejoins');
    const [call] = await gather(stack, conference);
    call.hangUp();
    const again = stack.dialInto(conference);
    await stack.expectAgreement(conference, [again]);
    expect(conference.room.announcements(call.sid)).toHaveLength(1);
  });
});

describe.concurrent('status callbacks that', () => {
  /** Two callers come, one leaves, one is muted and unmuted: the end is the same, whatever became of the news. */
  async function comeAndGo(conference: TestConference): Promise<void> {
    const [first, second] = await gather(stack, conference, 2);
    await chooses(stack, conference, first, '6');
    await isMuted(stack, conference, first, true);
    second?.hangUp();
    await stack.expectAgreement(conference, [first], { sweeping: true });
    expect(mutedOnPhone(stack, conference, first)).toBe(true);
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
