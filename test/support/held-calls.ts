import {
  existingRoomSchema,
  newExistingRoom,
  roomAfter,
  type ExistingRoom,
} from '../../lib/held-calls/model/existing-room.ts';
import {
  callIdFrom,
  heldCallSchema,
  type CallId,
  type HeldCall,
  type StartedBot,
} from '../../lib/held-calls/model/call.ts';
import { changeFor } from '../../lib/held-calls/state/life.ts';
import type {
  BotOrder,
  BotStart,
  HeldCallDeps,
  HoldSettings,
  Ordered,
  RoomOrder,
  RoutingAnswer,
  RoutingQuestion,
  TransferOrder,
} from '../../lib/held-calls/ports.ts';
import type { BotTarget, Route, Target } from '../../lib/held-calls/model/route.ts';
import type { CallEvent } from '../../lib/held-calls/model/call-events.ts';
import { applyChange } from '../../lib/held-calls/state/change.ts';

export const startMs = Date.UTC(2026, 0, 1, 12);

export const settings: HoldSettings = {
  stage: 'test',
  publicUrl: 'https://gateway.example.com',
  holdBudgetMs: 100_000,
  holdSliceMs: 35_000,
  holdTaskMs: 30_000,
  connectSliceMs: 11_000,
  connectTaskMs: 9_000,
  reserveMs: 5_000,
  longestCallMs: 14_400_000,
  retentionMs: 30 * 86_400_000,
};

export const botTarget: BotTarget = { kind: 'pipecat-cloud', agent: 'receptionist' };
export const secondBotTarget: Target = { kind: 'bot-endpoint', url: 'https://bots.example.com/start' };
export const lobbyTarget: Target = { kind: 'room', room: 'lobby' };

/** A call that has just been stored. */
export function heldCall(id: string, change: Partial<HeldCall> = {}): HeldCall {
  return {
    id: callIdFrom(id),
    state: 'held',
    hold: `hold-of-${id}`,
    to: '+12025550143',
    from: '+12025550188',
    reason: 'number',
    targets: [botTarget],
    dialOut: false,
    heldAtMs: startMs,
    budgetEndsAtMs: startMs + settings.holdBudgetMs,
    attempt: 0,
    targetIndex: 0,
    updates: 0,
    rooms: [],
    deletedRooms: [],
    bots: [],
    dueAtMs: startMs + 10_000,
    timeline: [{ atMs: startMs, event: 'held', detail: 'number' }],
    ttl: Math.floor((startMs + settings.retentionMs) / 1000),
    ...change,
  };
}

/** What a look at a room shows. */
export type Presence = 'in' | 'out' | 'unknown';

/** What the outside world answers; tests change single answers. */
interface World {
  start: 'started' | 'throttled';
  resume: (token: string) => 'resumed' | 'over' | 'failed';
  create: (order: RoomOrder) => { ok: true; url: string; address: string } | { ok: false; why: string };
  callerIn: Presence | (() => Presence);
  isBotIn: (target: number) => boolean;
  keepOut: (targets: readonly number[]) => boolean;
  remove: boolean;
  connect: () => Ordered;
  transfer: () => Ordered | Promise<Ordered>;
  addressOf: string | undefined;
  bot: (order: BotOrder) => BotStart;
  stopBot: boolean;
  route: (question: RoutingQuestion) => RoutingAnswer;
  signingKey: string | undefined;
  /** Runs while a bot is being started, before the back end answers. */
  whileStarting: (order: BotOrder) => Promise<void>;
}

/**
 * All that held calls need, in memory: the stores apply the same pure functions that the table adapter compiles, the
 * clock stands still until it is moved, and every call to the outside is recorded.
 */
