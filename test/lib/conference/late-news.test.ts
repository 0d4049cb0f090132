import { describe, expect, test } from 'vitest';
import { callerAfter } from '../../../lib/conference/caller-facts.ts';
import { conferenceAfter } from '../../../lib/conference/facts.ts';
import { isBridgeDue } from '../../../lib/conference/plan.ts';
import { newConference, startMs, voiceCall } from '../../support/conferences.ts';
import { announcedAs, bridgeIn, callerIn, running, session } from './support.ts';

const [leg, other] = [voiceCall('leg'), voiceCall('other')];
const atMs = startMs + 1_000;

describe('news of a bridge leg that comes when no leg is in', () => {
  const left = (lastBridge: { readonly call: typeof leg; readonly n?: number } | undefined) =>
    newConference('c1', lastBridge === undefined ? {} : { lastBridge });
  test.each([
    ['its leave again', { call: leg, n: 5 }, { call: leg, n: 5 }],
    ['the end of its call', { call: leg, n: 5 }, { call: leg }],
    ['an older leave of its own', { call: leg, n: 5 }, { call: leg, n: 4 }],
    ['an older leave of another', { call: leg, n: 5 }, { call: other, n: 4 }],
    ['any leave of a call that is over', { call: leg }, { call: leg, n: 3 }],
  ])('%s changes nothing', (_, lastBridge, news) => {
    const before = left(lastBridge);
    expect(conferenceAfter(before, { kind: 'bridgeLeft', atMs, ...news })).toBe(before);
  });

  test.each([
    ['its leave from a later join', { call: leg, n: 5 }, { call: leg, n: 6 }],
    ['the leave of another with the same number', { call: leg, n: 5 }, { call: other, n: 5 }],
    ['the end of another call', { call: leg, n: 5 }, { call: other }],
    ['the first ever', undefined, { call: leg, n: 1 }],
  ])('%s is remembered, so that its join is not believed any more', (_, lastBridge, news) => {
    const after = conferenceAfter(left(lastBridge), { kind: 'bridgeLeft', atMs, ...news });
    expect(after.lastBridge).toStrictEqual(news);
  });

  test('a replaced leg is waited for until its own call ends', () => {
    const before = running({ replacedBridge: leg });
    expect(conferenceAfter(before, { kind: 'legEnded', atMs, call: other })).toBe(before);
    expect(conferenceAfter(before, { kind: 'legEnded', atMs, call: leg })).not.toHaveProperty(
      'replacedBridge',
    );
  });

  test('a conference that is closed is closed', () => {
    const closed = conferenceAfter(newConference('c1'), { kind: 'closed', atMs });
    expect(closed.isClosed).toBe(true);
    expect(conferenceAfter(closed, { kind: 'closed', atMs })).toBe(closed);
  });
});

test('a bridge that is dialled is due in the very moment in which its time is over', () => {
  const dialling = newConference('c1', { bridge: { state: 'dialling', tries: 1, untilMs: atMs } });
  expect([atMs - 1, atMs].map((nowMs) => isBridgeDue(dialling, nowMs))).toEqual([false, true]);
});

describe('a caller', () => {
  test('who is in already is not sent in again by the first answer of a repeated request', () => {
    const caller = callerIn('a');
    expect(callerAfter(caller, { kind: 'rejoining', atMs, n: 2, after: 1 })).toBe(caller);
    const inMenu = callerIn('a', { presence: 'absent', n: 2 });
    expect(callerAfter(inMenu, { kind: 'rejoining', atMs, n: 3, after: 1 })).toBe(inMenu);
    expect(callerAfter(inMenu, { kind: 'rejoining', atMs, n: 3, after: 2 })).toMatchObject({ n: 3 });
  });

  test('is confirmed by news as old as the announcement, and by older ones not', () => {
    const side = { session: session.id, bridge: `${bridgeIn.call}-${bridgeIn.n}` };
    const unsure = callerIn('a', announcedAs({ isUnsure: true, atMs }));
    expect(callerAfter(unsure, { kind: 'roomConfirmed', atMs: atMs - 1, ...side })).toBe(unsure);
    const confirmed = callerAfter(unsure, { kind: 'roomConfirmed', atMs, ...side });
    expect(confirmed?.announced).not.toHaveProperty('isUnsure');
    const sure = callerIn('a', announcedAs({ atMs }));
    expect(callerAfter(sure, { kind: 'roomConfirmed', atMs, ...side })).toBe(sure);
  });

  test('whom the room has been told of for the first time has no hand raised there', () => {
    const told = { kind: 'roomHas', atMs, session: session.id, bridge: 'leg-1', muted: true } as const;
    expect(callerAfter(callerIn('a'), told)?.announced).toMatchObject({ muted: true, hand: false });
  });
});
