import { add, written, type Tally } from './frame/tally.ts';
import type { Blueprint } from './held-calls/blueprint.ts';
import {
  endOf,
  everyDeath,
  everyOrder,
  everyTwoDeaths,
  flows,
  oneCall,
  twoCallsOneRoom,
  type Searched,
} from './held-calls/exhaustive.ts';

/** Searches every space that is small enough, and says what it found; the number of broken promises. */
export async function exhaust(blueprint: Blueprint, say: (text: string) => void): Promise<number> {
  let broken = 0;
  const search = async (name: string, worlds: AsyncIterable<Searched>) => {
    const startedAt = performance.now();
    const ends: Tally = {};
    let count = 0;
    for await (const { what, result } of worlds) {
      count += 1;
      add(ends, endOf(result.endings));
      if (result.violation === undefined) continue;
      broken += 1;
      say(`BROKEN in "${name}", ${what}: ${result.violation.message}`);
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    say(`${name}: ${count} worlds, ${written(ends)} (${seconds} s)`);
  };
  for (const [name, flow] of Object.entries(flows)) {
    await search(`every death, ${name}`, everyDeath(flow, blueprint));
    await search(`every two deaths, ${name}`, everyTwoDeaths(flow, blueprint));
  }
  await search(
    'every order of eight events of one call',
    everyOrder({ scenario: oneCall, repeated: 2 }, blueprint),
  );
  await search(
    'every order of eight events of two calls for one address',
    everyOrder({ scenario: twoCallsOneRoom, repeated: 1 }, blueprint),
  );
  return broken;
}
