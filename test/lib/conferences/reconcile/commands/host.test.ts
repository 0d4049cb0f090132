import { describe, expect, test } from 'vitest';
import type { Conference, LiveSession } from '../../../../../lib/conferences/model/conference.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { startMs } from '../../../../support/new-conference.ts';
import { bridgeCall, conferenceWorld, running, session } from '../../support.ts';
import { carryOut, type Step } from './carry-out.ts';

const prove = { kind: 'proveKicks', calls: ['CA1', 'CA2'].map(voiceCall) } as const;
const each = (
  event: { readonly kind: 'leaveExplained' } | { readonly kind: 'kicked'; readonly why: 'kicked' },
) => prove.calls.map((call): Step => [call, { atMs: startMs, ...event }]);
const kicked = each({ kind: 'kicked', why: 'kicked' });
const explained = each({ kind: 'leaveExplained' });
const bridgeLeft: Step = ['c1', { kind: 'bridgeLeft', atMs: startMs, call: bridgeCall, joinSequence: 1 }];

describe('callers who have left the room for no reason that we know', () => {
  const live = { session: session.id };
  const absent = { state: 'absent', tries: 0, notBeforeMs: 0 } as const;
  test.each<
    [string, Partial<Conference>, boolean | undefined, LiveSession | undefined, unknown, readonly Step[]]
  >([
    ['cannot be judged while the bridge cannot be asked about', {}, undefined, live, 'failed', []],
    ['cannot be judged while the room cannot', {}, true, undefined, 'failed', []],
    ['were removed if both go on', {}, true, live, 'done', kicked],
    [
      'were removed if a session goes on of which nobody told',
      { session: undefined },
      true,
      live,
      'done',
      kicked,
    ],
    [
      'were removed if a session goes on that has no name yet',
      { session: { id: 'unheard' } },
      true,
      live,
      'done',
      kicked,
    ],
    ['have left with their session', {}, true, { session: undefined }, 'done', explained],
    ['have left with the session before', {}, true, { session: 'session-2' }, 'done', explained],
    ['have left with the bridge', {}, false, live, 'done', [bridgeLeft, ...explained]],
    ['have left with a bridge that is known to be out', { bridge: absent }, true, live, 'done', explained],
  ])('%s', async (_, change, isUp, liveSession, result, steps) => {
    const world = conferenceWorld(running(change));
    world.world.isUp = () => isUp;
    world.world.liveSession = () => liveSession;
    expect(await carryOut(world, prove)).toEqual({ results: [result], steps });
  });
});
