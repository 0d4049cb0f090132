import { setTimeout as sleep } from 'node:timers/promises';
import type { Template } from '../../../infra/template.ts';
import { combine, perCall, type Usage } from '../../costs/costs.ts';
import { quantile } from '../quantile.ts';
import { perCallOf, type PerCall, type Times } from '../per-call.ts';
import { measureRecovery, recoveryConferences, type Recovery } from '../measure-recovery.ts';
import { startPinBench, type Announced, type PinBench, type VoiceTimes } from './pin-call.ts';

/** Callers who mistype once and get in: enough for a 99th percentile to be two calls and not one. */
export const timedPinCalls = 200;
/** So many of them into each conference, one after the other: who is gone still makes its loads longer. */
const timedPerConference = 20;
/** Greetings by a function that has to start; their median is given. */
const coldGreetings = 5;
/** Conferences whose calls are counted, by how many callers each has. */
export const conferenceSizes = { small: 10, large: 100 } as const;
/** Callers who wait when the bridge comes. */
const waitingCallers = [1, 20, 200] as const;
/** Answer times of the room's API, in ms. */
const roomLatenciesMs = [0, 300] as const;
/** Calls before anything warm is measured. */
const warmUpCalls = 10;
/** Sweeps that find nothing. */
const quietSweeps = 11;
/** Both providers are first asked how things are a minute after the last event; a moment later it is overdue. */
const untilPollMs = 67_000;
/** In a quiet hour: 1, 5, 20, 35 and 50 minutes after the last event. */
const pollsPerHour = 5;

/** One conference's calls. */
export interface PinBatch {
  /** From dialling until announced. */
  readonly join: PerCall;
  /** From hanging up until the caller's item rests. */
  readonly end: PerCall;
  /** The bridge's leg, once for the whole conference. */
  readonly bridge: PerCall;
}

export interface MeasuredPinCalls {
  readonly greeting: Times;
  /** Warm only: a call's first answer has started the function. */
  readonly rightPin: Omit<Times, 'coldMedianMs'>;
  readonly wrongPin: Omit<Times, 'coldMedianMs'>;
  readonly announcing: readonly (Announced & { readonly callers: number; readonly roomLatencyMs: number })[];
  readonly small: PinBatch;
  readonly large: PinBatch;
  /** What a conference in which nothing happens adds to an hour of sweeps. */
  readonly quietHour: Usage;
  readonly recovery: Recovery;
  readonly customMetrics: ReadonlySet<string>;
}

/** Runs everything that needs a stack with conferences, in order. `say` tells a person what is going on. */
export async function measurePinCalls(
  template: Template,
  say: (what: string) => void,
): Promise<MeasuredPinCalls> {
  say('starting the stack of PIN calls');
  const timed = Array.from({ length: timedPinCalls / timedPerConference }, (_, index) => `timed ${index}`);
  const waiting = waitingCallers.map((callers) => `waiting ${callers}`);
  const names = ['cold', 'quiet', 'warm', 'small', 'large', ...timed, ...waiting, ...recoveryConferences];
  const bench = await startPinBench(template, names);
  try {
    const cold = await measureColdGreetings(bench, say);
    say(`warming up with ${warmUpCalls} PIN calls`);
    await countCalls(bench, 'warm', warmUpCalls);
    const warm = await timeAnswers(bench, timed, say);
    const small = await measureBatch(bench, 'small', say);
    const large = await measureBatch(bench, 'large', say);
    const announcing = await measureAnnouncing(bench, waiting, say);
    const quietHour = await measureQuietHour(bench, say);
    const recovery = await measureRecovery(bench, say);
    const of = (time: (times: VoiceTimes) => number) => quantilesOf(warm.map(time));
    return {
      greeting: { coldMedianMs: quantile(cold, 1 / 2), ...of(({ greetingMs }) => greetingMs) },
      rightPin: of(({ rightPinMs }) => rightPinMs),
      wrongPin: of(({ wrongPinMs }) => wrongPinMs),
      announcing,
      small,
      large,
      quietHour,
      recovery,
      customMetrics: bench.watch.customMetrics(),
    };
  } finally {
    await bench.stop();
  }
}

