import { describe, expect, test } from 'vitest';
import { voiceCall } from '../../../support/conferences.ts';
import { newConference, startMs } from '../../../support/new-conference.ts';
import { bridgeIn, running } from '../support.ts';
import { after, at, bridgeJoined, bridgeLeft, bridgeOver, session } from './reducing.ts';
import { isLeftToHost } from '../../../../lib/conferences/state/bridge.ts';
import { unheardSession } from '../../../../lib/conferences/state/session.ts';

describe('the bridge', () => {
  test("is stored by its call: another leg's leave does not touch it", () => {
    const conference = running();
    for (const news of [bridgeLeft('other', 1), bridgeLeft('other')])
      expect(after(conference, news).bridge).toBe(conference.bridge);
  });

  test('is replaced by a second leg, which then outlives the first', () => {
    const second = after(running(), bridgeJoined('second', 2));
    expect(second.bridge).toMatchObject({ state: 'in', call: 'second', joinSequence: 2 });
    expect(second.replacedBridge).toBe('bridge');
    const alone = after(second, bridgeLeft('bridge', 1), bridgeLeft('bridge'));
    expect(alone).toEqual({ ...second, endedLegs: [{ call: 'bridge' }] });
  });

  test('is not replaced by late news of an older leg, which is hung up should it be in as well', () => {
    const conference = running({ bridge: { ...bridgeIn, joinSequence: 3 } });
    const both = after(conference, bridgeJoined('older', 2));
    expect(both).toEqual({ ...conference, replacedBridge: 'older' });
    expect(after(both, bridgeJoined('older', 2))).toEqual(both);
  });

  const asked = { kind: 'bridgeAsked', atMs: startMs, untilMs: at(25) } as const;
  const dialled = { kind: 'bridgeDialled', atMs: startMs, untilMs: at(45) } as const;
  const notDialled = (s: number) =>
    ({ kind: 'bridgeNotDialled', atMs: startMs, notBeforeMs: at(s) }) as const;

  test('has used up a try when the room has dialled it and it did not come', () => {
    const unsure = after(newConference('c1'), asked);
    expect(unsure.bridge).toEqual({ state: 'dialling', tries: 0, untilMs: at(25), isUnsure: true });
    const rings = after(unsure, dialled);
    expect(rings.bridge).toEqual({ state: 'dialling', tries: 1, untilMs: at(45) });
    const absent = { state: 'absent', tries: 1, notBeforeMs: at(50) };
    expect(after(rings, notDialled(50)).bridge).toEqual(absent);
  });

  test.each([
    ['has not said that it dials', {}],
    ['says no', { isRefused: true } as const],
  ])('has used up no try if the room %s', (_, how) => {
    const once = after(newConference('c1'), asked, { ...notDialled(1), ...how });
    expect(once.bridge).toEqual({ state: 'absent', tries: 0, notBeforeMs: at(1), failures: 1, ...how });
    const twice = after(once, asked, { ...notDialled(2), ...how });
    expect(twice.bridge).toEqual({ state: 'absent', tries: 0, notBeforeMs: at(2), failures: 2, ...how });
    const came = after(twice, asked, dialled, notDialled(3));
    expect(came.bridge).toEqual({ state: 'absent', tries: 1, notBeforeMs: at(3) });
  });

  test.each([
    ['join comes after its end', [bridgeOver('late', 1), bridgeJoined('late', 1)]],
    ['leave is all that is told', [bridgeLeft('late', 1)]],
    ['end is all that is told', [bridgeOver('late', 1)]],
  ])('whose %s was in: its tries were not in vain', (_, events) => {
    const inVain = after(newConference('c1'), asked, dialled, notDialled(5), asked, dialled);
    expect(inVain.bridge).toMatchObject({ state: 'dialling', tries: 2 });
    const heard = after(inVain, ...events);
    expect(heard.bridge).toMatchObject({ state: 'dialling', tries: 1 });
    expect(after(heard, ...events)).toEqual(heard);
    expect(after(inVain, notDialled(50), ...events).bridge).toMatchObject({ state: 'absent', tries: 0 });
    expect(after(inVain, bridgeLeft('late')).bridge).toMatchObject({ tries: 2 });
  });

  test('whose join is told when it has left, and was dialled again since, does not undo what was tried since', () => {
    const inVain = [asked, dialled, notDialled(50)] as const;
    const since = after(newConference('c1'), ...inVain, bridgeOver('late', 1), ...inVain, ...inVain);
    expect(since.bridge).toMatchObject({ state: 'absent', tries: 2 });
    expect(after(since, bridgeJoined('late', 1)).bridge).toEqual(since.bridge);
  });

  test('whose end is told once more, when a later one has come and gone, undoes nothing that was tried since', () => {
    const dropped = after(
      running(),
      bridgeLeft('bridge', 1),
      bridgeJoined('second', 2),
      bridgeLeft('second', 2),
    );
    const since = after(dropped, asked, dialled, notDialled(50));
    expect(since.bridge).toMatchObject({ state: 'absent', tries: 1 });
    expect(after(since, bridgeOver('bridge', 1)).bridge).toEqual(since.bridge);
  });

  test('that is dialled is waited for, though the end of one before the last is told once more, of which its origin is known', () => {
    const rings = after(
      running(),
      bridgeLeft('bridge', 1),
      bridgeJoined('second', 2),
      bridgeLeft('second', 2),
      asked,
      dialled,
    );
    const repeated = { ...bridgeOver('bridge', 1), isVouched: true, arrivedAtMs: startMs - 600_000 };
    expect(after(rings, repeated)).toEqual(rings);
  });

  test('whose joins nobody tells is dialled for six legs that come and go, and then left to the host until one is heard of', () => {
    const dial = [asked, dialled, notDialled(50)] as const;
    const stays = (count: number) =>
      Array.from({ length: count }, (_, index) => [...dial, bridgeOver(`leg-${index}`, index + 1)]).flat();
    expect(after(newConference('c1'), ...stays(5)).bridge).toMatchObject({ tries: 0, unseenStays: 5 });
    const left = after(newConference('c1'), ...stays(6));
    expect(isLeftToHost(left)).toBe(true);
    const heardOf = after(left, bridgeJoined('host', 9), bridgeLeft('host', 9));
    expect(isLeftToHost(heardOf)).toBe(false);
    expect(heardOf.bridge).not.toHaveProperty('unseenStays');
  });

  test('that has dropped is known to have while it is dialled again', () => {
    const dropped = after(running(), bridgeLeft('bridge', 1), asked);
    expect(dropped.bridge).toMatchObject({ state: 'dialling', isRedial: true, isUnsure: true });
    expect(after(dropped, dialled).bridge).toMatchObject({ state: 'dialling', isRedial: true, tries: 1 });
  });

  test('that is in is neither dialled nor given up', () => {
    const conference = running();
    for (const event of [asked, dialled, notDialled(5)]) expect(after(conference, event)).toBe(conference);
  });

  test('has all its tries again when a session starts, not when the present one is named', () => {
    const tried = { state: 'absent', tries: 3, notBeforeMs: at(9) } as const;
    const started = session('sessionStarted', 'session-2', 60);
    const untried = { state: 'absent', tries: 0, notBeforeMs: 0 };
    expect(after(running({ bridge: tried }), started).bridge).toEqual(untried);
    expect(after(newConference('c1', { bridge: tried }), started).bridge).toEqual(untried);
    const unheard = { id: unheardSession, startedAtMs: startMs };
    expect(after(running({ bridge: tried, session: unheard }), started).bridge).toEqual(tried);
  });

  test('that was still being dialled when another session starts is dialled anew: it may have gone with the first', () => {
    const dialling = { state: 'dialling', tries: 3, untilMs: at(90) } as const;
    const started = session('sessionStarted', 'session-2', 60);
    const untried = { state: 'absent', tries: 0, notBeforeMs: 0 };
    expect(after(running({ bridge: dialling }), started).bridge).toEqual(untried);
  });

  test.each([{ state: 'dialling', tries: 1, untilMs: at(90) } as const, bridgeIn])(
    'that is $state before any session was heard of belongs to the first',
    (bridge) => {
      const started = session('sessionStarted', 'session-1', 60);
      expect(after(newConference('c1', { bridge }), started).bridge).toEqual(bridge);
    },
  );

  test('that outlives its session is to be proved, and its leave is no drop in the next one', () => {
    const last = { ...bridgeIn, isRedial: true };
    const next = after(running({ bridge: last }), session('sessionStarted', 'session-2', 60));
    expect(next.bridge).toEqual({ ...bridgeIn, isCarriedOver: true });
    expect(after(next, bridgeLeft('bridge', 1)).bridge).toEqual({
      state: 'absent',
      tries: 0,
      notBeforeMs: startMs,
    });
  });

  test('that outlived its session and is proved drops as any other does', () => {
    const proved = {
      kind: 'bridgeProved',
      atMs: at(61),
      call: voiceCall('bridge'),
      joinSequence: 1,
    } as const;
    const next = after(running(), session('sessionStarted', 'session-2', 60));
    expect(after(next, { ...proved, joinSequence: 2 })).toBe(next);
    const sure = after(next, proved);
    expect(sure.bridge).toStrictEqual(bridgeIn);
    expect(after(sure, bridgeLeft('bridge', 1)).bridge).toMatchObject({ tries: 0, isRedial: true });
  });

  test('that outlived its session, of which the provider cannot say whether it is up, counts as in; its leave is no drop', () => {
    const unsure = {
      kind: 'bridgeProved',
      atMs: at(61),
      call: voiceCall('bridge'),
      joinSequence: 1,
      isUnsure: true,
    } as const;
    const next = after(running(), session('sessionStarted', 'session-2', 60), unsure);
    expect(next.bridge).toStrictEqual({ ...bridgeIn, isUnsure: true });
    expect(after(next, bridgeLeft('bridge', 1)).bridge).toEqual({
      state: 'absent',
      tries: 0,
      notBeforeMs: startMs,
    });
  });
});
