import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { atOnce, byReason, counted, PERIOD, sum } from '../metrics.ts';
import type { Watched } from '../metrics.ts';
import { graph, heading, inMs, percentiles } from './widgets.ts';

/** What a caller is not to notice: from a ready room to the order that connects, on warm functions. */
const READY_TO_UPDATE_MS = 500;

/** How long a trunk's call may ring for our part, if a bot is warm. */
const TRUNK_ANSWER_MS = 500;

/** Callers of both journeys, by what became of them. */
export function gettingIn({ settings }: Watched): IWidget[][] {
  const one = (metric: Parameters<typeof counted>[1], label: string, reason?: string) =>
    counted(settings, metric, { label, ...(reason !== undefined && { reason }) });
  const people = (reason: string, label: string) =>
    counted(settings, 'unauthenticatedMs', { reason, label, statistic: Stats.SAMPLE_COUNT });
  return [
    [
      heading(
        'Are callers getting in?',
        '*Released* and *failed* are callers whom we lost: why, the graphs on the right and the query *callers released* say. *Abandoned* and *left* hung up themselves.',
      ),
    ],
    [
      graph('Held calls by outcome', [
        one('callsHeld', 'held'),
        one('callsConnected', 'connected'),
        one('callsAbandoned', 'abandoned'),
        one('callsReleased', 'released'),
        one('callsRefused', 'refused'),
      ]),
      graph('PIN calls by outcome', [
        one('dialInsArrived', 'arrived'),
        people('caller', 'got in'),
        people('known', 'got in without a PIN'),
        people('forward', 'forwarded'),
        people('left', 'left before the PIN'),
        one('dialInsRefused', 'refused'),
        one('dialInsFailed', 'failed'),
      ]),
      graph('Released and refused, by reason', [
        byReason(settings, 'callsReleased', { of: 'released: ' }),
        byReason(settings, 'callsRefused', { of: 'held, refused: ' }),
        byReason(settings, 'dialInsRefused', { of: 'PIN, refused: ' }),
        byReason(settings, 'dialInsFailed', { of: 'PIN, failed: ' }),
      ]),
    ],
  ];
}

/** Callers on hold, and what they wait for. */
export function waiting({ settings, machine }: Watched): IWidget[][] {
  const budgetMs = settings.holdBudgetS * 1000;
  return [
    [
      heading(
        'How long do they wait?',
        'Waiting grows before callers are lost. If *bot starts* shows refusals, a back end is at capacity or down; if it shows none, bots start and are slow: look at their own logs.',
      ),
    ],
    [
      graph('On hold at once', [
        atOnce(machine.metricTime({ period: PERIOD }), 'on hold, on average'),
        machine.metricStarted({ ...sum, label: 'put on hold' }),
      ]),
      graph(
        'Waiting time of connected callers',
        percentiles.map((statistic) => counted(settings, 'waitedMs', { statistic, label: statistic })),
        { limit: { value: budgetMs, label: 'hold budget' }, unit: inMs },
      ),
      graph(
        'Room ready → order to connect',
        percentiles.map((statistic) => counted(settings, 'readyToUpdateMs', { statistic, label: statistic })),
        { limit: { value: READY_TO_UPDATE_MS, label: 'p99 on warm functions' }, unit: inMs },
      ),
    ],
    [
      graph(
        'A call rings on a trunk → a bot accepts it',
        percentiles.map((statistic) => counted(settings, 'trunkAnswerMs', { statistic, label: statistic })),
        { limit: { value: TRUNK_ANSWER_MS, label: 'p99 with a warm bot' }, unit: inMs },
      ),
    ],
    [
      graph('Bot starts, by back end and outcome', [byReason(settings, 'botStarts')]),
      graph('Targets that refused, by kind', [byReason(settings, 'targetsRefused')]),
      graph('Callers led on, by what came of it', [
        byReason(settings, 'transfers'),
        byReason(settings, 'transfersRefused', { of: 'not done: ' }),
      ]),
      graph('Ready reports and events that were ignored, by reason', [
        byReason(settings, 'readyIgnored', { of: 'ready from ' }),
        byReason(settings, 'eventsIgnored', { of: 'event: ' }),
      ]),
    ],
  ];
}
