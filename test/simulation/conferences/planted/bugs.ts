import { voiceCallIdSchema } from '../../../../lib/conferences/model/conference.ts';
import type { ConferenceDeps, VoiceProvider } from '../../../../lib/conferences/ports.ts';
import type { FaultLevel } from '../../frame/faults.ts';
import { Random } from '../../frame/random.ts';
import { drawFlood } from '../flood.ts';
import type { Mutation } from '../functions.ts';
import type { Scenario } from '../scenario.ts';

/** A bug that is planted by changing what the product is given or hears, and the promises that it breaks. */
export interface PlantedBug extends Mutation {
  readonly breaks: readonly string[];
  readonly level: FaultLevel;
  /** Conferences within which it must be found. */
  readonly withinWorlds: number;
  /** Both sides agree in the end all the same: only what is owed for too long shows it. */
  readonly isLate?: true;
  /** In conferences of this kind; default as they are drawn. */
  readonly adapt?: (scenario: Scenario) => Scenario;
}

type Stores = ConferenceDeps['conferences'];

/** Changes what is asked of the stores. */
export const withStores =
  (change: (conferences: Stores) => Partial<Stores>) =>
  (deps: ConferenceDeps): ConferenceDeps => ({
    ...deps,
    conferences: { ...deps.conferences, ...change(deps.conferences) },
  });

const withRooms =
  (change: (rooms: ConferenceDeps['rooms']) => Partial<ConferenceDeps['rooms']>) =>
  (deps: ConferenceDeps): ConferenceDeps => ({ ...deps, rooms: { ...deps.rooms, ...change(deps.rooms) } });

/** Changes what is asked of the voice provider. */
export const withVoice =
  (change: (voice: VoiceProvider) => Partial<VoiceProvider>) =>
  (deps: ConferenceDeps): ConferenceDeps => ({
    ...deps,
    voices: {
      of(id) {
        const voice = deps.voices.of(id);
        return { ...voice, ...change(voice) };
      },
    },
  });

const flooded = (scenario: Scenario): Scenario => ({
  ...scenario,
  flood: scenario.flood ?? drawFlood(new Random('flood', scenario.quietAtMs)),
});

