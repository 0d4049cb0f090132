import { sideOf, type Act } from './act.ts';
import { doneIf, type Done, type SyncDeps } from './act-outcome.ts';
import {
  connectBridge,
  disconnectBridge,
  giveUpDialling,
  hangUpLeg,
  isAnotherLive,
  proveBridge,
} from './bridge-acts.ts';
import type { CallerFact } from './caller-facts.ts';
import type { Conference, ConferenceId, VoiceCallId } from './conference.ts';
import { endAccess } from './end-access.ts';
import { proveRemovals } from './host-acts.ts';
import { look, nextLookMs } from './look.ts';
import { plan } from './plan.ts';
import { announce, handInRoom, muteInRoom, takeBack } from './room-acts.ts';
import type { Seen } from './ports.ts';
import { spokenTo } from './spoken.ts';
import { askToUnmute, tellWait } from './tellings.ts';

/** Rounds of one run: after each, facts that came in meanwhile are seen. What is left then, the next wake does. */
const mostRounds = 5;

/** What could not be done is tried again after this long. */
const tryAgainAfterMs = 5_000;

/**
 * The conference is woken at a deadline that is no further off: people wait for it, 45 s at most. The others come with the
 * sweep, up to a minute late, and so does one whose wake got lost.
 */
const soonMs = 50_000;

/** Acts on single callers that run side by side; more would run into the providers' limits. */
const mostAtOnce = 10;

/**
 * Nothing more is begun on the voice side, or on both, this long after a run has begun. A run that its function's time-out
 * of 15 s killed would keep the conference's next wakes waiting until the queue gives out its message again.
 */
const voiceTakesAtMostMs = 5_000;
const runTakesAtMostMs = 9_000;

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
    const lookMs = nextLookMs(conference, callers);
    if (round === 1 && lookMs !== undefined && nowMs >= lookMs) {
      await look(deps, conference, callers);
      continue;
    }
    const { acts, dueAtMs } = plan(conference, callers, nowMs);
    if (acts.length === 0) {
      // Here, since the room's end closes a conference too, and nobody asks for that.
      if (conference.isClosed) await endAccess(deps, id);
      await finish(deps, id, loaded, [dueAtMs, lookMs]);
      deps.log.info('conference-synced', {
        conference: id,
        rounds: round - 1,
        bridge: conference.bridge.state,
        callers: callers.filter(({ presence }) => presence !== 'gone').length,
      });
      return 'agreed';
    }
    const results = await doAll(deps, conference, acts, startedAtMs);
    if (results.some((result) => result !== 'done') || round === mostRounds) {
      await finish(deps, id, loaded, [deps.clock.now() + tryAgainAfterMs]);
      return 'later';
    }
  }
}

/**
 * Nothing is left to do before the nearest deadline. One that is noted already has its wake, if it is to have one: a look
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
  acts: readonly Act[],
  startedAtMs: number,
): Promise<readonly Done[]> {
  const isVoice = (act: Act) => act.kind === 'remove' || sideOf(act) === 'voice';
  const results: Done[] = [];
  const errors: unknown[] = [];
  const sides = [
    { side: 'voice', all: acts.filter(isVoice), endsAtMs: startedAtMs + voiceTakesAtMostMs },
    { side: 'room', all: acts.filter((act) => !isVoice(act)), endsAtMs: startedAtMs + runTakesAtMostMs },
  ] as const;
  for (const { side, all, endsAtMs } of sides) {
    for (let start = 0; start < all.length; start += mostAtOnce) {
      if (deps.clock.now() >= endsAtMs) {
        results.push('failed');
        break;
      }
      const some = all.slice(start, start + mostAtOnce);
      const settled = await Promise.allSettled(some.map((act) => carryOut(deps, conference, act)));
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
  const fact = { kind: 'providerRests', atMs: clock.now(), side, untilMs: Math.max(...moments) } as const;
  await conferences.changeConference(id, fact);
  return true;
}

async function carryOut(deps: SyncDeps, conference: Conference, act: Act): Promise<Done> {
  const { voice, clock, conferences } = deps;
  const atMs = clock.now();
  const record = (call: VoiceCallId, fact: CallerFact) => conferences.changeCaller(conference.id, call, fact);
  switch (act.kind) {
    case 'remove':
      await record(act.call, { kind: 'removed', atMs, why: act.why });
      return 'done';
    case 'endSession':
      if (await isAnotherLive(deps, conference)) return 'done';
      await Promise.all(
        act.calls.map((call) => record(call, { kind: 'removed', atMs, why: 'session-over' })),
      );
      return 'done';
    case 'endCall': {
      const told = await voice.end(act.call, await spokenTo(deps, act.call, act.why));
      if (told === 'gone') await record(act.call, { kind: 'gone', atMs });
      if (told === 'done') await record(act.call, { kind: 'removalTold', atMs });
      return doneIf(deps, act.kind, told);
    }
    case 'mutePhone': {
      // Recorded first: should the answer or this run be lost, it is told again, whatever is wanted by then.
      await record(act.call, { kind: 'phoneUnknown', atMs, n: act.n });
      const told = await voice.mute(act.meeting, act.call, act.muted);
      if (told === 'done') await record(act.call, { kind: 'phoneHas', atMs, n: act.n, muted: act.muted });
      // The news of a leg's leaving, or of where it is now, is on its way; until then nothing is known of it.
      return told === 'gone' ? 'failed' : doneIf(deps, act.kind, told);
    }
    case 'askToUnmute':
      return askToUnmute(deps, conference, act);
    case 'tellWait':
      return tellWait(deps, conference, act);
    case 'proveRemovals':
      return proveRemovals(deps, conference, act.calls);
    case 'announce':
      return announce(deps, conference, act.callers);
    case 'takeBack':
      return takeBack(deps, conference, act.calls);
    case 'forget':
      await record(act.call, { kind: 'roomHasNot', atMs });
      return 'done';
    case 'muteInRoom':
      return muteInRoom(deps, conference, act.caller);
    case 'handInRoom':
      return handInRoom(deps, conference, act.caller);
    case 'hangUpLeg':
      return hangUpLeg(deps, conference, act.call);
    case 'proveBridge':
      return proveBridge(deps, conference, act);
    case 'connectBridge':
      return connectBridge(deps, conference);
    case 'giveUpDialling':
      return giveUpDialling(deps, conference);
    case 'disconnectBridge':
      return disconnectBridge(deps, conference);
  }
}
