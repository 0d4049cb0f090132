import { expect } from 'vitest';
import { closeConference } from '../../../lib/conferences/admin/administer.ts';
import { conferenceIdSchema } from '../../../lib/conferences/model/conference.ts';
import { english } from '../../../lib/conferences/model/languages/en.ts';
import { maxBridgeTries } from '../../../lib/conferences/state/bridge.ts';
import { conferenceId, worldStartMs } from '../../simulation/conferences/judged.ts';
import { runConference } from '../../simulation/conferences/run-world.ts';
import { bridgePin } from '../../simulation/conferences/scenario.ts';
import type { VoiceProviderKit } from './kit.ts';
import { blueprint, meetingWorld } from './meeting-world.ts';
import type { Scenarios } from './scenarios.ts';

const minuteMs = 60_000;
/** From a dial to the meeting, or to where people wait. */
const letInMs = 20_000;
/** The bridge is dialled, keys its PIN, and is known to be in. */
const bridgeMs = 40_000;
/** A room that nobody is in has no bridge. */
const empty = { sessions: [] };
/** Worlds of scenario 31; `npm run simulate -- --conferences` draws as many as it is told. */
const drawnWorlds = 12;

/** Scenarios 19 to 31, and 33 to 35: what becomes of people on the phone, over the real functions and the simulator. */
export function meetingScenarios(kit: VoiceProviderKit, scenario: Scenarios): void {
  const { waits, keys } = kit.traits;
  /** A caller is in with the bridge, and shown. */
  const inMeeting = async (
    ...[change, mutation]: [Parameters<typeof meetingWorld>[1]?, Parameters<typeof meetingWorld>[2]?]
  ) => {
    const all = meetingWorld(kit, change, mutation);
    const call = all.dials();
    await all.until(() => all.room.shown.has(call.sid), 2 * bridgeMs);
    return { ...all, call };
  };

  scenario.group('waiting and bridge', () => {
    scenario(19, 'the first caller hears why they wait, within 20 s and again after 15 s', async () => {
      const { dials, passes, heardAt } = meetingWorld(kit, empty);
      const call = dials();
      await passes(70_000);
      const [first = Infinity, second = Infinity] = heardAt(call, english['waiting-for-bridge']);
      expect(first).toBeLessThan(20_000);
      expect(second - first).toBeGreaterThanOrEqual(14_000);
      expect(second - first).toBeLessThan(25_000);
    });

    const where = waits === 'outside' ? 'do not hear each other' : 'wait in the meeting';
    scenario(20, `callers who wait before the bridge ${where}`, async () => {
      const { dials, passes, callersIn } = meetingWorld(kit, empty);
      dials();
      dials();
      await passes(letInMs);
      expect(callersIn()).toHaveLength(waits === 'outside' ? 0 : 2);
    });

    scenario(
      21,
      'everybody who waits is in the meeting within 6 s of the bridge (`letIn`: 2 s)',
      async () => {
        const { dials, until, callersIn, conference, world } = meetingWorld(kit);
        const calls = [dials(), dials(), dials()];
        await until(() => conference().bridge.state === 'in', bridgeMs);
        const isMoved = world.options.scenario.outside?.movesCalls === true;
        const tookMs = await until(() => callersIn().length === calls.length, 10_000);
        expect(tookMs).toBeLessThanOrEqual(isMoved ? 2_000 : 6_000);
      },
    );

    scenario(22, 'a bridge that never comes is said so after three tries or 180 s', async () => {
      expect(maxBridgeTries).toBe(3);
      const { dials, passes, heardAt } = meetingWorld(kit, empty);
      const call = dials();
      await passes(220_000);
      const [said = Infinity] = heardAt(call, english['bridge-failed']);
      expect(said).toBeGreaterThan(170_000);
      expect(said).toBeLessThan(215_000);
    });

    scenario(23, 'the bridge’s leg is never announced as a participant', async () => {
      const { room, call, bridgeLeg, passes } = await inMeeting();
      await passes(minuteMs);
      expect(bridgeLeg()).toBeDefined();
      expect([...room.shown.keys()]).toEqual([call.sid]);
    });

    scenario(24, 'a second bridge leg from outside the confirmed origin is a wrong PIN', async () => {
      const { dials, passes, heardAt, legs } = await inMeeting();
      const stranger = dials({ pin: bridgePin });
      await passes(letInMs);
      expect(heardAt(stranger, english['wrong-pin'])).not.toEqual([]);
      expect(legs()).toHaveLength(2);
    });

    scenario(25, 'a bridge of whose join nothing was heard is found by the look', async () => {
      const untilMs = worldStartMs + bridgeMs;
      const { world, dials, phones, until, conference, bridgeLeg, callersIn } = meetingWorld(
        kit,
        {},
        {
          name: 'news of the join get lost',
          deps: (deps) => ({
            ...deps,
            conferences: {
              ...deps.conferences,
              changeConference: (id, event) =>
                event.kind === 'bridgeJoined' && event.atMs < untilMs
                  ? deps.conferences.get(id)
                  : deps.conferences.changeConference(id, event),
            },
          }),
        },
      );
      const call = dials();
      await until(() => bridgeLeg() !== undefined, bridgeMs);
      const isHeard = false;
      world.news.sent(undefined)(isHeard);
      if (waits === 'outside') {
        // Whoever waited when the bridge came is promised to be in sooner than a look can be: another one waits.
        dials();
        phones.hangUp(call);
      }
      expect(conference().bridge.state).not.toBe('in');
      await until(() => conference().bridge.state === 'in', 3 * minuteMs);
      await until(() => callersIn().length === 1, letInMs);
    });
  });

  scenario.group('in the meeting', () => {
    scenario(
      26,
      'a caller who joins muted is not heard (`joinsMuted`: never; else less than 3 s)',
      async () => {
        const { dials, until, leg, world } = meetingWorld(kit, { settings: { joinMuted: true } });
        const call = dials();
        await until(() => leg(call) !== undefined, bridgeMs);
        const { outside } = world.options.scenario;
        const openMs = outside === undefined || outside.joinsMuted ? 0 : 3_000 + outside.listLagMs;
        expect(await until(() => leg(call)?.muted === true, 10_000)).toBeLessThanOrEqual(openMs);
      },
    );

    scenario(27, 'a mute in the room is on the phone within 3 s', async () => {
      const { room, call, leg, until } = await inMeeting();
      room.hostMutes(call.sid, true);
      await until(() => leg(call)?.muted === true, 3_000);
    });

    const how = keys === 'stay' ? 'keys mute without leaving' : 'the star menu mutes';
    scenario(28, `${how}, and raises the hand`, async () => {
      for (const key of ['6', '9']) {
        const { dials, phones, room, until, leg, caller } = meetingWorld(kit);
        const call = dials({ key });
        await until(() => room.shown.has(call.sid), 2 * bridgeMs);
        const before = leg(call);
        if (keys === 'stay') phones.pressKeys(call, key);
        else phones.pressStar(call);
        const isDone = () => (key === '6' ? leg(call)?.muted === true : caller(call).hand);
        await until(() => isDone() && leg(call) !== undefined, 30_000);
        expect(leg(call) === before).toBe(keys === 'stay');
      }
    });

    scenario(29, 'the same key press delivered twice counts once', async () => {
      const { dials, phones, room, until, passes, caller } = meetingWorld(kit);
      // What is sent at once is for each question; as a PIN, it is a wrong one beside the right one.
      const call = dials({ key: '9', atOnce: keys === 'stay' ? [] : ['9'] });
      await until(() => room.shown.has(call.sid), 2 * bridgeMs);
      if (keys === 'stay') phones.pressKeys(call, '9', true);
      else phones.pressStar(call);
      await passes(30_000);
      expect(caller(call).hand).toBe(true);
    });

    scenario(30, 'the caller hears what the key has done, and the others do not', async () => {
      const { dials, phones, room, until, passes, heardAt } = meetingWorld(kit);
      const [call, other] = [dials({ key: '9' }), dials()];
      await until(() => room.shown.size === 2, 2 * bridgeMs);
      if (keys === 'stay') phones.pressKeys(call, '9');
      else phones.pressStar(call);
      await passes(30_000);
      const heard = heardAt(call, english['hand-raised']).length;
      const told = phones.tellings.filter((each) => each === call.sid).length;
      expect(heard + told).toBe(1);
      expect(heardAt(other, english['hand-raised'])).toEqual([]);
      expect(phones.tellings).not.toContain(other.sid);
    });

    scenario(
      31,
      'join, leave and mute events in any order, doubled or lost, end in the provider’s list',
      async () => {
        for (let seed = 0; seed < drawnWorlds; seed += 1) {
          const run = { seed: `contract/${seed}`, level: 'heavy', blueprint } as const;
          const adapt = (
            drawn: Parameters<NonNullable<Parameters<typeof runConference>[0]['adapt']>>[0],
          ) => ({
            ...drawn,
            outside: undefined,
            ...kit.scenario,
          });
          const { violation } = await runConference({ ...run, adapt });
          expect(violation?.message, run.seed).toBeUndefined();
        }
      },
    );

    scenario(33, 'a caller thrown out hears why, and is off the line within 20 s', async () => {
      const { room, call, until, passes, heardAt } = await inMeeting();
      // Nobody presses a button in the moment in which it appears.
      await passes(1_000);
      room.hostRemoves(call.sid);
      await until(() => call.status === 'completed', 20_000);
      expect(heardAt(call, english.kicked)).toHaveLength(1);
    });

    scenario(34, 'a stay that is too long ends even if the provider knows no limit', async () => {
      const { call, until, heardAt } = await inMeeting({ settings: { longestStayMs: 2 * minuteMs } });
      await until(() => call.status === 'completed', 5 * minuteMs);
      expect(kit.traits.waits === 'inside' ? heardAt(call, english.overdue).length : 1).toBe(1);
    });

    scenario(35, 'closing a conference ends every leg', async () => {
      const { dials, phones, until, callersIn, world } = await inMeeting();
      dials();
      await until(() => callersIn().length === 2, letInMs + bridgeMs);
      const { deps } = world.stores();
      const none = { listOf: () => Promise.resolve([]) };
      const pins = { ...none, expire: () => Promise.resolve(false) };
      const known = { ...none, remove: () => Promise.resolve() };
      await closeConference({ ...deps, pins, known }, conferenceIdSchema.parse(conferenceId));
      await until(() => callersIn().length === 0, 2 * minuteMs);
      await until(() => phones.calls.every(({ status }) => status === 'completed'), 2 * minuteMs);
    });
  });
}