const withAttempts =
  (change: (attempts: ConferenceDeps['attempts']) => Partial<ConferenceDeps['attempts']>) =>
  (deps: ConferenceDeps): ConferenceDeps => ({
    ...deps,
    attempts: { ...deps.attempts, ...change(deps.attempts) },
  });

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'who is in a meeting is asked by its name, which Twilio takes from whoever makes a participant alone',
    breaks: ['as-the-vendor-documents'],
    level: 'none',
    withinWorlds: 20,
    deps: withVoice((voice) => ({
      participants: (conference, meeting) =>
        voice.participants(conference, meeting === undefined ? undefined : conference),
    })),
  },
  {
    name: 'the bridge is taken for a caller',
    breaks: ['the-bridge-is-never-announced'],
    level: 'none',
    withinWorlds: 10,
    deps: withRooms((rooms) => ({
      announce: (room, callers) =>
        rooms.announce(
          room,
          callers.map((caller) => ({
            ...caller,
            call: voiceCallIdSchema.parse(`CA${'2'.padStart(32, '0')}`),
          })),
        ),
    })),
  },
  {
    name: 'edge-triggered: callers who were in before the bridge are not announced',
    breaks: ['announced-if-in'],
    level: 'none',
    withinWorlds: 20,
    deps: (deps) => {
      const isBridgeNew = withStores((conferences) => ({
        changeConference: async (id, event) => {
          const after = await conferences.changeConference(id, event);
          if (event.kind !== 'bridgeJoined') return after;
          const loaded = await conferences.load(id);
          for (const { call } of loaded?.callers ?? []) {
            const untilMs = event.atMs + 86_400_000;
            const refused = { kind: 'roomRefused', atMs: event.atMs, askedAtMs: 0, untilMs } as const;
            await conferences.changeCaller(id, call, refused);
          }
          return after;
        },
      }));
      return isBridgeNew(deps);
    },
  },
  {
    name: 'a leave at the voice provider is not recorded',
    breaks: ['announced-only-if-in', 'nobody-is-left'],
    level: 'none',
    withinWorlds: 300,
    deps: withStores((conferences) => ({
      changeCaller: (id, call, event) =>
        event.kind === 'left' || event.kind === 'gone'
          ? Promise.resolve(undefined)
          : conferences.changeCaller(id, call, event),
    })),
  },
  {
    name: "the host's mute does not reach the phone",
    breaks: ['mute-agrees'],
    level: 'none',
    withinWorlds: 100,
    deps: withVoice(() => ({ mute: () => Promise.resolve('done') })),
  },
  {
    name: "a caller's own mute does not reach the room",
    breaks: ['mute-agrees'],
    level: 'none',
    withinWorlds: 100,
    deps: withRooms(() => ({ mute: () => Promise.resolve('done') })),
  },
  {
    name: "a caller's hand does not reach the room",
    breaks: ['hand-agrees'],
    level: 'none',
    withinWorlds: 100,
    deps: withRooms(() => ({ hand: () => Promise.resolve('done') })),
  },
  {
    name: 'that the room is about to be told of a hand is not noted before',
    breaks: ['hand-agrees'],
    level: 'heavy',
    withinWorlds: 300,
    adapt: (scenario) => ({
      ...scenario,
      sessions: [{ fromMs: 0, untilMs: Infinity }],
      flood: undefined,
      only: 'platform',
      often: { deathAfterAct: 0.2 },
      callers: scenario.callers.map((caller) => ({
        ...caller,
        actions: Array.from({ length: 8 }, (_, index) => ({
          atMs: caller.dialsAtMs + 60_000 + index * 20_000,
          action: 'menu',
          key: '9',
        })),
      })),
    }),
    deps: withStores((conferences) => ({
      changeCaller: (id, call, event) =>
        event.kind === 'roomHandUnknown'
          ? Promise.resolve(undefined)
          : conferences.changeCaller(id, call, event),
    })),
  },
  {
    name: 'a withdrawal is recorded, and not sent',
    breaks: ['announced-only-if-in'],
    level: 'none',
    withinWorlds: 100,
    deps: withRooms(() => ({ withdraw: () => Promise.resolve('done') })),
  },
  {
    name: 'a PIN is looked up before the try is charged',
    breaks: ['tries-cover-pins'],
    level: 'none',
    withinWorlds: 20,
    deps: (deps) => ({
      ...deps,
      attempts: { ...deps.attempts, charge: (scopes) => Promise.resolve(scopes.map(() => 1)) },
    }),
  },
  {
    name: 'nobody looks for lost news, and nobody is woken but by news',
    breaks: [
      ...['announced-if-in', 'announced-only-if-in', 'mute-agrees', 'hand-agrees'],
      ...['nobody-is-left', 'every-call-ends', 'let-in-with-the-bridge'],
      ...['the-removed-are-out', 'the-room-is-heard'],
    ],
    level: 'heavy',
    withinWorlds: 100,
    deps: (deps) => ({
      ...withStores(() => ({ due: () => Promise.resolve([]) }))(deps),
      wakeLater: { wakeAt: () => Promise.resolve('sent') },
    }),
  },
  {
    name: 'no conference is woken at its deadlines but by the sweep',
    breaks: ['deadlines-are-kept', 'the-removed-are-out', 'announced-only-if-in', 'the-room-is-heard'],
    level: 'none',
    withinWorlds: 60,
    deps: (deps) => ({ ...deps, wakeLater: { wakeAt: () => Promise.resolve('sent') } }),
  },
  {
    name: 'nobody is told that the session is over, and no bridge is hung up',
    breaks: ['every-call-ends', 'nobody-is-left'],
    level: 'none',
    withinWorlds: 100,
    deps: (deps) => ({
      ...withVoice(() => ({ hangUp: () => Promise.resolve('done') }))(deps),
      rooms: { ...deps.rooms, disconnectBridge: () => Promise.resolve('done') },
    }),
  },
  {
    name: 'whom the host removes stays in the meeting',
    breaks: ['the-removed-are-out', 'deadlines-are-kept'],
    level: 'none',
    withinWorlds: 100,
    deps: withVoice(() => ({ end: () => Promise.resolve('done') })),
  },
  {
    name: 'whoever leaves the room is taken for removed, whatever becomes of the bridge',
    breaks: ['only-the-removed-are-thrown-out'],
    level: 'none',
    withinWorlds: 40,
    adapt: (scenario) => ({
      ...scenario,
      bridgeDropsAtMs: [200_000],
      samba: { ...scenario.samba, disconnectClears: 'before' },
    }),
    deps: withStores((conferences) => ({
      changeCaller: (id, call, event) =>
        conferences.changeCaller(
          id,
          call,
          event.kind === 'leftRoom' ? { kind: 'kicked', atMs: event.atMs, why: 'kicked' } : event,
        ),
    })),
  },
  {
    name: 'whoever waits in a meeting that has begun is told nothing',
    breaks: ['nobody-waits-in-silence'],
    level: 'none',
    withinWorlds: 40,
    adapt: (scenario) => ({ ...scenario, bridgeDropsAtMs: [200_000] }),
    deps: withVoice(() => ({ tell: () => Promise.resolve('done') })),
  },
  {
    name: 'a bridge that drops again is given up, however long it was in',
    breaks: ['the-room-is-heard'],
    level: 'none',
    withinWorlds: 40,
    adapt: (scenario) => ({ ...scenario, bridgeStayMs: 620_000, bridgeDropsAtMs: [] }),
    deps: withStores((conferences) => ({
      changeConference: (id, event) =>
        conferences.changeConference(id, event.kind === 'bridgeLeft' ? { ...event, atMs: 0 } : event),
    })),
  },
  {
    name: 'a room that is out of order is taken for one that dials',
    breaks: ['the-room-is-heard'],
    level: 'none',
    withinWorlds: 40,
    adapt: (scenario) => ({ ...scenario, sambaDownMs: [0, 290_000] }),
    deps: withRooms((rooms) => ({
      connectBridge: async (room) => {
        const told = await rooms.connectBridge(room);
        return told === 'unknown' ? 'done' : told;
      },
    })),
  },
  {
    name: 'a number that has had its tries is refused, whoever has forged it',
    breaks: ['nobody-is-locked-out'],
    level: 'none',
    withinWorlds: 40,
    adapt: flooded,
    deps: withAttempts((attempts) => ({
      charge: (scopes, key, nowMs) =>
        attempts.charge(
          scopes.map((scope) => (scope.name.startsWith('caller-') ? { ...scope, max: 10 } : scope)),
          key,
          nowMs,
        ),
    })),
  },
  {
    name: "the deployment's spent tries shut everybody out",
    breaks: ['nobody-is-locked-out'],
    level: 'none',
    withinWorlds: 40,
    adapt: flooded,
    deps: withAttempts((attempts) => ({
      charge: (scopes, key, nowMs) =>
        attempts.charge(
          scopes.map((scope) => (scope.name === 'deployment' ? { ...scope, max: 1_000 } : scope)),
          key,
          nowMs,
        ),
    })),
  },
  {
    name: 'the last places before a PIN are kept for nobody',
    breaks: ['nobody-is-locked-out'],
    level: 'none',
    withinWorlds: 40,
    adapt: flooded,
    deps: (deps) => ({
      ...deps,
      unauthenticated: {
        ...deps.unauthenticated,
        enter: (call, atMs, whyNot, present) => {
          const asOfOneNumber = (others: Parameters<typeof whyNot>[0]) =>
            whyNot(others.length < 200 ? others : others.map((other) => ({ ...other, number: call.number })));
          return deps.unauthenticated.enter(call, atMs, asOfOneNumber, present);
        },
      },
    }),
  },
  {
    name: 'different guesses of one question are charged as one',
    breaks: ['tries-cover-pins'],
    level: 'none',
    withinWorlds: 40,
    adapt: flooded,
    deps: withAttempts((attempts) => ({
      charge: (scopes, key, nowMs) => attempts.charge(scopes, key.split('-').slice(0, 2).join('-'), nowMs),
    })),
  },
  {
    name: 'wrong tries are given back too',
    breaks: ['tries-cover-pins'],
    level: 'none',
    withinWorlds: 20,
    deps: (deps) => {
      let refund: (() => Promise<void>) | undefined;
      const { attempts, pins } = deps;
      return {
        ...deps,
        attempts: {
          ...attempts,
          charge: (scopes, key, nowMs) => {
            refund = () => attempts.refund(scopes, key, nowMs);
            return attempts.charge(scopes, key, nowMs);
          },
        },
        pins: {
          ...pins,
          find: async (hash) => {
            const found = await pins.find(hash);
            if (found === undefined) await refund?.();
            return found;
          },
        },
      };
    },
  },
  {
    name: 'secrets are never read anew',
    breaks: [
      ...['nobody-is-locked-out', 'announced-if-in', 'announced-only-if-in'],
      ...['nobody-is-left', 'every-call-ends'],
    ],
    level: 'none',
    withinWorlds: 20,
    keepsSecrets: true,
  },
  {
    name: 'a metric tells of whom it counts',
    breaks: ['no-secret-in-metrics'],
    level: 'none',
    withinWorlds: 10,
    deps: (deps) => ({
      ...deps,
      pinCalls: {
        ...deps.pinCalls,
        arrived: (call) => {
          deps.count('dialInsArrived', 1, call.number);
          return deps.pinCalls.arrived(call);
        },
      },
    }),
  },
];
