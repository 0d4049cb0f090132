import type { Route, RouteTarget, Target } from '../../../lib/held-calls/model/route.ts';
import type { FaultLevel } from '../frame/faults.ts';
import type { Random } from '../frame/random.ts';
import { transferTo, type BotPlan, type Full } from './parties/bots.ts';
import type { CallerPlan, Transfer } from './parties/callers.ts';
import { drawStrays, type Stray } from './parties/strays.ts';
import { drawConnectedInRoom, drawVariants, plainVariants, type DailyVariants } from './variants.ts';

export const lobby = 'lobby';

const receptionist: Target = { kind: 'pipecat-cloud', agent: 'receptionist' };
const standIn: Target = { kind: 'pipecat-cloud', agent: 'stand-in' };
const endpoint: Target = { kind: 'bot-endpoint', url: 'https://bots.example.com/start' };
const runner: Target = {
  kind: 'bot-endpoint',
  url: 'https://bots.example.com/runner/start',
  protocol: 'pipecat-runner',
};
const ask: RouteTarget = { kind: 'ask', url: 'https://bots.example.com/route' };
const room: Target = { kind: 'room', room: lobby };

const to = (...targets: RouteTarget[]): Route & { readonly kind: 'targets' } => ({
  kind: 'targets',
  targets,
  dialOut: false,
  transferTo: [transferTo],
  deny: ['+1900'],
});

const notice = { version: 'v1', text: { en: 'You are talking to a machine.' } };

/** Numbers of the worlds, all fictional, and where they lead. */
export const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['+12025550101', to(receptionist)],
  ['+12025550102', to(receptionist, standIn)],
  ['+12025550103', { ...to(endpoint, receptionist), notice }],
  ['+12025550104', to(room)],
  ['+12025550105', to(room, receptionist)],
  ['+12025550106', to(receptionist, room)],
  ['+12025550107', { kind: 'refuse' }],
  ['+12025550108', to(runner, receptionist)],
  ['+12025550109', to(ask, receptionist)],
  ['+12025550110', to(ask)],
  ['+12025550111', to(room, ask)],
  ['vip', to(receptionist)],
]);

/** What somebody dials who knows the name of a route, and should get nowhere by it. */
export const dialledNames: readonly [string, ...string[]] = [
  'vip',
  'sip:vip',
  '<sip:vip>',
  'sip:vip;user=phone',
];

/** How a caller whom every route denies may be written. */
export const deniedCallers: readonly [string, ...string[]] = [
  '+19005550188',
  '19005550188',
  '0019005550188',
  'tel:+1-900-555-0188',
  '"Ana" <sip:+19005550188@carrier.example;user=phone>',
];

type Spelling = (number: string) => string;

/** How what was dialled may be written: the likeliest first. */
const spellings: readonly [Spelling, ...Spelling[]] = [
  (number) => number,
  (number) => `sip:${number}@example.sip.daily.co:5060`,
  (number) => `<sip:${number}@example.sip.daily.co;user=phone>`,
  (number) => `tel:${number}`,
];

const botNumbers = ['+12025550101', '+12025550102', '+12025550103', '+12025550106', '+12025550108'] as const;
/** Their callers go where an endpoint says. */
const askingNumbers = ['+12025550109', '+12025550110', '+12025550111'] as const;
const roomNumbers = ['+12025550104', '+12025550105', '+12025550106'] as const;

/** Somebody who opens the existing room and leaves it again. Times in ms. */
interface Host {
  readonly comesAfterMs: number;
  readonly staysMs: number;
}

interface Outage {
  readonly party: 'daily' | 'pipecat-cloud' | 'endpoint';
  readonly fromMs: number;
  readonly untilMs: number;
}

/** All that a world is made of beside its seed's chances. Times count from its beginning, in ms. */
export interface Scenario {
  readonly calls: readonly CallerPlan[];
  readonly hosts: readonly Host[];
  readonly lobbyEndpoints: number;
  readonly bots: BotPlan;
  readonly variants: DailyVariants;
  readonly outages: readonly Outage[];
  readonly full: readonly Full[];
  /** No fault of the platform or of a provider after this; so that what is left over has to be found. */
  readonly quietAfterMs: number;
  readonly skewsMs: readonly [number, ...number[]];
  readonly secretsChangeAtMs: number;
  readonly strays: readonly Stray[];
  /** Somebody whom no order of ours has sent comes into the existing room by phone, and leaves it; each is told twice. */
  readonly stranger?: { readonly comesAfterMs: number; readonly leavesAfterMs: number } | undefined;
}

/** By how much the clocks of two functions differ at most, in ms. */
export const skewMsOf = ({ skewsMs }: Pick<Scenario, 'skewsMs'>): number =>
  Math.max(...skewsMs) - Math.min(...skewsMs);

/** A number, mostly; nothing; or what somebody made up who dials from a SIP address. */
const callers: readonly [string | undefined, ...(string | undefined)[]] = [
  undefined,
  ...Array.from({ length: 8 }, () => '+12025550188'),
  `sip:${'"x\u202e\r\n'.repeat(100)}@pbx.example.com`,
];

const letters = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

