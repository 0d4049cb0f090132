import { describe, expect, test } from 'vitest';
import type { Caller } from '../../../../lib/conferences/model/conference.ts';
import { newConference, startMs } from '../../../support/new-conference.ts';
import { bridgeIn, callerIn, running, session } from '../support.ts';
import { nextPollMs } from '../../../../lib/conferences/reconcile/poll-times.ts';

const minuteMs = 60_000;

describe('when the providers are asked how things are', () => {
  const minutes = (conference: Parameters<typeof nextPollMs>[0], callers: readonly Caller[] = []) => {
    const atMs = nextPollMs(conference, callers);
    return atMs === undefined ? undefined : (atMs - startMs) / minuteMs;
  };

  test('is after 1, 5, and then every 15 quiet minutes', () => {
    const seen: (number | undefined)[] = [];
    let polledAtMs: number | undefined;
    for (let count = 0; count < 5; count += 1) {
      const conference = running(polledAtMs === undefined ? {} : { polledAtMs });
      polledAtMs = nextPollMs(conference, [callerIn('CA1')]);
      seen.push(minutes(conference, [callerIn('CA1')]));
    }
    expect(seen).toEqual([1, 5, 20, 35, 50]);
  });

  test('is never while nobody is there', () => {
    const gone = callerIn('CA1', { presence: 'gone' });
    expect(minutes(newConference('c1', { session }), [gone])).toBeUndefined();
    expect(minutes(running())).toBe(1);
  });

  test('begins anew with each event', () => {
    const at = (minute: number) => startMs + minute * minuteMs;
    const conference = running({ polledAtMs: at(5) });
    expect(minutes(conference, [callerIn('CA1'), callerIn('CA2', { presenceAtMs: at(7) })])).toBe(8);
    const muted = { is: true, by: 'room', atMs: at(8) } as const;
    expect(minutes(conference, [callerIn('CA1', { muted })])).toBe(9);
    expect(minutes(running({ polledAtMs: at(5), session: { id: 's', startedAtMs: at(9) } }))).toBe(10);
    expect(minutes(running({ polledAtMs: at(5), bridge: { ...bridgeIn, sinceMs: at(9) } }))).toBe(10);
  });

  test('is after 15 minutes at the latest, also if it is never quiet', () => {
    const muted = { is: true, by: 'room', atMs: startMs + 15 * minuteMs } as const;
    const newer = callerIn('CA2', { admittedAtMs: startMs + 10 * minuteMs });
    expect(minutes(running(), [callerIn('CA1', { muted }), newer])).toBe(15);
    expect(minutes(running({ polledAtMs: startMs - 1_000 * minuteMs }), [callerIn('CA1', { muted })])).toBe(
      15,
    );
  });

  test.each([
    ['since then: a minute later', 1, 0.5, 2],
    ['for ten minutes: as if it had been answered', 10.5, 0.5, 25.5],
    ['for less than that since the first of them came: a minute later', 7, -60, 8],
    ['for ten minutes since the first of them came: as if it had been answered', 10, -60, 25],
    ['before anybody of them came: when they have been there for a minute', -60, -60, 1],
  ])('if a look was left unanswered, %s', (_, polledAt, sinceMinute, expected) => {
    const at = (minute: number) => startMs + minute * minuteMs;
    const conference = running({ polledAtMs: at(polledAt), unansweredSinceMs: at(sinceMinute) });
    expect(minutes(conference, [callerIn('CA1')])).toBe(expected);
  });

  test('is sooner while somebody is missed', () => {
    const missedAtMs = startMs + 5 * minuteMs;
    const polled = { polledAtMs: missedAtMs };
    const missed = { joinSequence: 1, atMs: missedAtMs };
    expect(minutes(running(polled), [callerIn('CA1', { missed })])).toBe(5.5);
    expect(minutes(running(polled), [callerIn('CA1', { missed, joinSequence: 2 })])).toBe(20);
    expect(minutes(running({ ...polled, bridge: { ...bridgeIn, missedAtMs } }))).toBe(5.5);
    expect(minutes(running({ ...polled, session: { ...session, missedAtMs } }))).toBe(7);
    const unanswered = running({ polledAtMs: startMs + 6 * minuteMs });
    expect(minutes(unanswered, [callerIn('CA1', { missed })])).toBe(6.5);
  });

  test.each([
    ['since the last poll: ten seconds later', 5, 5.5 + 1 / 6],
    ['and was asked about too soon for a list to know: the same', 5.6, 5.5 + 1 / 6],
    ['and was asked about since: as if it had not been told', 5.7, 6],
  ])('when somebody is told to be in who should be out, %s', (_, polledAt, expected) => {
    const at = (minute: number) => startMs + minute * minuteMs;
    const polled = running({ polledAtMs: at(polledAt) });
    const other = callerIn('CA2', { presenceAtMs: at(5) });
    for (const presence of ['absent', 'gone'] as const) {
      const strayed = callerIn('CA1', { presence, strayedAtMs: at(5.5) });
      expect(minutes(polled, [strayed, other])).toBeCloseTo(expected);
    }
  });

  test('is sooner also if the poll that missed somebody died before it was noted', () => {
    expect(minutes(running(), [callerIn('CA1', { missed: { joinSequence: 1, atMs: startMs } })])).toBe(0.5);
    expect(minutes(running({ bridge: { ...bridgeIn, missedAtMs: startMs } }))).toBe(0.5);
  });

  test.each([
    ['since the last poll: a minute later', 7, 7.5],
    ['and was asked about in that minute: as if nobody were away', 7.5, 7.9],
    ['and was asked about since: as if nobody were away', 8, 11.9],
  ])('while somebody is in the menu %s', (_, polledAt, expected) => {
    const at = (minute: number) => startMs + minute * minuteMs;
    const away = callerIn('CA1', { presence: 'absent', presenceAtMs: at(6.5) });
    const other = callerIn('CA2', { presenceAtMs: at(6.9) });
    expect(minutes(running({ polledAtMs: at(polledAt) }), [away, other])).toBeCloseTo(expected);
  });

  test.each<[string, Caller['presence'], number, number | undefined, number]>([
    ['waits outside is a minute after they were told there that they wait', 'waiting', 6.5, 6.7, 7.7],
    ['waits outside again, since then', 'waiting', 6.5, 3, 7.5],
    ['waits outside, and was told nothing yet, since then', 'waiting', 6.5, undefined, 7.5],
    ['is in the menu is after they went there, whatever they are told', 'absent', 6.5, 6.7, 7.5],
  ])('of somebody who %s', (_, presence, sinceMinute, toldMinute, expected) => {
    const at = (minute: number) => startMs + minute * minuteMs;
    const told = toldMinute === undefined ? {} : { waitToldAtMs: at(toldMinute) };
    const away = callerIn('CA1', { presence, presenceAtMs: at(sinceMinute), ...told });
    // Another event, after which alone it would be later.
    const other = callerIn('CA2', { presenceAtMs: at(6.9) });
    expect(minutes(running({ polledAtMs: at(7) }), [away, other])).toBeCloseTo(expected);
  });
});
