import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import type { SettingsInput } from '../../infra/settings.ts';
import { noConferences } from '../../local/conferences-file.ts';
import { startLocalGateway } from '../../local/local-gateway.ts';
import type { SimulatedDailyOptions } from '../../local/simulated/daily/options.ts';
import { burst, type Burst } from './burst.ts';
import { heldCallVictims, randomFrom } from './faults.ts';
import { loadResultsOf, printableLoad } from './results.ts';
import { dialled, loadStackOf, receptionist, sayingSince, type LoadStack } from './stack.ts';
import { stream, type Stream } from './stream.ts';
import { writeLoad } from '../figures/results-file.ts';

// npm run load -- [--calls N] [--stream-minutes M] [--calls-per-second R] [--kill-every-ms K] [--freeze-s S] [--seed X]
// Has N calls on hold at once and makes their rooms ready in one go; then places calls at a steady rate for M minutes while
// functions are killed at random and, half-way, the table answers nobody for S seconds. Says what became of every call,
// and writes it to results.json under `load`. Ends with 1 if anything was promised and not kept.

const count = z.coerce.number().int().positive();
const warmUpCalls = 10;
const options = z
  .object({
    calls: count.default(1000),
    'stream-minutes': z.coerce.number().positive().default(10),
    /** Default: a quarter of what the largest burst did, 2 at most. */
    'calls-per-second': z.coerce.number().positive().optional(),
    'kill-every-ms': count.default(2000),
    'freeze-s': z.coerce.number().positive().default(20),
    seed: z.coerce.number().int().min(0).optional(),
  })
  .parse(
    parseArgs({
      options: {
        calls: { type: 'string' },
        'stream-minutes': { type: 'string' },
        'calls-per-second': { type: 'string' },
        'kill-every-ms': { type: 'string' },
        'freeze-s': { type: 'string' },
        seed: { type: 'string' },
      },
    }).values,
  );

const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
const startedAt = new Date();
const say = sayingSince(startedAt.getTime());

/** Sizes of the bursts: what a call costs must be the same in each. */
const sizes = [...new Set([10, 100, options.calls])].filter((size) => size <= options.calls);
/** A bot takes some seconds to come up, and callers talk longer than an outage lasts: faults find calls in every state. */
const botStartUpMs = 4_000;
const talkMs = 30_000;
/** More than this a second and a call's time is not its own on a small machine. */
const maxCallsPerSecond = 2;

/**
 * So many functions at once share this machine that how long they take is no part of what a burst tests: nobody loses
 * patience, as burst.test.ts has it.
 */
const patientSettings: SettingsInput = {
  holdBudgetS: 1_800,
  holdSliceS: 600,
  connectSliceS: 250,
  webhookTimeoutS: 29,
};
const patientDaily: SimulatedDailyOptions = {
  rateLimits: false,
  webhookAnswerLimitMs: 60_000,
  holdLimitMs: 2_000_000,
  eventAnswerLimitMs: 60_000,
  meetingEndedDelayMs: 50,
};

say(`seed ${seed}`);
const bursts = await withStack(patientSettings, patientDaily, async (stack) => {
  say('warming up');
  await burst(stack, warmUpCalls, () => undefined);
  const all: Burst[] = [];
  for (const size of sizes) {
    say(`${size} calls at once`);
    all.push(await burst(stack, size, say));
  }
  return all;
});
const callsPerSecond = options['calls-per-second'] ?? bearable(bursts.at(-1));
const streamed = await withStack({}, { rateLimits: false }, async (stack): Promise<Stream> => {
  say('warming up');
  await burst(stack, warmUpCalls, () => undefined);
  const calls = Math.ceil(options['stream-minutes'] * 60 * callsPerSecond);
  say(`${calls} calls, ${callsPerSecond.toFixed(2)} a second`);
  return stream(
    stack,
    {
      calls,
      callsPerSecond,
      botStartUpMs,
      talkMs,
      killEveryMs: options['kill-every-ms'],
      freezeMs: options['freeze-s'] * 1000,
      sweepEveryMs: 60_000,
      patienceMs: 10 * 60_000,
      random: randomFrom(seed),
      victims: heldCallVictims,
      faults: [],
    },
    say,
  );
});

const results = loadResultsOf(bursts, streamed, {
  measuredAt: startedAt.toISOString(),
  nodeVersion: process.version,
  cpuCount: availableParallelism(),
  seed,
  callsPerSecond,
  killEveryMs: options['kill-every-ms'],
});
process.stdout.write(`\n${printableLoad(results)}`);
writeLoad(results);
const isKept = [...bursts, streamed].every(({ score }) => score.broken.length === 0);
process.exitCode = isKept && results.isSameForAllSizes ? 0 : 1;

/** Starts a local gateway for some work, and ends it. */
async function withStack<Result>(
  settings: SettingsInput,
  daily: SimulatedDailyOptions,
  work: (stack: LoadStack) => Promise<Result>,
): Promise<Result> {
  const lines: string[] = [];
  say('starting the stack');
  const localGateway = await startLocalGateway({
    environment: { PORT: 0 },
    settings,
    routes: new Map([[dialled, receptionist]]),
    conferences: noConferences,
    daily,
    bots: { capacity: Number.MAX_SAFE_INTEGER },
    timers: false,
    onLog: ({ line }) => lines.push(line),
  });
  try {
    return await work(loadStackOf(localGateway, lines));
  } finally {
    await localGateway.stop();
  }
}

/** A quarter of what the machine did at its busiest: most of its time goes into starting again what was killed. */
function bearable(largest: Burst | undefined): number {
  if (largest === undefined) return 1;
  const { score, onHoldS, connectedS } = largest;
  return Math.min(maxCallsPerSecond, score.calls / (onHoldS + connectedS) / 4);
}