/** Draws a world: one call, or a few that get in each other's way. */
export function drawScenario(random: Random, level: FaultLevel): Scenario {
  const drawn = drawFirst(random, level);
  const calls = drawn.calls.map((call) => ({
    ...call,
    ...(random.chance(0.1) && { to: random.pick(askingNumbers) }),
    transfer: drawTransfer(random, call),
  }));
  const bots = {
    ...drawn.bots,
    routing: random.pick<BotPlan['routing']>(['targets', 'targets', 'data', 'refusal', 'wrong']),
  };
  if (level === 'none') return { ...drawn, bots, calls };
  return {
    ...drawn,
    bots,
    calls,
    variants: { ...drawn.variants, connectedInRoom: drawConnectedInRoom(random) },
    strays: drawStrays(
      random,
      calls.map(({ callId }) => callId),
    ),
  };
}

function drawTransfer(random: Random, { talkMs }: CallerPlan): Transfer | undefined {
  if (!random.chance(0.15)) return undefined;
  return {
    afterMs: random.between(0, Math.min(talkMs, 60_000)),
    beginsAfterMs: random.pick([0, random.between(0, 3_000)]),
    isAnswered: random.chance(0.8),
    isReferred: random.chance(0.2),
    isAsked: random.chance(0.5),
  };
}

/** What else there is is drawn after it, so that a seed's other histories stay what they were. */
function drawFirst(random: Random, level: FaultLevel): Scenario {
  const size = random.pick([1, 1, 2, 2, 3, 4, 6]);
  const meet = random.chance(0.4);
  const isPlain = level === 'none';
  const windowMs = random.pick([1_000, 20_000, 60_000]);
  const hosts = hostsOf(random, isPlain);
  return {
    calls: Array.from({ length: size }, (_, index) => ({
      callId: `call-${letters[index] ?? 'z'}`,
      to: drawDialled(random, isPlain, meet),
      from: drawCaller(random, isPlain),
      dialsAfterMs: random.between(0, windowMs),
      patienceMs: !isPlain && random.chance(0.15) ? random.between(0, 130_000) : Infinity,
      talkMs: random.pick([
        random.between(500, 5_000),
        random.between(5_000, 60_000),
        random.between(60_000, 600_000),
      ]),
    })),
    hosts,
    lobbyEndpoints: random.pick([1, 1, 2, 3]),
    bots: {
      startUpMs: random.pick<readonly [number, number]>([
        [200, 2_000],
        [2_000, 12_000],
        [100, 28_000],
      ]),
      reports: random.chance(0.7),
      staysAfterCaller: random.chance(0.1),
      routing: 'targets',
    },
    variants: isPlain ? plainVariants : drawVariants(random),
    outages: isPlain ? [] : outagesOf(random, level),
    full: fullOf(random),
    quietAfterMs: isPlain ? 0 : random.pick([60_000, 180_000, 400_000, 900_000]),
    skewsMs: isPlain
      ? [0]
      : random.pick<readonly [number, ...number[]]>([[0], [0, 800, -500], [0, 2_500, -2_500]]),
    secretsChangeAtMs:
      !isPlain && random.chance(level === 'heavy' ? 0.15 : 0.03) ? random.between(0, 120_000) : Infinity,
    strays: [],
  };
}

function drawCaller(random: Random, isPlain: boolean): string | undefined {
  if (!isPlain && random.chance(0.02)) return random.pick(deniedCallers);
  return random.pick(callers);
}

function drawDialled(random: Random, isPlain: boolean, meet: boolean): string {
  if (!isPlain && random.chance(0.02)) return random.pick(dialledNames);
  const spelled = isPlain || random.chance(0.7) ? spellings[0] : random.pick(spellings);
  const number = meet
    ? random.pick(roomNumbers)
    : random.chance(0.03)
      ? '+12025550107'
      : random.pick(botNumbers);
  return spelled(number);
}

function hostsOf(random: Random, isPlain: boolean): Host[] {
  const hosts: Host[] = [];
  let atMs = random.pick([0, 0, random.between(0, 60_000)]);
  const visits = random.between(1, 3);
  for (let visit = 0; visit < visits; visit += 1) {
    const staysMs = isPlain
      ? 3_600_000
      : random.pick([random.between(1_000, 60_000), random.between(60_000, 900_000)]);
    hosts.push({ comesAfterMs: atMs, staysMs });
    atMs += staysMs + random.between(100, 60_000);
    if (isPlain) break;
  }
  return hosts;
}

function fullOf(random: Random): Full[] {
  if (!random.chance(0.2)) return [];
  const fromMs = random.pick([0, random.between(0, 60_000)]);
  const parties = random.pick<readonly Full['party'][]>([
    ['pipecat-cloud'],
    ['endpoint'],
    ['pipecat-cloud', 'endpoint'],
  ]);
  return parties.map((party) => ({
    party,
    fromMs,
    untilMs: fromMs + random.between(3_000, 120_000),
    retryAfterS: random.pick([undefined, undefined, random.between(1, 60), 3_600]),
  }));
}

function outagesOf(random: Random, level: FaultLevel): Outage[] {
  if (!random.chance(level === 'heavy' ? 0.15 : 0.03)) return [];
  const fromMs = random.between(0, 90_000);
  const untilMs = fromMs + random.between(5_000, 240_000);
  return [{ party: random.pick(['daily', 'pipecat-cloud', 'endpoint']), fromMs, untilMs }];
}
