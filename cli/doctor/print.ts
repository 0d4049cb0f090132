import { aligned, bold, tableText, writeJson, writeLine, type Outcome, type Sink } from '../kit/output.ts';
import type { Result } from './checks.ts';
import type { Finding } from './finding.ts';

/** What was found, each thing once: two checks may come upon the same. What stops callers is first, what is fixed last. */
function findingsOf(results: readonly Result[]): readonly (Finding & { readonly check: string })[] {
  const seen = new Set<string>();
  const found = results.flatMap((result) =>
    result.state === 'checked' ? result.findings.map((finding) => ({ check: result.check, ...finding })) : [],
  );
  const once = found.filter(({ what }) => !seen.has(what) && seen.add(what));
  const open = once.filter(isOpen);
  return [
    ...open.filter(({ severity }) => severity === 'critical'),
    ...open.filter(({ severity }) => severity === 'warning'),
    ...once.filter(({ isFixed }) => isFixed === true),
  ];
}

const notRun = (results: readonly Result[]) => results.filter(({ state }) => state === 'not-checked');
const isOpen = ({ isFixed }: Finding) => isFixed !== true;

/** 0: all is well. 1: something was found that is not fixed. 2: nothing was, but a check could not run. */
export function exitCodeOf(results: readonly Result[]): Outcome['exitCode'] {
  if (findingsOf(results).some(isOpen)) return 1;
  return notRun(results).length > 0 ? 2 : 0;
}

export function printResults(
  stdout: Sink,
  gateway: string,
  results: readonly Result[],
  isJson: boolean,
): void {
  const findings = findingsOf(results);
  const open = findings.filter(isOpen);
  const count = (severity: Finding['severity']) => open.filter((each) => each.severity === severity).length;
  const summary = {
    critical: count('critical'),
    warnings: count('warning'),
    fixed: findings.length - open.length,
    notChecked: notRun(results).length,
  };
  if (isJson) {
    writeJson(stdout, { gateway, checks: results.map(stateIn), findings, summary });
    return;
  }
  const checks = results.map((result) => [result.check, resultText(result)]);
  writeLine(stdout, tableText(stdout, ['CHECK', 'RESULT'], checks));
  for (const { severity, check, what, means, fix, isFixed } of findings) {
    const head = isFixed === true ? 'fixed just now' : severity;
    writeLine(stdout, `\n${bold(stdout, `${head}: ${what}`)}`);
    const rows = [
      ['  check', check],
      [isFixed === true ? '  meant' : '  means', means],
      ['  to do', fix],
    ];
    writeLine(stdout, aligned(rows));
  }
  writeLine(stdout, `\n${summaryText(gateway, summary)}`);
}

function stateIn(result: Result) {
  const { check, state } = result;
  return result.state === 'checked' ? { check, state } : { check, state, why: result.why };
}

function resultText(result: Result): string {
  switch (result.state) {
    case 'not-checked':
      return `could not be checked: ${result.why}`;
    case 'not-used':
      return `not looked into: ${result.why}`;
    case 'checked': {
      const open = result.findings.filter(isOpen).length;
      const fixed = result.findings.length - open;
      const parts = [
        ...(open > 0 ? [`${open} ${open === 1 ? 'finding' : 'findings'}`] : []),
        ...(fixed > 0 ? [`${fixed} fixed just now`] : []),
      ];
      return parts.join(', ') || 'fine';
    }
  }
}

function summaryText(
  gateway: string,
  counts: {
    readonly critical: number;
    readonly warnings: number;
    readonly fixed: number;
    readonly notChecked: number;
  },
): string {
  const { critical, warnings, fixed, notChecked } = counts;
  const parts = [
    ...(critical > 0 ? [`${critical} critical`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`] : []),
    ...(fixed > 0 ? [`${fixed} fixed just now`] : []),
    ...(notChecked > 0 ? [`${notChecked} ${notChecked === 1 ? 'check' : 'checks'} could not run`] : []),
  ];
  return parts.length === 0 ? `${gateway}: nothing was found.` : `${gateway}: ${parts.join(', ')}.`;
}
