import type { RunWithDeaths, Searched } from '../frame/deaths.ts';
import { requestsIn } from '../frame/lambda.ts';
import type { Blueprint } from './blueprint.ts';
import { runScenario, type Ending } from './run-world.ts';
import type { Scenario } from './scenario.ts';
import { plainVariants } from './variants.ts';
import type { JudgedWorld } from './judged.ts';

const seed = 'exhaustive';

const caller = (callId: string, to: string, dialsAfterMs = 0) => ({
  callId,
  to,
  from: '+12025550188',
  dialsAfterMs,
  patienceMs: Infinity,
  talkMs: 8_000,
});

const plain: Scenario = {
  calls: [],
  hosts: [],
  lobbyEndpoints: 1,
  bots: { startUpMs: [2_000, 2_000], reports: true, staysAfterCaller: false, routing: 'targets' },
  variants: { ...plainVariants, pinlessTries: 3 },
  outages: [],
  full: [],
  quietAfterMs: 0,
  skewsMs: [0],
  secretsChangeAtMs: Infinity,
  strays: [],
};
const stays = { comesAfterMs: 4_000, staysMs: 3_000_000 };
const host = { comesAfterMs: 4_000, staysMs: 60_000 };

/** The flows of one call, each in a world where nothing but what is stated goes wrong. */
export const flows = {
  'a bot takes the call': { ...plain, calls: [caller('call-a', '+12025550101')] },
  'no bot reports, Daily does': {
    ...plain,
    calls: [caller('call-a', '+12025550101')],
    bots: { ...plain.bots, reports: false },
  },
  'the first bot refuses': {
    ...plain,
    calls: [caller('call-a', '+12025550103')],
    outages: [{ party: 'endpoint', fromMs: 0, untilMs: 600_000 }],
  },
  'an existing room is opened while the caller waits': {
    ...plain,
    calls: [caller('call-a', '+12025550104')],
    hosts: [host],
  },
  'nobody opens the existing room': { ...plain, calls: [caller('call-a', '+12025550104')] },
  'the existing room is closed, a bot takes the call': {
    ...plain,
    calls: [caller('call-a', '+12025550105')],
  },
  'no bot can be had': {
    ...plain,
    calls: [caller('call-a', '+12025550101')],
    outages: [{ party: 'pipecat-cloud', fromMs: 0, untilMs: 600_000 }],
  },
  'the caller hangs up on hold': {
    ...plain,
    calls: [{ ...caller('call-a', '+12025550101'), patienceMs: 1_500 }],
  },
} satisfies Readonly<Record<string, Scenario>>;

const inRoom: Scenario = { ...flows['an existing room is opened while the caller waits'], hosts: [stays] };
const talksOn = { ...caller('call-a', '+12025550104'), talkMs: 200_000 };
const unheard = { ...plain.variants, connectedInRoom: { delayMs: [0, 0], lost: 1 } } as const;

/** Those in which it matters when something happens, or is heard of; nothing goes wrong in them but what is stated. */
export const flowsInTime: Readonly<Record<string, Scenario>> = {
  'an existing room, and late answers': { ...inRoom, variants: { ...plain.variants, answerDelayMs: 3_000 } },
  'an existing room of whose callers nothing is heard': { ...inRoom, calls: [talksOn], variants: unheard },
  'an existing room that is opened late, and of whose callers nothing is heard': {
    ...inRoom,
    calls: [talksOn],
    hosts: [{ ...stays, comesAfterMs: 84_000 }],
    variants: unheard,
  },
  'an existing room, and a stranger in it': {
    ...inRoom,
    stranger: { comesAfterMs: 20_000, leavesAfterMs: 30_000 },
  },
  'a caller is in unheard, and nobody can see it': {
    ...flows['a bot takes the call'],
    calls: [{ ...caller('call-a', '+12025550101'), talkMs: 200_000 }],
    variants: { ...plain.variants, connectedDelayMs: [60_000, 60_000] },
    outages: [{ party: 'daily', fromMs: 8_000, untilMs: 60_000 }],
  },
  // Two before them take a slice each, and the provider is back when the look has failed: the order is the last in time.
  'an existing room whose third caller has their turn late, and that cannot be looked into then': {
    ...inRoom,
    calls: ['call-a', 'call-b', 'call-c'].map((callId) => ({ ...talksOn, callId })),
    hosts: [{ ...stays, comesAfterMs: 62_500 }],
    lobbyEndpoints: 3,
    variants: { ...plain.variants, connectedInRoom: { delayMs: [15_000, 15_000], lost: 0 } },
    outages: [{ party: 'daily', fromMs: 87_000, untilMs: 88_480 }],
  },
};

