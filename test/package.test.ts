import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';

const top = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): string => readFileSync(top + file, 'utf8');
const packageSchema = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});
const { dependencies, devDependencies } = packageSchema.parse(JSON.parse(read('package.json')));

test('the SBOM of a release has every dependency in its version, with a hash', () => {
  execFileSync('npm', ['run', '--silent', 'sbom'], { cwd: top });
  const component = z.object({
    name: z.string(),
    version: z.string(),
    hashes: z.array(z.object({ alg: z.string(), content: z.string().min(64) })).optional(),
  });
  const sbom = z
    .object({ bomFormat: z.literal('CycloneDX'), components: z.array(component) })
    .parse(JSON.parse(read('build/sbom.cdx.json')));
  const listed = new Set(
    sbom.components.filter(({ hashes }) => hashes?.length).map(({ name, version }) => `${name}@${version}`),
  );
  const direct = Object.entries({ ...dependencies, ...devDependencies }).map((each) => each.join('@'));
  expect(direct.filter((each) => !listed.has(each))).toEqual([]);
  expect(sbom.components.length).toBeGreaterThan(direct.length);
});

test('updates of packages are proposed, and what becomes of them is written down', () => {
  const { updates } = z
    .object({ updates: z.array(z.looseObject({ 'package-ecosystem': z.string(), directory: z.string() })) })
    .parse(parse(read('.github/dependabot.yml')));
  expect(updates).toMatchObject([{ 'package-ecosystem': 'npm', directory: '/' }]);
  expect(read('docs/operate.md')).toContain('\n## Dependencies\n');
});
