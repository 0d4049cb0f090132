import * as z from 'zod';
import { callOfSession } from '../../../../lib/held-calls/model/existing-room.ts';
import type { CallStore, HeldCallDeps } from '../../../../lib/held-calls/ports.ts';
import type { FaultLevel } from '../../frame/faults.ts';
import type { Mutation } from '../functions.ts';

/** A bug that is planted by changing what the product is given or hears, and the promises that it breaks. */
export interface PlantedBug extends Mutation {
  readonly breaks: readonly string[];
  readonly level: FaultLevel;
  /** Calls within which it must be found. */
  readonly withinCalls: number;
  /** The first world that is run: one of those that find a bug that few do. Default 0. */
  readonly fromWorld?: number;
}

type Move = CallStore['move'];

const withMove =
  (change: (move: Move) => Move) =>
  (deps: HeldCallDeps): HeldCallDeps => ({
    ...deps,
    calls: { ...deps.calls, move: change((id, event) => deps.calls.move(id, event)) },
  });

const withVideo =
  (change: (video: HeldCallDeps['video']) => Partial<HeldCallDeps['video']>) =>
  (deps: HeldCallDeps): HeldCallDeps => ({ ...deps, video: { ...deps.video, ...change(deps.video) } });

/** By world: which calls were refused by which kind of target. */
const refusedIn = new WeakMap<object, Set<string>>();

type Definition = Parameters<NonNullable<Mutation['machine']>>[0];
const definitionSchema = z.record(z.string(), z.unknown());
const changed = new WeakMap<Definition, Definition>();

