import { changeItem } from '../../../../lib/aws/table/versioned-item.ts';
import { RoomContendedError } from '../../../../lib/aws/stores/held-calls/existing-room-store.ts';
import type { CallId, HeldCall } from '../../../../lib/held-calls/model/call.ts';
import {
  newExistingRoom,
  roomAfter,
  type ExistingRoom,
} from '../../../../lib/held-calls/model/existing-room.ts';
import { changeFor } from '../../../../lib/held-calls/state/life.ts';
import type { CallStore, ExistingRoomStore, RouteStore } from '../../../../lib/held-calls/ports.ts';
import type { Route } from '../../../../lib/held-calls/model/route.ts';
import type { Clock } from '../../../../lib/held-calls/ports.ts';
import type { Random } from '../../frame/random.ts';
import type { CallEvent } from '../../../../lib/held-calls/model/call-events.ts';
import { applyChange, type Change, type LifeSettings } from '../../../../lib/held-calls/state/change.ts';

/** Carries one request to the table out; a world with faults decides when, how often, and with what answer. */
type Request = <Value>(act: () => Value) => Promise<Value>;

/** What a store of the twin is made for: one process with a clock and a way to the table. */
export interface StoreUser {
  readonly request: Request;
  readonly clock: Clock;
}

interface Row {
  call: HeldCall;
  /** The move that wrote last; a repetition of it is refused, and that is how it is known. */
  lastWrite: number;
  /** What the index showed before the last write that changed it, for as long as it lags. */
  before: { readonly dueAtMs: number | undefined; readonly untilMs: number };
}

/** Told of every write to a call: `before` is undefined for a new one. */
type CallWatcher = (after: HeldCall, before: HeldCall | undefined, event: CallEvent | undefined) => void;

export interface TwinTableDeps {
  readonly life: LifeSettings;
  readonly random: Random;
  /** The true time, in Unix ms. */
  readonly now: () => number;
  /** How long the index may lag behind a write just made, in ms. */
  readonly indexLagMs: () => number;
  readonly watch: CallWatcher;
  /** Told of every event that found its call: in which state, and what it was refused for, if it was. */
  readonly came: (call: HeldCall, event: CallEvent, change: Change, isTaken: boolean) => void;
}

/**
 * The table in memory, behind the ports of held calls: conditions hold or fail as in DynamoDB, whoever writes gets the
 * item, an item whose `ttl` has passed is absent, and the index lags.
 */
export class TwinTable {
  readonly routes = new Map<string, Route>();
  readonly #calls = new Map<CallId, Row>();
  readonly #rooms = new Map<string, { readonly version: number; readonly room: ExistingRoom }>();
  readonly #spent = new Map<string, { readonly call: CallId; readonly ttlMs: number }>();
  readonly #deps: TwinTableDeps;
  #writes = 0;

  constructor(deps: TwinTableDeps) {
    this.#deps = deps;
  }

  get calls(): readonly HeldCall[] {
    return [...this.#calls.values()].map(({ call }) => call);
  }

  call(id: CallId): HeldCall | undefined {
    return this.#calls.get(id)?.call;
  }

  get existingRooms(): readonly ExistingRoom[] {
    return [...this.#rooms.values()].map(({ room }) => room);
  }

  register(name: string): void {
    this.#rooms.set(name, { version: 1, room: newExistingRoom(name) });
  }

  callStore({ request, clock }: StoreUser): CallStore {
    return {
      put: (call) => {
        const nowMs = clock.now();
        return request(() => this.#put(call, nowMs));
      },
      get: (id) => {
        const nowMs = clock.now();
        return request(() => this.#alive(id, nowMs)?.call);
      },
      move: (id, event) => {
        const nowMs = clock.now();
        const write = (this.#writes += 1);
        return request(() => this.#move(id, event, nowMs, write));
      },
      due: (nowMs, limit) => request(() => this.#due(nowMs, limit)),
    };
  }

  existingRoomStore({ request, clock }: StoreUser): ExistingRoomStore {
    return {
      get: (name) => request(() => this.#rooms.get(name)?.room),
      change: async (name, event) => {
        const changed = await changeItem<ExistingRoom, number>(
          { clock, random: () => this.#deps.random.next() },
          {
            read: () =>
              request(() => {
                const row = this.#rooms.get(name);
                return { value: row?.room, current: row?.version ?? 0 };
              }),
            after: (room) => room && roomAfter(room, event),
            write: (room, version) => request(() => this.#writeRoom(room, version)),
          },
        );
        if (changed.ok) return changed.value;
        throw new RoomContendedError(`The room ${name} kept changing.`);
      },
    };
  }

  routeStore({ request, clock }: StoreUser): RouteStore {
    return {
      find: (key) => request(() => this.routes.get(key)),
      spend: (header, call, expiresAtMs) => {
        const nowMs = clock.now();
        return request(() => {
          const spent = this.#spent.get(header);
          if (spent !== undefined && spent.call !== call && spent.ttlMs > nowMs) return false;
          this.#spent.set(header, { call, ttlMs: Math.ceil((expiresAtMs + headerKeptMs) / 1000) * 1000 });
          return true;
        });
      },
    };
  }

  #alive(id: CallId, nowMs: number): Row | undefined {
    const row = this.#calls.get(id);
    return row === undefined || row.call.ttl * 1000 <= nowMs ? undefined : row;
  }

  #put(call: HeldCall, nowMs: number): 'stored' | 'exists' {
    if (this.#alive(call.id, nowMs) !== undefined) return 'exists';
    this.#calls.set(call.id, { call, lastWrite: 0, before: this.#indexBefore(undefined) });
    this.#deps.watch(call, undefined, undefined);
    return 'stored';
  }

  #move(id: CallId, event: CallEvent, nowMs: number, write: number): Awaited<ReturnType<CallStore['move']>> {
    const row = this.#alive(id, nowMs);
    if (row === undefined) return { ok: false, call: undefined };
    if (row.lastWrite === write) return { ok: true, call: row.call };
    const before = row.call;
    const change = changeFor(event, this.#deps.life);
    const after = applyChange(before, change);
    this.#deps.came(before, event, change, after !== undefined);
    if (after === undefined) return { ok: false, call: before };
    if (after.dueAtMs !== before.dueAtMs) row.before = this.#indexBefore(before.dueAtMs);
    row.call = after;
    row.lastWrite = write;
    this.#deps.watch(after, before, event);
    return { ok: true, call: after };
  }

  #indexBefore(dueAtMs: number | undefined): Row['before'] {
    return { dueAtMs, untilMs: this.#deps.now() + this.#deps.indexLagMs() };
  }

  #due(nowMs: number, limit: number): readonly CallId[] {
    const due: { readonly id: CallId; readonly atMs: number }[] = [];
    for (const [id, { call, before }] of this.#calls) {
      const atMs = this.#deps.now() < before.untilMs ? before.dueAtMs : call.dueAtMs;
      if (atMs !== undefined && atMs <= nowMs) due.push({ id, atMs });
    }
    due.sort((left, right) => left.atMs - right.atMs);
    return due.slice(0, limit).map(({ id }) => id);
  }

  #writeRoom(room: ExistingRoom, version: number): boolean {
    if ((this.#rooms.get(room.name)?.version ?? 0) !== version) return false;
    this.#rooms.set(room.name, { version: version + 1, room });
    return true;
  }
}

/** As lib/aws/stores/route-store.ts keeps spent headers beyond their validity. */
const headerKeptMs = 60_000;
