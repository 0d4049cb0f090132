import * as z from 'zod';
import { canaryUsage } from './canary-usage.ts';
import {
  costOf,
  idleCostOf,
  minutesPerMonth,
  queuePollsPerMonth,
  totalOf,
  type StandingParts,
} from './costs.ts';
import { eventsUsd, webhooksUsd } from './events-usage.ts';
import { usdPer } from './prices.ts';

const bill = z.object({ total: z.number() });
const units = z.number().nonnegative();

/** What docs/cost.md tells of the results of `npm run bench`. */
export const figuresSchema = z.object({
  lambdaMemoryMb: z.int().positive(),
  costUsd: z.object({ untilConnected: bill.extend({ stateTransitions: z.number() }), wholeCall: bill }),
  idleMonth: z.object({
    customMetricCount: z.int().positive(),
    quietSweep: z
      .object({
        transitions: units,
        apiRequests: units,
        invocations: units,
        localGatewayLambdaMs: units,
        readUnits: units,
        writeUnits: units,
        secretReads: units,
        queueRequests: units,
        functionLogBytes: units,
        machineLogBytes: units,
        accessLogBytes: units,
      })
      .transform(({ localGatewayLambdaMs: lambdaMs, ...others }) => ({ ...others, lambdaMs })),
  }),
  pinCall: z.object({
    small: z.object({ callers: z.int(), costUsd: z.object({ wholeCall: bill, bridge: bill }) }),
    quietHour: z.object({ costUsd: bill }),
    byProvider: z.array(
      z.object({
        voice: z.string(),
        roundTrips: z.object({ greeting: units, wrongPin: units, rightPin: units, event: units }),
        readUnits: units,
        writeUnits: units,
        costUsd: bill,
      }),
    ),
  }),
});

export type Figures = z.output<typeof figuresSchema>;

/** What docs/cost.md says beside what was measured. */
export interface Stage {
  /** What of it costs by the month. */
  readonly standing: StandingParts;
  /** Minutes between two calls of a canary. */
  readonly canaryEveryMinutes: number;
}

/** The tables of docs/cost.md: what AWS charges. */
export function costsMarkdown(figures: Figures, stage: Stage): string {
  const { costUsd, pinCall } = figures;
  const { small, quietHour } = pinCall;
  const share = costUsd.untilConnected.stateTransitions / costUsd.untilConnected.total;
  return [
    table([
      ['a held call until the caller is connected', each(costUsd.untilConnected.total)],
      ['a held call from the first webhook to the last', each(costUsd.wholeCall.total)],
      [
        `a PIN call from its dialling to its end, in a conference of ${small.callers}`,
        each(small.costUsd.wholeCall.total),
      ],
      ['the bridge of a conference, each time it comes', each(small.costUsd.bridge.total)],
      ['an hour of a conference in which nothing happens', each(quietHour.costUsd.total)],
    ]),
    `Of a held call until it is connected, ${(share * 100).toFixed(0)} % is the two state transitions of its machine.`,
    'A PIN call at each voice provider, with one wrong PIN, alone in its conference. Round trips are requests to AWS, one after the ' +
      'other: those that an answer waits for, and, of what is told of the call, the most before something is written:',
    providersTable(pinCall.byProvider),
    'A month in which nobody calls:',
    table(idleRows(figures, stage.standing)),
    ...besideIdle(figures, stage),
    ...ofEvents(figures),
  ].join('\n\n');
}

function providersTable(calls: Figures['pinCall']['byProvider']): string {
  return [
    '| At | round trips: greeting, wrong PIN, right PIN, event | read and write units | US$ |',
    '| --- | --- | --- | --- |',
    ...calls.map(
      ({ voice, roundTrips: { greeting, wrongPin, rightPin, event }, readUnits, writeUnits, costUsd }) =>
        row([
          voice,
          `${greeting}, ${wrongPin}, ${rightPin}, ${event}`,
          `${readUnits.toFixed(1)} and ${writeUnits.toFixed(1)}`,
          each(costUsd.total),
        ]),
    ),
  ].join('\n');
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

function idleRows({ idleMonth, lambdaMemoryMb }: Figures, standing: StandingParts) {
  const idle = idleCostOf(idleMonth.quietSweep, standing, lambdaMemoryMb);
  const { alarms, secrets, dashboards, queuePolls, ...sweep } = idle;
  return [
    ["dashboard (nothing, if it is one of an account's three free ones)", month(dashboards)],
    [
      `alarms, ${standing.alarmMetrics} metrics at ${month(usdPer.alarmMetricMonth)} (nothing for an account's first ten)`,
      month(alarms),
    ],
    ['secret', month(secrets)],
    [
      "wake queue, which Lambda asks for work all the time (nothing for an account's first million)",
      month(queuePolls),
    ],
    ['sweep, once a minute, with its reads and logs', month(totalOf(sweep))],
    ['together', month(totalOf(idle))],
  ] as const;
}

function besideIdle({ idleMonth, lambdaMemoryMb }: Figures, { canaryEveryMinutes }: Stage): string[] {
  const metrics = idleMonth.customMetricCount;
  const canaryCalls = minutesPerMonth / canaryEveryMinutes;
  const canaryCall = totalOf(costOf(canaryUsage, lambdaMemoryMb));
  const canary = canaryCalls * canaryCall + usdPer.customMetricMonth + usdPer.alarmMetricMonth;
  return [
    `The functions' own metrics cost ${month(usdPer.customMetricMonth)} a month each, by the hour in which they are sent: ` +
      `without calls none is.\nA stage on which calls of both kinds get in at every hour sends ${metrics} of them, for ` +
      `${month(metrics * usdPer.customMetricMonth)}.`,
    `A canary, \`"canary": {}\` in the settings, places a call of its own every ${canaryEveryMinutes} minutes: ` +
      `${canaryCalls.toLocaleString('en')} calls at ${each(canaryCall)}, one metric and one alarm: ${month(canary)} a month.\n` +
      "Its calls are not counted among callers'.",
  ];
}

/** What the setting `events` adds. */
function ofEvents({ lambdaMemoryMb }: Figures): string[] {
  const alarms = 2 * usdPer.alarmMetricMonth;
  return [
    '### Events',
    `With \`"events": {}\` in the settings a held call sends three [events](events.md): ${eventsUsd(lambdaMemoryMb).toFixed(7)}, of which ` +
      `${(3 * usdPer.busEvent).toFixed(6)} is EventBridge’s price of three events, and the rest a run of the function for each. When many calls come ` +
      `together a run serves several. Two alarms: ${month(alarms)} a month. Without the setting nothing is added.`,
    `Each consumer that is posted to by [webhook](events.md#webhooks) adds ${webhooksUsd(lambdaMemoryMb).toFixed(7)} a call (a message to a queue, and a ` +
      `run of 0.1 s, for each event), and ${month(queuePollsPerMonth * usdPer.queueRequest)} a month for Lambda's looks into its queue; one alarm for all ` +
      `of them ${month(usdPer.alarmMetricMonth)}.`,
  ];
}

const each = (usd: number) => usd.toFixed(6);
const month = (usd: number) => usd.toFixed(2);

const table = (rows: readonly (readonly [what: string, usd: string])[]) =>
  ['| What | US$ |', '| --- | --- |', ...rows.map(([what, usd]) => `| ${what} | ${usd} |`)].join('\n');