export function inMemory(calls: readonly HeldCall[] = []) {
  const items = new Map<CallId, HeldCall>(calls.map((call) => [call.id, call]));
  const rooms = new Map<string, ExistingRoom>();
  const routes = new Map<string, Route>();
  const spent = new Map<string, CallId>();
  const record = {
    started: [] as CallId[],
    resumed: [] as string[],
    givenUp: [] as string[],
    created: [] as RoomOrder[],
    deletedRooms: [] as string[],
    connected: [] as { hold: string; address: string; endsAtMs: number }[],
    transferred: [] as TransferOrder[],
    /** Targets whose bots were kept out. */
    keptOut: [] as number[],
    polls: [] as { room: string; atMs: number }[],
    asked: [] as RoutingQuestion[],
    botsStarted: [] as BotOrder[],
    botsStopped: [] as StartedBot[],
    moves: [] as { id: CallId; event: CallEvent; ok: boolean }[],
    logs: [] as { level: string; code: string; fields: unknown }[],
    counts: [] as { metric: string; reason: string | undefined }[],
    /** What was counted in all, by metric. */
    sums: new Map<string, number>(),
  };
  const world: World = {
    start: 'started',
    resume: () => 'resumed',
    create: ({ name }) => ({
      ok: true,
      url: `https://example.daily.co/${name}`,
      address: `${name}@sip.example`,
    }),
    callerIn: 'unknown',
    isBotIn: () => true,
    keepOut: () => true,
    remove: true,
    connect: () => ({ kind: 'taken' }),
    transfer: () => ({ kind: 'taken' }),
    addressOf: 'looked-up@sip.example',
    bot: ({ room }) => ({ kind: 'started', session: `session-${room.name.replace(/^.*-/, '')}` }),
    stopBot: true,
    route: () => ({ kind: 'none', why: 'http-503' }),
    signingKey: 'a signing key of a test',
    whileStarting: () => Promise.resolve(),
  };
  let nowMs = startMs;

  const logAs = (level: string) => (code: string, fields?: unknown) =>
    void record.logs.push({ level, code, fields });
  const deps: HeldCallDeps = {
    settings,
    clock: {
      now: () => nowMs,
      sleep: (ms) => {
        nowMs += ms;
        return Promise.resolve();
      },
    },
    random: () => 0,
    log: { info: logAs('info'), warn: logAs('warn'), error: logAs('error') },
    count: (metric, value = 1, reason) => {
      record.counts.push({ metric, reason });
      record.sums.set(metric, (record.sums.get(metric) ?? 0) + value);
    },
    signingKey: () => Promise.resolve(world.signingKey),
    calls: {
      put: (call) => {
        if (items.has(call.id)) return Promise.resolve('exists');
        items.set(call.id, call);
        return Promise.resolve('stored');
      },
      get: (id) => Promise.resolve(items.get(id)),
      move: (id, event) => {
        const before = items.get(id);
        const after = before && applyChange(before, changeFor(event, settings));
        record.moves.push({ id, event, ok: after !== undefined });
        if (after === undefined) return Promise.resolve({ ok: false, call: before });
        // What could not be read again from the table is a fault, here as there.
        items.set(id, heldCallSchema.parse(after));
        return Promise.resolve({ ok: true, call: after });
      },
      due: (atMs, limit) => {
        const due = [...items.values()]
          .flatMap(({ id, dueAtMs = Infinity }) => (dueAtMs <= atMs ? [{ id, dueAtMs }] : []))
          .sort((a, b) => a.dueAtMs - b.dueAtMs);
        return Promise.resolve(due.slice(0, limit).map(({ id }) => id));
      },
    },
    existingRooms: {
      change: (name, event) => {
        const before = rooms.get(name);
        if (before === undefined) return Promise.resolve(undefined);
        const after = roomAfter(before, event);
        rooms.set(name, existingRoomSchema.parse(after));
        return Promise.resolve(after);
      },
      get: (name) => Promise.resolve(rooms.get(name)),
    },
    isCounted: () => true,
    routes: {
      find: (key) => Promise.resolve(routes.get(key)),
      spend: (header, call) => {
        const spender = spent.get(header);
        if (spender === undefined) spent.set(header, call);
        return Promise.resolve(spender === undefined || spender === call);
      },
    },
    machine: {
      start: (id) => {
        if (world.start === 'started') record.started.push(id);
        return Promise.resolve(world.start);
      },
      resume: (token) => {
        const result = world.resume(token);
        if (result === 'resumed') record.resumed.push(token);
        return Promise.resolve(result);
      },
      giveUp: (token) => {
        const result = world.resume(token);
        if (result === 'resumed') record.givenUp.push(token);
        return Promise.resolve(result);
      },
    },
    video: {
      create: (order) => {
        record.created.push(order);
        return Promise.resolve(world.create(order));
      },
      addressOf: () => Promise.resolve(world.addressOf),
      callerIn: (room) => {
        record.polls.push({ room, atMs: nowMs });
        const { callerIn } = world;
        return Promise.resolve(typeof callerIn === 'function' ? callerIn() : callerIn);
      },
      remove: (names) => {
        if (world.remove) record.deletedRooms.push(...names);
        return Promise.resolve(world.remove ? [] : names);
      },
      connect: (hold, address, endsAtMs) => {
        record.connected.push({ hold, address, endsAtMs });
        return Promise.resolve(world.connect());
      },
      transfer: (order) => {
        record.transferred.push(order);
        return Promise.resolve(world.transfer());
      },
      botToken: (room) => Promise.resolve(`token-for-${room}`),
      isBotIn: (_, target) => Promise.resolve(world.isBotIn(target)),
      keepOut: (_, targets) => {
        const isDone = world.keepOut(targets);
        if (isDone) record.keptOut.push(...targets);
        return Promise.resolve(isDone);
      },
    },
    router: {
      ask: (question) => {
        record.asked.push(question);
        return Promise.resolve(world.route(question));
      },
    },
    bots: {
      start: async (order) => {
        record.botsStarted.push(order);
        await world.whileStarting(order);
        return world.bot(order);
      },
      stop: (bot) => {
        if (world.stopBot) record.botsStopped.push(bot);
        return Promise.resolve(world.stopBot);
      },
    },
  };

  return {
    deps,
    world,
    record,
    routes,
    rooms,
    addRoom: (name: string) => void rooms.set(name, newExistingRoom(name)),
    call: (id: string) => {
      const call = items.get(callIdFrom(id));
      if (call === undefined) throw new Error(`no call ${id}`);
      return call;
    },
    advance: (ms: number) => void (nowMs += ms),
  };
}
