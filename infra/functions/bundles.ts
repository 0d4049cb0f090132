import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the bundles of the functions are: `<name>/index.mjs` and its source map for each (scripts/build.ts). */
export const bundleDir = resolve(fileURLToPath(new URL('../..', import.meta.url)), 'build/functions');
