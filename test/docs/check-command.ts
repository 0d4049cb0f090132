import { globSync, readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { CommanderError, type Command } from 'commander';
import * as z from 'zod';
import { makeProgram } from '../../cli/patchbay.ts';
import { secretNameOf } from '../../cli/secrets/secret-fields.ts';
import { makeCallProgram } from '../../local/call.ts';
import { filesIn, type Words } from './shell.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));

export const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(`${top}package.json`, 'utf8')));

/** Programs of others, of which pages show how they are called. */
const ofOthers = ['aws', 'curl', 'echo', 'git', 'node'];
const npmCommands = ['ci', 'install', 'start', 'test'];
const cdkCommands = ['bootstrap', 'deploy', 'destroy'];

/** What is wrong with a command of a page; undefined if it would run. */
export async function problemOf(words: Words): Promise<string | undefined> {
  const missing = filesIn(words).find((file) => globSync(top + file).length === 0);
  if (missing !== undefined) return `there is no ${missing}`;
  const [program = '', ...args] = words;
  if (program === 'patchbay') return problemOfPatchbay(args);
  if (program === 'npm') return problemOfNpm(args);
  if (program === 'npx') return problemOfNpx(args);
  return ofOthers.includes(program) ? undefined : `${program} is no program that pages know`;
}

async function problemOfNpm([command = '', name = '', dashes, ...args]: Words): Promise<string | undefined> {
  if (command !== 'run') return npmCommands.includes(command) ? undefined : `npm ${command}`;
  const script = scripts[name];
  if (script === undefined) return `there is no script ${name}`;
  if (dashes !== undefined && dashes !== '--') return 'npm takes what has no -- before it for its own';
  const file = /\bnode (\S+\.ts)$/.exec(script)?.[1];
  if (file === 'cli/patchbay.ts') return problemOfPatchbay(args);
  if (file === 'local/call.ts') return parse(makeCallProgram(), args);
  return file === undefined ? undefined : problemOfOptions(file, args);
}

function problemOfNpx([program = '', command = '']: Words): string | undefined {
  const isKnown =
    program === 'vitest' ? command === 'run' : program === 'cdk' && cdkCommands.includes(command);
  return isKnown ? undefined : `npx ${program} ${command}`;
}

/** Of a script that uses `parseArgs`: it has options of these names. */
function problemOfOptions(file: string, args: Words): string | undefined {
  const text = readFileSync(top + file, 'utf8');
  return args
    .filter((arg) => arg.startsWith('--'))
    .map((arg) => arg.slice(2).replace(/=.*/, ''))
    .filter((option) => !new RegExp(`(?:\\b|')${option}'?: \\{ type: '`).test(text))
    .map((option) => `${file} has no option --${option}`)[0];
}

async function problemOfPatchbay(args: Words): Promise<string | undefined> {
  const [group, command, name = ''] = args;
  const isSecret = group === 'secrets' && (command === 'set' || command === 'rotate');
  if (isSecret && secretNameOf(name) === undefined) return `there is no secret ${name}`;
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const program = makeProgram(
    {
      stdin: Object.assign(stdin, { isTTY: false }),
      stdout,
      stderr,
      clock: { now: () => 0, sleep: () => Promise.resolve() },
      random: () => 0,
      randomBelow: () => 0,
      newId: () => 'an-id',
      findConsole: () => undefined,
      fetch: () => Promise.reject(new Error('Commands of pages are only read.')),
      openDeployment: () => Promise.reject(new Error('Commands of pages are only read.')),
    },
    () => undefined,
  );
  return parse(program, args);
}

/** Has the program read its command line, and do nothing. */
async function parse(program: Command, args: Words): Promise<string | undefined> {
  disarm(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? undefined : error.message;
  }
}

function disarm(command: Command): void {
  command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  // A group has no action of its own: alone, it shows its help and fails.
  if (command.commands.length === 0) command.action(() => undefined);
  command.commands.forEach(disarm);
}
