import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { environmentSchema } from '../../local/environment.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(top + file, 'utf8');
const readme = read('README.md');

test('the README fits into 150 lines', () => {
  expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(150);
});

describe('the version of Node', () => {
  const version = read('.nvmrc').trim();

  test('is one, wherever it stands', () => {
    const { engines, devDependencies } = z
      .object({ engines: z.object({ node: z.string() }), devDependencies: z.object({ node: z.string() }) })
      .parse(JSON.parse(read('package.json')));
    expect(engines.node).toBe(`>=${version}`);
    expect(devDependencies.node.split('.')[0]).toBe(version);
    expect(read('.devcontainer/devcontainer.json')).toContain(`javascript-node:${version}"`);
    expect(readme).toContain(`You need Node ${version} with npm, and Java 17 or newer`);
  });

  test('is new enough for every package, so that npm ci does not warn', () => {
    const { packages } = z
      .object({
        packages: z.record(
          z.string(),
          z.object({
            engines: z.union([z.object({ node: z.string().optional() }), z.array(z.string())]).optional(),
          }),
        ),
      })
      .parse(JSON.parse(read('package-lock.json')));
    const wanted = Object.entries(packages).flatMap(([name, { engines = [] }]) =>
      Array.isArray(engines) || engines.node === undefined ? [] : [[name, engines.node] as const],
    );
    expect(wanted.length).toBeGreaterThan(100);
    expect(wanted.filter(([, range]) => !takes(range, Number(version)))).toEqual([]);
  });

  /** Whether a range of versions takes the first release of a major one, as far as ranges of packages go. */
  function takes(range: string, major: number): boolean {
    return range.split('||').some((part) => {
      const [, operator = '', first = ''] = /^\s*(\^|>=|~)?\s*v?(\d+|\*)/.exec(part) ?? [];
      return first === '*' || (operator === '>=' ? Number(first) <= major : Number(first) === major);
    });
  }
});

test('every variable of the local gateway is explained, and stands in .env.example', () => {
  const variables = Object.keys(environmentSchema.shape).toSorted();
  const example = [...read('.env.example').matchAll(/^# ([A-Z_]+)=/gm)].map(([, name = '']) => name);
  expect(example.toSorted()).toEqual(variables);
  const rows = read('docs/local.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const explained = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([A-Z_]+)`/g)]);
  expect(explained.map(([, name = '']) => name).toSorted()).toEqual(variables);
});

test('every push runs the test command of the README', () => {
  const [, command = ''] = /## Test it\n\n```sh\n(.*)\n```/.exec(readme) ?? [];
  const workflow = z
    .object({
      jobs: z.record(z.string(), z.object({ steps: z.array(z.looseObject({ run: z.string().optional() })) })),
    })
    .parse(parse(read('.github/workflows/ci.yml')));
  const runs = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  expect(command).not.toBe('');
  expect(runs).toEqual([command]);
});
