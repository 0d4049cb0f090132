import { readFileSync, writeFileSync } from 'node:fs';
import { costsMarkdown, figuresSchema } from '../bench/costs/markdown.ts';
import { readResults } from '../bench/figures/results-file.ts';
import { standingPartsOf } from '../bench/figures/template.ts';
import { parseSettings, type SettingsInput } from '../infra/settings.ts';
import { synthesise } from '../infra/synthesise.ts';
import { resourcesOf, type Template } from '../infra/template.ts';

// `npm run pages` makes anew what pages say that follows from the stack or from figures/results.json.

const top = new URL('../', import.meta.url);

/** The pages with generated parts, from the top of the project. */
export const pages = ['docs/cost.md', 'docs/runbook.md'] as const;
export type Page = (typeof pages)[number];

/** A canary with its defaults: the pages say what it adds. */
const withCanary = { canary: {} };

/** A page as it stands. */
export function readPage(page: Page): string {
  return readFileSync(new URL(page, top), 'utf8');
}

/** Makes the stack's template. */
type TemplateOf = (settings: SettingsInput) => Template;

/**
 * A page with its generated part as it must be.
 * @throws if the part has no markers, or results.json does not have what is told of it
 */
export function generated(page: Page, text: string, templateOf: TemplateOf): string {
  switch (page) {
    case 'docs/cost.md':
      return fill(text, 'costs', costs(templateOf));
    case 'docs/runbook.md':
      return fill(text, 'alarms', alarmsSentence(templateOf));
  }
}

function costs(templateOf: TemplateOf): string {
  return costsMarkdown(figuresSchema.parse(readResults()), {
    standing: standingPartsOf(templateOf({})),
    canaryEveryMinutes: canaryEveryMinutes(),
  });
}

function canaryEveryMinutes(): number {
  const parsed = parseSettings(withCanary);
  if (!parsed.ok || parsed.settings.canary === undefined) throw new Error('There is no default canary.');
  return parsed.settings.canary.everyMinutes;
}

function alarmsSentence(templateOf: TemplateOf): string {
  const [all, critical] = alarmsIn(templateOf({}));
  const [allWithCanary, criticalWithCanary] = alarmsIn(templateOf(withCanary));
  return `There are ${all} alarms, ${critical} of them critical (with a canary ${allWithCanary} and ${criticalWithCanary}).`;
}

/** How many there are, and how many of those are critical. */
function alarmsIn(template: Template): readonly [all: number, critical: number] {
  const names = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) =>
    String(Properties['AlarmName']),
  );
  return [names.length, names.filter((name) => name.includes('-critical-')).length];
}

/** Replaces what stands between the markers of a part. */
function fill(text: string, part: string, content: string): string {
  const [begin, end] = [`<!-- ${part}: made by \`npm run pages\` -->\n\n`, `\n\n<!-- end of ${part} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`The page has no markers for its part “${part}”.`);
  return text.slice(0, from + begin.length) + content + text.slice(to);
}

/** Writes the pages, which needs the functions to be built. */
export function writePages(): void {
  for (const page of pages) writeFileSync(new URL(page, top), generated(page, readPage(page), synthesise));
}

if (import.meta.main) writePages();
