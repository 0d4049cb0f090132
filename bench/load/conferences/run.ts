import { parseArgs } from 'node:util';
import * as z from 'zod';
import { voiceIds } from '../../../lib/conferences/model/conference.ts';
import { startLocalGateway } from '../../../local/local-gateway.ts';
import { heldCallVictims, randomFrom } from '../faults.ts';
import { memoryAtRest } from '../resident.ts';
import { dialled, receptionist, sayingSince } from '../stack.ts';
import { conferencesFile } from './conferences.ts';
import { gather } from './gathering.ts';
import { mix } from './mixed.ts';
import { brokenIn, printableConferences, type MixedLoad } from './print.ts';
import { conferencesStackOf, warmUp, type ConferencesStack } from './stack.ts';

// npm run load:conferences -- [--only full|mixed] [--conferences N] [--callers M] [--minutes T] [--calls-per-second R]
// [--kill-every-ms K] [--freeze-s S] [--seed X]
// `full`: fills N conferences with M callers each over all voice providers, all at once. `mixed`: places calls of both journeys at a
// steady rate for T minutes while functions are killed at random and, half-way, the table answers nobody for S seconds. Both
// unless one is chosen. Says what became of everybody, and how far the gateway's memory has grown. Ends with 1 if anything was
// promised and not kept.

/** Callers of both journeys talk in these, two at each provider, while functions are killed. */
const mixedConferences = 8;

const count = z.coerce.number().int().positive();
const options = z
  .object({
    only: z.enum(['full', 'mixed']).optional(),
    conferences: count.default(200),
    callers: count.default(20),
    minutes: z.coerce.number().positive().default(10),
    /** Of each journey. */
    'calls-per-second': z.coerce.number().positive().default(0.5),
    'kill-every-ms': count.default(2_000),
    'freeze-s': z.coerce.number().positive().default(20),
    seed: z.coerce.number().int().min(0).optional(),
  })
  .parse(
    parseArgs({
      options: {
        only: { type: 'string' },
        conferences: { type: 'string' },
        callers: { type: 'string' },
        minutes: { type: 'string' },
        'calls-per-second': { type: 'string' },
        'kill-every-ms': { type: 'string' },
        'freeze-s': { type: 'string' },
        seed: { type: 'string' },
      },
    }).values,
  );
const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
const startedAtMs = Date.now();
const say = sayingSince(startedAtMs);

say(`seed ${seed}`);
const gathering =
  options.only === 'mixed'
    ? undefined
    : await withStack(options.conferences, options.callers, (stack) => gather(stack, say));
const mixed = options.only === 'full' ? undefined : await withStack(mixedConferences, Infinity, bothJourneys);
process.stdout.write(`\n${printableConferences({ gathering, mixed })}`);
process.exitCode = brokenIn({ gathering, mixed }).length === 0 ? 0 : 1;

async function bothJourneys(stack: ConferencesStack, lines: readonly string[]): Promise<MixedLoad> {
  // One sandbox of each function stays once it has run, with 30 MB: that is no growth.
  await warmUp(stack, heldCallVictims);
  const before = await memoryAtRest(say);
  const came = await mix(
    stack,
    lines,
    {
      minutes: options.minutes,
      callsPerSecond: options['calls-per-second'],
      killEveryMs: options['kill-every-ms'],
      freezeMs: options['freeze-s'] * 1_000,
      random: randomFrom(seed),
    },
    say,
  );
  return { ...came, before, after: await memoryAtRest(say) };
}

/** Starts a local gateway with so many conferences for some work, and ends it. */
async function withStack<Result>(
  conferences: number,
  callers: number,
  work: (stack: ConferencesStack, lines: readonly string[]) => Promise<Result>,
): Promise<Result> {
  say('starting the stack');
  const lines: string[] = [];
  const local = await startLocalGateway({
    environment: { PORT: 0 },
    settings: { voiceProviders: [...voiceIds] },
    routes: new Map([[dialled, receptionist]]),
    conferences: conferencesFile(conferences),
    daily: { rateLimits: false },
    bots: { capacity: Number.MAX_SAFE_INTEGER },
    timers: true,
    onLog: ({ line }) => lines.push(line),
  });
  try {
    return await work(conferencesStackOf(local, callers), lines);
  } finally {
    await local.stop();
  }
}
