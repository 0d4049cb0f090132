import { maxBridgeTries } from '../../../../lib/conferences/state/bridge.ts';
import { meet } from '../../frame/coverage.ts';
import { Violation } from '../../frame/violation.ts';
import { headings } from '../covered.ts';
import { groupOf, type FaultGroup } from '../fault-groups.ts';
import { conferenceId, type JudgedWorld } from '../judged.ts';
import { waitingOutside } from '../outside/let-in.ts';

/** What both sides owe each other. `bridge`: that it is in; `alone`: that no other leg of it is; `let-in`: that whoever waits outside goes in with it. */
const duties = ['bridge', 'alone', 'let-in', 'shown', 'hidden', 'mute', 'removed'] as const;
type Duty = (typeof duties)[number];

/** The promise that each is part of. */
const promiseOf: Readonly<Record<Duty, string>> = {
  bridge: 'the-room-is-heard',
  alone: 'one-bridge',
  'let-in': 'let-in-with-the-bridge',
  shown: 'announced-if-in',
  hidden: 'announced-only-if-in',
  mute: 'mute-agrees',
  removed: 'the-removed-are-out',
};

/** Why something that is owed may take longer. `lost news`: no provider reports it any more, and it has to be found. */
type Cause = FaultGroup | 'lost news';

/**
 * Within which time something is done if nothing goes wrong, in ms: the bridge dials, is greeted and keys its PIN; whoever
 * is in the menu is shown for 45 s; a removal is proved for 5 s, and then spoken.
 */
const promptMs: Readonly<Record<Duty, number>> = {
  bridge: 30_000,
  alone: 15_000,
  'let-in': 15_000,
  shown: 15_000,
  hidden: 56_000,
  mute: 10_000,
  removed: 15_000,
};

/**
 * And how much later after the last fault of a cause, in ms. A provider is asked again after 5 s, of which most are spent
 * anyhow. What a dying function has in hand comes again after 90 s, and once more. Lost news are looked for as test/simulation/conferences/scenario.ts says.
 */
const laterMs: Readonly<Record<Cause, number>> = {
  news: 0,
  providers: 5_000,
  platform: 200_000,
  'lost news': 1_200_000,
};

/** For the bridge, which is dialled again only if it did not come, and for whom it is awaited. */
const bridgeLaterMs = 75_000;

/** Between two looks at news that are on their way. */
const lookAgainMs = 5_000;

const callIn = (key: string, duty: Duty) => (key === duty ? undefined : key.slice(duty.length + 1));

/**
 * Watches, with all of the history before its eyes, that what each side owes is done, and not only that both agree in the
 * end: in its time if nothing went wrong, and within a stated time of everybody's being well again if something did.
 */
export class Referee {
  readonly #owedSinceMs = new Map<string, number>();
  readonly #world: JudgedWorld;
  readonly #fail: (violation: Violation) => void;

  constructor(world: JudgedWorld, fail: (violation: Violation) => void) {
    this.#world = world;
    this.#fail = fail;
  }

