import { setTimeout as sleep } from 'node:timers/promises';
import type { Phone } from './phone.ts';
import { heldCallVictims, type Fault } from '../faults.ts';
import { loadStackOf, waitUntil, type Say } from '../stack.ts';
import { stream, type Stream } from '../stream.ts';
import { pinScoreOf, type PinScore } from './judge.ts';
import { leftIn, pinCallFunctions, warmUp, type ConferencesStack } from './stack.ts';

/** How both journeys go beside each other. */
interface MixedOptions {
  readonly minutes: number;
  /** Of each journey. */
  readonly callsPerSecond: number;
  /** Milliseconds between two kills of a function, on average. */
  readonly killEveryMs: number;
  /** How long the table answers nobody, half-way. */
  readonly freezeMs: number;
  /** Draws from 0 up to, not including, 1. */
  readonly random: () => number;
}

/** What came of both journeys, during which functions were killed and the table was frozen. */
export interface Mixed {
  readonly held: Stream;
  readonly pins: PinScore;
  /** Phones, bridges and callers that were still there when all was over. */
  readonly leftBehind: readonly string[];
}

/** A caller talks longer than an outage lasts. */
const talkMs = 30_000;
const botStartUpMs = 4_000;
const sweepEveryMs = 60_000;
/** How long after the last call everything may take to come to rest, in milliseconds. */
const patienceMs = 10 * 60_000;
/** Longest that a caller waits to hear the others, who may be cut off and have to wait for the sweep, in milliseconds. */
const pinPatienceMs = 5 * 60_000;

/** Places calls of both journeys at a steady rate while functions are killed and the table is frozen. */
export async function mix(
  stack: ConferencesStack,
  lines: readonly string[],
  options: MixedOptions,
  say: Say,
): Promise<Mixed> {
  const { conferences, local } = stack;
  const { callsPerSecond, killEveryMs, freezeMs, random } = options;
  const calls = Math.ceil(options.minutes * 60 * callsPerSecond);
  const faults: Fault[] = [];
  const victims = [...heldCallVictims, ...pinCallFunctions(local.gateway.stack.functions.keys())];
  await warmUp(stack);
  for (const { room } of conferences) room.join('Ana');
  const [held] = await Promise.all([
    stream(
      loadStackOf(local, lines),
      {
        ...{ calls, callsPerSecond, botStartUpMs, talkMs, killEveryMs, freezeMs, sweepEveryMs, patienceMs },
        ...{ random, victims, faults },
      },
      say,
    ),
    pinCalls(stack, calls, callsPerSecond),
  ]);
  for (const { room } of conferences) room.endSession();
  await waitUntil(patienceMs, async () => {
    await local.gateway.schedules.runNow('sweep');
    return (await leftIn(stack)).length === 0;
  });
  return {
    held,
    pins: pinScoreOf(
      conferences.flatMap(({ phones }) => phones),
      faults,
    ),
    leftBehind: await leftIn(stack),
  };
}

/** Callers dial into one conference after the other, talk when they are in, and hang up. */
async function pinCalls(
  { conferences }: ConferencesStack,
  calls: number,
  callsPerSecond: number,
): Promise<void> {
  const talks: Promise<void>[] = [];
  for (let nth = 0; nth < calls; nth += 1) {
    const phone = conferences[nth % conferences.length]?.dialIn(`+1202555${String(1_000 + (nth % 9_000))}`);
    if (phone !== undefined) talks.push(talk(phone));
    await sleep(1000 / callsPerSecond);
  }
  await Promise.all(talks);
}

async function talk(phone: Phone): Promise<void> {
  await waitUntil(pinPatienceMs, () => phone.isIn || phone.endedAtMs !== undefined);
  await sleep(talkMs);
  phone.hangUp();
}
