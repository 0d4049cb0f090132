#!/usr/bin/env node
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, CommanderError } from 'commander';
import { addCallCommands } from './commands/calls/calls.ts';
import { addConsoleCommand } from './console/command.ts';
import { addConferenceCommands } from './commands/conferences/conferences.ts';
import type { StoredAboutDeps } from './kit/stored-about.ts';
import { addConnectCommands } from './connect/commands.ts';
import type { ConnectDeps } from './connect/deployment.ts';
import { addDoctorCommand } from './doctor/command.ts';
import { addDialInCommands } from './commands/dial-ins.ts';
import { addEraseCommand } from './commands/erase.ts';
import { addEventCommands } from './commands/events.ts';
import { addExportCommand } from './commands/export.ts';
import { addImportCommands } from './commands/import/sinch-middleware.ts';
import { addForwardPinCommands } from './commands/conferences/forward-pins.ts';
import { addKnownCommands } from './commands/conferences/known.ts';
import { addNumbersCommand } from './commands/numbers.ts';
import { writeLine, type Finish, type Outcome } from './kit/output.ts';
import { addPinCommands } from './commands/conferences/pins.ts';
import { addRouteCommands, type RoutesDeps } from './commands/routes.ts';
import { addScenarioCommands, type ScenarioDeps } from './commands/scenario.ts';
import { addSecretsRotate } from './secrets/rotate.ts';
import { addSecretsCommands } from './secrets/secrets.ts';
import { localGatewayFile, readLocalGatewayFile } from '../local/gateway-file.ts';
import { makeDeploymentOpener } from './kit/deployment/deployment.ts';
import { takeTarget } from './kit/options.ts';
import about from '../package.json' with { type: 'json' };

/** Everything that the commands reach the world through. */
export interface CliDeps extends RoutesDeps, StoredAboutDeps, ConnectDeps, ScenarioDeps {
  /** The gateway that commands are about which name none: `local`, or a stage. Undefined: each has to name one. */
  readonly target?: string | undefined;
}

const helpAfter = `
Every command takes --local (the gateway on this machine) or --stage <name> (a deployed one). One that takes neither is about
the one that the environment variable PATCHBAY_TARGET names: local, or a stage.

Exit codes: 0 done, 1 AWS, a provider or a file failed, 2 wrong use or invalid input, 3 refused or not found.`;

/**
 * The program with all its commands and options.
 * @param finish takes the outcome of the command that ran
 */
export function makeProgram(deps: CliDeps, finish: Finish): Command {
  const program = new Command('patchbay')
    .description('Operates a Patchbay gateway: its keys, providers, routes, conferences and dial-ins.')
    .version(about.version, '--version', 'print the version of this command line')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => deps.stdout.write(text),
      writeErr: (text) => deps.stderr.write(text),
      outputError: (text, write) => write(withNewWord(text.replace(/^error: /, 'patchbay: '))),
    })
    .addHelpText('after', helpAfter);
  const secrets = addSecretsCommands(program, deps, finish);
  addSecretsRotate(secrets, deps, finish);
  addRouteCommands(program, deps, finish);
  addConferenceCommands(program, deps, finish);
  addPinCommands(program, deps, finish);
  addForwardPinCommands(program, deps, finish);
  addKnownCommands(program, deps, finish);
  addDialInCommands(program, deps, finish);
  addCallCommands(program, deps, finish);
  addConsoleCommand(program, deps, finish);
  addEraseCommand(program, deps, finish);
  addEventCommands(program, deps, finish);
  addExportCommand(program, deps, finish);
  addImportCommands(program, deps, finish);
  addConnectCommands(program, deps, finish);
  addNumbersCommand(program, deps, finish);
  addDoctorCommand(program, deps, finish);
  addScenarioCommands(program, deps, finish);
  return program;
}

/**
 * Runs one command line.
 * @param args what follows the program's name
 * @returns the exit code
 */
export async function runCli(args: readonly string[], given: CliDeps): Promise<Outcome['exitCode']> {
  const running = { name: 'unknown' };
  const deps: CliDeps = { ...given, commandName: () => running.name };
  const ended: { outcome: Outcome } = { outcome: { exitCode: 0 } };
  const program = makeProgram(deps, (outcome) => void (ended.outcome = outcome));
  program.hook('preAction', (_, command) => {
    running.name = nameOf(command);
    takeTarget(command, deps.target);
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    // Help that was asked for ends this way too, with 0; everything else was printed and is a wrong usage.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    ended.outcome = {
      exitCode: 1,
      problem: `This should not have happened, and is a bug of patchbay: ${what}`,
    };
  }
  const { exitCode, problem } = ended.outcome;
  if (problem !== undefined) writeLine(deps.stderr, `patchbay: ${problem}`);
  return exitCode;
}

/** What was called otherwise before. */
const newWords: Readonly<Record<string, string>> = {
  door: 'dial-in',
  '--door': '--dial-in',
  '--way': '--target',
};

/** Tells whoever typed an old word the new one. */
function withNewWord(text: string): string {
  const [, typed = ''] = /unknown (?:command|option) '([^']+)'/.exec(text) ?? [];
  const now = Object.hasOwn(newWords, typed) ? newWords[typed] : undefined;
  return now === undefined ? text : text.replace(/\n.*$/s, '').trimEnd() + `: it is now \`${now}\`.\n`;
}

/** The words that name a command: `route set`. */
function nameOf(command: Command): string {
  const above = command.parent?.parent ? `${nameOf(command.parent)} ` : '';
  return above + command.name();
}

if (import.meta.main) {
  const { stdin, stdout, stderr } = process;
  // Whoever reads may stop early, such as `head`; that is no failure.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    writeLine(stderr, `patchbay: Standard output cannot be written (${error.code ?? error.name}).`);
    process.exit(1);
  });
  process.exitCode = await runCli(process.argv.slice(2), {
    stdin,
    stdout,
    stderr,
    clock: { now: () => Date.now(), sleep: (ms) => sleep(ms) },
    random: () => Math.random(),
    randomBelow: (below) => randomInt(below),
    newId: () => randomUUID(),
    fetch,
    target: process.env.PATCHBAY_TARGET,
    findConsole: () => readLocalGatewayFile()?.console,
    openDeployment: makeDeploymentOpener({
      stderr,
      localGatewayFile,
      recording: {
        http: { fetch, timeoutSignal: (ms) => AbortSignal.timeout(ms) },
        now: () => Date.now(),
        newId: () => randomUUID(),
      },
    }),
  });
}