const quantilesOf = (values: readonly number[]) => ({
  warmP50Ms: quantile(values, 1 / 2),
  warmP99Ms: quantile(values, 0.99),
});

async function measureColdGreetings(
  bench: PinBench,
  say: (what: string) => void,
): Promise<readonly number[]> {
  say(`${coldGreetings} greetings by a function that has to start`);
  const conference = bench.open('cold');
  const times: number[] = [];
  for (let nth = 0; nth < coldGreetings; nth += 1) {
    await bench.watch.cool();
    const { greetingMs } = await bench.tryPins(conference);
    times.push(greetingMs);
    await bench.isQuiet();
  }
  return times;
}

async function timeAnswers(
  bench: PinBench,
  names: readonly string[],
  say: (what: string) => void,
): Promise<readonly VoiceTimes[]> {
  say(`timing ${timedPinCalls} callers who mistype once`);
  const times: VoiceTimes[] = [];
  for (const name of names) {
    const conference = bench.open(name);
    for (let nth = 0; nth < timedPerConference; nth += 1) times.push(await bench.tryPins(conference));
    await bench.isQuiet();
  }
  return times;
}

function measureBatch(
  bench: PinBench,
  size: keyof typeof conferenceSizes,
  say: (what: string) => void,
): Promise<PinBatch> {
  say(`counting ${conferenceSizes[size]} calls into one conference`);
  return countCalls(bench, size, conferenceSizes[size]);
}

async function countCalls(bench: PinBench, name: string, count: number): Promise<PinBatch> {
  const { watch } = bench;
  const conference = bench.open(name);
  await bench.isQuiet();
  const start = watch.mark();
  await bench.connect(conference, []);
  const bridge = perCallOf(watch.tallySince(start), 1, 0);
  const connected = watch.mark();
  const calls = await bench.fill(conference, count);
  const join = perCallOf(watch.tallySince(connected), count, 0);
  const joined = watch.mark();
  await bench.hangUp(calls);
  const end = perCallOf(watch.tallySince(joined), count, 0);
  await bench.disconnect(conference);
  return { join, end, bridge };
}

async function measureAnnouncing(bench: PinBench, names: readonly string[], say: (what: string) => void) {
  const measured = [];
  for (const [index, callers] of waitingCallers.entries()) {
    say(`${callers} callers who wait for the bridge`);
    const conference = bench.open(names[index] ?? '');
    const calls = await bench.fill(conference, callers);
    for (const roomLatencyMs of roomLatenciesMs) {
      bench.setRoomLatency(roomLatencyMs);
      measured.push({ callers, roomLatencyMs, ...(await bench.connect(conference, calls)) });
      bench.setRoomLatency(0);
      await bench.disconnect(conference);
    }
    await bench.hangUp(calls);
  }
  return measured;
}

/** What the sweep finds to look at in a conference where callers and bridge are in and nothing happens. */
async function measureQuietHour(bench: PinBench, say: (what: string) => void): Promise<Usage> {
  const { watch } = bench;
  say(`a conference of ${conferenceSizes.small} in which nothing happens for a minute`);
  const conference = bench.open('quiet');
  const calls = await bench.fill(conference, conferenceSizes.small);
  await bench.connect(conference, calls);
  await bench.sweep();
  const quietFrom = watch.mark();
  for (let nth = 0; nth < quietSweeps; nth += 1) await bench.sweep();
  const quiet = perCall(watch.tallySince(quietFrom).usage, quietSweeps);
  await sleep(untilPollMs);
  const lookFrom = watch.mark();
  await bench.sweep();
  const poll = watch.tallySince(lookFrom).usage;
  await bench.hangUp(calls);
  return combine(poll, quiet, (one, other) => (one - other) * pollsPerHour);
}
