import { sideOf, type Command } from '../model/command.ts';
import { doneIf, type Done, type SyncDeps } from './command-outcome.ts';
import {
  connectBridge,
  disconnectBridge,
  giveUpDialling,
  hangUpLeg,
  isAnotherLive,
  proveBridge,
} from './bridge-commands.ts';
import type { Conference, ConferenceId, VoiceCallId } from '../model/conference.ts';
import { endAccess } from '../admin/end-access.ts';
import { proveKicks } from './host-commands.ts';
import { poll, nextPollMs } from './poll.ts';
import { plan } from './plan.ts';
import { announce, handInRoom, muteInRoom, withdraw } from './room-commands.ts';
import type { Seen } from '../ports.ts';
import { askToUnmute, tellWait } from './tellings.ts';
import type { CallerEvent } from '../model/caller-events.ts';
import { spokenTo } from '../call/spoken.ts';

/** Rounds of one run: after each, events that came in meanwhile are seen. What is left then, the next wake does. */
const maxRounds = 5;

/** What could not be done is tried again after this long. */
const tryAgainAfterMs = 5_000;

/**
 * The conference is woken at a deadline that is no further off: people wait for it, 45 s at most. The others come with the
 * sweep, up to a minute late, and so does one whose wake got lost.
 */
const soonMs = 50_000;

/** Acts on single callers that run side by side; more would run into the providers' limits. */
const maxAtOnce = 10;

/**
 * Nothing more is begun on the voice side, or on both, this long after a run has begun. A run that its function's time-out
 * of 15 s killed would keep the conference's next wakes waiting until the queue gives out its message again.
 */
const voiceMaxMs = 5_000;
const runMaxMs = 9_000;

/** `agreed`: both sides agree. `later`: something is left, and will be tried again. `unknown`: no such conference. */
export type Synced = 'agreed' | 'later' | 'unknown';

/**
 * Brings phone side and room side into agreement: reads what is, plans what is missing, does it, records it. Driven by
 * state alone, so running it twice, late or after a gap gives the same end. After quiet minutes it first looks for what
 * was never reported.
 */
export async function syncConference(deps: SyncDeps, id: ConferenceId): Promise<Synced> {
  const startedAtMs = deps.clock.now();
  for (let round = 1; ; round += 1) {
    const loaded = await deps.conferences.load(id);
    if (loaded === undefined) return 'unknown';
    const { conference, callers } = loaded;
    const nowMs = deps.clock.now();
    const pollMs = nextPollMs(conference, callers);
    if (round === 1 && pollMs !== undefined && nowMs >= pollMs) {
      await poll(deps, conference, callers);
      continue;
    }
    const { commands, dueAtMs } = plan(conference, callers, nowMs);
    if (commands.length === 0) {
      // Here, since the room's end closes a conference too, and nobody asks for that.
      if (conference.isClosed) await endAccess(deps, id);
      await finish(deps, id, loaded, [dueAtMs, pollMs]);
      deps.log.info('conference-synced', {
        conference: id,
        rounds: round - 1,
        bridge: conference.bridge.state,
        callers: callers.filter(({ presence }) => presence !== 'gone').length,
      });
      return 'agreed';
    }
    const results = await doAll(deps, conference, commands, startedAtMs);
    if (results.some((result) => result !== 'done') || round === maxRounds) {
      await finish(deps, id, loaded, [deps.clock.now() + tryAgainAfterMs]);
      return 'later';
    }
  }
}

/**
 * Nothing is left to do before the nearest deadline. One that is noted already has its wake, if it is to have one: a poll
 * that the sweep does must not keep the wake from what somebody waits for soon after.
 */
async function finish(
  { conferences, wakeLater, clock }: SyncDeps,
  id: ConferenceId,
  loaded: { readonly seen: Seen; readonly dueAtMs: number | undefined },
  deadlines: readonly (number | undefined)[],
): Promise<void> {
  const known = deadlines.filter((atMs) => atMs !== undefined);
  for (const atMs of new Set(known)) {
    const inMs = atMs - clock.now();
    if (atMs !== loaded.dueAtMs && inMs > 0 && inMs <= soonMs) await wakeLater.wakeAt(id, atMs);
  }
  await conferences.finished(id, loaded.seen, known.length === 0 ? undefined : Math.min(...known));
}

/**
 * The voice side first: what is heard matters more than what is shown. Neither side suffers from the other's fault. A side
 * that wants to be left alone is, from then on.
 *
 * @throws AggregateError after all else is done, if acts threw
 */
