import { setTimeout as sleep } from 'node:timers/promises';
import { isOver } from '../../lib/held-calls/model/call.ts';
import type { HeldCall as Caller } from '../../local/simulated/daily/calls/held-call.ts';
import { readyToUpdateOf, seenOf, type Percentiles } from './callers.ts';
import { cutShort, freezeTable, killAtRandom, type Fault } from './faults.ts';
import { scoreOf, type Score } from './judge.ts';
import {
  clearUp,
  dialled,
  itemsOf,
  leftBehind,
  waitUntil,
  withProgress,
  type LoadStack,
  type Say,
} from './stack.ts';

/** How a stream goes. */
interface StreamOptions {
  readonly calls: number;
  readonly callsPerSecond: number;
  /** From a bot being ordered to its joining, in milliseconds: as long, calls are on hold for faults to hit. */
  readonly botStartUpMs: number;
  /** How long a caller talks, in milliseconds. */
  readonly talkMs: number;
  /** Milliseconds between two kills of a function, on average. */
  readonly killEveryMs: number;
  /** How long the table answers nobody, half-way through the stream. */
  readonly freezeMs: number;
  /** Milliseconds between two sweeps. */
  readonly sweepEveryMs: number;
  /** How long after the last call everything may take to come to rest, in milliseconds. */
  readonly patienceMs: number;
  /** Draws from 0 up to, not including, 1. */
  readonly random: () => number;
  /** Names of the functions that are killed. */
  readonly victims: readonly string[];
  /** What is done to the stack is put here, as it is done. */
  readonly faults: Fault[];
}

/** What came of a stream of calls, during which functions were killed and the table was frozen. */
export interface Stream {
  readonly score: Score;
  readonly seconds: number;
  readonly kills: number;
  /** Invocations that a kill cut short. */
  readonly cutShort: number;
  readonly frozenS: number;
  /** Faults included. */
  readonly readyToUpdate: Percentiles;
  /** Executions that ended other than well. */
  readonly failedMachines: number;
  /** Rooms and bots that were still there when all was over. */
  readonly leftBehind: number;
}

/** One caller of so many has little patience, and hangs up within some seconds if nobody has connected them. */
const impatientOneOf = 10;
const impatienceMs = 5_000;

/** Places calls at a steady rate while functions are killed and the table is frozen, and waits until all are over. */
export async function stream(stack: LoadStack, options: StreamOptions, say: Say): Promise<Stream> {
  const { gateway, daily, bots, lines } = stack;
  const { calls, random, talkMs, victims, faults } = options;
  bots.setDefault({ startUpMs: options.botStartUpMs, reports: true });
  const since = {
    lines: lines.length,
    executions: gateway.machine.executions().length,
    emitted: daily.events.emitted.length,
  };
  const callers: Caller[] = [];
  const over = new AbortController();
  const startedAtMs = performance.now();
  const secondsSoFar = () => Math.round((performance.now() - startedAtMs) / 1000);
  const progress = () =>
    `${secondsSoFar()} s: ${callers.length} of ${calls} placed, ${inRoom(callers)} were connected, ` +
    `${onHold(callers)} on hold, ${faults.length} faults`;

  await withProgress(say, progress, async () => {
    const killing = killAtRandom(gateway, faults, {
      victims,
      everyMs: options.killEveryMs,
      random,
      stopped: over.signal,
    });
    const sweeping = sweepEvery(stack, options.sweepEveryMs, over.signal);
    let freezing: Promise<void> | undefined;
    for (let nth = 0; nth < calls; nth += 1) {
      const isImpatient = Math.floor(random() * impatientOneOf) === 0;
      const patience = isImpatient ? { patienceMs: random() * impatienceMs } : {};
      callers.push(daily.placeCall({ to: dialled, talkMs, ...patience }));
      if (nth === Math.floor(calls / 2)) {
        say(`freezing the table for ${options.freezeMs / 1000} s`);
        freezing = freezeTable(gateway, faults, options.freezeMs);
      }
      await sleep(1000 / options.callsPerSecond);
    }
    await freezing;
    over.abort();
    await Promise.all([killing, sweeping]);
  });
  const seconds = (performance.now() - startedAtMs) / 1000;
  await withProgress(say, progress, () => rest(stack, callers, options.patienceMs));
  await withProgress(
    say,
    () => `left: ${leftBehind(stack).slice(0, 3).join(', ')}`,
    () => clearUp(stack, options.patienceMs),
  );
  const executions = gateway.machine.executions().slice(since.executions);
  return {
    score: scoreOf(await seenOf(stack, callers), faults),
    seconds,
    kills: faults.filter(({ kind }) => kind === 'killed').length,
    cutShort: cutShort(lines.slice(since.lines)),
    frozenS: options.freezeMs / 1000,
    readyToUpdate: readyToUpdateOf(stack, callers, since.emitted),
    failedMachines: executions.filter(({ status }) => status !== 'SUCCEEDED').length,
    leftBehind: leftBehind(stack).length,
  };
}

const inRoom = (callers: readonly Caller[]) => callers.filter(({ legCount }) => legCount > 0).length;
const onHold = (callers: readonly Caller[]) => callers.filter(({ phase }) => phase === 'held').length;

/** Sweeps now and then; a sweep that was killed is made up for by the next one. */
async function sweepEvery({ gateway }: LoadStack, everyMs: number, stopped: AbortSignal): Promise<void> {
  let sweptAtMs = performance.now();
  while (!stopped.aborted) {
    await sleep(pollMs);
    if (performance.now() - sweptAtMs < everyMs) continue;
    sweptAtMs = performance.now();
    await gateway.schedules.runNow('sweep');
  }
}

const pollMs = 100;

/** Waits until every caller is off the phone, every machine has ended and every item is over. */
async function rest(stack: LoadStack, callers: readonly Caller[], patienceMs: number): Promise<void> {
  const { gateway } = stack;
  await waitUntil(patienceMs, async () => {
    if (!callers.every(({ phase }) => phase === 'ended')) return false;
    if (gateway.machine.executions().some(({ status }) => status === 'RUNNING')) return false;
    await gateway.schedules.runNow('sweep');
    const items = await itemsOf(stack, callers);
    if ([...items.values()].every(isOver)) return true;
    await sleep(settleMs);
    return false;
  });
}

/** Between two looks at every item, in milliseconds. */
const settleMs = 1_000;
