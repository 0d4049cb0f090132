import type { Results } from '../results.ts';
import { count, ms, namesOf, perMillion, section } from '../section.ts';

/** The results of PIN calls as a person reads them in a terminal. */
export function pinCallSections(results: Results['pinCall']): readonly string[] {
  const { greeting, rightPin, wrongPin, announcing, small, large, quietHour, recovery, byProvider } = results;
  const parts = [small.join, small.end, large.join, large.end, small.bridge] as const;
  const heads = [small, large].flatMap(({ callers }) => [`join (${callers} in)`, 'its end']);
  const calls = [small.costUsd.wholeCall, large.costUsd.wholeCall] as const;
  const bills = [...calls, small.costUsd.bridge, quietHour.costUsd] as const;
  return [
    section('A PIN call: answers of the voice webhook on this machine, ms', [
      ['', 'cold', 'warm p50', 'warm p99'],
      ['greeting', ms(greeting.coldMedianMs), ms(greeting.warmP50Ms), ms(greeting.warmP99Ms)],
      ['wrong PIN', '', ms(wrongPin.warmP50Ms), ms(wrongPin.warmP99Ms)],
      ['right PIN', '', ms(rightPin.warmP50Ms), ms(rightPin.warmP99Ms)],
    ]),
    section('From the bridge being in to all callers announced, on this machine', [
      ['callers', 'room answers in ms', 'ms', 'requests to the room'],
      ...announcing.map(({ callers, roomLatencyMs, tookMs, requests }) => [
        `${callers}`,
        `${roomLatencyMs}`,
        ms(tookMs),
        Object.entries(requests)
          .map(([name, times]) => `${times} ${name}`)
          .join(', '),
      ]),
    ]),
    section('After a passing fault of a provider, without a sweep, ms', [
      ['a mute, without a fault', ms(recovery.muteMs)],
      ['a mute after one 500', ms(recovery.muteAfterOne500Ms)],
      ['a removal after one 500', ms(recovery.removalAfterOne500Ms)],
      ['all announced after two 500s', ms(recovery.announcedAfterTwo500sMs)],
      ['cost of a try after a 500, $ per million', perMillion(recovery.retry.costUsd.total)],
    ]),
    section('One PIN call in the units that AWS bills', [
      ['', ...heads, 'bridge'],
      ...(
        [
          'apiRequests',
          'invocations',
          'queueRequests',
          'writeUnits',
          'readUnits',
          'functionLogBytes',
          'accessLogBytes',
        ] as const
      ).map((name) => [name, ...parts.map((part) => count(part[name]))]),
      ['localGatewayLambdaMs', ...parts.map((part) => ms(part.localGatewayLambdaMs))],
      ['writes (refused)', ...parts.map((part) => `${count(part.writes)} (${count(part.refusedWrites)})`)],
      ...Object.keys(small.join.operations).map((action) => [
        action,
        ...parts.map(({ operations }) => count(operations[action] ?? 0)),
      ]),
    ]),
    providersSection(byProvider),
    section('Cost, $ per million', [
      [
        '',
        `PIN call of ${small.callers}`,
        `of ${large.callers}`,
        'bridge',
        `quiet hour of ${quietHour.callers}`,
      ],
      ...namesOf(small.costUsd.wholeCall).map((name) => [
        name,
        ...bills.map((bill) => perMillion(bill[name])),
      ]),
    ]),
  ];
}

function providersSection(byProvider: Results['pinCall']['byProvider']): string {
  return section('A PIN call with one wrong PIN, alone in its conference, at each voice provider', [
    ['', ...byProvider.map(({ voice }) => voice)],
    ...(['greeting', 'wrongPin', 'rightPin', 'event'] as const).map((name) => [
      `round trips until ${name === 'event' ? 'the write' : 'the answer'}: ${name}`,
      ...byProvider.map(({ roundTrips }) => count(roundTrips[name])),
    ]),
    ...(['invocations', 'queueRequests', 'writeUnits', 'readUnits'] as const).map((name) => [
      name,
      ...byProvider.map((call) => count(call[name])),
    ]),
    ['localGatewayLambdaMs', ...byProvider.map((call) => ms(call.localGatewayLambdaMs))],
    ['$ per million', ...byProvider.map(({ costUsd }) => perMillion(costUsd.total))],
  ]);
}
