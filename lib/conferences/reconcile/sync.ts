import type { SyncDeps } from './commands/outcome.ts';
import type { ConferenceId } from '../model/conference.ts';
import { endAccess } from '../admin/end-access.ts';
import { poll } from './poll.ts';
import { plan } from './plan/plan.ts';
import type { Seen } from '../ports.ts';
import { nextPollMs } from './poll-times.ts';
import { executeAll, voiceMaxMs } from './commands/execute.ts';

/** Rounds of one run: after each, events that came in meanwhile are seen. What is left then, the next wake does. */
const maxRounds = 5;

/** What could not be done is tried again after this long. */
const tryAgainAfterMs = 5_000;

/** Between two looks for somebody of whose join nobody tells: providers take a second or two to show it. */
const lookAgainMs = 1_000;

/**
 * The conference is woken at a deadline that is no further off: people wait for it, 45 s at most. The others come with the
 * sweep, up to a minute late, and so does one whose wake got lost.
 */
const soonMs = 50_000;

/** Clocks of functions are this far apart at most: whoever is woken at a deadline may not have reached it. */
const clocksApartMs = 3_000;

/** `agreed`: both sides agree. `later`: something is left, and will be tried again. `unknown`: no such conference. */
type Synced = 'agreed' | 'later' | 'unknown';

/**
 * Brings phone side and room side into agreement: reads what is, plans what is missing, does it, records it. Driven by
 * state alone, so running it twice, late or after a gap gives the same end. After quiet minutes it first looks for what
 * was never reported.
 */
export async function syncConference(deps: SyncDeps, id: ConferenceId): Promise<Synced> {
  const startedAtMs = deps.clock.now();
  for (let round = 1; ;) {
    const loaded = await deps.conferences.load(id);
    if (loaded === undefined) return 'unknown';
    const { conference, callers } = loaded;
    const nowMs = deps.clock.now();
    const pollMs = nextPollMs(conference, callers);
    if (round === 1 && pollMs !== undefined && nowMs >= pollMs) {
      await poll(deps, conference, callers);
      round += 1;
      continue;
    }
    const { commands, dueAtMs } = plan(deps.voices.of(conference.voice), conference, callers, nowMs);
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
    const results = await executeAll(deps, conference, commands, startedAtMs);
    const isSomethingLeft = results.some((result) => result !== 'done' && result !== 'look-again');
    const isLookedFor = results.includes('look-again');
    const isLate = deps.clock.now() - startedAtMs >= voiceMaxMs;
    if (isSomethingLeft || (isLookedFor && isLate) || round === maxRounds) {
      await finish(deps, id, loaded, [deps.clock.now() + tryAgainAfterMs]);
      return 'later';
    }
    // Rounds are for what comes in meanwhile; looking takes as many as it takes.
    if (isLookedFor) await deps.clock.sleep(lookAgainMs);
    else round += 1;
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
    if (inMs <= 0 || inMs > soonMs) continue;
    if (atMs !== loaded.dueAtMs) await wakeLater.wakeAt(id, atMs);
    // Its wake may have been this very one, on a clock that is behind; and of one second there is no other.
    if (inMs <= clocksApartMs) await wakeLater.wakeAt(id, atMs + clocksApartMs);
  }
  await conferences.finished(id, loaded.seen, known.length === 0 ? undefined : Math.min(...known));
}
