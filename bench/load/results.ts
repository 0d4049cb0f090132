import type { Burst } from './burst.ts';
import type { Score } from './judge.ts';
import type { Stream } from './stream.ts';
import type { PerCall } from '../figures/per-call.ts';
import { count, ms, namesOf, section } from '../figures/section.ts';

/** What a run of the load was like. */
interface LoadRun {
  readonly measuredAt: string;
  readonly nodeVersion: string;
  readonly cpuCount: number;
  readonly seed: number;
  readonly callsPerSecond: number;
  readonly killEveryMs: number;
}

/** Everything that is written down of a load, in the order in which it is written. */
export function loadResultsOf(bursts: readonly Burst[], { score, ...rest }: Stream, run: LoadRun) {
  return {
    ...run,
    isSameForAllSizes: isSame(bursts),
    bursts: bursts.map(({ perCall, score: burstScore, ...burst }) => ({
      ...scoreFigures(burstScore),
      ...burst,
      perCall: countsOf(perCall),
    })),
    stream: { ...scoreFigures(score), ...rest },
  };
}

export type LoadResults = ReturnType<typeof loadResultsOf>;

const scoreFigures = ({ calls, outcomes, connectedTwice, misrecorded, broken }: Score) => ({
  calls,
  ...outcomes,
  connectedTwice,
  misrecorded,
  broken,
});

/** What a call costs, whatever its company. Reads of the secret belong to sandboxes and minutes, not to calls. */
function countsOf({ usage, operations, writes, refusedWrites, updates }: PerCall) {
  const counted = Object.entries(operations).filter(([action]) => !action.startsWith('secretsmanager:'));
  return {
    transitions: usage.transitions,
    writes,
    refusedWrites,
    pinlessCallUpdates: updates,
    operations: Object.fromEntries(counted),
  };
}

/** The part of a call's operations by which bursts may differ: a request that is sent twice when a busy machine is late. */
const sentTwice = 0.01;

/** Differences below this come from reckoning with fractions. */
const exactly = 1e-9;

/**
 * Whether a call costs the same in each burst: exactly as many transitions, orders and writes that change something, and
 * as many operations, but for those of events that Daily told once more.
 */
export function isSame(bursts: readonly Pick<Burst, 'perCall' | 'repeatedEvents' | 'score'>[]): boolean {
  const [first, ...others] = bursts.map(({ perCall, repeatedEvents, score }) => {
    const { operations, writes, refusedWrites, transitions, pinlessCallUpdates } = countsOf(perCall);
    const exact = [transitions, pinlessCallUpdates, writes - refusedWrites];
    return { exact, operations, repeated: repeatedEvents / score.calls };
  });
  if (first === undefined) return true;
  return others.every(({ exact, operations, repeated }) => {
    const names = new Set([...Object.keys(operations), ...Object.keys(first.operations)]);
    const mayDiffer = Math.max(sentTwice, repeated, first.repeated);
    return (
      exact.every((figure, index) => Math.abs(figure - (first.exact[index] ?? 0)) < exactly) &&
      [...names].every((name) => {
        const [one = 0, other = 0] = [first.operations[name], operations[name]];
        return Math.abs(one - other) <= mayDiffer * Math.max(1, one);
      })
    );
  });
}

/** The results as a person reads them in a terminal. */
export function printableLoad(results: LoadResults): string {
  const { bursts, stream, isSameForAllSizes } = results;
  const each = (name: string, of: (burst: LoadResults['bursts'][number]) => string) => [
    name,
    ...bursts.map(of),
  ];
  const broken = [...bursts.flatMap((burst) => burst.broken), ...stream.broken];
  return [
    section('Calls at once', [
      each('calls', ({ calls }) => `${calls}`),
      each('connected', ({ connected }) => `${connected}`),
      each('connected twice', ({ connectedTwice }) => `${connectedTwice}`),
      each('lost', ({ lost }) => `${lost}`),
      each('all on hold after, s', ({ onHoldS }) => onHoldS.toFixed(1)),
      each('all connected after, s', ({ connectedS }) => connectedS.toFixed(1)),
      each('ready → update p50, ms', ({ readyToUpdate }) => ms(readyToUpdate.p50Ms)),
      each('ready → update p99, ms', ({ readyToUpdate }) => ms(readyToUpdate.p99Ms)),
      each('events repeated by Daily', ({ repeatedEvents }) => `${repeatedEvents}`),
      each('left behind', (burst) => `${burst.leftBehind}`),
    ]),
    section(
      `Each of them until connected (${isSameForAllSizes ? 'the same' : 'NOT THE SAME'} for all sizes)`,
      [
        each('transitions', ({ perCall }) => count(perCall.transitions)),
        each('writes', ({ perCall }) => count(perCall.writes)),
        each('of which refused', ({ perCall }) => count(perCall.refusedWrites)),
        each('pinlessCallUpdates', ({ perCall }) => count(perCall.pinlessCallUpdates)),
        ...namesOf(bursts.at(-1)?.perCall.operations ?? {}).map((name) =>
          each(name, ({ perCall }) => count(perCall.operations[name] ?? 0)),
        ),
      ],
    ),
    section(`A stream of ${stream.seconds.toFixed(0)} s, seed ${results.seed}`, [
      ['calls', `${stream.calls}`],
      ['calls per second', results.callsPerSecond.toFixed(2)],
      ['functions killed', `${stream.kills}`],
      ['invocations cut short', `${stream.cutShort}`],
      ['table frozen, s', `${stream.frozenS}`],
      ['connected', `${stream.connected}`],
      ['caller hung up on hold', `${stream.abandoned}`],
      ['released', `${stream.released}`],
      ['turned away: told by Daily at once', `${stream.turnedAway}`],
      ['lost', `${stream.lost}`],
      ['connected twice', `${stream.connectedTwice}`],
      ['connected, recorded otherwise', `${stream.misrecorded}`],
      ['ready → update p50, ms', ms(stream.readyToUpdate.p50Ms)],
      ['ready → update p99, ms', ms(stream.readyToUpdate.p99Ms)],
      ['machines that failed', `${stream.failedMachines}`],
      ['left behind', `${stream.leftBehind}`],
    ]),
    section(
      broken.length === 0 ? 'Everything promised was kept' : 'BROKEN',
      broken.map((what) => [what]),
    ),
    '',
  ].join('\n');
}
