import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { withFaults } from './mutants.ts';
import { subjects } from './subjects.ts';

const faultsIn = (code: string) => withFaults('a.ts', code, 0).mutants.map(({ after }) => after);
const inFunction = (code: string) => faultsIn(`function f(a: number, b: number) { ${code} }`);

describe('faults', () => {
  test.each([
    ['b = a < b;', ['nothing', '(a) <= (b)', '(a) >= (b)']],
    ['return a === b;', ['return;', '(a) !== (b)']],
    ['if (a) return;', ['true', 'false']],
    ['return !a;', ['return;', 'a']],
    ["return 'x';", ['return;', "''"]],
    ['return [a];', ['return;', '[]']],
    ['return [a].some(Boolean);', ['return;', '[a].every(Boolean)', '[]']],
    ['return undefined;', []],
    ["const { 'x-y': c = 'x' } = a; return undefined;", ["''"]],
    ['return a.toString();', ['return;']],
    ["log.info('call-held');", []],
    ['throw new Error();', ['nothing']],
  ])('of %s', (code, faults) => {
    expect(inFunction(code).toSorted()).toEqual(faults.toSorted());
  });

  test('are none in types, imports and names', () => {
    expect(faultsIn("import { a } from 'b'; type T = 'x' | 1; interface I { readonly x: 'y' }")).toEqual([]);
    expect(inFunction("const x: { kind: 'a' } = a; return undefined;")).toEqual([]);
  });

  test('outside of functions are marked: they are over before one can be switched on', () => {
    const { mutants } = withFaults('a.ts', 'const a = 1; const f = () => 2;', 0);
    expect(mutants.map(({ isAtImport }) => isAtImport)).toEqual([true, false]);
  });
});

test('code with its faults does what it did, and with one switched on what that says', () => {
  const source =
    'const f = (a, b) => { if (a?.list.length > 2 && b) return a?.list.filter((x) => x < 2); return [`${b}`]; };';
  const { code, mutants } = withFaults('a.js', source, 0);
  const run = (active: number): unknown =>
    // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-call -- what is made is code
    new Function(
      '__isFault',
      `${code}; return [[1, 2, 3], [1, 2]].flatMap((list) => ['b', ''].map((b) => f({ list }, b))).concat(f(undefined, 'b'))`,
    )((fault: number) => fault === active);
  const right = [[1], [''], ['b'], [''], 'b'];
  expect(run(-1)).toEqual(right);
  for (const [fault, { after }] of mutants.entries()) expect(run(fault), after).not.toEqual(right);
});

test('every file still parses with all its faults', () => {
  const paths = globSync(subjects);
  const broken = paths.filter((path) => {
    const { code } = withFaults(path, readFileSync(path, 'utf8'), 0);
    return ts.transpileModule(code, { reportDiagnostics: true }).diagnostics?.length !== 0;
  });
  expect(paths.length).toBeGreaterThan(100);
  expect(broken).toEqual([]);
});
