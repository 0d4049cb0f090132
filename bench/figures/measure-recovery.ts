import { combine, type Usage } from '../costs/costs.ts';
import type { SimulatedCall } from '../../local/simulated/twilio/calls/call.ts';
import type { BenchConference, PinBench } from './pin-calls/pin-call.ts';
import { until } from './watch.ts';

/** The conferences that it needs. */
export const recoveryConferences = [
  'recovering mute',
  'recovering removal',
  'recovering announcement',
] as const;

/** Callers whom the room fails to show. */
const shownCallers = 10;

/** How long a provider's passing fault keeps a conference waiting, without a sweep. */
export interface Recovery {
  readonly muteMs: number;
  readonly muteAfterOne500Ms: number;
  readonly removalAfterOne500Ms: number;
  readonly announcedAfterTwo500sMs: number;
  /** What the try after the 500 uses, its wake included. */
  readonly retry: Usage;
}

export async function measureRecovery(bench: PinBench, say: (what: string) => void): Promise<Recovery> {
  say('faults of providers, which wakes for later make good');
  const [muteName, removalName, announcementName] = recoveryConferences;
  const muted = await running(bench, muteName, 2);
  const [plain, failing] = muted.calls;
  if (plain === undefined || failing === undefined) throw new Error('two callers were to come');
  const mute = await measureMute(bench, muted.conference, plain);
  bench.failTwilio(`POST /Conferences/*/Participants/${failing.sid}.json`, 1);
  const muteAfterOne500 = await measureMute(bench, muted.conference, failing);
  return {
    muteMs: mute.tookMs,
    muteAfterOne500Ms: muteAfterOne500.tookMs,
    removalAfterOne500Ms: await measureRemoval(bench, removalName),
    announcedAfterTwo500sMs: await measureAnnouncement(bench, announcementName),
    retry: combine(muteAfterOne500.usage, mute.usage, (one, other) => one - other),
  };
}

/** A conference with its bridge and callers in it. */
async function running(bench: PinBench, name: string, count: number) {
  const conference = bench.open(name);
  await bench.connect(conference, []);
  return { conference, calls: await bench.fill(conference, count) };
}

async function measureMute(bench: PinBench, conference: BenchConference, call: SimulatedCall) {
  const { watch } = bench;
  const from = watch.mark();
  const tookMs = await timed(
    'the mute',
    () => bench.isMuted(conference, call),
    () => conference.room.mute(call.sid),
  );
  await bench.isQuiet();
  return { tookMs, usage: watch.tallySince(from).usage };
}

async function measureRemoval(bench: PinBench, name: string): Promise<number> {
  const { conference, calls } = await running(bench, name, 1);
  const [call] = calls;
  if (call === undefined) throw new Error('one caller was to come');
  bench.failTwilio(`POST /Calls/${call.sid}.json`, 1);
  const tookMs = await timed(
    'the removal',
    () => call.over.aborted,
    () => conference.room.remove(call.sid),
  );
  await bench.isQuiet();
  return tookMs;
}

async function measureAnnouncement(bench: PinBench, name: string): Promise<number> {
  const conference = bench.open(name);
  const calls = await bench.fill(conference, shownCallers);
  bench.failRoom(`POST /rooms/${conference.room.id}/phone-participants/joined`, 2);
  const { tookMs } = await bench.connect(conference, calls);
  return tookMs;
}

async function timed(what: string, isSo: () => boolean, begin: () => void): Promise<number> {
  const startedAtMs = performance.now();
  begin();
  await until(what, isSo);
  return performance.now() - startedAtMs;
}
