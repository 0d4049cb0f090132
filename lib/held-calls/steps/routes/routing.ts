import type { BotNotice } from '../../model/notice.ts';
import { callerNumber, mayBeginWith } from '../../../numbers/caller.ts';
import { isAsk, type OpeningHours, type Route, type RouteTarget, type Weekday } from '../../model/route.ts';
import type { HeldCall } from '../../model/call.ts';

/** What routing found for a dialled number. */
export interface Found {
  readonly route: Route | undefined;
  readonly by: 'signed-header' | 'number' | 'default' | 'trunk';
}

/** Where a call goes, and the word that says why: it is stored, logged and counted. */
export type Decision =
  | {
      readonly kind: 'targets';
      readonly targets: readonly RouteTarget[];
      readonly dialOut: boolean;
      readonly transferTo?: readonly string[] | undefined;
      readonly notice?: BotNotice | undefined;
      readonly reason: string;
    }
  | { readonly kind: 'refused'; readonly reason: RefusalReason };

export type RefusalReason =
  'unknown-number' | 'route-refuses' | 'caller-denied' | 'caller-not-allowed' | 'closed';

/** Decides where a call goes. `from` is whatever the provider said of the caller; it may be odd or absent. */
export function decide(found: Found, from: string | undefined, nowMs: number): Decision {
  const { route, by } = found;
  if (route === undefined) return { kind: 'refused', reason: 'unknown-number' };
  if (route.kind === 'refuse') return { kind: 'refused', reason: 'route-refuses' };

  if (mayBeginWith(from, route.deny ?? [])) return { kind: 'refused', reason: 'caller-denied' };
  const caller = callerNumber(from, route.callerHosts);
  if (route.allow !== undefined && !route.allow.some((prefix) => caller?.startsWith(prefix)))
    return { kind: 'refused', reason: 'caller-not-allowed' };

  const { dialOut, transferTo, notice } = route;
  const taken = { kind: 'targets', dialOut, transferTo, notice } as const;
  if (route.hours === undefined || isOpen(route.hours, nowMs))
    return { ...taken, targets: route.targets, reason: by };
  if (route.hours.otherwise === undefined) return { kind: 'refused', reason: 'closed' };
  return { ...taken, targets: route.hours.otherwise, reason: `${by}-closed` };
}

/** What a new call has of its decision: targets that are known, who is to be asked for more, and what its route allows. */
export function givenBy(
  decision: Decision,
): Pick<HeldCall, 'reason' | 'targets' | 'ask' | 'dialOut' | 'transferTo' | 'notice'> {
  const { reason } = decision;
  if (decision.kind === 'refused') return { reason, targets: [], dialOut: false };
  const { targets, dialOut, transferTo, notice } = decision;
  const before = targets.findIndex(isAsk);
  const asked = targets[before];
  return {
    reason,
    targets: targets.filter((target) => target.kind !== 'ask'),
    ...(asked?.kind === 'ask' && { ask: { url: asked.url, before } }),
    dialOut,
    ...(transferTo !== undefined && { transferTo: [...transferTo] }),
    ...(notice !== undefined && { notice }),
  };
}

const dayBefore: Record<Weekday, Weekday> = {
  mon: 'sun',
  tue: 'mon',
  wed: 'tue',
  thu: 'wed',
  fri: 'thu',
  sat: 'fri',
  sun: 'sat',
};

/** Whether a moment lies in the opening hours, by the wall clock of their time zone (so daylight saving needs no care). */
export function isOpen(hours: OpeningHours, nowMs: number): boolean {
  const { day, time } = localTime(hours.timeZone, nowMs);
  return hours.open.some(({ days, from, to }) => {
    if (from < to) return days.includes(day) && from <= time && time < to;
    return (days.includes(day) && from <= time) || (days.includes(dayBefore[day]) && time < to);
  });
}

function localTime(timeZone: string, nowMs: number): { readonly day: Weekday; readonly time: string } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(nowMs);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? '';
  return { day: weekdayOf(part('weekday')), time: `${part('hour')}:${part('minute')}` };
}

function weekdayOf(short: string): Weekday {
  const name = short.toLowerCase();
  for (const day of Object.keys(dayBefore)) if (isWeekday(day) && day === name) return day;
  throw new Error(`Intl named an unknown weekday: ${short}`);
}

function isWeekday(text: string): text is Weekday {
  return text in dayBefore;
}
