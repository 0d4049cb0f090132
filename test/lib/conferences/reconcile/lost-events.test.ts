import fc from 'fast-check';
import { expect, test } from 'vitest';
import { voiceCall } from '../../../support/conferences.ts';
import { newConference } from '../../../support/new-conference.ts';
import { bothSides } from './both-sides.ts';
import { c1, conferenceWorld, joinNext, meeting, newcomer, outside, session } from '../support.ts';
import { waited } from '../../../../lib/conferences/call/inside/waiting.ts';
import type { Instruction } from '../../../../lib/conferences/model/instructions.ts';
import type { PinCall } from '../../../../lib/conferences/model/pin-call.ts';

/**
 * A voice provider and a room as they really are, whatever of it is reported: legs in the meeting by their joins, calls
 * on the line, the session that runs.
 */
function realWorld(isOutside: boolean) {
  const world = conferenceWorld(newConference('c1', { session }));
  if (isOutside) world.world.traits = outside;
  const sides = bothSides(world);
  const legs = new Map<string, { joinSequence?: number | undefined; muted: boolean }>();
  const up = new Set<string>();
  let live: string | undefined = session.id;

  const hangUp = (call: string) => {
    legs.delete(call);
    return up.delete(call) ? ('done' as const) : ('gone' as const);
  };
  world.world.participants = () => ({
    meeting,
    legs: [...legs].map(([call, leg]) => ({ call: voiceCall(call), ...leg })),
  });
  world.world.isUp = (call) => up.has(call);
  world.world.isLive = () => live !== undefined;
  world.world.liveSession = () => ({ session: live });
  world.world.hangUp = hangUp;
  world.world.end = hangUp;
  world.world.mutePhone = (call, muted) => {
    const leg = legs.get(call);
    if (leg === undefined) return 'gone';
    legs.set(call, { ...leg, muted });
    return 'done';
  };
  const { announce } = world.world;
  world.world.announce = (callers) => {
    const told = announce(callers);
    // A room without a session shows nobody.
    if (live === undefined) sides.room.clear();
    return told;
  };
  world.world.disconnectBridge = () => (hangUp('bridge') === 'done' ? 'done' : 'gone');

  const known = (call: string) => world.callers('c1').find((caller) => caller.call === call);
  const join = async (call: string, joinSequence: number, isReported: boolean) => {
    const muted = known(call)?.muted.is ?? false;
    legs.set(call, { joinSequence, muted });
    const atMs = world.now();
    if (!isReported) return;
    if (call === 'bridge')
      await world.tell({ kind: 'bridgeJoined', atMs, call: voiceCall(call), joinSequence, meeting });
    else {
      await world.change(call, { kind: 'joined', atMs, joinSequence, muted });
      await world.tell({ kind: 'meetingSeen', atMs, meeting });
    }
  };
  const nextJoin = async () => (await world.tell({ kind: 'joinRendered', atMs: world.now() }))?.joins ?? 0;
  const admit = (call: string, role: 'caller' | 'bridge') => {
    const pinCall: PinCall = {
      call: voiceCall(call),
      dialIn: '+12025550143',
      language: 'en',
      voice: 'twilio',
      opensTo: 'both',
      isBridgeOrigin: role === 'bridge',
      arrivedAtMs: world.now(),
      conference: c1,
      role,
    };
    world.addPinCall(pinCall);
    return pinCall;
  };

  /** Where people wait outside: a call does what it is told, and nobody reports that it has. */
  const follow = (call: string, instructions: readonly Instruction[]) => {
    const last = instructions.at(-1);
    if (last?.kind === 'join') legs.set(call, { muted: false });
    if (last?.kind === 'hangUp') hangUp(call);
  };
  const isLetIn = async (call: string, role: 'caller' | 'bridge') => {
    up.add(call);
    const pinCall = admit(call, role);
    follow(call, await joinNext(world.deps, pinCall, world.conference('c1'), { kind: role }));
  };
  const ask = async () => {
    for (const call of up) {
      if (known(call)?.presence === 'waiting' && !legs.has(call))
        follow(call, await waited(world.deps, await world.deps.pinCalls.get(voiceCall(call))));
    }
  };

  /** What happens, each with whether it is reported. What a call asks us for, we know in any case. */
  const steps = {
    async comes(call: string, isReported: boolean) {
      if (up.has(call) || known(call) !== undefined) return;
      if (isOutside) {
        await isLetIn(call, 'caller');
        return;
      }
      up.add(call);
      admit(call, 'caller');
      const joinSequence = await nextJoin();
      await world.change(call, {
        kind: 'admitted',
        atMs: world.now(),
        joinSequence,
        newcomer: newcomer(call),
      });
      await join(call, joinSequence, isReported);
    },
    async keysStar(call: string, isReported: boolean) {
      if (isOutside) return;
      const joinSequence = known(call)?.joinSequence;
      if (!legs.delete(call) || joinSequence === undefined) return;
      if (isReported) await world.change(call, { kind: 'left', atMs: world.now(), joinSequence });
      await world.change(call, { kind: 'returned', atMs: world.now(), joinSequence });
    },
    async comesBack(call: string, isReported: boolean) {
      if (isOutside || !up.has(call) || legs.has(call) || known(call)?.kicked !== undefined) return;
      const joinSequence = await nextJoin();
      await world.change(call, { kind: 'rejoining', atMs: world.now(), joinSequence });
      await join(call, joinSequence, isReported);
    },
    async fallsOut(call: string, isReported: boolean) {
      // Where nobody goes in twice, whoever is out of the meeting is off the line.
      if (isOutside) {
        await steps.hangsUp(call, isReported);
        return;
      }
      const joinSequence = known(call)?.joinSequence;
      if (!legs.delete(call) || joinSequence === undefined) return;
      if (isReported) await world.change(call, { kind: 'left', atMs: world.now(), joinSequence });
    },
    async hangsUp(call: string, isReported: boolean) {
      if (hangUp(call) === 'done' && isReported)
        await world.change(call, { kind: 'gone', atMs: world.now() });
    },
    async isMutedByHand(call: string, isReported: boolean) {
      const leg = legs.get(call);
      if (leg === undefined) return;
      legs.set(call, { ...leg, muted: !leg.muted });
      const joinSequence = known(call)?.joinSequence ?? 0;
      if (isReported)
        await world.change(call, { kind: 'phoneSeen', atMs: world.now(), joinSequence, muted: !leg.muted });
    },
    async bridgeComes(_: string, isReported: boolean) {
      if (legs.has('bridge')) return;
      if (isOutside) {
        // Each is a call of its own, which joins once.
        if (up.has('bridge') || world.pinCall('bridge') !== undefined) return;
        await isLetIn('bridge', 'bridge');
        return;
      }
      up.add('bridge');
      admit('bridge', 'bridge');
      await join('bridge', await nextJoin(), isReported);
    },
    async bridgeGoes(_: string, isReported: boolean) {
      if (hangUp('bridge') === 'done' && isReported)
        await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: voiceCall('bridge') });
    },
    async sessionEnds(_: string, isReported: boolean) {
      const ended = live;
      if (ended === undefined) return;
      live = undefined;
      sides.room.clear();
      if (isReported) await world.tell({ kind: 'sessionEnded', atMs: world.now(), session: ended });
    },
    async sessionBegins(_: string, isReported: boolean) {
      if (live !== undefined) return;
      live = `session-at-${world.now()}`;
      if (isReported) await world.tell({ kind: 'sessionStarted', atMs: world.now(), session: live });
    },
    async secondsPass() {
      world.advance(7_000);
      await ask();
      await world.sync();
    },
  };
  /** As the sweep wakes it, until all looks that a quiet half hour brings are over. */
  const settle = async () => {
    for (let spent = 0; spent < 40 * 60_000; spent += 30_000) {
      world.advance(30_000);
      await ask();
      if ((await world.deps.conferences.due(world.now(), 1)).length > 0) await world.sync();
    }
  };
  const state = () => ({ legs, live, room: sides.room, twice: sides.twice });
  return { world, steps, settle, state };
}

