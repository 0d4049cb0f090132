import {
  done,
  failedOutside,
  refused,
  tableText,
  withProgress,
  writeJson,
  writeLine,
  type Outcome,
  type Sink,
} from '../kit/output.ts';
import type { Deployment } from '../kit/deployment/deployment.ts';
import type { NotGiven } from '../../lib/http/asked.ts';

/** One thing at a provider that is to be otherwise. Secrets stand in it by their fingerprints. */
export interface Change {
  /** What is changed: a number, a webhook. */
  readonly on: string;
  readonly what: string;
  readonly now: string;
  readonly then: string;
}

/** What a command is about to write at a provider. */
export interface ChangePlan {
  readonly provider: string;
  /** The gateway that it leads to, and what keeps who changed what. */
  readonly deployment: Pick<Deployment, 'name' | 'recorder'>;
  readonly changes: readonly Change[];
  /** What nobody can fix from here, each a sentence; goes to standard error. */
  readonly warnings: readonly string[];
  /** For JSON, beside the changes. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** After the writing: what is worth knowing, each a sentence, and more for JSON. */
export type Applied =
  | {
      readonly ok: true;
      readonly notes: readonly string[];
      readonly details: Readonly<Record<string, unknown>>;
    }
  | { readonly ok: false; readonly outcome: Outcome };

interface ShowDeps {
  readonly stdout: Sink;
  readonly stderr: Sink;
}

/** Shows the difference, writes it unless there is none or this is a dry run, and says what came of it. */
export async function showAndApply(
  deps: ShowDeps,
  { json, dryRun }: { readonly json: boolean; readonly dryRun: boolean },
  { provider, deployment, changes, warnings, details }: ChangePlan,
  apply: () => Promise<Applied>,
): Promise<Outcome> {
  const { stdout, stderr } = deps;
  const isWriting = changes.length > 0 && !dryRun;
  if (!json && changes.length > 0) {
    const rows = changes.map(({ on, what, now, then }) => [on, what, now || '-', then || '-']);
    const headings = ['ON', 'WHAT', 'NOW', isWriting ? 'FROM NOW ON' : 'WOULD BE'];
    writeLine(stdout, tableText(stdout, headings, rows));
  }
  const applied: Applied = isWriting
    ? await withProgress(stderr, `Writing to ${provider}, and reading it back`, apply())
    : { ok: true, notes: [], details: {} };
  if (isWriting)
    for (const { on, what, now, then } of changes)
      deployment.recorder?.note(`${provider}#${on}#${what}`, now, then);
  for (const warning of warnings) writeLine(stderr, `patchbay: ${warning}`);
  if (!applied.ok) return applied.outcome;
  if (json) {
    writeJson(stdout, { provider, changes, written: isWriting, warnings, ...details, ...applied.details });
    return done;
  }
  if (changes.length === 0)
    writeLine(stdout, `${provider} leads to ${deployment.name} already; nothing was written.`);
  else if (dryRun) writeLine(stdout, 'Nothing was written.');
  else writeLine(stdout, `Written, and read back: ${provider} leads to ${deployment.name}.`);
  for (const note of applied.notes) writeLine(stdout, note);
  return done;
}

/** The outcome of what a provider did not give. `key` names the secret's field that opens it. */
export function outcomeOfAsking({ reason, why }: NotGiven, key: string): Outcome {
  switch (reason) {
    case 'no-key':
      return refused(
        `${capital(why)}: store it with \`patchbay secrets set ${key}\`, its value on standard input.`,
      );
    case 'refused':
      return refused(`${capital(why)}.`);
    case 'failed':
      return failedOutside(`${capital(why)}. What was written before it stays; run the command again.`);
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** How the events of a webhook differ from those that are used. */
export function eventsChange(now: readonly string[], used: readonly string[]): Pick<Change, 'now' | 'then'> {
  const missing = used.filter((event) => !now.includes(event));
  const unused = now.filter((event) => !used.includes(event));
  const parts = [
    ...(missing.length > 0 ? [`without ${missing.join(', ')}`] : []),
    ...(unused.length > 0 ? [`with ${unused.join(', ')}`] : []),
  ];
  return { now: parts.join('; '), then: `the ${used.length} that are used` };
}
