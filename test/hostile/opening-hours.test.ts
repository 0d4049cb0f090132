import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OpeningHours } from '../../lib/held-calls/model/route.ts';
import { isOpen } from '../../lib/held-calls/steps/routes/routing.ts';
import { isOpenByTable } from './targets/opening-hours.ts';
import { zones } from './targets/zones.ts';

/** Spans that begin, end or lie within the hours in which clocks are put back and forward. */
const open: OpeningHours['open'] = [
  { days: ['sun'], from: '02:30', to: '03:00' },
  { days: ['sat', 'mon'], from: '23:45', to: '01:15' },
  { days: ['thu', 'fri', 'sat'], from: '00:00', to: '00:20' },
  { days: ['fri'], from: '22:00', to: '24:00' },
];
const hourMs = 3_600_000;

test.each(zones.map((zone) => [zone.name, zone] as const))(
  'around every change of clocks in %s, hours are open as a table of changes says',
  (_, zone) => {
    const changes =
      zone.changes.length === 0 ? [Date.UTC(2026, 2, 29, 1)] : zone.changes.map(({ atMs }) => atMs);
    for (const changeMs of changes)
      for (let atMs = changeMs - 5 * hourMs; atMs < changeMs + 5 * hourMs; atMs += 5 * 60_000) {
        const said = isOpen({ timeZone: zone.name, open }, atMs);
        expect(said, new Date(atMs).toISOString()).toBe(isOpenByTable({ open }, zone, atMs));
      }
  },
);

test('at any moment of two years, whatever the span', () => {
  const minute = fc.integer({ min: 0, max: 1_440 }).map((at) => {
    const [hours, minutes] = [Math.floor(at / 60), at % 60].map((part) => String(part).padStart(2, '0'));
    return `${hours}:${minutes}`;
  });
  const days = fc.subarray<OpeningHours['open'][number]['days'][number]>(
    ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    { minLength: 1 },
  );
  const atMs = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) - 1 });
  fc.assert(
    fc.property(fc.constantFrom(...zones), days, minute, minute, atMs, (zone, on, from, to, now) => {
      const spans = [{ days: on, from, to }];
      expect(isOpen({ timeZone: zone.name, open: spans }, now)).toBe(
        isOpenByTable({ open: spans }, zone, now),
      );
    }),
    { numRuns: 2_000 },
  );
});