/** Runs a flow with functions that die when it is told. */
export function withDeaths(scenario: Scenario, blueprint: Blueprint): RunWithDeaths {
  return async (deathsAt) => {
    const run = { seed, level: 'none', blueprint, scenario, deathsAt: new Set(deathsAt) } as const;
    const { world, endings, violation } = await runScenario(run);
    return { moments: world.platform.moments, end: endOf(endings), violation };
  };
}

/** Runs a flow in which nothing goes wrong, and counts what functions ask of the outside. */
export async function* countedRequests(
  scenario: Scenario,
  blueprint: Blueprint,
): AsyncGenerator<Searched, void, void> {
  const run = {
    seed,
    level: 'none',
    blueprint,
    scenario,
    isSteady: true,
    deathsAt: new Set<number>(),
  } as const;
  const { world, endings, violation } = await runScenario(run);
  yield { what: 'in all', end: endOf(endings), requests: requestsIn(world.platform), violation };
}

/** Time that the system has for each event before the next arrives, in ms: enough for a step of the machine. */
const stepMs = 400;
/** How long a search waits where it chooses to let things happen before the next event arrives, in ms. */
const waitMs = 9_000;

/** Whose events arrive in every order, and how many of them twice. */
export interface OrdersOf {
  readonly scenario: Scenario;
  /** The first so many events arrive a second time, as if repeated by their sender. */
  readonly repeated: number;
}

/**
 * Runs a scenario once for each order in which its events can arrive: every one is held back from the moment it happens
 * and may be overtaken by all that happens later. Orders that are not possible (an event before its cause) do not occur.
 */
export async function* everyOrder(
  { scenario, repeated }: OrdersOf,
  blueprint: Blueprint,
  max = Infinity,
): AsyncGenerator<Searched, void, void> {
  let path: readonly number[] = [];
  for (let runs = 0; runs < max; runs += 1) {
    const chosen: { readonly index: number; readonly of: number }[] = [];
    const choose = (of: number) => {
      const index = path[chosen.length] ?? 0;
      chosen.push({ index, of });
      return index;
    };
    const courier = (world: JudgedWorld) => holdBack(world, repeated, choose);
    const { endings, violation } = await runScenario({ seed, level: 'none', blueprint, scenario, courier });
    yield { what: `order ${chosen.map(({ index }) => index).join('')}`, end: endOf(endings), violation };
    const last = chosen.findLastIndex(({ index, of }) => index + 1 < of);
    if (last < 0) return;
    path = chosen.slice(0, last + 1).map(({ index }, at) => (at === last ? index + 1 : index));
  }
}

function holdBack(world: JudgedWorld, repeated: number, choose: (of: number) => number) {
  const pool: (() => void)[] = [];
  let arrived = 0;
  let isSet = false;
  const set = (afterMs: number) => {
    if (isSet) return;
    isSet = true;
    world.scheduler.after(afterMs, () => {
      isSet = false;
      // Only while a caller talks is there something to wait for: that they hang up.
      const mayWait = world.callers.all.some(({ phase }) => phase === 'connected');
      const index = choose(pool.length + (mayWait ? 1 : 0));
      const [deliver] = index < pool.length ? pool.splice(index, 1) : [];
      deliver?.();
      if (pool.length > 0) set(deliver === undefined ? waitMs : stepMs);
    });
  };
  return (deliver: () => void) => {
    arrived += 1;
    pool.push(deliver);
    if (arrived <= repeated) pool.push(deliver);
    set(stepMs);
  };
}

/** Two calls that want the one address of an existing room. */
export const twoCallsOneRoom: Scenario = {
  ...plain,
  calls: [caller('call-a', '+12025550104'), caller('call-b', '+12025550104', 100)],
  hosts: [{ comesAfterMs: 0, staysMs: 3_000_000 }],
};

/** One call, its bot's report left out so that eight events are all there are. */
export const oneCall: Scenario = { ...plain, calls: [caller('call-a', '+12025550101')] };

/** How the calls of a world ended, as one word. */
const endOf = (endings: readonly Ending[]): string => endings.join('+');
