import { expect, test } from 'vitest';
import { doors } from '../../../bench/forged/doors.ts';
import { maxForgedMs, measureForged } from '../../../bench/forged/measure.ts';

/** Beside others a processor's time is worth less: its caches are theirs too. */
const crowding = 3;

// One path of each function's door; `npm run bench:forged` asks at all of them.
test.each([
  '/daily/pinless',
  '/daily/events',
  '/digital-samba/events',
  '/twilio/voice',
  '/sinch/voice',
  '/plivo/voice',
  '/vonage/voice',
])(
  'a forged request at %s, however large, is refused and costs little',
  { timeout: 30_000 },
  async (path) => {
    const door = doors.find((each) => each.path === path);
    if (door === undefined) throw new Error(`there is no ${path}`);
    const { worstMs, worst } = await measureForged(door);
    expect(worstMs, worst).toBeLessThanOrEqual(maxForgedMs * crowding);
  },
);
