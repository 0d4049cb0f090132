import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withSwitches, type Guard } from './guards.ts';

export const topDir = fileURLToPath(new URL('../..', import.meta.url));

/** What people do from the command line is not simulated. */
const files = {
  include: ['lib/held-calls/**/*.ts', 'lib/conferences/**/*.ts'],
  exclude: 'lib/conferences/admin/**',
};

/** A file of the domains with a switch for each of its guards, the first of which has this number. */
interface Switched {
  readonly path: string;
  readonly url: string;
  readonly code: string;
  readonly first: number;
  readonly guards: readonly Guard[];
}

/** All of them; the same numbers for the same code. */
export function numbered(): readonly Switched[] {
  const all: Switched[] = [];
  let first = 0;
  for (const path of globSync(files.include, { cwd: topDir, exclude: [files.exclude] }).toSorted()) {
    const full = join(topDir, path);
    const { code, guards } = withSwitches(path, readFileSync(full, 'utf8'), first);
    all.push({ path, url: pathToFileURL(full).href, code, first, guards });
    first += guards.length;
  }
  return all;
}
