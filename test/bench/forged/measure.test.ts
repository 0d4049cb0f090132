import { expect, test } from 'vitest';
import { doors } from '../../../bench/forged/doors.ts';
import { maxForgedMs, measureForged } from '../../../bench/forged/measure.ts';
import {
  gatewayFunctions,
  optionalFunctions,
  type FunctionWiring,
} from '../../../infra/functions/functions.ts';

/** Beside others a processor's time is worth less: its caches are theirs too. */
const crowding = 3;

test('every public path of the gateway is asked at', () => {
  const wired: FunctionWiring[] = Object.values({ ...gatewayFunctions, ...optionalFunctions });
  const paths = wired.flatMap((wiring) => wiring.paths ?? []);
  expect(doors.map(({ path }) => path).toSorted()).toEqual(paths.toSorted());
});

// One path of each function's door; `npm run bench:forged` asks at all of them.
test.each([
  '/daily/pinless',
  '/daily/events',
  '/daily/trunk/{trunk}',
  '/digital-samba/events',
  '/twilio/voice',
  '/sinch/voice',
  '/plivo/voice',
  '/vonage/voice',
  '/calls/{callId}/ready',
  '/calls/{callId}/transfer',
])('a forged request at %s, however large, is refused and costs little', async (path) => {
  const door = doors.find((each) => each.path === path);
  if (door === undefined) throw new Error(`there is no ${path}`);
  const { worstMs, worst } = await measureForged(door);
  expect(worstMs, worst).toBeLessThanOrEqual(maxForgedMs * crowding);
});
