import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import * as z from 'zod';
import { openConsole, type ConsoleAddress, type ConsoleClient } from '../../local/console/api/client.ts';
import { readScenario, writeScenario } from '../../local/scenarios/file.ts';
import { junitOf } from '../../local/scenarios/junit.ts';
import type { Scenario } from '../../local/scenarios/model.ts';
import { play, type Played } from '../../local/scenarios/play.ts';
import { replayOf } from '../../local/scenarios/replay.ts';
import { watch, type Watch } from '../../local/scenarios/watch.ts';
import { withAdminApi, type AdminApiDeps } from '../kit/deployment/admin-api.ts';
import { readCall } from '../kit/deployment/calls.ts';
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
} from '../kit/output.ts';

/** What scenarios are played with. */
export interface ScenarioDeps extends AdminApiDeps {
  /** Where the local API of the gateway on this machine is; undefined: none runs. */
  readonly findConsole: () => ConsoleAddress | undefined;
}

type Options = SharedOptions & { readonly junit?: string | undefined; readonly replay?: string | undefined };

/** Adds `scenario run`. */
export function addScenarioCommands(program: Command, deps: ScenarioDeps, finish: Finish): void {
  const group = program.command('scenario').description('scripted calls on the gateway of this machine');
  command(group, finish, {
    name: 'run',
    about: 'play scenarios one after the other, and say what differs from what they expect',
    args: [['[files...]', 'scenario files, such as those in examples/scenarios/']],
    options: {
      replay: option(
        '--replay <call>',
        'play what became of a call that is over instead: its id, or the beginning, with --stage or --local',
        z.string().optional(),
      ),
      junit: option('--junit <file>', 'write the results as JUnit XML, for CI', z.string().optional()),
    },
    after: 'docs/scenarios.md says how a scenario is written. Exit code 3: one of them differs.',
    run: (options, ...files) => runScenarios(deps, options, files),
  });
}

/** Fetches a call, and plays what its timeline tells on the gateway of this machine. */
async function replay(deps: ScenarioDeps, options: Options, call: string): Promise<Outcome> {
  return onConsole(deps, async (client, watching) => {
    let scenario: Scenario | undefined;
    const fetched = await withAdminApi(deps, options, 'Reading the call', async (api) => {
      const read = await readCall(api, deps.clock, call);
      if (!read.ok) return read.outcome;
      const { about } = watching.state();
      const made = replayOf(read.answer, about?.kind === 'local' ? about.numbers : []);
      if (!made.ok) return refused(made.problem);
      scenario = made.scenario;
      return done;
    });
    if (scenario === undefined) return fetched;
    const text = writeScenario(scenario);
    if (!options.json) writeLine(deps.stdout, text);
    const stepLines = scenario.steps.map((_, index) => index + 1);
    return playAll(deps, options, [{ file: 'step', scenario, stepLines }], client, watching);
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
  if (options.replay !== undefined)
    return files.length > 0 ? wrongInput('--replay takes no files.') : replay(deps, options, options.replay);
  if (files.length === 0) return wrongInput('Name the scenario files, or a call with --replay.');
  if (options.stage !== undefined)
    return wrongInput('Files are played on the gateway of this machine: --stage goes with --replay.');
  const read = files.map(readOne);
  const wrong = read.flatMap((each) => (each.ok ? [] : [each.outcome.problem ?? '']));
  if (wrong.length > 0) return wrongInput(wrong.join('\n'));
  const all = read.flatMap((each) => (each.ok ? [each.value] : []));
  return onConsole(deps, (client, watching) => playAll(deps, options, all, client, watching));
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

/** Works with the local API of the gateway of this machine. */
async function onConsole(
  { findConsole }: ScenarioDeps,
  work: (client: ConsoleClient, watching: Watch) => Promise<Outcome>,
): Promise<Outcome> {
  const address = findConsole();
  if (address === undefined) return failedOutside('No gateway is running here. Start one with `npm start`.');
  const client = openConsole(address);
  try {
    const watching = await watch(client);
    try {
      return await work(client, watching);
    } finally {
      watching.stop();
    }
  } catch (error) {
    return failedOutside(error instanceof Error ? error.message : String(error));
  }
}

async function playAll(
  { stdout, clock }: ScenarioDeps,
  options: Options,
  all: readonly Read[],
  client: ConsoleClient,
  watching: Watch,
): Promise<Outcome> {
  const results: Ran[] = [];
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
  if (options.json) writeJson(stdout, { scenarios: results });
  if (options.junit !== undefined) writeFileSync(options.junit, junitOf(results));
  const differing = results.filter(({ problem }) => problem !== undefined).length;
  if (differing === 0) return done;
  return refused(`${differing} of ${results.length} scenarios went otherwise than expected.`);
}

function textOf({ file, line, name, tookMs, problem }: Ran): string {
  const took = `${(tookMs / 1_000).toFixed(1)} s`;
  if (problem === undefined) return `ok      ${name} (${took})`;
  return `DIFFERS ${name} (${took})\n        ${file}:${line}: ${problem.step}\n        ${problem.why}`;
}