type What = keyof ReturnType<typeof realWorld>['steps'];
const step = fc.record({
  what: fc.oneof<fc.WeightedArbitrary<What>[]>(
    { weight: 5, arbitrary: fc.constantFrom('comes', 'keysStar', 'comesBack', 'secondsPass') },
    { weight: 3, arbitrary: fc.constantFrom('fallsOut', 'hangsUp', 'isMutedByHand', 'bridgeComes') },
    { weight: 1, arbitrary: fc.constantFrom('bridgeGoes', 'sessionEnds', 'sessionBegins') },
  ),
  call: fc.constantFrom('CA1', 'CA2', 'CA3'),
  isReported: fc.boolean(),
});

test('whatever is not reported, room and phone agree in the end with how things are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), fc.boolean(), async (some, isOutside) => {
      const { world, steps, settle, state } = realWorld(isOutside);
      await steps.bridgeComes('bridge', true);
      await steps.comes('CA1', true);
      for (const { what, call, isReported } of some) {
        world.advance(1_000);
        await steps[what](call, isReported);
      }
      await settle();
      const { legs, live, room } = state();
      const inMeeting = [...legs.keys()].filter((call) => call !== 'bridge');
      const isShown = live !== undefined && legs.has('bridge');
      expect([...room.keys()].sort()).toEqual(isShown ? inMeeting.sort() : []);
      for (const call of inMeeting) {
        const caller = world.caller('c1', call);
        expect(caller.presence).toBe('in');
        expect(legs.get(call)?.muted).toBe(caller.muted.is);
        if (isShown) expect(room.get(call)).toMatchObject({ muted: caller.muted.is });
      }
      const left = world.callers('c1').filter(({ presence }) => presence === 'waiting');
      expect(isShown ? left : []).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
