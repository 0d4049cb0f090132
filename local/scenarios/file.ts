import { LineCounter, parseDocument, stringify, type Document } from 'yaml';
import { scenarioSchema, type Scenario } from './model.ts';
import { writeStep } from './steps.ts';

/** A scenario, or a sentence for each thing that is wrong, each with its file and line. */
export type ReadScenario =
  | {
      readonly ok: true;
      readonly scenario: Scenario;
      /** The line in the file of each step. */
      readonly stepLines: readonly number[];
    }
  | { readonly ok: false; readonly problems: string[] };

/**
 * Reads a scenario.
 * @param file its name, for sentences
 */
export function readScenario(file: string, text: string): ReadScenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const at = (offset: number, problem: string) => `${file}:${lineAt(offset)}: ${problem}`;
  if (document.errors.length > 0)
    return { ok: false, problems: document.errors.map(({ pos, message }) => at(pos[0], message)) };
  const parsed = scenarioSchema.safeParse(document.toJS());
  if (parsed.success) {
    const stepLines = parsed.data.steps.map((_, index) => lineAt(offsetOf(document, ['steps', index])));
    return { ok: true, scenario: parsed.data, stepLines };
  }
  const problems = parsed.error.issues.map(({ path, message }) => {
    const where = path.length === 0 ? '' : `${path.join('.')}: `;
    return at(offsetOf(document, path), `${where}${message}`);
  });
  return { ok: false, problems };
}

/** Where the thing at a path begins; of one that is missing, what it should stand in. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
    if (Array.isArray(range) && typeof range[0] === 'number') return range[0];
  }
  return 0;
}

/** A scenario as a file: what `readScenario` reads. */
export function writeScenario({ steps, ...rest }: Scenario): string {
  return stringify({ ...rest, steps: steps.map(writeStep) }, { lineWidth: 0 });
}
