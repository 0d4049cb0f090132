import { newConferenceSchema } from '../../../../lib/conferences/admin/administer.ts';
import type { PinEntry } from '../../../../lib/conferences/model/pins.ts';
import { inMemoryConferences } from '../../../support/conferences.ts';
import { conferenceId } from '../../../support/new-conference.ts';
import type { ListedKnown } from '../../../../lib/conferences/model/known-caller.ts';
import type { NotDone } from '../../../../lib/conferences/model/not-done.ts';
import type { RoomProvisioner } from '../../../../lib/conferences/admin/ports.ts';
import type { PinAdmin } from '../../../../lib/conferences/ports.ts';

/** A conference to be made, and the id that it gets. */
export const order = newConferenceSchema.parse({ name: 'Board meeting', dialIn: '+12025550151' });
export const id = conferenceId('made');

/** Why something was not done; empty if it was. */
export const whyOf = (result: { readonly ok: true } | NotDone) => (result.ok ? '' : result.why);

/** What whoever administers conferences needs, in memory; tests change what the room provider answers. */
export function provisionerWorld() {
  const all = inMemoryConferences();
  const pins = new Map<string, PinEntry>();
  const live = { count: 0 };
  const known: ListedKnown[] = [];
  const admin = {
    put: (hash, entry) => {
      if (pins.has(hash)) return Promise.resolve('exists');
      pins.set(hash, entry);
      return Promise.resolve('stored');
    },
    remove: (hash) => {
      pins.delete(hash);
      return Promise.resolve();
    },
    listOf: (conference) =>
      Promise.resolve(
        [...pins].flatMap(([hash, entry]) =>
          entry.kind !== 'forward' && entry.conference === conference ? [{ hash, entry }] : [],
        ),
      ),
    listForwarding: () =>
      Promise.resolve(
        [...pins].flatMap(([hash, entry]) => (entry.kind === 'forward' ? [{ hash, entry }] : [])),
      ),
    expire: (hash, validUntilMs) => {
      const entry = pins.get(hash);
      if (entry !== undefined) pins.set(hash, { ...entry, validUntilMs });
      return Promise.resolve(entry !== undefined);
    },
    countLive: () => Promise.resolve(live.count),
    countGuessable: () => Promise.resolve(0),
  } satisfies PinAdmin;
  const orders: Parameters<RoomProvisioner['prepare']>[0][] = [];
  const keyed: string[] = [];
  const answers: {
    find: Awaited<ReturnType<RoomProvisioner['find']>>;
    prepare: Awaited<ReturnType<RoomProvisioner['prepare']>>;
    rekey: Awaited<ReturnType<RoomProvisioner['rekey']>>;
    /** What happens at the same time as the room is prepared. */
    meanwhile: () => void;
  } = {
    find: { ok: true, room: 'room-1' },
    prepare: { ok: true, room: 'room-1', url: 'https://acme.digitalsamba.com/board' },
    rekey: { told: 'done' },
    meanwhile: () => undefined,
  };
  let digit = 0;
  const deps = {
    ...all.deps,
    pins: admin,
    known: {
      listOf: () => Promise.resolve([...known]),
      remove: (hash: string) => {
        known.splice(0, known.length, ...known.filter((each) => each.hash !== hash));
        return Promise.resolve();
      },
    },
    // Digits that repeat late enough for a handful of PINs to differ.
    randomBelow: (below: number) => ((digit += 1) * 7 + Math.floor(digit / 10)) % below,
    newId: () => 'made',
    provisioner: {
      find: () => Promise.resolve(answers.find),
      prepare: (given) => {
        orders.push(given);
        answers.meanwhile();
        return Promise.resolve(answers.prepare);
      },
      rekey: (room, keys) => {
        keyed.push(`${room} ${keys}`);
        return Promise.resolve(answers.rekey);
      },
    } satisfies RoomProvisioner,
  };
  const kinds = () => [...pins.values()].map(({ kind }) => kind).sort();
  return { ...all, deps, answers, orders, keyed, pins, known, live, kinds };
}
export type ProvisionerWorld = ReturnType<typeof provisionerWorld>;
