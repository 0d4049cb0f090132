import {
  flowsWithDeaths,
  flowsWithFaults,
  outsideOf,
  withDeaths as conferenceWithDeaths,
  withFault,
} from './conferences/exhaustive.ts';
import { newsCourses } from './conferences/news/courses.ts';
import { momentSearches } from './conferences/every-moment.ts';
import { momentSearches as momentsOfHeldCalls } from './held-calls/every-moment.ts';
import { recordedCourses } from './conferences/news/recorded.ts';
import { everyEventOfTransfers } from './conferences/transfers/every-event.ts';
import { everyUnknownAnswer } from './frame/answers.ts';
import { everyDeath, everyTwoDeaths, type Searched } from './frame/deaths.ts';
import { everyOrderOfNews } from './frame/news-orders.ts';
import { everyOrderRecorded } from './frame/recorded-orders.ts';
import { add, written, type Tally } from './frame/tally.ts';
import type { Blueprint } from './held-calls/blueprint.ts';
import { everyOrder, flows, oneCall, twoCallsOneRoom, withDeaths } from './held-calls/exhaustive.ts';
import { everyStall, races } from './held-calls/races.ts';
import { roomCourses } from './held-calls/news-of-rooms.ts';
import type { Scenario } from './held-calls/scenario.ts';
import { everyWrite } from './held-calls/table/walk.ts';
import { costOfCallAmong } from './held-calls/many-calls.ts';

/** Searches every space that is small enough, and says what it found; the number of broken promises. */
export async function exhaust(blueprint: Blueprint, say: (text: string) => void): Promise<number> {
  let broken = 0;
  const search = async (name: string, worlds: AsyncIterable<Searched> | Iterable<Searched>) => {
    const startedAt = performance.now();
    const ends: Tally = {};
    let count = 0;
    for await (const { what, end, violation } of worlds) {
      count += 1;
      add(ends, end);
      if (violation === undefined) continue;
      broken += 1;
      say(`BROKEN in "${name}", ${what}: ${violation.message}`);
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    say(`${name}: ${count} worlds, ${written(ends)} (${seconds} s)`);
  };
  for (const [name, flow] of Object.entries(flows)) {
    const run = withDeaths(flow, blueprint);
    await search(`every death, ${name}`, everyDeath(run));
    await search(`every two deaths, ${name}`, everyTwoDeaths(run));
  }
  for (const [name, flow] of Object.entries(flowsWithDeaths)) {
    await search(`every death, ${name}`, everyDeath(conferenceWithDeaths(flow, blueprint)));
    for (const id of ['sinch', 'plivo', 'vonage'] as const) {
      const outside = conferenceWithDeaths(outsideOf(flow, id), blueprint);
      await search(`every death, ${name}, over ${id}`, everyDeath(outside));
    }
  }
  for (const [name, flow] of Object.entries(flowsWithFaults))
    await search(`every unknown answer, ${name}`, everyUnknownAnswer(withFault(flow, blueprint)));
  for (const name of [
    'a caller waits, and is let in with the bridge',
    'the host removes the caller',
  ] as const) {
    const run = conferenceWithDeaths(flowsWithDeaths[name], blueprint);
    await search(`every two deaths, ${name}`, everyTwoDeaths(run));
  }
  await search(
    'every order of eight events of one call',
    everyOrder({ scenario: oneCall, repeated: 2 }, blueprint),
  );
  await search(
    'every order of eight events of two calls for one address',
    everyOrder({ scenario: twoCallsOneRoom, repeated: 1 }, blueprint),
  );
  await search('every write in every state of a held call', everyWrite());
  await search('every event in every state of a caller who is led on', everyEventOfTransfers());
  for (const [name, course] of Object.entries({ ...newsCourses, ...roomCourses }))
    await search(`news in every order, ${name}`, everyOrderOfNews(course));
  for (const [name, course] of Object.entries(recordedCourses))
    await search(`recorded in every order, ${name}`, everyOrderRecorded(course));
  for (const [name, moments] of Object.entries({ ...momentSearches, ...momentsOfHeldCalls }))
    await search(`at every moment, ${name}`, moments());
  for (const [race, { meanwhile, flows: some }] of Object.entries(races))
    for (const [name, flow] of Object.entries<Scenario>(some))
      await search(`${race} at every moment, ${name}`, everyStall(flow, meanwhile, blueprint));
  for (const many of [10, 100, 1_000, 10_000]) {
    const { requests, transitions, sweeps, violation } = await costOfCallAmong(many, blueprint);
    if (violation !== undefined) broken += 1;
    say(
      `${many} calls at once: ${requests.toFixed(2)} requests and ${transitions} transitions a call, ` +
        `${sweeps} sweeps, ${violation?.message ?? 'no promise broken'}`,
    );
  }
  return broken;
}
