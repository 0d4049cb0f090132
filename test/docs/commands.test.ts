import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { problemOf, scripts } from './check-command.ts';
import { commandsIn, commandsOf } from './shell.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const pages = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md'], { cwd: top, exclude: ['node_modules'] });

describe.each(pages)('%s', (page) => {
  const text = readFileSync(top + page, 'utf8');
  const commands = commandsIn(text).map((words) => [words.join(' '), words] as const);

  test.each(commands)('%s', async (_, words) => {
    expect(await problemOf(words)).toBeUndefined();
  });

  test('says of each fenced block what it is in', () => {
    const opening = [...text.matchAll(/^```.*$/gm)].filter((_, index) => index % 2 === 0);
    expect(opening.filter(([fence]) => fence === '```')).toEqual([]);
  });

  test('names scripts that there are', () => {
    const named = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('a command that would not run is found:', () => {
  test.each([
    ['npm run pachbay -- route list --local', 'there is no script pachbay'],
    ['npm run patchbay route list', 'npm takes what has no -- before it for its own'],
    ['npm run patchbay -- rout list --local', "error: unknown command 'rout'"],
    ['patchbay route set +12025550143 --taget room:lobby', "error: unknown option '--taget'"],
    ['patchbay route list', undefined],
    ['patchbay route list --local --stage dev', "'--local' cannot be used with option '--stage <name>'"],
    ['patchbay erase --stage dev', "error: required option '--number <number>' not specified"],
    ['patchbay call show one two', 'too many arguments'],
    ['patchbay call show', "error: missing required argument 'id'"],
    ['patchbay secrets set daily-key --stage dev', 'there is no secret daily-key'],
    ['npm run call -- daily --to +12025550143 --webhooks asleep', "argument 'asleep' is invalid"],
    ['npm run call -- daily', "error: required option '--to <number>' not specified"],
    ['npm run simulate -- --cals 3', 'test/simulation/run.ts has no option --cals'],
    ['npm tset', 'npm tset'],
    ['npx vitest run test/nowhere', 'there is no test/nowhere'],
    ['aws iam create-policy --policy-document file://docs/iam/none.json', 'there is no docs/iam/none.json'],
    ['sudo reboot', 'sudo is no program that pages know'],
  ])('%s', async (line, problem) => {
    const [words = []] = commandsOf(line);
    if (problem === undefined) expect(await problemOf(words)).toBeUndefined();
    else expect(await problemOf(words)).toContain(problem);
  });
});

test('commands are read as a shell reads them', () => {
  const page = [
    '```sh',
    'npm ci && npm test   # all of it',
    'echo "a # b" | patchbay secrets set x > out.json',
    'A=1 npx cdk \\',
    "  deploy '#'",
    'patchbay call tail [<id>]',
    '```',
    '```ts',
    'not("a command");',
    '```',
  ].join('\n');
  expect(commandsIn(page)).toEqual([
    ['npm', 'ci'],
    ['npm', 'test'],
    ['echo', 'a # b'],
    ['patchbay', 'secrets', 'set', 'x'],
    ['npx', 'cdk', 'deploy', '#'],
    ['patchbay', 'call', 'tail', 'id'],
  ]);
});
