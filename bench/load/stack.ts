import { setTimeout as sleep } from 'node:timers/promises';
import { createCallStore } from '../../lib/aws/stores/held-calls/call-store.ts';
import { openTable } from '../../lib/aws/table/table.ts';
import { callIdFrom, type HeldCall } from '../../lib/held-calls/model/call.ts';
import { routeSchema } from '../../lib/held-calls/model/route.ts';
import type { CallStore } from '../../lib/held-calls/ports.ts';
import type { LocalGateway } from '../../local/local-gateway.ts';
import type { Gateway } from '../../local/runtime/gateway.ts';
import type { SimulatedBots } from '../../local/simulated/bots.ts';
import type { HeldCall as Caller } from '../../local/simulated/daily/calls/held-call.ts';
import type { SimulatedDaily } from '../../local/simulated/daily/start.ts';

/** The number that every call of the load dials. */
export const dialled = '+12025550101';

/** Where it leads. */
export const receptionist = routeSchema.parse({
  kind: 'targets',
  targets: [{ kind: 'pipecat-cloud', agent: 'receptionist' }],
});

/** Looks at the table at a time: more would wait for a connection of the client longer than it lets them. */
const looksAtOnce = 20;

/** Tells a person what is going on. */
export type Say = (what: string) => void;

/** Says it on standard error, with the seconds since the load began. */
export function sayingSince(startedAtMs: number): Say {
  return (what) =>
    void process.stderr.write(`${((Date.now() - startedAtMs) / 1000).toFixed(0).padStart(5)} s  ${what}\n`);
}

/** A local gateway under load. */
export interface LoadStack {
  readonly gateway: Gateway;
  readonly daily: SimulatedDaily;
  readonly bots: SimulatedBots;
  /** Every line that a function has written so far. */
  readonly lines: readonly string[];
  /** The calls as the functions keep them. */
  readonly calls: CallStore;
}

/** @param lines where the local gateway puts what its functions write */
export function loadStackOf(localGateway: LocalGateway, lines: readonly string[]): LoadStack {
  const { gateway, daily, bots } = localGateway;
  if (daily === undefined || bots === undefined) throw new Error('the load needs the simulators');
  const calls = createCallStore({
    table: openTable(gateway.tableName, gateway.awsClient),
    clock: { now: () => Date.now() },
    life: { longestCallMs: 4 * 3_600_000 },
    newWriteId: () => crypto.randomUUID(),
  });
  return { gateway, daily, bots, lines, calls };
}

/** The items of these callers, by their call ids; without those that there is none of. */
export async function itemsOf(
  { calls }: LoadStack,
  callers: readonly Caller[],
): Promise<ReadonlyMap<string, HeldCall>> {
  const items = new Map<string, HeldCall>();
  for (let from = 0; from < callers.length; from += looksAtOnce) {
    const polls = callers.slice(from, from + looksAtOnce).map(async ({ callId }) => {
      const item = await calls.get(callIdFrom(callId));
      if (item !== undefined) items.set(callId, item);
    });
    await Promise.all(polls);
  }
  return items;
}

/** Rooms of ours that are still there, and calls whose bots are. */
export function leftBehind({ daily, bots }: LoadStack): readonly string[] {
  const rooms = daily.rooms.names.filter((name) => name.startsWith('pb-'));
  const running = bots.sessions.filter(({ state }) => state !== 'ended');
  return [...rooms, ...running.map(({ order }) => `the bot of ${order.call.id}`)];
}

/** Runs the sweep until nothing of ours is left, or for `patienceMs` at most. */
export async function clearUp(stack: LoadStack, patienceMs: number): Promise<void> {
  await waitUntil(patienceMs, async () => {
    const swept = await stack.gateway.schedules.runNow('sweep');
    return swept.ok && leftBehind(stack).length === 0;
  });
}

/** Between two looks, in milliseconds: a look costs the machine under load something too. */
const pauseMs = 50;

/** Asks again and again until it is so, for `patienceMs` at most. Whether it became so. */
export async function waitUntil(
  patienceMs: number,
  isSo: () => boolean | Promise<boolean>,
): Promise<boolean> {
  const endMs = Date.now() + patienceMs;
  while (!(await isSo())) {
    if (Date.now() > endMs) return false;
    await sleep(pauseMs);
  }
  return true;
}

/** Says something every few seconds, as long as the work lasts. */
export async function withProgress<Result>(
  say: Say,
  progress: () => string,
  work: () => Promise<Result>,
): Promise<Result> {
  const timer = setInterval(() => say(progress()), progressEveryMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

const progressEveryMs = 5_000;
