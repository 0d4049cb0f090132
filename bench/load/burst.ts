import { setTimeout as sleep } from 'node:timers/promises';
import type { HeldCall as Caller } from '../../local/simulated/daily/calls/held-call.ts';
import { readyToUpdateOf, seenOf, type Percentiles } from './callers.ts';
import { scoreOf, type Score } from './judge.ts';
import { clearUp, dialled, leftBehind, waitUntil, withProgress, type LoadStack, type Say } from './stack.ts';
import { perCallOf, type PerCall } from '../figures/per-call.ts';
import { tallyOf } from '../figures/tally.ts';

/** Calls on their way to being held at once: enough to keep the functions busy, few enough for each to be answered. */
const placedAtOnce = 8;

/** Longest that a part of a burst may take, in milliseconds. A stack that is stuck must not hang the load. */
const patienceMs = 20 * 60_000;

/** What functions ask of AWS after the last event has been answered, they ask within this many milliseconds. */
const quietMs = 500;

/** Calls that were on hold all at once and became ready in the same moment. */
export interface Burst {
  readonly score: Score;
  /** Seconds until all were on hold with a bot waiting for each. */
  readonly onHoldS: number;
  /** Seconds from the first readiness until the last caller was connected. */
  readonly connectedS: number;
  readonly readyToUpdate: Percentiles;
  /** What each call asked of AWS until it was connected. */
  readonly perCall: PerCall;
  /** Events that Daily sent once more, since nobody had answered in time: each costs an invocation and a refused write. */
  readonly repeatedEvents: number;
  /** Rooms and bots that were still there when all was over. */
  readonly leftBehind: number;
}

/** Has so many calls on hold at once, makes their rooms ready in one go, and waits until all are over. */
export async function burst(stack: LoadStack, calls: number, say: Say): Promise<Burst> {
  const { gateway, daily, bots } = stack;
  const { machine, recorder } = gateway;
  bots.setDefault({ startUpMs: 0, reports: false });
  const since = {
    records: recorder.records.length,
    executions: machine.executions().length,
    emitted: daily.events.emitted.length,
    deliveries: daily.events.deliveries.length,
    updates: daily.updates.length,
  };
  const executions = () => machine.executions().slice(since.executions);
  const repeated = () => daily.events.deliveries.slice(since.deliveries).filter(({ attempt }) => attempt > 1);

  const startedAtMs = performance.now();
  const callers: Caller[] = [];
  // Rooms are ready, and nobody is told before all are.
  daily.events.disturb({ type: 'dialin.ready' }, { lose: true }, calls);
  const readyEvents = () =>
    daily.events.emitted.slice(since.emitted).filter(({ type }) => type === 'dialin.ready');
  const held = () => {
    const waiting = executions().filter(({ history }) => history.at(-1)?.type === 'TaskSubmitted');
    return Math.min(waiting.length, readyEvents().length);
  };
  await withProgress(
    say,
    () => `${held()} of ${calls} on hold`,
    async () => {
      for (let nth = 0; nth < calls; nth += 1) {
        await expectUntil('calls to be on hold', () => nth - held() < placedAtOnce);
        callers.push(daily.placeCall({ to: dialled }));
      }
      await expectUntil('all calls to be on hold', () => held() === calls);
    },
  );
  const onHoldS = (performance.now() - startedAtMs) / 1000;
  const notHeld = callers.filter(({ phase }) => phase !== 'held').length;
  if (notHeld > 0) throw new Error(`${notHeld} calls are not on hold any more`);

  say(`all ${calls} are ready`);
  const readyFrom = daily.events.emitted.length;
  const readyAtMs = performance.now();
  for (const { payload } of readyEvents()) daily.events.emit('dialin.ready', payload);
  const phase = (...phases: Caller['phase'][]) =>
    callers.filter((call) => phases.includes(call.phase)).length;
  let connectedS = 0;
  await withProgress(
    say,
    () => `${phase('connected')} of ${calls} connected`,
    async () => {
      await expectUntil('calls to be connected', () => phase('connected', 'ended') === calls);
      connectedS = (performance.now() - readyAtMs) / 1000;
      await expectUntil('machines to end', () => executions().every(({ status }) => status !== 'RUNNING'));
      await expectUntil('events to be answered', () => isEveryEventAnswered(stack, readyFrom));
    },
  );
  await sleep(quietMs);

  const tally = tallyOf(
    {
      records: recorder.records.slice(since.records),
      executions: executions(),
      logs: [],
      answered: [],
      sweepsMs: [],
    },
    0,
  );
  const perCall = perCallOf(tally, calls, daily.updates.length - since.updates);
  const repeatedEvents = repeated().length;

  for (const call of callers) {
    call.hangUp();
    await sleep(hangUpEveryMs);
  }
  await withProgress(
    say,
    () => 'waiting for calls to end',
    () =>
      expectUntil('meetings to end', () => {
        const ended = daily.events.emitted.slice(readyFrom).filter(({ type }) => type === 'meeting.ended');
        return ended.length >= calls && isEveryEventAnswered(stack, readyFrom);
      }),
  );
  await clearUp(stack, patienceMs);
  return {
    score: scoreOf(await seenOf(stack, callers), []),
    onHoldS,
    connectedS,
    readyToUpdate: readyToUpdateOf(stack, callers, readyFrom),
    perCall,
    repeatedEvents,
    leftBehind: leftBehind(stack).length,
  };
}

/** Hundreds of callers do not hang up in the same moment. */
const hangUpEveryMs = 25;

/** Whether a function has taken every event since then that Daily tells of. */
function isEveryEventAnswered({ daily }: LoadStack, since: number): boolean {
  const answered = new Set(
    daily.events.deliveries.filter(({ status }) => status === 200).map(({ eventId }) => eventId),
  );
  const told = new Set(daily.events.webhooks.flatMap(({ eventTypes }) => eventTypes ?? []));
  return daily.events.emitted.slice(since).every(({ id, type }) => answered.has(id) || !told.has(type));
}

async function expectUntil(what: string, isSo: () => boolean): Promise<void> {
  if (!(await waitUntil(patienceMs, isSo))) throw new Error(`waited ${patienceMs} ms in vain for ${what}`);
}
