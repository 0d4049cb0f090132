import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Asset } from './app.ts';

/** Where `npm run build` leaves the page. */
const pageFolder = fileURLToPath(new URL('../../../build/console/', import.meta.url));

const files = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/page.js', 'page.js', 'text/javascript; charset=utf-8'],
  ['/page.css', 'page.css', 'text/css; charset=utf-8'],
  ['/icon.svg', 'icon.svg', 'image/svg+xml'],
] as const;

/** The files of the page, by their path. */
export function readAssets(folder = pageFolder): ReadonlyMap<string, Asset> {
  return new Map(
    files.map(([path, file, contentType]) => [
      path,
      { contentType, body: new Uint8Array(readFileSync(folder + file)) },
    ]),
  );
}
