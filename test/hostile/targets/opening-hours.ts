import { routeSchema, type OpeningHours, type Weekday } from '../../../lib/held-calls/model/route.ts';
import { isOpen } from '../../../lib/held-calls/steps/routes/routing.ts';
import { Violation } from '../../simulation/frame/violation.ts';
import { Draw, type Target } from '../fuzzing/target.ts';
import { wallMs, zones, type Zone } from './zones.ts';

const dayMin = 24 * 60;
const weekMin = 7 * dayMin;
/** In the order of a week that begins as 1970 did. */
const week = ['thu', 'fri', 'sat', 'sun', 'mon', 'tue', 'wed'] as const;
const begin = Date.UTC(2026, 0, 1);
const minutes = (Date.UTC(2028, 0, 1) - begin) / 60_000;

/** Whether a wall clock lies in one of the spans: reckoned in minutes of the week, without Intl and without text. */
export function isOpenByTable({ open }: Pick<OpeningHours, 'open'>, zone: Zone, atMs: number): boolean {
  const now = Math.floor(wallMs(zone, atMs) / 60_000) % weekMin;
  return open.some(({ days, from, to }) => {
    const [start, end] = [minuteOf(from), minuteOf(to)];
    const length = end > start ? end - start : end - start + dayMin;
    return days.some((day) => {
      const since = (now - (week.indexOf(day) * dayMin + start) + 2 * weekMin) % weekMin;
      return since < length;
    });
  });
}

function minuteOf(time: string): number {
  const [hours = '', rest = ''] = time.split(':');
  return Number(hours) * 60 + Number(rest);
}

function timeOf(minute: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** What an input spells: a zone, spans, and a moment of 2026 or 2027, every other time near a change of clocks. */
function drawn(input: string): {
  readonly zone: Zone;
  readonly open: OpeningHours['open'];
  readonly atMs: number;
} {
  const draw = new Draw(input);
  const zone = draw.pick(zones);
  const change = zone.changes[draw.number(8)];
  const nearMs = (change?.atMs ?? begin) + (draw.number(1_440) - 720) * 60_000;
  const anyMs = begin + draw.number(minutes) * 60_000 + draw.number(60_000);
  const open = Array.from({ length: 1 + draw.number(3) }, () => {
    const days = week.filter((_, index) => ((1 + draw.number(127)) >> index) % 2 === 1);
    const [from, to] = [draw.number(dayMin + 1), draw.number(dayMin + 1)];
    return {
      days: days.length === 0 ? (['mon'] satisfies Weekday[]) : days,
      from: timeOf(from),
      to: timeOf(to),
    };
  });
  return { zone, open, atMs: change === undefined ? anyMs : nearMs };
}

export const openingHours: Target = {
  name: 'opening-hours',
  seeds: zones.flatMap((_, index) =>
    ['\x00', '\x01', '\x02', '\x03', '\x07'].map(
      (change) => `${String.fromCharCode(index)}${change}\x02\xd0abcdefghijkl`,
    ),
  ),
  words: [],
  feed(input) {
    const { zone, open, atMs } = drawn(input);
    const hours = { timeZone: zone.name, open };
    const route = { kind: 'targets', targets: [{ kind: 'room', room: 'lobby' }], hours };
    if (!routeSchema.safeParse(route).success) throw new Violation('hours-are-taken', JSON.stringify(hours));
    const [said, reckoned] = [isOpen(hours, atMs), isOpenByTable(hours, zone, atMs)];
    if (said === reckoned) return;
    const when = `${new Date(atMs).toISOString()} ${JSON.stringify(hours)}`;
    throw new Violation('hours-as-reckoned', `${said ? 'open' : 'closed'} at ${when}`);
  },
};
