import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localGatewayFile } from '../../local/gateway-file.ts';
import { commandsIn, type Words } from '../docs/shell.ts';
import { compiled } from '../support/compiled.ts';
import { until } from './stack.ts';

// What README and docs/local.md tell a newcomer to type, typed.

const top = fileURLToPath(new URL('../..', import.meta.url));

/** The commands of one part of a page, but for the one that starts the gateway. */
function typedIn(page: string, heading: string): readonly Words[] {
  const [, rest = ''] = readFileSync(top + page, 'utf8').split(`\n## ${heading}\n`);
  const commands = commandsIn(rest.split('\n## ')[0] ?? '');
  // Scenarios are played by their own test (scenarios.test.ts).
  return commands
    .filter(([, verb]) => verb === 'run')
    .filter((words) => !words.includes('--help') && !words.includes('scenario'));
}

let gateway: ChildProcess;
let banner = '';
const before = existsSync(localGatewayFile) ? readFileSync(localGatewayFile, 'utf8') : undefined;

beforeAll(async () => {
  gateway = spawn(process.execPath, ['local/main.ts'], { cwd: top, env: { ...process.env, PORT: '0' } });
  gateway.stdout?.on('data', (chunk) => (banner += String(chunk)));
  gateway.stderr?.on('data', (chunk) => (banner += String(chunk)));
  await until('the gateway to be up', () => (banner.includes('Ctrl-C ends it.') ? true : undefined));
});

afterAll(async () => {
  const ended = exitOf(gateway);
  gateway.kill('SIGINT');
  const code = await ended;
  // A gateway of whoever runs this was not asked: it goes on.
  if (before !== undefined) writeFileSync(localGatewayFile, before);
  else rmSync(localGatewayFile, { force: true });
  expect(code).toBe(0);
});

/** Its exit code, once all that it has said is read; null: a signal ended it. */
const exitOf = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => void child.once('close', resolve));

/** What stands in a page for what `npm start` has printed. */
function filledIn(words: Words): Words {
  const [, pin = ''] = /--keys "wait 2, (\d+)#/.exec(banner) ?? [];
  const [, room = ''] = /--room (\S+)/.exec(banner) ?? [];
  return words.map((word, index) =>
    words[index - 1] === '--room' ? room : word.replace(/\bPIN#/, `${pin}#`),
  );
}

async function typed(words: Words): Promise<{ readonly code: number | null; readonly said: string }> {
  // Not by npm itself, which would only look the script up and cost a second.
  const [, , script = '', , ...args] = words;
  const file = script === 'call' ? 'local/call.ts' : 'cli/patchbay.ts';
  const running = spawn(process.execPath, [file, ...args], {
    cwd: top,
    env: { ...process.env, ...compiled },
  });
  let said = '';
  running.stdout.on('data', (chunk) => (said += String(chunk)));
  running.stderr.on('data', (chunk) => (said += String(chunk)));
  return { code: await exitOf(running), said };
}

/** As somebody does who waits for others to come in. */
const typedUntilTaken = (words: Words) =>
  until('it to be taken', async () => {
    const ended = await typed(words);
    return ended.code === 0 ? ended : undefined;
  });

const commands = [...typedIn('README.md', 'Run it'), ...typedIn('docs/local.md', 'Calls')];

test('the pages have the commands that this test is about', () => {
  expect(commands.filter(([, , script]) => script === 'call').length).toBeGreaterThanOrEqual(7);
  expect(commands.filter(([, , script]) => script === 'patchbay').length).toBeGreaterThanOrEqual(3);
});

/** Calls somebody into a conference, which is refused until it runs. */
const isCallOut = (words: Words) => words.includes('conference') && words.includes('call');

/** What is typed beside each other: the people in the room, the caller before them on the page, and who is called in. */
const terminals = commands.reduce<readonly (readonly Words[])[]>(
  (before, words) =>
    words.includes('--room') || isCallOut(words)
      ? [...before.slice(0, -1), [...(before.at(-1) ?? []), words]]
      : [...before, [words]],
  [],
);

test.concurrent.each(
  terminals.map((beside) => [beside.map((words) => words.join(' ')).join(' | '), beside] as const),
)('%s', async (_, beside) => {
  const ended = await Promise.all(
    beside.map((words) => (isCallOut(words) ? typedUntilTaken(words) : typed(filledIn(words)))),
  );
  // 145 is the number whose route refuses: the call says so by its exit code.
  const codes = beside.map((words) => (words.includes('+12025550145') ? 1 : 0));
  expect(ended).toEqual(ended.map(({ said }, index) => ({ code: codes[index], said })));
});
