import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { costOf, idleCostOf, totalOf, type Usage } from '../../infra/costs.ts';
import { standingPartsOf } from '../../bench/figures/template.ts';
import { usdPer } from '../../infra/prices.ts';
import { resourcesOf } from '../../infra/template.ts';
import type { MetricName } from '../../lib/telemetry/telemetry.ts';
import { metricsOf, widgetsOf } from './monitoring-support.ts';
import { canaryUsage } from '../support/canary-usage.ts';
import { templateOf } from './support.ts';

const template = templateOf();
const memoryMb = 512;

/** What one call may use. */
const usage: Usage = {
  transitions: 2,
  apiRequests: 5,
  invocations: 7,
  lambdaMs: 300,
  readUnits: 4,
  writeUnits: 28,
  secretReads: 0,
  queueRequests: 6,
  functionLogBytes: 6_000,
  machineLogBytes: 4_400,
  accessLogBytes: 2_000,
  traces: 1,
};

describe('the cost on the dashboard', () => {
  const widget = widgetsOf(template).find(({ properties }) => properties.title?.startsWith('US$ an hour'));
  if (widget === undefined) throw new Error('the graph is not on the dashboard');
  const { metrics, expressions } = metricsOf(widget);

  /** The price in `<price> * SUM([<prefix>0, …])`. */
  const priceOf = (prefix: string): number => {
    const found = expressions.flatMap(
      (expression) => new RegExp(`^([\\d.]+) \\* SUM\\(\\[${prefix}0\\b`).exec(expression)?.[1] ?? [],
    );
    expect(found).toHaveLength(1);
    return Number(found[0]);
  };

  test('is what the benchmark reckons for the same usage', () => {
    const logBytes = usage.functionLogBytes + usage.machineLogBytes + usage.accessLogBytes;
    const shown =
      priceOf('task') * usage.transitions +
      priceOf('trace') * usage.traces +
      priceOf('request') * usage.apiRequests +
      priceOf('invocation') * usage.invocations +
      priceOf('duration') * usage.lambdaMs +
      priceOf('write') * usage.writeUnits +
      priceOf('read') * usage.readUnits +
      priceOf('message') * usage.queueRequests +
      priceOf('bytes') * logBytes;
    expect(shown).toBeCloseTo(totalOf(costOf(usage, memoryMb)), 9);
    expect(expressions).toHaveLength(9);
  });

  test('counts every function, the index of the table, and every log group', () => {
    const count = (namespace: string, name: string) =>
      metrics.filter((metric) => metric.namespace === namespace && metric.name === name).length;
    const functions = resourcesOf(template, 'AWS::Lambda::Function').length;
    expect(count('AWS/Lambda', 'Duration')).toBe(functions);
    // Those of the machine's tasks count a second time: as transitions.
    expect(count('AWS/Lambda', 'Invocations')).toBe(functions + 3);
    expect(count('AWS/DynamoDB', 'ConsumedWriteCapacityUnits')).toBe(2);
    expect(count('AWS/Logs', 'IncomingBytes')).toBe(resourcesOf(template, 'AWS::Logs::LogGroup').length);
  });
});

