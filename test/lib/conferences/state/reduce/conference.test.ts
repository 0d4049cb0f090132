import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  callerSchema,
  conferenceSchema,
  type Caller,
} from '../../../../../lib/conferences/model/conference.ts';
import { reduceCaller } from '../../../../../lib/conferences/state/reduce/caller.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { newConference, startMs } from '../../../../support/new-conference.ts';
import { anyCallerEvent, anyConferenceEvent, callerIn, newcomer, running } from '../../support.ts';
import { after, at, bridgeJoined, bridgeLeft, callerOf, session } from '../reducing.ts';
import type { CallerEvent } from '../../../../../lib/conferences/model/caller-events.ts';
import type { ConferenceEvent } from '../../../../../lib/conferences/model/conference-events.ts';

describe('any event', () => {
  test('about a conference twice equals once, and leaves what can be stored', () => {
    fc.assert(
      fc.property(fc.array(anyConferenceEvent, { minLength: 1, maxLength: 8 }), (events) => {
        const once = after(newConference('c1'), ...events);
        expect(after(once, ...events.slice(-1))).toEqual(once);
        expect(conferenceSchema.parse(once)).toEqual(once);
      }),
    );
  });

  test('about a caller twice equals once, and leaves what can be stored', () => {
    fc.assert(
      fc.property(fc.array(anyCallerEvent, { minLength: 1, maxLength: 8 }), (events) => {
        const once = callerOf(callerIn('CA1'), ...events);
        expect(callerOf(once, ...events.slice(-1))).toEqual(once);
        expect(callerSchema.parse(once)).toEqual(once);
      }),
    );
  });

  test('about a caller whom nobody admitted is about nobody', () => {
    fc.assert(
      fc.property(anyCallerEvent, (event) => {
        fc.pre(event.kind !== 'admitted');
        expect(reduceCaller(undefined, event)).toBeUndefined();
      }),
    );
  });

  test('that comes after the call is over brings nobody back', () => {
    fc.assert(
      fc.property(fc.array(anyCallerEvent, { maxLength: 8 }), (events) => {
        const gone = callerOf(callerIn('CA1'), { kind: 'gone', atMs: startMs });
        expect(callerOf(gone, ...events)).toMatchObject({ presence: 'gone', joinSequence: 1 });
      }),
    );
  });
});

describe('the events of one join end the same in any order', () => {
  const joining = callerOf(undefined, {
    kind: 'admitted',
    atMs: startMs,
    joinSequence: 1,
    newcomer: newcomer('CA1'),
  });
  const joined = { kind: 'joined', atMs: at(1), joinSequence: 1, muted: false } as const;
  const left = { kind: 'left', atMs: at(2), joinSequence: 1 } as const;
  const returned = { kind: 'returned', atMs: at(2), joinSequence: 1 } as const;
  const gone = { kind: 'gone', atMs: at(3) } as const;
  test.each<[string, readonly CallerEvent[], Caller['presence']]>([
    ['joined', [joined], 'in'],
    ['left', [joined, left], 'absent'],
    ['in the menu', [joined, left, returned], 'absent'],
    ['over', [joined, left, gone], 'gone'],
    ['over out of the menu', [joined, left, returned, gone], 'gone'],
  ])('%s', (_, events, presence) => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...events], { minLength: events.length }),
        fc.subarray([...events]),
        (order, repeated) => {
          expect(callerOf(joining, ...order, ...repeated)?.presence).toBe(presence);
        },
      ),
    );
  });

  test('and so do those of the bridge leg', () => {
    const events = [bridgeJoined('bridge', 1), bridgeLeft('bridge', 1), bridgeLeft('bridge')];
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: 2 }), (order) => {
        fc.pre(order.some(({ kind }) => kind === 'bridgeLeft'));
        expect(after(newConference('c1'), ...order).bridge.state).toBe('absent');
      }),
    );
  });

  test('and so do those of sessions that follow each other', () => {
    const events = [
      session('sessionStarted', 'session-1', 0),
      session('sessionEnded', 'session-1', 10),
      session('sessionStarted', 'session-2', 10),
      session('sessionEnded', 'session-2', 20),
      session('sessionStarted', 'session-3', 30),
    ];
    const endOf = (some: readonly ConferenceEvent[]) => {
      const { id, endedAtMs } = after(newConference('c1'), ...some).session ?? {};
      return { id, endedAtMs };
    };
    const anyOrder = fc.integer({ min: 1, max: events.length }).chain((length) => {
      const some = events.slice(0, length);
      return fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: length }));
    });
    fc.assert(
      fc.property(anyOrder, ([some, order]) => {
        expect(endOf(order)).toEqual(endOf(some));
      }),
    );
  });
});

