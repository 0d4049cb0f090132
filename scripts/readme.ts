import { readFileSync, writeFileSync } from 'node:fs';
import { costsMarkdown, figuresSchema } from '../bench/costs/readme.ts';
import { readResults } from '../bench/figures/results-file.ts';
import { standingPartsOf } from '../bench/figures/template.ts';
import { parseSettings } from '../infra/settings.ts';
import { synthesise, type SynthesiseOptions } from '../infra/synthesise.ts';
import { resourcesOf, type Template } from '../infra/template.ts';

// `npm run readme` makes anew what the README says that follows from the stack or from figures/results.json.

export const readmeFile = new URL('../README.md', import.meta.url);

/** A canary with its defaults: the README says what it adds. */
const withCanary = { canary: {} };

/**
 * The README with its generated parts as they must be.
 * @throws if a part has no markers, or results.json does not have what is told of it
 */
export function generated(readme: string, options: SynthesiseOptions = {}): string {
  const stack = synthesise({}, options);
  const costs = costsMarkdown(figuresSchema.parse(readResults()), {
    standing: standingPartsOf(stack),
    canaryEveryMinutes: canaryEveryMinutes(),
  });
  return fill(fill(readme, 'costs', costs), 'alarms', alarmsSentence(stack, synthesise(withCanary, options)));
}

function canaryEveryMinutes(): number {
  const parsed = parseSettings(withCanary);
  if (!parsed.ok || parsed.settings.canary === undefined) throw new Error('There is no default canary.');
  return parsed.settings.canary.everyMinutes;
}

function alarmsSentence(stack: Template, stackWithCanary: Template): string {
  const [all, critical] = alarmsIn(stack);
  const [allWithCanary, criticalWithCanary] = alarmsIn(stackWithCanary);
  return (
    `There are ${all} alarms, ${critical} of them critical (with a canary ${allWithCanary} and ${criticalWithCanary}). They ` +
    'ring on a topic that mails `alarmEmail`; each leads to its section of the [runbook](docs/runbook.md).'
  );
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
  const [begin, end] = [`<!-- ${part}: made by \`npm run readme\` -->\n\n`, `\n\n<!-- end of ${part} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`The README has no markers for its part “${part}”.`);
  return text.slice(0, from + begin.length) + content + text.slice(to);
}

/** Writes the README, which needs the functions to be built. */
export function writeReadme(): void {
  writeFileSync(readmeFile, generated(readFileSync(readmeFile, 'utf8')));
}

if (import.meta.main) writeReadme();
