import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { kebab, secretNames } from '../../../cli/secrets/secret-fields.ts';
import { callIdPlaceholder } from '../../../infra/monitoring/queries.ts';
import { resourcesOf } from '../../../infra/template.ts';
import { logCodes } from '../../../lib/telemetry/telemetry.ts';
import { functionLogGroups, logGroupsOf, readDoc, sources, widgetsOf } from './support.ts';
import { templateOf } from '../support.ts';

/** With all that there can be. */
const template = templateOf({ canary: {}, events: { webhooks: { crm: 'https://crm.example.com/calls' } } });
const querySchema = z.object({
  Name: z.string(),
  QueryString: z.string(),
  LogGroupNames: z.array(z.string()).min(1),
});
const queries = resourcesOf(template, 'AWS::Logs::QueryDefinition').map(([, { Properties }]) => {
  const query = querySchema.parse(Properties);
  return [query.Name.replace('patchbay-dev/', ''), query] as const;
});
const runbook = readDoc('runbook.md');

const secretWords = new Set(secretNames.map(kebab));

/** The codes of log lines that a query looks for. */
const codesIn = (query: string): readonly string[] =>
  [...query.matchAll(/\bcode in \[([^\]]*)\]/g)].flatMap(([, list = '']) =>
    list.split(', ').map((word) => z.string().parse(JSON.parse(word))),
  );

describe.each(queries)('the query “%s”', (_, { Name, QueryString, LogGroupNames }) => {
  test('is in the folder of the stack', () => {
    expect(Name).toMatch(/^patchbay-dev\/[A-Za-z -]+$/);
  });

  test('reads log groups that exist', () => {
    expect(LogGroupNames.filter((name) => !logGroupsOf(template).includes(name))).toEqual([]);
  });

  test('looks for codes that there are', () => {
    expect(codesIn(QueryString).filter((code) => !logCodes.some((known) => known === code))).toEqual([]);
    expect(QueryString).not.toMatch(/\bcode\s*(=|like)/);
  });

  test('is made of commands that Logs Insights knows', () => {
    for (const line of QueryString.split('\n| '))
      expect(line).toMatch(/^(fields|filter|stats|sort|limit) \S/);
  });
});

test('the dashboard looks for codes that there are', () => {
  const found = widgetsOf(template).flatMap(({ properties }) => codesIn(properties.query ?? ''));
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter((code) => !logCodes.some((known) => known === code))).toEqual([]);
});

test('everything about one call is found in the logs of all functions and of the machine', () => {
  const [, query] = queries.find(([name]) => name === 'everything about one call') ?? [];
  expect(query?.QueryString).toContain(`@message like "${callIdPlaceholder}"`);
  expect(query?.LogGroupNames).toEqual([
    ...functionLogGroups,
    '/aws/vendedlogs/states/patchbay-dev-held-call',
  ]);
});

test('the runbook names queries that are saved', () => {
  const named = [...runbook.matchAll(/\b[Qq]uery:? \*([^*]+)\*/g)].map(([, name = '']) =>
    name.replaceAll('\n', ' '),
  );
  const saved = queries.map(([name]) => name);
  expect(named.length).toBeGreaterThanOrEqual(11);
  expect(named.filter((name) => !saved.includes(name))).toEqual([]);
});

test('every section of the runbook says which query to start with', () => {
  const sections = runbook.split(/^## /m).slice(1);
  expect(sections.filter((section) => !/\*\*Look\.\*\*[^]*?Query: \*/.test(section))).toEqual([]);
});

test('the runbook speaks of graphs that are on the dashboard', () => {
  const titles = widgetsOf(template).flatMap(({ properties }) => properties.title ?? []);
  const named = [...runbook.matchAll(/Dashboard: \*([^*]+)\*(?: and \*([^*]+)\*)?/g)].flatMap(
    ([, ...names]: (string | undefined)[]) => names.filter((name) => name !== undefined),
  );
  expect(named.length).toBeGreaterThan(5);
  expect(
    named.filter((name) => !titles.some((title) => title.startsWith(name.replaceAll('\n', ' ')))),
  ).toEqual([]);
});

test('the words that the runbook takes from logs and metrics are words of the code', () => {
  const words = [...runbook.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].flatMap(([, word = '']) =>
    word.startsWith('patchbay-') ? [] : word,
  );
  const isKnown = (word: string) =>
    // How a signature fails is put together from this and a word of the check.
    secretWords.has(word) ||
    sources.includes(`'${word}'`) ||
    sources.includes(`'${word.replace(/^signature-/, '')}'`);
  expect(words.length).toBeGreaterThan(30);
  expect(words.filter((word) => !isKnown(word))).toEqual([]);
});
