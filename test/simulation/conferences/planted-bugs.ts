import { voiceCallIdSchema } from '../../../lib/conference/conference.ts';
import type { ConferenceDeps } from '../../../lib/conference/ports.ts';
import type { FaultLevel } from '../frame/faults.ts';
import type { Mutation } from './functions.ts';

/** A bug that is planted by changing what the product is given or hears, and the promises that it breaks. */
export interface PlantedBug extends Mutation {
  readonly breaks: readonly string[];
  readonly level: FaultLevel;
  /** Conferences within which it must be found. */
  readonly withinWorlds: number;
}

type Stores = ConferenceDeps['conferences'];

const withStores =
  (change: (conferences: Stores) => Partial<Stores>) =>
  (deps: ConferenceDeps): ConferenceDeps => ({
    ...deps,
    conferences: { ...deps.conferences, ...change(deps.conferences) },
  });

const withRooms =
  (change: (rooms: ConferenceDeps['rooms']) => Partial<ConferenceDeps['rooms']>) =>
  (deps: ConferenceDeps): ConferenceDeps => ({ ...deps, rooms: { ...deps.rooms, ...change(deps.rooms) } });

export const plantedBugs: readonly PlantedBug[] = [
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
        changeConference: async (id, fact) => {
          const after = await conferences.changeConference(id, fact);
          if (fact.kind !== 'bridgeJoined') return after;
          const loaded = await conferences.load(id);
          for (const { call } of loaded?.callers ?? []) {
            const untilMs = fact.atMs + 86_400_000;
            await conferences.changeCaller(id, call, { kind: 'roomRefused', atMs: fact.atMs, untilMs });
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
    withinWorlds: 50,
    deps: withStores((conferences) => ({
      changeCaller: (id, call, fact) =>
        fact.kind === 'left' || fact.kind === 'gone'
          ? Promise.resolve(undefined)
          : conferences.changeCaller(id, call, fact),
    })),
  },
  {
    name: "the host's mute does not reach the phone",
    breaks: ['mute-agrees'],
    level: 'none',
    withinWorlds: 100,
    deps: (deps) => ({ ...deps, voice: { ...deps.voice, mute: () => Promise.resolve('done') } }),
  },
  {
    name: "a caller's own mute does not reach the room",
    breaks: ['mute-agrees'],
    level: 'none',
    withinWorlds: 100,
    deps: withRooms(() => ({ mute: () => Promise.resolve('done') })),
  },
  {
    name: 'a take-back is recorded, and not sent',
    breaks: ['announced-only-if-in'],
    level: 'none',
    withinWorlds: 100,
    deps: withRooms(() => ({ takeBack: () => Promise.resolve('done') })),
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
    name: 'nobody looks for lost news, and the sweep wakes nobody',
    breaks: ['announced-if-in', 'announced-only-if-in', 'mute-agrees', 'nobody-is-left', 'every-call-ends'],
    level: 'heavy',
    withinWorlds: 100,
    deps: withStores(() => ({ due: () => Promise.resolve([]) })),
  },
  {
    name: 'nobody is told that the session is over, and no bridge is hung up',
    breaks: ['every-call-ends', 'nobody-is-left'],
    level: 'none',
    withinWorlds: 100,
    deps: (deps) => ({
      ...deps,
      voice: { ...deps.voice, hangUp: () => Promise.resolve('done') },
      rooms: { ...deps.rooms, disconnectBridge: () => Promise.resolve('done') },
    }),
  },
  {
    name: 'whom the host removes stays in the meeting',
    breaks: ['the-removed-are-out'],
    level: 'none',
    withinWorlds: 100,
    deps: (deps) => ({ ...deps, voice: { ...deps.voice, end: () => Promise.resolve('done') } }),
  },
];
