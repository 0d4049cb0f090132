import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { resourcesOf } from '../../../infra/template.ts';
import { metricNamespace } from '../../../lib/aws/clients/metrics.ts';
import { metricNames } from '../../../lib/telemetry/telemetry.ts';
import {
  emittedMetrics,
  logGroupsOf,
  metricsOf,
  metricsOfAlarm,
  problemOf,
  unknownIn,
  widgetsOf,
} from './support.ts';
import { templateOf } from '../support.ts';

/** With all that there can be. */
const template = templateOf({ canary: {}, events: { webhooks: { crm: 'https://crm.example.com/calls' } } });
const widgets = widgetsOf(template);
const titled = widgets.flatMap((widget) => {
  const { title } = widget.properties;
  return title === undefined ? [] : [[title, widget] as const];
});
const graphs = titled.filter(([, { type }]) => type === 'metric');
const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');
const markdown = widgets.flatMap(({ properties }) => properties.markdown ?? []);

test('there is one dashboard, named as the stack and its Region are', () => {
  expect(
    resourcesOf(template, 'AWS::CloudWatch::Dashboard').map(
      ([, { Properties }]) => Properties['DashboardName'],
    ),
  ).toEqual(['patchbay-dev-us-east-1']);
});

describe.each(graphs)('the graph “%s”', (_, widget) => {
  const { metrics, expressions, ids } = metricsOf(widget);

  test('shows metrics that somebody sends, told apart by nothing but stage and reason', () => {
    expect(metrics.length).toBeGreaterThan(0);
    expect(metrics.flatMap((metric) => problemOf(template, metric) ?? [])).toEqual([]);
  });

  test('reckons with nothing else', () => {
    expect(expressions.flatMap((expression) => unknownIn(expression, ids))).toEqual([]);
    expect(expressions.filter((expression) => /\d[eE][-+]?\d/.test(expression))).toEqual([]);
  });
});

test('a metric that no code sends, that tells calls apart or that is of something else would be noticed', () => {
  const problem = (namespace: string, name: string, dimensions: Record<string, string>) =>
    problemOf(template, { namespace, name, dimensions });
  expect(problem(metricNamespace, 'CallsHeld', { Stage: 'dev' })).toBeUndefined();
  expect(problem(metricNamespace, 'CallsDropped', { Stage: 'dev' })).toContain('no code sends it');
  expect(problem(metricNamespace, 'CallsHeld', { Stage: 'dev', CallId: 'c1' })).toContain('other dimensions');
  expect(problem(metricNamespace, 'CallsHeld', { Stage: 'dev', Reason: '+12025550101' })).toContain(
    'not a word',
  );
  expect(problem('AWS/Lambda', 'Errors', { FunctionName: '<Nobody>' })).toContain('no such resource');
});

test('what is counted can be seen: every metric is sent, and is on the dashboard', () => {
  const shown = new Set(
    graphs
      .flatMap(([, widget]) => metricsOf(widget).metrics)
      .filter(({ namespace }) => namespace === metricNamespace)
      .map(({ name }) => name),
  );
  const rungOnly = alarms
    .flatMap(([, { Properties }]) => metricsOfAlarm(Properties).metrics)
    .map(({ name }) => name);
  const seen = new Set([...shown, ...rungOnly]);
  expect(Object.keys(metricNames).filter((name) => !emittedMetrics.has(name))).toEqual([]);
  expect(Object.values(metricNames).filter((name) => !seen.has(name))).toEqual([]);
});

test.each([
  'Held calls by outcome',
  'PIN calls by outcome',
  'On hold at once',
  'Waiting time of connected callers',
  'Room ready → order to connect',
  'Bot starts, by back end and outcome',
  'PINs keyed, by outcome',
  'Wrong PINs in the hour',
  'Callers before their PIN',
  'Conferences live',
  'Bridges live',
  'From being in to being shown in the room',
  'Requests to providers: time, p95 by party',
  'Requests to providers: failures by party',
  'Webhooks refused, by reason',
  'Held-call machine, by outcome',
  'Wakes: age of the oldest, and dead letters',
  'Errors of functions',
  'Throttles of functions',
  'Duration of functions, p99',
  'Cold starts',
])('it shows “%s”', (title) => {
  expect(titled.map(([each]) => each)).toContain(title);
});

test('waiting is shown as p50, p95 and p99, against the hold budget of the settings', () => {
  const waiting = (settings: Parameters<typeof templateOf>[0]) =>
    JSON.stringify(
      widgetsOf(templateOf(settings)).find(
        ({ properties }) => properties.title === 'Waiting time of connected callers',
      ),
    );
  expect(waiting({})).toMatch(/"p50".*"p95".*"p99".*"value":100000/);
  expect(waiting({ holdBudgetS: 110 })).toContain('"value":110000');
});

test('its queries read log groups that exist', () => {
  const groups = logGroupsOf(template);
  const sources = titled.flatMap(([, { properties }]) =>
    [...(properties.query ?? '').matchAll(/SOURCE '([^']+)'/g)].map(([, name = '']) => name),
  );
  expect(sources.length).toBeGreaterThan(0);
  expect(sources.filter((name) => !groups.includes(name))).toEqual([]);
});

test('the canary’s calls stand before everything else, and nowhere if there is no canary', () => {
  expect(widgets[0]?.properties.title).toBe('Canary: do calls get through?');
  expect(JSON.stringify(widgetsOf(templateOf()))).not.toMatch(/canary/i);
});

test('it begins with what to look at first, and with all alarms and where each is explained', () => {
  const [, first, second] = widgets;
  expect(first?.properties.markdown).toContain('**Look first**');
  for (const [, { Properties }] of alarms) {
    const [link] = /docs\/runbook\.md#[a-z-]+$/.exec(z.string().parse(Properties['AlarmDescription'])) ?? [];
    expect(first?.properties.markdown).toContain(`${link ?? 'no link'} |`);
  }
  expect(second?.properties.alarms).toEqual(alarms.map(([logicalId]) => `<${logicalId}>`));
});

test('nothing on it leads to a section that there is not', () => {
  const linked = markdown.flatMap((text) =>
    [...text.matchAll(/runbook\.md#([a-z-]+)/g)].map(([, anchor]) => anchor),
  );
  expect(linked).toHaveLength(alarms.length);
});

test('every group of graphs says what to look at first', () => {
  const headings = markdown.filter((text) => text.startsWith('## '));
  expect(headings.length).toBeGreaterThanOrEqual(6);
  expect(headings.filter((text) => text.split('\n').slice(1).join('').length < 60)).toEqual([]);
});
