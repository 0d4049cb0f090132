import { setTimeout as sleep } from 'node:timers/promises';
import { residentMb } from '../resident.ts';
import { waitUntil, withProgress, type Say } from '../stack.ts';
import type { LoadConference } from './conferences.ts';
import { disagreements } from './judge.ts';
import type { Phone } from './phone.ts';
import { leftIn, snapshotOf, warmUp, type ConferencesStack } from './stack.ts';

/** Callers between dialling and being shown, over all conferences: enough to keep two cores busy. */
const dialInsAtOnce = 8;
/** Longest without any progress, in milliseconds. A stack that is stuck must not hang the load; a slow one gets through. */
const stuckMs = 10 * 60_000;
/** After a moderator's last word, both sides may take so long to agree, in milliseconds: a queue of hundreds is before it. */
const agreeWithinMs = 5 * 60_000;
/** Hundreds of callers do not hang up in the same moment. */
const hangUpEveryMs = 25;

/** Conferences that were full all at once. */
export interface Gathering {
  readonly conferences: number;
  readonly callers: number;
  /** Callers who were told that something went wrong, and dialled again: a machine that is too busy answers too late. */
  readonly turnedAway: number;
  /** Seconds until everybody was in and shown. */
  readonly gatheredS: number;
  /** Seconds until every moderator's mute and removal had reached its phone. */
  readonly moderatedS: number;
  /** Seconds until nothing was left after everybody had gone. */
  readonly clearedS: number;
  readonly broken: readonly string[];
  /** Legs, bridges and callers that are kept, when all was over. */
  readonly leftBehind: number;
  /** Memory of the gateway's process while everybody was in, in MB. */
  readonly residentMb: number;
}

/** Fills every conference, has each moderator mute one caller and remove another, and lets everybody go. */
export async function gather(stack: ConferencesStack, say: Say): Promise<Gathering> {
  const { conferences } = stack;
  const callers = conferences.reduce((sum, { capacity }) => sum + capacity, 0);
  await warmUp(stack);
  let turnedAway = 0;
  const gatheredS = await timed(async () => {
    turnedAway = await fill(conferences, callers, say);
  });
  const resident = residentMb();
  const broken = await disagreementsIn(stack, ({ capacity }) => capacity);

  say('every moderator mutes one caller and removes another');
  for (const { room } of conferences) moderate(room);
  const moderatedS = await timed(async () => {
    const isDone = () => conferences.every(isModerated);
    if (!(await waitUntil(agreeWithinMs, isDone))) {
      const late = conferences.filter((one) => !isModerated(one)).length;
      broken.push(`in ${late} conferences a mute or a removal did not reach its phone`);
    }
  });
  broken.push(...(await disagreementsIn(stack, ({ capacity }) => capacity - 1)));

  say('everybody goes');
  const clearedS = await timed(() => empty(stack, say));
  const left = await leftIn(stack);
  broken.push(...left.map((what) => `left behind: ${what}`));
  return {
    conferences: conferences.length,
    callers,
    turnedAway,
    gatheredS,
    moderatedS,
    clearedS,
    broken,
    leftBehind: left.length,
    residentMb: resident,
  };
}

/** Fills every conference; the number of callers that were turned away, each of whom has dialled again. */
async function fill(conferences: readonly LoadConference[], callers: number, say: Say): Promise<number> {
  const shown = () => conferences.reduce((sum, { room }) => sum + room.phoneParticipants().length, 0);
  const phones = () => conferences.flatMap((conference) => conference.phones);
  const onTheLine = () => phones().filter(isOnTheLine).length;
  const turnedAway = () =>
    phones().filter(({ wasIn, endedAtMs }) => !wasIn && endedAtMs !== undefined).length;
  let placed = 0;
  for (const { room } of conferences) room.join(moderator);
  const missing = (): number => {
    // One caller to each conference in turn: all of them grow at the same time.
    let onTheWay = onTheLine() - shown();
    for (const conference of conferences) {
      if (onTheWay >= dialInsAtOnce) break;
      if (conference.phones.filter(isOnTheLine).length >= conference.capacity) continue;
      conference.dialIn(numberOf(placed));
      placed += 1;
      onTheWay += 1;
    }
    return callers - shown();
  };
  await withProgress(
    say,
    () => `${shown()} of ${callers} are in and shown, ${turnedAway()} were turned away and dial again`,
    async () => {
      if (!(await untilNone(missing))) throw new Error('everybody should be shown by now');
    },
  );
  return turnedAway();
}

const isOnTheLine = ({ endedAtMs }: Phone) => endedAtMs === undefined;

const moderator = 'Ana';

/** Fictitious numbers (555-01xx) in as many area codes as it takes; not in 202, where the bridge and the dial-ins are. */
function numberOf(nth: number): string {
  return `+1${203 + Math.floor(nth / 100)}55501${String(nth % 100).padStart(2, '0')}`;
}

function moderate(room: LoadConference['room']): void {
  const [first, second] = room.phoneParticipants();
  if (first) room.mute(first.callId);
  if (second) room.remove(second.callId);
}

function isModerated({ phones, room, capacity }: LoadConference): boolean {
  const muted = phones.filter(({ isIn, isMuted }) => isIn && isMuted).length;
  const gone = phones.filter(({ wasIn, endedAtMs }) => wasIn && endedAtMs !== undefined).length;
  return muted === 1 && gone === 1 && room.phoneParticipants().length === capacity - 1;
}

async function disagreementsIn(
  stack: ConferencesStack,
  expected: (conference: LoadConference) => number,
): Promise<string[]> {
  const found: string[] = [];
  for (const conference of stack.conferences) {
    let differs: readonly string[] = [];
    await waitUntil(agreeWithinMs, async () => {
      differs = disagreements(await snapshotOf(stack, conference), expected(conference));
      return differs.length === 0;
    });
    found.push(...differs);
  }
  return found;
}

async function empty(stack: ConferencesStack, say: Say): Promise<void> {
  const { conferences } = stack;
  const onTheLine = () => conferences.flatMap(({ phones }) => phones).filter(isOnTheLine).length;
  await withProgress(
    say,
    () => `${onTheLine()} on the line`,
    async () => {
      for (const { phones, room } of conferences) {
        for (const phone of phones) {
          phone.hangUp();
          await sleep(hangUpEveryMs);
        }
        room.leave(moderator);
      }
      await untilNone(async () => {
        await stack.local.gateway.schedules.runNow('sweep');
        return (await leftIn(stack)).length;
      });
    },
  );
}

/** Waits until none is left; false: for long it has not become fewer. */
async function untilNone(left: () => number | Promise<number>): Promise<boolean> {
  let [fewest, sinceMs] = [Infinity, Date.now()];
  await waitUntil(Infinity, async () => {
    const now = await left();
    if (now < fewest) [fewest, sinceMs] = [now, Date.now()];
    return fewest === 0 || Date.now() - sinceMs > stuckMs;
  });
  return fewest === 0;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return (performance.now() - startedAtMs) / 1000;
}
