import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtFunctionNames } from '../../infra/functions/functions.ts';

/** A folder of stand-ins for the functions' bundles: a template names its bundles, and does not read them. */
export function standInBundles(): string {
  const folder = fileURLToPath(new URL('../../build/stand-ins/', import.meta.url));
  for (const name of builtFunctionNames) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'index.mjs'), 'export const handler = () => undefined;\n');
  }
  return folder;
}
