import { describe, expect, test } from 'vitest';
import type { Bridge, Conference } from '../../../../lib/conferences/model/conference.ts';
import { isAskedForBridge, isBridgeDue, isLeftToHost } from '../../../../lib/conferences/state/bridge.ts';
import { newConference, startMs } from '../../../support/new-conference.ts';
import { bridgeIn } from '../support.ts';

const absent = { state: 'absent', tries: 0, notBeforeMs: startMs } as const;
const dialling = { state: 'dialling', tries: 3, untilMs: startMs } as const;
const withBridge = (bridge: Bridge, change: Partial<Omit<Conference, 'settings'>> = {}) =>
  newConference('c1', { bridge, ...change });

describe('something is to be done about the bridge', () => {
  test.each<[string, Bridge, boolean, boolean]>([
    ['it is out', absent, false, true],
    ['two tries were in vain', { ...absent, tries: 2 }, false, true],
    ['three tries were in vain', { ...absent, tries: 3 }, false, false],
    ['it should have come by now', dialling, false, true],
    ['it is in', bridgeIn, false, false],
  ])('if %s', (_, bridge, early, now) => {
    expect([startMs - 1, startMs].map((ms) => isBridgeDue(withBridge(bridge), ms))).toEqual([early, now]);
  });

  test('but not if it is for the host, or the conference is over, unless it is still dialled', () => {
    const isDue = (bridge: Bridge) => [
      isBridgeDue(newConference('c1', { bridge, settings: { bridge: 'host' } }), startMs),
      isBridgeDue(withBridge(bridge, { isClosed: true }), startMs),
    ];
    expect(isDue(absent)).toEqual([false, false]);
    expect(isDue(dialling)).toEqual([true, true]);
  });
});

test.each<[string, Bridge, boolean]>([
  ['three tries were in vain', { ...absent, tries: 3 }, true],
  ['the third try rings', dialling, false],
  ['the room has said no three times', { ...absent, failures: 3, isRefused: true }, true],
  ['the room has said no twice', { ...absent, failures: 2, isRefused: true }, false],
  ['the room has said nothing three times', { ...absent, failures: 3 }, false],
  ['it is in', bridgeIn, false],
])('the bridge is left to the host: if %s, %s', (_, bridge, expected) => {
  expect(isLeftToHost(withBridge(bridge))).toBe(expected);
});

test.each<[string, Bridge, boolean, boolean]>([
  ['never asked', absent, false, false],
  ['asked just now', { ...dialling, tries: 0 }, true, true],
  ['asked, and it has not come', { ...absent, tries: 1 }, true, false],
  ['asked, without a word', { ...absent, failures: 1 }, true, false],
  ['asked as often as we may', { ...absent, tries: 3 }, false, false],
  ['asked, and it is in', bridgeIn, false, false],
])('the room is asked for its bridge: %s', (_, bridge, isOpen, isClosed) => {
  const is = [{}, { isClosed: true }].map((change) => isAskedForBridge(withBridge(bridge, change)));
  expect(is).toEqual([isOpen, isClosed]);
});
