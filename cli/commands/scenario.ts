import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import * as z from 'zod';
import { openConsole, type ConsoleAddress } from '../../local/console/api/client.ts';
import { readScenario } from '../../local/scenarios/file.ts';
import { junitOf } from '../../local/scenarios/junit.ts';
import type { Scenario } from '../../local/scenarios/model.ts';
import { play, type Played } from '../../local/scenarios/play.ts';
import { watch } from '../../local/scenarios/watch.ts';
import { command, option } from '../kit/command.ts';
import type { SharedOptions } from '../kit/options.ts';
import {
  failedOutside,
  refused,
  wrongInput,
  writeJson,
  writeLine,
  done,
  type Finish,
  type Outcome,
  type Result,
  type Sink,
} from '../kit/output.ts';

/** What scenarios are played with. */
export interface ScenarioDeps {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly clock: { now(): number; sleep(ms: number): Promise<void> };
  /** Where the local API of the gateway on this machine is; undefined: none runs. */
  readonly findConsole: () => ConsoleAddress | undefined;
}

type Options = SharedOptions & { readonly junit?: string | undefined };

/** Adds `scenario run`. */
export function addScenarioCommands(program: Command, deps: ScenarioDeps, finish: Finish): void {
  const group = program.command('scenario').description('scripted calls on the gateway of this machine');
  command(group, finish, {
    name: 'run',
    about: 'play scenarios one after the other, and say what differs from what they expect',
    args: [['<files...>', 'scenario files, such as those in examples/scenarios/']],
    options: {
      junit: option('--junit <file>', 'write the results as JUnit XML, for CI', z.string().optional()),
    },
    after: 'docs/scenarios.md says how a scenario is written. Exit code 3: one of them differs.',
    run: (options, ...files) => runScenarios(deps, options, files),
  });
}

interface Read {
  readonly file: string;
  readonly scenario: Scenario;
  readonly stepLines: readonly number[];
}

/** What became of one file. `line`: where it differs. */
type Ran = Played & { readonly file: string; readonly line?: number };

async function runScenarios(
  deps: ScenarioDeps,
  options: Options,
  files: readonly string[],
): Promise<Outcome> {
  if (options.stage !== undefined)
    return wrongInput('Scenarios are played on the gateway of this machine, not on a stage: use --local.');
  const read = files.map(readOne);
  const wrong = read.flatMap((each) => (each.ok ? [] : [each.outcome.problem ?? '']));
  if (wrong.length > 0) return wrongInput(wrong.join('\n'));
  return playAll(
    deps,
    options,
    read.flatMap((each) => (each.ok ? [each.value] : [])),
  );
}

function readOne(file: string): Result<Read> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { ok: false, outcome: wrongInput(`${file} cannot be read.`) };
  }
  const read = readScenario(file, text);
  if (read.ok) return { ok: true, value: { file, ...read } };
  return { ok: false, outcome: wrongInput(read.problems.join('\n')) };
}

async function playAll(deps: ScenarioDeps, options: Options, all: readonly Read[]): Promise<Outcome> {
  const { stdout, clock, findConsole } = deps;
  const address = findConsole();
  if (address === undefined) return failedOutside('No gateway is running here. Start one with `npm start`.');
  const results: Ran[] = [];
  const client = openConsole(address);
  const watching = await watch(client).catch((error: unknown) => failedOutside(sentenceOf(error)));
  if ('exitCode' in watching) return watching;
  try {
    for (const { file, scenario, stepLines } of all) {
      const played = await play(scenario, {
        ...{ client, watch: watching },
        now: () => clock.now(),
        sleep: (ms) => clock.sleep(ms),
      });
      const line = played.problem && stepLines[played.problem.index];
      const ran: Ran = { file, ...played, ...(line !== undefined && { line }) };
      results.push(ran);
      if (!options.json) writeLine(stdout, textOf(ran));
    }
  } catch (error) {
    return failedOutside(sentenceOf(error));
  } finally {
    watching.stop();
  }
  if (options.json) writeJson(stdout, { scenarios: results });
  if (options.junit !== undefined) writeFileSync(options.junit, junitOf(results));
  const differing = results.filter(({ problem }) => problem !== undefined).length;
  if (differing === 0) return done;
  return refused(`${differing} of ${results.length} scenarios went otherwise than expected.`);
}

const sentenceOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function textOf({ file, line, name, tookMs, problem }: Ran): string {
  const took = `${(tookMs / 1_000).toFixed(1)} s`;
  if (problem === undefined) return `ok      ${name} (${took})`;
  return `DIFFERS ${name} (${took})\n        ${file}:${line}: ${problem.step}\n        ${problem.why}`;
}
