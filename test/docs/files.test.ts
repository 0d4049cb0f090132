import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const top = fileURLToPath(new URL('../..', import.meta.url));
const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: top });
const folders = readdirSync(top, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'build')
  .map(({ name }) => name);

/** Files of the project that a page names in code: in full, or in the folder of what was named before in the same line. */
function missingFrom(page: string): readonly string[] {
  const text = readFileSync(join(top, page), 'utf8').replaceAll(/^```.*?^```/gms, '');
  return text.split('\n').flatMap((line) => {
    let folder = '';
    return [...line.matchAll(/`([\w./-]+)`/g)].flatMap(([, name = '']) => {
      if (folders.some((each) => name.startsWith(`${each}/`))) {
        folder = name.endsWith('/') ? name.slice(0, -1) : dirname(name);
        return existsSync(join(top, name)) ? [] : [name];
      }
      if (folder === '' || !/^[a-z-]+\.ts$/.test(name)) return [];
      const found = globSync([`${folder}/${name}`, `${folder}/*/${name}`], { cwd: top });
      return found.length > 0 ? [] : [join(folder, name)];
    });
  });
}

test.each(pages)('%s names files that there are', (page) => {
  expect(missingFrom(page)).toEqual([]);
});