async function doAll(
  deps: SyncDeps,
  conference: Conference,
  commands: readonly Command[],
  startedAtMs: number,
): Promise<readonly Done[]> {
  const isVoice = (command: Command) => command.kind === 'kick' || sideOf(command) === 'voice';
  const results: Done[] = [];
  const errors: unknown[] = [];
  const sides = [
    { side: 'voice', all: commands.filter(isVoice), endsAtMs: startedAtMs + voiceMaxMs },
    { side: 'room', all: commands.filter((command) => !isVoice(command)), endsAtMs: startedAtMs + runMaxMs },
  ] as const;
  for (const { side, all, endsAtMs } of sides) {
    for (let start = 0; start < all.length; start += maxAtOnce) {
      if (deps.clock.now() >= endsAtMs) {
        results.push('failed');
        break;
      }
      const some = all.slice(start, start + maxAtOnce);
      const settled = await Promise.allSettled(
        some.map((command) => executeCommand(deps, conference, command)),
      );
      const done: Done[] = [];
      for (const each of settled) {
        if (each.status === 'rejected') errors.push(each.reason);
        else done.push(each.value);
      }
      results.push(...done);
      if (await noteRest(deps, conference, side, done)) break;
      // Nothing gets through: each further act would only wait for its time-out.
      if (done.length === some.length && !done.includes('done')) break;
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} acts of a sync threw`);
  return results;
}

/** Notes until when a side wants to be left alone; whether it does. */
async function noteRest(
  { conferences, clock }: SyncDeps,
  { id }: Conference,
  side: 'room' | 'voice',
  results: readonly Done[],
): Promise<boolean> {
  const moments = results.flatMap((result) => (typeof result === 'object' ? (result.notBeforeMs ?? []) : []));
  if (moments.length === 0) return false;
  const event = { kind: 'providerRests', atMs: clock.now(), side, untilMs: Math.max(...moments) } as const;
  await conferences.changeConference(id, event);
  return true;
}

async function executeCommand(deps: SyncDeps, conference: Conference, command: Command): Promise<Done> {
  const { voice, clock, conferences } = deps;
  const atMs = clock.now();
  const record = (call: VoiceCallId, event: CallerEvent) =>
    conferences.changeCaller(conference.id, call, event);
  switch (command.kind) {
    case 'kick':
      await record(command.call, { kind: 'kicked', atMs, why: command.why });
      return 'done';
    case 'endSession':
      if (await isAnotherLive(deps, conference)) return 'done';
      await Promise.all(
        command.calls.map((call) => record(call, { kind: 'kicked', atMs, why: 'session-over' })),
      );
      return 'done';
    case 'endCall': {
      const result = await voice.end(command.call, await spokenTo(deps, command.call, command.why));
      if (result === 'gone') await record(command.call, { kind: 'gone', atMs });
      if (result === 'done') await record(command.call, { kind: 'kickTold', atMs });
      return doneIf(deps, command.kind, result);
    }
    case 'mutePhone': {
      // Recorded first: should the answer or this run be lost, it is told again, whatever is wanted by then.
      await record(command.call, { kind: 'phoneUnknown', atMs, joinSequence: command.joinSequence });
      const result = await voice.mute(command.meeting, command.call, command.muted);
      if (result === 'done')
        await record(command.call, {
          kind: 'phoneHas',
          atMs,
          joinSequence: command.joinSequence,
          muted: command.muted,
        });
      // The news of a leg's leaving, or of where it is now, is on its way; until then nothing is known of it.
      return result === 'gone' ? 'failed' : doneIf(deps, command.kind, result);
    }
    case 'askToUnmute':
      return askToUnmute(deps, conference, command);
    case 'tellWait':
      return tellWait(deps, conference, command);
    case 'proveKicks':
      return proveKicks(deps, conference, command.calls);
    case 'announce':
      return announce(deps, conference, command.callers);
    case 'withdraw':
      return withdraw(deps, conference, command.calls);
    case 'forget':
      await record(command.call, { kind: 'roomHasNot', atMs });
      return 'done';
    case 'muteInRoom':
      return muteInRoom(deps, conference, command.caller);
    case 'handInRoom':
      return handInRoom(deps, conference, command.caller);
    case 'hangUpLeg':
      return hangUpLeg(deps, conference, command.call);
    case 'proveBridge':
      return proveBridge(deps, conference, command);
    case 'connectBridge':
      return connectBridge(deps, conference);
    case 'giveUpDialling':
      return giveUpDialling(deps, conference);
    case 'disconnectBridge':
      return disconnectBridge(deps, conference);
  }
}
