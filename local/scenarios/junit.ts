import type { Played } from './play.ts';

/** Results in the form that CI systems read: one test case for each scenario. */
export function junitOf(
  results: readonly (Played & { readonly file: string; readonly line?: number })[],
): string {
  const failed = results.filter(({ problem }) => problem !== undefined).length;
  const tookMs = results.reduce((sum, each) => sum + each.tookMs, 0);
  const cases = results.map(({ file, line, name, tookMs: ms, problem }) => {
    const head = `  <testcase classname="${escaped(file)}" name="${escaped(name)}" time="${seconds(ms)}"`;
    if (problem === undefined) return `${head}/>`;
    const { step, why } = problem;
    return `${head}>\n    <failure message="${escaped(`${file}:${line}: ${step}`)}">${escaped(why)}</failure>\n  </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="scenarios" tests="${results.length}" failures="${failed}" time="${seconds(tookMs)}">`,
    ...cases,
    '</testsuite>',
    '',
  ].join('\n');
}

const seconds = (ms: number) => (ms / 1_000).toFixed(3);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** As text and attributes have it; control characters are none of XML's. */
function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? character)
    .replaceAll(/\p{Cc}/gu, ' ');
}
