import { ms, section, verdictRows } from '../section.ts';
import type { Latency } from './measure.ts';

/** The times as a person reads them in a terminal. */
export function printableLatency({ budgets, ...latency }: Latency): string {
  const rows = [
    ['a bot asks for a transfer → sipCallTransfer', latency.transferOrder],
    ['webhook of a trunk → 2xx, with a warm bot', latency.trunkAnswer],
    ['write → event on the bus', latency.eventOnBus],
    ['write → event at a consumer', latency.eventAtConsumer],
  ] as const;
  return [
    section('What a warm gateway has others wait for on this machine, ms', [
      ['', 'times', 'p50', 'p99'],
      ...rows.map(([name, { count, p50Ms, p99Ms }]) => [name, `${count}`, ms(p50Ms), ms(p99Ms)]),
    ]),
    section('Against the budgets', verdictRows(budgets)),
  ].join('\n');
}
