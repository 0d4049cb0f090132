import type { WorldReport } from '../simulation/frame/batch.ts';
import {
  conferenceFlows,
  countedRequests as countedInConference,
  flowsInTime,
  flowsTakenBack,
  flowsWithFaults,
  outsideOf,
  withDeaths as withDeathsInConference,
  withFault,
} from '../simulation/conferences/exhaustive.ts';
import { everyEventOfTransfers } from '../simulation/conferences/transfers/every-event.ts';
import { everyUnknownAnswer } from '../simulation/frame/answers.ts';
import { newsCourses } from '../simulation/conferences/news/courses.ts';
import { momentSearches } from '../simulation/conferences/every-moment.ts';
import { recordedCourses } from '../simulation/conferences/news/recorded.ts';
import { everyOrderOfNews } from '../simulation/frame/news-orders.ts';
import { everyOrderRecorded } from '../simulation/frame/recorded-orders.ts';
import { worldSeed } from '../simulation/frame/batch.ts';
import { everyDeath, type RunWithDeaths, type Searched } from '../simulation/frame/deaths.ts';
import type { FaultLevel } from '../simulation/frame/faults.ts';
import type { Blueprint } from '../simulation/held-calls/blueprint.ts';
import {
  countedRequests,
  everyOrder,
  flows,
  flowsInTime as heldCallsInTime,
  oneCall,
  twoCallsOneRoom,
  withDeaths,
} from '../simulation/held-calls/exhaustive.ts';
import { momentSearches as momentsOfHeldCalls } from '../simulation/held-calls/every-moment.ts';
import { everyStall, races } from '../simulation/held-calls/races.ts';
import { roomCourses } from '../simulation/held-calls/news-of-rooms.ts';
import type { Scenario } from '../simulation/held-calls/scenario.ts';
import { everyWrite } from '../simulation/held-calls/table/walk.ts';
import { subjects, type Subject } from '../simulation/subjects.ts';

/** One or several worlds that are run after each other, of one drawn seed or of one exhaustive search. */
export interface History {
  /** Names it, for people and so that another worker finds it again. */
  readonly name: string;
  readonly subject: Subject;
  readonly run: (blueprint: Blueprint) => AsyncIterable<World>;
}

interface World {
  /** Which one of its history it is. */
  readonly what: string;
  /** How it ended, where it always ends so: with another end, something is lost. */
  readonly end: string | undefined;
  /** How much it asked of the outside, where it always asks as much: with more, something is asked in vain. */
  readonly requests?: number | undefined;
  readonly calls: number;
  readonly violation: string | undefined;
}

/** Of four drawn worlds two are full of faults. */
const levels: readonly FaultLevel[] = ['heavy', 'none', 'heavy', 'light'];

export function drawnHistory(seed: string, subject: Subject, index: number): History {
  const level = levels[index % levels.length] ?? 'heavy';
  return {
    name: `--seed ${seed} --faults ${level} --world ${index}`,
    subject,
    run: async function* (blueprint) {
      yield drawn(await subjects[subject].run({ seed: worldSeed(seed, index), level, blueprint }));
    },
  };
}

/** The small spaces that are searched from end to end: every order of events, and every death of a function. */
export function searchedHistories(subject: Subject): readonly History[] {
  return subject === 'held-calls' ? heldCallSearches : conferenceSearches;
}

const heldCallSearches: readonly History[] = [
  search('held-calls', 'every write in every state of a call', () => everyWrite()),
  ...Object.entries(roomCourses).map(([name, course]) =>
    search('held-calls', `every order of news, ${name}`, () => inAnyOrder(everyOrderOfNews(course))),
  ),
  ...Object.entries(momentsOfHeldCalls).map(([name, moments]) =>
    search('held-calls', `every moment, ${name}`, moments),
  ),
  search('held-calls', 'every order of one call', (blueprint) =>
    inAnyOrder(everyOrder({ scenario: oneCall, repeated: 2 }, blueprint)),
  ),
  search('held-calls', 'every order of two calls', (blueprint) =>
    inAnyOrder(everyOrder({ scenario: twoCallsOneRoom, repeated: 1 }, blueprint)),
  ),
  ...Object.entries(races).flatMap(([race, { meanwhile, flows: some }]) =>
    Object.entries<Scenario>(some).map(([name, flow]) =>
      search('held-calls', `${race} at every moment, ${name}`, (blueprint) =>
        everyStall(flow, meanwhile, blueprint),
      ),
    ),
  ),
  ...Object.entries({ ...flows, ...heldCallsInTime, 'two calls for one room': twoCallsOneRoom }).map(
    ([name, flow]) =>
      search('held-calls', `every request, ${name}`, (blueprint) => countedRequests(flow, blueprint)),
  ),
  ...Object.entries(flows).map(([name, flow]) =>
    deaths('held-calls', name, (blueprint) => withDeaths(flow, blueprint)),
  ),
];

const conferenceSearches: readonly History[] = [
  ...Object.entries(newsCourses).map(([name, course]) =>
    search('conferences', `every order of news, ${name}`, () => inAnyOrder(everyOrderOfNews(course))),
  ),
  ...Object.entries(recordedCourses).map(([name, course]) =>
    search('conferences', `every order recorded, ${name}`, () => inAnyOrder(everyOrderRecorded(course))),
  ),
  search('conferences', 'every event in every state of a caller who is led on', () =>
    everyEventOfTransfers(),
  ),
  ...Object.entries(momentSearches).map(([name, moments]) =>
    search('conferences', `every moment, ${name}`, moments),
  ),
  ...Object.entries(flowsWithFaults).map(([name, flow]) =>
    search('conferences', `every unknown answer, ${name}`, (blueprint) =>
      everyUnknownAnswer(withFault(flow, blueprint)),
    ),
  ),
  ...Object.entries({ ...flowsWithFaults, ...flowsInTime }).map(([name, flow]) =>
    search('conferences', `every request, ${name}`, (blueprint) => countedInConference(flow, blueprint)),
  ),
  ...Object.entries(flowsTakenBack).map(([name, flow]) =>
    deaths('conferences', name, (blueprint) => withDeathsInConference(flow, blueprint)),
  ),
  ...Object.entries(conferenceFlows).flatMap(([name, flow]) => [
    deaths('conferences', name, (blueprint) => withDeathsInConference(flow, blueprint)),
    ...(['sinch', 'plivo', 'vonage'] as const).map((id) =>
      deaths('conferences', `${name}, over ${id}`, (blueprint) =>
        withDeathsInConference(outsideOf(flow, id), blueprint),
      ),
    ),
  ]),
];

function deaths(subject: Subject, name: string, run: (blueprint: Blueprint) => RunWithDeaths): History {
  return search(subject, `every death, ${name}`, (blueprint) => everyDeath(run(blueprint)));
}

function search(
  subject: Subject,
  name: string,
  worlds: (blueprint: Blueprint) => AsyncIterable<Searched> | Iterable<Searched>,
): History {
  return {
    name,
    subject,
    run: async function* (blueprint) {
      for await (const { what, end, requests, violation } of worlds(blueprint))
        yield { what, end, requests, calls: 1, violation: violation?.message };
    },
  };
}

/** Without a guard other orders may be possible, so that only how they end can be compared. */
async function* inAnyOrder(
  worlds: AsyncIterable<Searched> | Iterable<Searched>,
): AsyncGenerator<Searched, void, void> {
  for await (const { end, violation } of worlds) yield { what: end, end, violation };
}

function drawn({ endings, violation }: WorldReport): World {
  return { what: '', end: undefined, calls: endings.length, violation: violation?.message };
}