  /** Something is otherwise, on the phone or in the room. */
  changed(): void {
    const { scheduler } = this.#world;
    const owed = new Map(this.#owed());
    for (const [key, sinceMs] of this.#owedSinceMs) {
      if (owed.has(key)) continue;
      this.#owedSinceMs.delete(key);
      this.#note(key, sinceMs);
    }
    for (const [key, duty] of owed) {
      if (this.#owedSinceMs.has(key)) continue;
      const sinceMs = scheduler.nowMs;
      this.#owedSinceMs.set(key, sinceMs);
      scheduler.after(promptMs[duty], () => this.#judge(key, duty, sinceMs));
    }
  }

  #judge(key: string, duty: Duty, sinceMs: number): void {
    if (this.#owedSinceMs.get(key) !== sinceMs) return;
    this.changed();
    if (this.#owedSinceMs.get(key) !== sinceMs) return;
    const { scheduler, news } = this.#world;
    const call = callIn(key, duty);
    const leftMs = this.#due(duty, call, sinceMs)[0] - scheduler.nowMs;
    const waitMs = news.isPending(call) ? Math.max(lookAgainMs, leftMs) : leftMs;
    if (waitMs > 0) {
      scheduler.after(waitMs, () => this.#judge(key, duty, sinceMs));
      return;
    }
    const seconds = Math.round((scheduler.nowMs - sinceMs) / 1000);
    this.#fail(new Violation(promiseOf[duty], `${key} is owed for ${seconds} s`));
  }

  /** When it has to be done, and because of what not sooner. */
  #due(duty: Duty, call: string | undefined, sinceMs: number): readonly [number, Cause | undefined] {
    let due: readonly [number, Cause | undefined] = [sinceMs + promptMs[duty], undefined];
    const causes: readonly Cause[] = ['news', 'providers', 'platform', 'lost news'];
    for (const cause of causes) {
      const atMs = this.#lastMs(cause, duty, call);
      // The documents of its own leg may get lost as well as what the room was asked for.
      const isForBridge =
        (cause === 'providers' || cause === 'news') && (duty === 'bridge' || duty === 'let-in');
      const laterAtMs = atMs + promptMs[duty] + (isForBridge ? bridgeLaterMs : laterMs[cause]);
      if (atMs > 0 && laterAtMs > due[0]) due = [laterAtMs, cause];
    }
    return due;
  }

  /** When a cause was last at work. */
  #lastMs(cause: Cause, duty: Duty, call: string | undefined): number {
    const { scheduler, news, options, platform } = this.#world;
    const { nowMs, elapsedMs } = scheduler;
    const strikeMs = platform.faults.strikes.findLast(({ kind }) => groupOf(kind) === cause)?.atMs ?? 0;
    if (cause === 'news') return duty === 'bridge' || duty === 'let-in' ? strikeMs : news.lateAtMs(call);
    if (cause === 'lost news') return news.lostAtMs;
    const { twilioDownMs, sambaDownMs, secretsChange } = options.scenario;
    const outages = cause === 'providers' ? [twilioDownMs, sambaDownMs] : [];
    const changes = cause === 'platform' && secretsChange !== undefined ? [secretsChange.usedAtMs] : [];
    const startMs = nowMs - elapsedMs;
    return Math.max(
      strikeMs,
      ...outages.flatMap(([fromMs, untilMs]) =>
        elapsedMs >= fromMs ? [startMs + Math.min(elapsedMs, untilMs)] : [],
      ),
      ...changes.flatMap((usedMs) => (elapsedMs >= usedMs ? [startMs + usedMs] : [])),
    );
  }

  #note(key: string, sinceMs: number): void {
    const { nowMs } = this.#world.scheduler;
    const duty = duties.find((each) => key.startsWith(each));
    if (duty === undefined) return;
    const call = callIn(key, duty);
    const isUndone =
      call !== undefined && duty === 'removed' && this.#world.phones.call(call)?.status !== 'completed';
    meet(this.#world.met, headings.done, isUndone ? 'removed, and never found out' : duty);
    if (nowMs - sinceMs <= promptMs[duty]) return;
    const [, cause = 'news'] = this.#due(duty, call, sinceMs);
    meet(this.#world.met, headings.late, `${duty}: ${cause}`);
  }

  /** What is missing at this moment, for all that anybody could see who sees everything. */
  #owed(): readonly (readonly [string, Duty])[] {
    const { phones, room, hostDrops } = this.#world;
    const legs = [...(phones.meetings.running(conferenceId)?.participants.values() ?? [])];
    const bridges = legs.filter(({ role }) => role === 'bridge');
    const isBridgeIn = bridges.length > 0;
    const isTogether = isBridgeIn && room.session !== undefined;
    const inside = legs.filter(({ role }) => role === 'caller');
    const waiting = waitingOutside(this.#world);
    const isWaitedFor = [...inside.map(({ call }) => call), ...waiting.map(({ sid }) => sid)].some(
      (call) => !room.everRemoved.has(call),
    );
    const isLeftToHost = hostDrops > 1 || room.dials >= maxBridgeTries;
    const owed: (readonly [string, Duty])[] = [];
    const owe = (duty: Duty, call?: string) =>
      owed.push([call === undefined ? duty : `${duty} ${call}`, duty]);
    if (room.session !== undefined && isWaitedFor && !isBridgeIn && !isLeftToHost) owe('bridge');
    if (bridges.length > 1) owe('alone');
    if (isTogether) {
      for (const { sid } of waiting) owe('let-in', sid);
      for (const { call, muted } of inside) {
        const shown = room.shown.get(call);
        if (shown === undefined && !room.everRemoved.has(call)) owe('shown', call);
        if (shown !== undefined && shown.muted !== muted && !room.unheard.has(call)) owe('mute', call);
      }
    }
    for (const call of room.shown.keys())
      if (!isTogether || !inside.some((leg) => leg.call === call)) owe('hidden', call);
    // Once the bridge has gone as well, or the room has shown them again, nobody can tell that they were removed.
    for (const call of isTogether ? room.removedForSure : [])
      if (phones.call(call)?.status !== 'completed' && !room.shownAgain.has(call)) owe('removed', call);
    return owed;
  }
}
