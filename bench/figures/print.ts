import type { Measured } from './measure.ts';
import { pinCallSections } from './pin-calls/print.ts';
import type { Results } from './results.ts';
import { count, ms, namesOf, perMillion, section, verdictRows } from './section.ts';

const notes = [
  "Times are this machine's, between processes on it: no network, none of Lambda's own start-up, CPU shared with the rest.",
  'The cost of lambdaTime follows from them. On AWS functions wait for Daily and DynamoDB: ten times as much is possible.',
  'The free tier is not counted.',
  "Left out: a call's item and logs while they are kept (about $1 per million calls and month), data sent to Daily.",
  'Cold: every function runs for the first time, and reads the secret.',
];

/** The results as a person reads them in a terminal. */
export function printable(results: Results, profile: Measured['profile']): string {
  const { webhookAnswer, readyToUpdate, perCall, costUsd, idleMonth, bundles, budgets } = results;
  const { untilConnected, end, sweepShare } = perCall;
  return [
    section('Times on this machine, ms', [
      ['', 'cold', 'warm p50', 'warm p99'],
      ...[
        ['webhook answered', webhookAnswer] as const,
        ['dialin.ready → pinlessCallUpdate', readyToUpdate] as const,
      ].map(([name, times]) => [name, ms(times.coldMedianMs), ms(times.warmP50Ms), ms(times.warmP99Ms)]),
    ]),
    section('One call in the units that AWS bills', [
      ['', 'until connected', 'its end', "the sweep's share"],
      ...(
        [
          'transitions',
          'apiRequests',
          'invocations',
          'writeUnits',
          'readUnits',
          'functionLogBytes',
          'machineLogBytes',
          'accessLogBytes',
        ] as const
      ).map((name) => [name, count(untilConnected[name]), count(end[name]), count(sweepShare[name])]),
      [
        'localGatewayLambdaMs',
        ...[untilConnected, end, sweepShare].map((one) => ms(one.localGatewayLambdaMs)),
      ],
      ['writes (refused)', ...[untilConnected, end].map((one) => `${one.writes} (${one.refusedWrites})`), ''],
      ...Object.entries(untilConnected.operations).map(([action, times]) => [
        action,
        count(times),
        count(end.operations[action] ?? 0),
        '',
      ]),
    ]),
    section('Functions until connected, on this machine', [
      ['', 'invocations', 'mean ms', 'cold ms'],
      ...Object.entries(untilConnected.localGatewayInvocations).map(([name, one]) => [
        name,
        count(one.count),
        ms(one.meanMs),
        ms(perCall.untilConnectedWithColdFunctions.localGatewayInvocations[name]?.meanMs ?? Number.NaN),
      ]),
    ]),
    section('Cost of a call, $ per million calls', [
      ['', 'until connected', 'whole call', 'bot reports too', 'cold functions', 'cold, whole'],
      ...namesOf(costUsd.untilConnected).map((name) => [
        name,
        ...Object.values(costUsd).map((bill) => perMillion(bill[name])),
      ]),
    ]),
    ...pinCallSections(results.pinCall),
    section('Cost of a month without calls, $', [
      ...namesOf(idleMonth.costUsd).map((name) => [name, idleMonth.costUsd[name].toFixed(4)]),
      [
        `beside it: ${idleMonth.customMetricCount} custom metrics, if sent to in every hour`,
        idleMonth.customMetricsIfAlwaysSentUsd.toFixed(2),
      ],
    ]),
    section('Bundles', [
      ['', 'KB', 'load, median ms'],
      ...Object.entries(bundles).map(([name, one]) => [
        name,
        (one.sizeBytes / 1000).toFixed(0),
        ms(one.loadMedianMs),
      ]),
    ]),
    section('One warm call, step by step', [
      ['function', 'operation', 'ms after the first', 'write units', 'status'],
      ...profile.map(({ functionName = '', action, afterMs, writeUnits, status }) => [
        functionName,
        action,
        `${afterMs}`,
        `${writeUnits}`,
        `${status}`,
      ]),
    ]),
    section('Against the budgets', verdictRows(budgets)),
    notes.join('\n'),
    '',
  ].join('\n');
}
