import { drawRates, faultKinds, type FaultKind, type FaultLevel } from '../frame/faults.ts';
import { Random } from '../frame/random.ts';

/** Whose fault it is. In some worlds one of them alone goes wrong, so that nothing else excuses what comes late. */
export const faultGroups = ['providers', 'platform', 'news'] as const;
export type FaultGroup = (typeof faultGroups)[number];

const groups: Readonly<Partial<Record<FaultKind, FaultGroup>>> = {
  death: 'platform',
  deathAfterNote: 'platform',
  deathAfterAct: 'platform',
  thaw: 'platform',
  throttled: 'platform',
  invokeAnswerLost: 'platform',
  coldStart: 'platform',
  tableFails: 'platform',
  tableAnswerLost: 'platform',
  tableSilent: 'platform',
  tableSlow: 'platform',
  indexLags: 'platform',
  queueFails: 'platform',
  queueAnswerLost: 'platform',
  secretUnreadable: 'platform',
  queueTwice: 'platform',
  sweepSkipped: 'platform',
  sweepTwice: 'platform',
  http429: 'providers',
  http500: 'providers',
  http500Done: 'providers',
  httpUnsent: 'providers',
  httpHangs: 'providers',
  httpAnswerLost: 'providers',
  httpSlow: 'providers',
  actLate: 'providers',
  webhookLost: 'news',
  webhookTwice: 'news',
  webhookLate: 'news',
  webhookAnswerLost: 'news',
};

/** Undefined: it only takes moments, or is in no conference's way. */
export const groupOf = (kind: FaultKind): FaultGroup | undefined => groups[kind];

/** What of a world says how often what goes wrong. */
interface Drawn {
  readonly seed: string;
  readonly level: FaultLevel;
  readonly scenario: {
    readonly only?: FaultGroup | undefined;
    readonly often?: Readonly<Partial<Record<FaultKind, number>>> | undefined;
  };
}

/** How often what goes wrong in a world. */
export function ratesOf({ seed, level, scenario }: Drawn): ReadonlyMap<FaultKind, number> {
  const rates = drawRates(level, new Random(seed, 'rates'));
  const { only, often = {} } = scenario;
  const raised = faultKinds.flatMap((kind): readonly [FaultKind, number][] => {
    const rate = often[kind] ?? rates.get(kind);
    const isLeftOut = only !== undefined && groupOf(kind) !== only && groupOf(kind) !== undefined;
    return rate === undefined || isLeftOut ? [] : [[kind, rate]];
  });
  return new Map(raised);
}