describe('events of an older join', () => {
  const rejoined = callerOf(
    callerIn('CA1'),
    { kind: 'left', atMs: at(1), joinSequence: 1 },
    { kind: 'rejoining', atMs: at(2), joinSequence: 2 },
    { kind: 'joined', atMs: at(3), joinSequence: 2, muted: true },
  );
  test.each<CallerEvent>([
    { kind: 'left', atMs: at(4), joinSequence: 1 },
    { kind: 'returned', atMs: at(4), joinSequence: 1 },
    { kind: 'joined', atMs: at(4), joinSequence: 1, muted: false },
    { kind: 'rejoining', atMs: at(4), joinSequence: 1 },
    { kind: 'phoneHas', atMs: at(4), joinSequence: 1, muted: false },
    { kind: 'phoneSeen', atMs: at(4), joinSequence: 1, muted: false },
  ])('$kind is ignored', (event) => {
    expect(rejoined).toMatchObject({ presence: 'in', joinSequence: 2, phone: { muted: true } });
    expect(reduceCaller(rejoined, event)).toBe(rejoined);
  });

  test('an older leg of the bridge that has left does not come back if its join is told late', () => {
    const back = after(
      running({ bridge: { state: 'in', call: voiceCall('b'), joinSequence: 5, sinceMs: startMs } }),
      bridgeLeft('a', 2),
      bridgeLeft('b', 5),
    );
    expect(after(back, bridgeJoined('a', 2)).bridge.state).toBe('absent');
    expect(after(back, bridgeJoined('c', 6)).bridge).toMatchObject({ state: 'in', call: 'c' });
  });
});

describe('a session', () => {
  test('that is not the current one cannot end it', () => {
    const conference = running({ session: { id: 'session-2', startedAtMs: at(10) } });
    expect(after(conference, session('sessionEnded', 'session-1', 10))).toBe(conference);
  });

  test('ends although its start was never reported', () => {
    const ended = { id: 'session-2', endedAtMs: at(90) };
    expect(after(running(), session('sessionEnded', 'session-2', 90)).session).toMatchObject(ended);
    expect(after(newConference('c1'), session('sessionEnded', 'session-2', 90)).session).toEqual(ended);
  });

  test('after one that was not heard of: what comes late of either older one is ignored', () => {
    const third = after(running(), session('sessionStarted', 'session-3', 120));
    expect(third.session).toMatchObject({ id: 'session-3', previous: 'session-1' });
    for (const late of [
      session('sessionStarted', 'session-2', 60),
      session('sessionEnded', 'session-2', 119),
      session('sessionStarted', 'session-1', 0),
      session('sessionEnded', 'session-1', 60),
    ])
      expect(after(third, late)).toBe(third);
  });

  test('is not ended by the end of the one before, even if that is told to be later than its start', () => {
    const second = after(running(), session('sessionStarted', 'session-2', 60));
    expect(after(second, session('sessionEnded', 'session-1', 61))).toBe(second);
    expect(after(second, session('sessionStarted', 'session-1', 62))).toBe(second);
  });

  test('that ended is not started again by news that come late', () => {
    const over = after(running(), session('sessionEnded', 'session-1', 10));
    expect(after(over, session('sessionStarted', 'session-1', 0))).toBe(over);
  });
});

describe('mute', () => {
  const said = (is: boolean, by: 'room' | 'caller', s: number): CallerEvent => ({
    kind: 'muted',
    atMs: at(s),
    is,
    by,
  });
  test('a tie means muted, whichever comes first', () => {
    for (const events of [
      [said(true, 'room', 1), said(false, 'caller', 1)],
      [said(false, 'caller', 1), said(true, 'room', 1)],
    ]) {
      expect(callerOf(callerIn('CA1'), ...events)?.muted).toEqual({ is: true, by: 'room', atMs: at(1) });
    }
  });

  test('the latest word counts, in whatever order all of them come, of one each within a second', () => {
    const word = fc
      .record({ second: fc.nat(4), ms: fc.nat(999), is: fc.boolean(), by: fc.constantFrom('room', 'caller') })
      .map(({ second, ms, is, by }) => {
        const atMs = at(second) + (by === 'room' ? 0 : ms);
        return { kind: 'muted', atMs, is, by } as const;
      });
    const words = fc.uniqueArray(word, {
      maxLength: 6,
      selector: ({ atMs, by }) => `${Math.floor(atMs / 1000)} ${by}`,
    });
    fc.assert(
      fc.property(words, (some) => {
        const inOrder = callerOf(callerIn('CA1'), ...some);
        expect(callerOf(callerIn('CA1'), ...some.toReversed())?.muted).toEqual(inOrder?.muted);
      }),
    );
  });

  test('what the provider reports against what we believe makes the phone be told again', () => {
    const caller = callerIn('CA1', { muted: { is: true, by: 'room', atMs: at(1) }, phone: { muted: true } });
    const seen = (muted: boolean) =>
      callerOf(caller, { kind: 'phoneSeen', atMs: at(2), joinSequence: 1, muted });
    expect(seen(true)).toBe(caller);
    expect(seen(false)?.phone).toEqual({ muted: false });
    // Late: it once was muted, but is not now; believing it would leave it as it is.
    const wanted = { ...caller, phone: { muted: false } };
    expect(
      callerOf(wanted, { kind: 'phoneSeen', atMs: at(2), joinSequence: 1, muted: true })?.phone.muted,
    ).toBe(false);
  });
});

test('how long a provider wants to be left alone is noted for each, and never cut short', () => {
  const rests = (side: 'room' | 'voice', second: number) =>
    ({ kind: 'providerRests', atMs: startMs, side, untilMs: at(second) }) as const;
  const rested = after(newConference('c1'), rests('room', 5), rests('voice', 3), rests('room', 4));
  expect(rested.rests).toEqual({ room: at(5), voice: at(3) });
  expect(after(rested, rests('room', 5))).toBe(rested);
});