describe('the README', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, table = ''] = /A month in which nobody calls:\n\n([^]*?)\n\n/.exec(readme) ?? [];
  const rows = new Map(
    [...table.matchAll(/^\| (.+) \| ([\d.]+) \|$/gm)].map(([, what = '', usd]): [string, number] => [
      what.split(/[ ,]/, 1)[0] ?? '',
      Number(usd),
    ]),
  );
  const standing = standingPartsOf(template);
  /** A sweep that finds nothing, a little more than what the benchmark counts. */
  const quietSweep: Usage = {
    ...usage,
    transitions: 0,
    apiRequests: 0,
    invocations: 1,
    lambdaMs: 60,
    readUnits: 5,
    writeUnits: 0,
    // Every quarter of an hour it looks after Daily's webhook and the dead letters.
    secretReads: 1 / 15,
    queueRequests: 1 / 15,
    functionLogBytes: 500,
    machineLogBytes: 0,
    accessLogBytes: 0,
    traces: 0,
  };
  const idle = idleCostOf(quietSweep, standing, memoryMb);

  test('tells what a month without calls costs, part by part', () => {
    expect(rows.get('dashboard')).toBe(idle.dashboards);
    expect(rows.get('alarms')).toBeCloseTo(idle.alarms, 9);
    expect(readme).toContain(`alarms, ${standing.alarmMetrics} metrics`);
    expect(rows.get('secret')).toBeCloseTo(idle.secrets, 9);
    expect(rows.get('wake')).toBeCloseTo(idle.queuePolls, 2);
    const { sweepLambdaRequests, sweepLambdaTime, sweepTableUse, sweepLogs, sweepLogStorage } = idle;
    const { sweepSecretReads, sweepQueueRequests } = idle;
    expect(rows.get('sweep')).toBeCloseTo(
      sweepLambdaRequests +
        sweepLambdaTime +
        sweepTableUse +
        sweepLogs +
        sweepLogStorage +
        sweepSecretReads +
        sweepQueueRequests,
      2,
    );
  });

  test('adds it up, and stays below five dollars', () => {
    const together = rows.get('together') ?? 0;
    const parts = [...rows].filter(([what]) => what !== 'together').map(([, usd]) => usd);
    expect(parts).toHaveLength(5);
    expect(parts.reduce((sum, usd) => sum + usd, 0)).toBeCloseTo(together, 9);
    expect(together).toBeLessThan(5);
  });

  test('adds up the metrics that functions send while calls get in', () => {
    // A metric, and it once more for each reason (CloudWatch bills each set of dimensions).
    const held = {
      callsHeld: 0,
      callsConnected: 1,
      waitedMs: 0,
      readyToUpdateMs: 0,
      botStarts: 1,
      providerMs: 2,
      providerErrors: 2,
    } satisfies Partial<Record<MetricName, number>>;
    // Those of providers have their total already.
    const providersOnTop = 2 + 2;
    const pin = {
      dialInsArrived: 0,
      unauthenticatedMs: 2,
      pinsTried: 1,
      announceLagMs: 0,
      callersAnnounced: 0,
      eventsIgnored: 1,
    } satisfies Partial<Record<MetricName, number>>;
    const sum = (reasons: Readonly<Record<string, number>>) =>
      Object.values(reasons).reduce((total, each) => total + 1 + each, 0);
    const heldOnly = sum(held);
    const both = heldOnly + providersOnTop + sum(pin);
    const dollars = (metrics: number) => (metrics * usdPer.customMetricMonth).toFixed(2);
    expect(readme.replaceAll('\n', ' ')).toContain(
      `sends ${heldOnly} of them, for ${dollars(heldOnly)}; one that serves PIN calls as well ${both}, for ${dollars(both)}.`,
    );
  });

  test('tells what a canary costs, and stays below two dollars', () => {
    const withCanary = templateOf({ canary: {} });
    const [schedule] = resourcesOf(withCanary, 'AWS::Events::Rule')
      .flatMap(
        ([, { Properties }]) =>
          /^rate\((\d+) minutes\)$/.exec(String(Properties['ScheduleExpression'])) ?? [],
      )
      .slice(1);
    const calls = (730 * 60) / Number(schedule);
    const perCall = totalOf(costOf(canaryUsage, memoryMb));
    const alarms = standingPartsOf(withCanary).alarmMetrics - standing.alarmMetrics;
    const month = calls * perCall + usdPer.customMetricMonth + alarms * usdPer.alarmMetricMonth;
    expect(alarms).toBe(1);
    expect(readme.replaceAll('\n', ' ')).toContain(
      `${calls.toLocaleString('en')} calls at ${perCall.toFixed(5)}, one metric and one alarm: ${month.toFixed(2)} a month`,
    );
    expect(month).toBeLessThan(2);
  });

  test('says how many alarms there are', () => {
    const names = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) =>
      String(Properties['AlarmName']),
    );
    expect(readme).toMatch(/Eleven alarms, of which six are critical/);
    expect(readme.replaceAll('\n', ' ')).toContain('with a canary a twelfth and seventh');
    expect(names).toHaveLength(11);
    expect(names.filter((name) => name.includes('-critical-'))).toHaveLength(6);
  });
});