/** The machine, but that it begins no more than three tasks after targets that refused. */
function askingThreeTimes(definition: Definition): Definition {
  const known = changed.get(definition);
  if (known !== undefined) return known;
  const text = JSON.stringify(definition).replace(
    /("ErrorEquals":\["NoTarget"\].*?"MaxAttempts":)\d+/,
    '$13',
  );
  const fewer = definitionSchema.parse(JSON.parse(text));
  changed.set(definition, fewer);
  return fewer;
}

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'a room is told in milliseconds when its time is over',
    breaks: ['as-the-vendor-documents'],
    level: 'none',
    withinCalls: 10,
    deps: withVideo((video) => ({
      create: (order) => video.create({ ...order, expiresAtMs: order.expiresAtMs * 1_000 }),
    })),
  },
  {
    name: 'no claim: a task that comes twice orders twice',
    breaks: ['two-orders-at-most', 'second-order-after-two-looks'],
    level: 'heavy',
    withinCalls: 3_000,
    deps: withMove((move) => async (id, event) => {
      const moved = await move(id, event);
      if (moved.ok || moved.call === undefined || event.kind !== 'claimed') return moved;
      return { ok: true, call: moved.call };
    }),
  },
  {
    name: 'readiness is forgotten: the item does not keep it',
    breaks: ['served-when-all-is-well', 'released-for-a-cause'],
    level: 'none',
    withinCalls: 100,
    deps: withMove((move) => (id, event) => {
      return event.kind === 'ready' ? Promise.resolve({ ok: false, call: undefined }) : move(id, event);
    }),
  },
  {
    name: 'a lost wake-up: who writes readiness does not see the token parked before',
    breaks: ['connected-soon-after-ready'],
    level: 'none',
    withinCalls: 100,
    fromWorld: 15,
    deps: withMove((move) => async (id, event) => {
      const moved = await move(id, event);
      if (event.kind !== 'ready' || !moved.ok) return moved;
      return { ok: true, call: { ...moved.call, token: undefined } };
    }),
  },
  {
    name: 'the machine is never told',
    breaks: ['served-when-all-is-well', 'connected-soon-after-ready', 'ends-within-its-budget'],
    level: 'none',
    withinCalls: 100,
    deps: (deps) => ({ ...deps, machine: { ...deps.machine, resume: () => Promise.resolve('resumed') } }),
  },
  {
    name: 'the second order goes out without a look at the room',
    breaks: ['second-order-after-two-looks', 'nobody-is-cut-off'],
    level: 'heavy',
    withinCalls: 1_000,
    deps: withVideo(() => ({ callerIn: () => Promise.resolve('out') })),
  },
  {
    name: 'the look at the room is not believed: it always shows nobody',
    breaks: ['nobody-is-cut-off', 'second-order-after-two-looks', 'a-transfer-is-left-alone'],
    level: 'heavy',
    withinCalls: 5_000,
    fromWorld: 110,
    deps: withVideo((video) => ({
      callerIn: async (...poll) => {
        await video.callerIn(...poll);
        return 'out';
      },
    })),
  },
  {
    name: 'an answer that comes late is not noted: the second order counts from the note of the first',
    breaks: ['second-order-after-two-looks'],
    level: 'heavy',
    withinCalls: 5_000,
    fromWorld: 105,
    deps: withMove(
      (move) => (id, event) => move(id, event.kind === 'answeredLate' ? { ...event, atMs: 0 } : event),
    ),
  },
  {
    name: 'an order whose outcome is unknown is sent again at once',
    breaks: ['second-order-after-two-looks', 'two-orders-at-most'],
    level: 'heavy',
    withinCalls: 1_000,
    deps: withVideo((video) => ({
      connect: async (...order) => {
        const answer = await video.connect(...order);
        return answer.kind === 'unknown' ? video.connect(...order) : answer;
      },
    })),
  },
  {
    name: 'a 200 to the order is taken for success',
    breaks: ['connected-only-if-in'],
    level: 'none',
    withinCalls: 100,
    deps: (deps) => {
      let claimed: Parameters<Move> | undefined;
      const move: Move = async (id, event) => {
        const moved = await deps.calls.move(id, event);
        if (moved.ok && event.kind === 'claimed') {
          const room = moved.call.room?.name ?? '';
          claimed = [id, { kind: 'connected', atMs: event.atMs, room, source: 'provider' }];
        }
        return moved;
      };
      const connect: HeldCallDeps['video']['connect'] = async (...order) => {
        const answer = await deps.video.connect(...order);
        if (answer.kind === 'taken' && claimed !== undefined) await deps.calls.move(...claimed);
        return answer;
      };
      return { ...deps, calls: { ...deps.calls, move }, video: { ...deps.video, connect } };
    },
  },
  {
    name: 'the readiness of an older attempt counts for the one in hand',
    breaks: ['no-connect-before-ready'],
    level: 'heavy',
    withinCalls: 5_000,
    deps: (deps) =>
      withMove((move) => async (id, event) => {
        if (event.kind !== 'ready') return move(id, event);
        const room = (await deps.calls.get(id))?.room?.name ?? event.room;
        return move(id, { ...event, room, address: undefined });
      })(deps),
  },
  {
    name: 'a transfer is not heard of, and so taken for a hang-up',
    breaks: ['a-transfer-is-left-alone'],
    level: 'none',
    withinCalls: 300,
    fromWorld: 50,
    deps: withMove((move) => (id, event) => {
      return event.kind === 'transferring' || event.kind === 'transferAnswered'
        ? Promise.resolve({ ok: false, call: undefined })
        : move(id, event);
    }),
  },
  {
    name: 'the report of a notice is answered, and forgotten',
    breaks: ['a-notice-is-noted-if-said'],
    level: 'none',
    withinCalls: 300,
    deps: (deps) =>
      withMove((move) => async (id, event) => {
        const call = event.kind === 'noticed' ? await deps.calls.get(id) : undefined;
        return call === undefined ? move(id, event) : { ok: true, call };
      })(deps),
  },
  {
    name: 'a caller who is in is taken for one who has heard the notice',
    breaks: ['a-notice-is-noted-if-said'],
    level: 'none',
    withinCalls: 300,
    deps: withMove((move) => async (id, event) => {
      const moved = await move(id, event);
      const { kind, atMs } = event;
      if (kind === 'connected' && moved.ok) await move(id, { kind: 'noticed', atMs, room: event.room });
      return moved;
    }),
  },
  {
    name: 'the sweep finds nothing',
    breaks: ['every-call-is-cleaned', 'every-call-ends', 'no-room-outlives', 'comes-to-rest'],
    level: 'none',
    withinCalls: 100,
    deps: (deps) => ({ ...deps, calls: { ...deps.calls, due: () => Promise.resolve([]) } }),
  },
  {
    name: 'a clean-up that failed once waits five minutes',
    breaks: ['cleaned-soon'],
    level: 'heavy',
    withinCalls: 1_000,
    fromWorld: 130,
    deps: withMove((move) => (id, event) => {
      const isFailure = event.kind === 'postpone' && event.failures !== undefined;
      return move(id, isFailure ? { ...event, dueAtMs: event.atMs + 5 * 60_000 } : event);
    }),
  },
  {
    name: 'rooms are said to be deleted, and are not',
    breaks: ['no-room-outlives'],
    level: 'none',
    withinCalls: 100,
    deps: withVideo(() => ({ remove: () => Promise.resolve([]) })),
  },
  {
    name: 'a place in an existing room is never given back',
    breaks: ['no-lease-outlives', 'a-place-ends-with-its-leg'],
    level: 'none',
    withinCalls: 300,
    deps: (deps) => ({
      ...deps,
      existingRooms: {
        ...deps.existingRooms,
        change: (name, event) =>
          event.kind === 'returned' ? deps.existingRooms.get(name) : deps.existingRooms.change(name, event),
      },
    }),
  },
  {
    name: 'the end of a leg that nobody had heard of gives no place in an existing room back',
    breaks: ['a-place-ends-with-its-leg'],
    level: 'heavy',
    withinCalls: 3_000,
    fromWorld: 15,
    deps: (deps) => ({
      ...deps,
      existingRooms: {
        ...deps.existingRooms,
        change: async (name, event) => {
          if (event.kind !== 'returned' || event.session === undefined)
            return deps.existingRooms.change(name, event);
          const room = await deps.existingRooms.get(name);
          const isHeardOf = room !== undefined && callOfSession(room, event.session) !== undefined;
          return isHeardOf ? deps.existingRooms.change(name, event) : room;
        },
      },
    }),
  },
  {
    name: 'a place in an existing room is given back as soon as its caller is in',
    breaks: ['one-caller-per-address'],
    level: 'none',
    withinCalls: 300,
    deps: (deps) => ({
      ...deps,
      existingRooms: {
        ...deps.existingRooms,
        change: (name, event) =>
          deps.existingRooms.change(
            name,
            event.kind === 'connected' ? { kind: 'returned', call: event.call } : event,
          ),
      },
    }),
  },
  {
    name: 'the name of a route can be dialled',
    breaks: ['names-are-not-dialled'],
    level: 'heavy',
    withinCalls: 1_000,
    deps: (deps) => ({
      ...deps,
      routes: { ...deps.routes, find: (key) => deps.routes.find(key === 'default' ? 'vip' : key) },
    }),
  },
  {
    name: 'what is dialled is found in one spelling only',
    breaks: ['numbers-are-found'],
    level: 'heavy',
    withinCalls: 300,
    deps: (deps) => ({
      ...deps,
      calls: {
        ...deps.calls,
        put: (call) =>
          deps.calls.put(
            /^\+\d+$/.test(call.to) ? call : { ...call, state: 'refused', reason: 'unknown-number' },
          ),
      },
    }),
  },
  {
    name: 'a deny list is not looked at',
    breaks: ['denied-callers-are-refused'],
    level: 'heavy',
    withinCalls: 1_000,
    fromWorld: 15,
    deps: (deps) => ({
      ...deps,
      routes: {
        ...deps.routes,
        find: async (key) => {
          const route = await deps.routes.find(key);
          return route?.kind === 'targets' ? { ...route, deny: undefined } : route;
        },
      },
    }),
  },
  {
    name: 'a back end that was full is given up',
    breaks: ['released-for-a-cause'],
    level: 'none',
    withinCalls: 2_000,
    deps: (deps, { platform }) => {
      const refused = refusedIn.get(platform) ?? new Set<string>();
      refusedIn.set(platform, refused);
      const start: HeldCallDeps['bots']['start'] = async (order) => {
        const asked = `${order.call.id} ${order.target.kind}`;
        if (refused.has(asked)) return { kind: 'refused', why: 'given-up' };
        const started = await deps.bots.start(order);
        if (started.kind === 'refused') refused.add(asked);
        return started;
      };
      return { ...deps, bots: { ...deps.bots, start } };
    },
  },
  {
    name: 'targets that refused are asked again three times only',
    breaks: ['released-for-a-cause'],
    level: 'none',
    withinCalls: 500,
    machine: askingThreeTimes,
  },
  {
    name: 'a log line shows the whole number',
    breaks: ['no-secret-in-logs'],
    level: 'none',
    withinCalls: 10,
    deps: (deps) => ({
      ...deps,
      calls: {
        ...deps.calls,
        put: (call) => {
          deps.log.info('call-held', { from: call.to });
          return deps.calls.put(call);
        },
      },
    }),
  },
  {
    name: 'a metric tells of whom it counts',
    breaks: ['no-secret-in-metrics'],
    level: 'none',
    withinCalls: 10,
    deps: (deps) => ({
      ...deps,
      calls: {
        ...deps.calls,
        put: (call) => {
          deps.count('callsHeld', 1, call.to);
          return deps.calls.put(call);
        },
      },
    }),
  },
];
