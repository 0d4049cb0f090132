import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRoutesFile } from '../../local/routes-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'routes-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(routes: unknown) {
  const file = join(folder, 'routes.json');
  writeFileSync(file, JSON.stringify(routes));
  return readRoutesFile(file);
}

test('routes are read under the keys by which calls find them', () => {
  const refuse = { kind: 'refuse' } as const;
  const keys = ['+1 202 555 0143', 'sip:Desk@Example.sip.daily.co:5060', 'default', 'board_room'];
  expect([...read(Object.fromEntries(keys.map((key) => [key, refuse])))]).toEqual([
    ['+12025550143', refuse],
    ['Desk@example.sip.daily.co', refuse],
    ['default', refuse],
    ['board_room', refuse],
  ]);
});

test.each([
  ['a key that no call can find', { '12025550143': { kind: 'refuse' } }, '12025550143: '],
  ['a route that is none', { default: { kind: 'targets', targets: [] } }, 'default.targets: '],
  [
    'what targets were called before',
    { default: { kind: 'ways', ways: [] } },
    'default.kind: `ways` are now `targets`',
  ],
])('%s is named', (_, routes, problem) => {
  expect(() => read(routes)).toThrow(problem);
});
