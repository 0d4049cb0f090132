import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { logCodes, metricNames } from '../../lib/telemetry/telemetry.ts';
import { life } from '../../lib/held-calls/state/life.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(top + file, 'utf8');

const rows = read('docs/glossary.md')
  .split('\n')
  .filter((line) => line.startsWith('| **'));
const retired = rows.flatMap((row) =>
  [...(row.split('|').at(-2) ?? '').matchAll(/`([^`]+)`/g)].map(([, word = '']) => word),
);
/** English has these for other things too, so that only codes, names and quoted words are looked at. */
const ordinary = [
  'way',
  'ways',
  'fact',
  'facts',
  'act',
  'acts',
  'look',
  'looked',
  'settle',
  'settled',
  'office',
  'place',
  'places',
  'told',
];

/** `dialInsRefused` and `dial-in-refused` alike: the words in lower case. */
const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);

const pages = [...globSync('*.md', { cwd: top }), ...globSync('docs/**/*.md', { cwd: top })].filter(
  (page) => page !== 'docs/glossary.md',
);
const codes = [...logCodes, ...Object.keys(metricNames), ...Object.keys(life)];

test('the glossary fits a page, and says each word once', () => {
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.length).toBeLessThanOrEqual(30);
  const words = rows.map((row) => row.split('|')[1]?.trim());
  expect(new Set(words).size).toBe(words.length);
});

test.each(codes)('the code %s has no retired word', (code) => {
  expect(wordsOf(code).filter((word) => retired.includes(word))).toEqual([]);
});

describe.each(pages)('%s', (page) => {
  const text = read(page).replace(/front door/gi, '');

  test('has no retired word', () => {
    const unusual = retired.filter((word) => !ordinary.includes(word));
    expect(unusual.filter((word) => new RegExp(`\\b${word}\\b`, 'i').test(text))).toEqual([]);
  });

  test('quotes none either', () => {
    expect(retired.filter((word) => text.includes(`\`${word}\``) || text.includes(`--${word} `))).toEqual([]);
  });
});
