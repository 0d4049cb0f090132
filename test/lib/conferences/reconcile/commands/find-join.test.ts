import { describe, expect, test } from 'vitest';
import type { Leg } from '../../../../../lib/conferences/ports.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { startMs } from '../../../../support/new-conference.ts';
import { callerIn, conferenceWorld, meeting, running } from '../../support.ts';
import { carryOut, type Step } from './carry-out.ts';

const [first, second] = [callerIn('CA1', { presence: 'joining' }), callerIn('CA2', { presence: 'joining' })];
const bridge = voiceCall('leg');
const absent = { state: 'absent', tries: 0, notBeforeMs: 0 } as const;

const leg = (call: string, change: Partial<Leg> = {}): Leg => ({
  call: voiceCall(call),
  muted: false,
  ...change,
});
const listed = (...legs: readonly Leg[]) => ({ meeting: meeting as string | undefined, legs });
const seen = (call: string, muted = false): Step => [
  call,
  { kind: 'seen', atMs: startMs, joinSequence: 1, muted, isOnlySource: true },
];

/** A conference into which two callers and perhaps the bridge are on their way since `sinceMs` ms. */
function onTheirWay(list: ReturnType<typeof listed> | undefined, isBridgeComing: boolean, sinceMs = 1_000) {
  const coming = { call: bridge, atMs: startMs - sinceMs };
  const world = conferenceWorld(running({ bridge: absent, ...(isBridgeComing && { comingBridge: coming }) }));
  world.world.participants = () => list;
  const callers = [first, second].map((caller) => ({ ...caller, presenceAtMs: startMs - sinceMs }));
  return { world, find: { kind: 'findJoin', callers, bridge: isBridgeComing ? bridge : undefined } as const };
}

describe('callers who are on their way in', () => {
  test.each<[string, ReturnType<typeof listed> | undefined, unknown, readonly Step[]]>([
    ['are looked for again if the list cannot be had', undefined, 'look-again', []],
    ['are looked for again if they are not on it', listed(leg('CA9')), 'look-again', []],
    ['are looked for again until each is on it', listed(leg('CA2')), 'look-again', [seen('CA2')]],
    [
      'are found, each as muted as the list says',
      listed(leg('CA2', { muted: true }), leg('CA1')),
      'done',
      [seen('CA1'), seen('CA2', true)],
    ],
    [
      'are found in another meeting, which is noted first',
      { ...listed(leg('CA1'), leg('CA2')), meeting: 'meeting-2' },
      'done',
      [['c1', { kind: 'meetingSeen', atMs: startMs, meeting: 'meeting-2' }], seen('CA1'), seen('CA2')],
    ],
    [
      'are found in one without a name',
      { ...listed(leg('CA1'), leg('CA2')), meeting: undefined },
      'done',
      [seen('CA1'), seen('CA2')],
    ],
  ])('%s', async (_, list, result, steps) => {
    const { world, find } = onTheirWay(list, false);
    expect(await carryOut(world, find)).toEqual({ results: [result], steps });
  });

  test.each([
    [undefined, 29_999, 'look-again'],
    [undefined, 30_000, 'failed'],
    [listed(leg('CA1')), 30_000, 'failed'],
  ])(
    'are looked for each second for half a minute, then as what failed: %j, %i ms',
    async (list, ms, result) => {
      const { world, find } = onTheirWay(list, false, ms);
      expect((await carryOut(world, find)).results).toEqual([result]);
    },
  );

  test('are looked for each second as long as the last of them may come so soon', async () => {
    const { world, find } = onTheirWay(undefined, false, 60_000);
    const callers = [...find.callers, { ...first, presenceAtMs: startMs - 1_000 }];
    expect((await carryOut(world, { ...find, callers })).results).toEqual(['look-again']);
  });
});

describe('a bridge that is on its way in', () => {
  const joined = (joinSequence: number, isVouched: boolean): Step => [
    'c1',
    { kind: 'bridgeJoined', atMs: startMs, call: bridge, joinSequence, meeting, isVouched },
  ];
  const all = [leg('CA1'), leg('CA2')];
  const both = [seen('CA1'), seen('CA2')];

  test.each<[string, readonly Leg[], { isBridgeOrigin: boolean } | undefined, unknown, readonly Step[]]>([
    ['is looked for again though all callers are found', all, { isBridgeOrigin: true }, 'look-again', both],
    [
      'is found by the join that the list names, and by its origin',
      [...all, leg('leg', { joinSequence: 5 })],
      { isBridgeOrigin: true },
      'done',
      [...both, joined(5, true)],
    ],
    [
      'is found by the join by which it was let in, without an origin',
      [...all, leg('leg')],
      { isBridgeOrigin: false },
      'done',
      [...both, joined(3, false)],
    ],
    [
      'is found though nothing is known of its call',
      [...all, leg('leg', { joinSequence: 5 })],
      undefined,
      'done',
      [...both, joined(5, false)],
    ],
    ['is in by a join that nobody can name: nothing is noted', [...all, leg('leg')], undefined, 'done', both],
  ])('%s', async (_, legs, pinCall, result, steps) => {
    const { world, find } = onTheirWay(listed(...legs), true);
    if (pinCall !== undefined)
      world.addPinCall({
        ...{ voice: 'twilio', call: bridge, dialIn: '+12025550143', language: 'en', opensTo: 'both' },
        ...{ arrivedAtMs: startMs, joinSequence: 3, ...pinCall },
      });
    expect(await carryOut(world, find)).toEqual({ results: [result], steps });
  });

  test('is not in a meeting of which nobody says the name', async () => {
    const legs = [...all, leg('leg', { joinSequence: 5 })];
    const { world, find } = onTheirWay({ meeting: undefined, legs }, true);
    expect(await carryOut(world, find)).toEqual({ results: ['look-again'], steps: both });
  });

  test.each([
    [29_999, 'look-again'],
    [30_000, 'failed'],
  ])('alone is looked for each second for half a minute: %i ms', async (ms, result) => {
    const { world, find } = onTheirWay(undefined, true, ms);
    expect((await carryOut(world, { ...find, callers: [] })).results).toEqual([result]);
  });
});
