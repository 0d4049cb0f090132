import { doors } from './doors.ts';
import { maxForgedMs, measureForged } from './measure.ts';

// npm run bench:forged
// Asks at every public path with requests that nobody of the provider's has signed, in every size and number of fields that gets
// through the front, and says what the most expensive takes, beside a usual one that is let in. Ends with 1 if one takes too much.

const rows = [];
for (const door of doors) {
  const { goodMs, worstMs, ...rest } = await measureForged(door);
  const times = (worstMs / goodMs).toFixed(1);
  rows.push({ ...rest, 'good ms': goodMs.toFixed(3), 'worst ms': worstMs.toFixed(3), times });
  if (worstMs > maxForgedMs) process.exitCode = 1;
}
console.table(rows);
