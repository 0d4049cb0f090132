import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noConferences, readConferencesFile } from '../../local/conferences-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'conferences-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(input: unknown) {
  const file = join(folder, 'conferences.json');
  writeFileSync(file, JSON.stringify(input));
  return readConferencesFile(file);
}

test('a file without anything in it is read', () => {
  expect(read(noConferences)).toEqual(noConferences);
});

test.each([
  ['a key that there is none of', { ...noConferences, rooms: [] }, 'its top: Unrecognized key: "rooms"'],
  ['what dial-ins were called before', { doors: {}, conferences: [] }, '`doors` are now `dialIns`'],
])('%s is named', (_, input, problem) => {
  expect(() => read(input)).toThrow(problem);
});
