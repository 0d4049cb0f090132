import { InvalidArgumentError, type Command } from 'commander';
import * as z from 'zod';
import { parseSettings, readSettings, type Settings } from '../../infra/settings.ts';
import { readStored } from '../secrets/secrets.ts';
import { httpOf } from '../kit/http.ts';
import { command, flag, option } from '../kit/command.ts';
import type { SharedOptions } from '../kit/options.ts';
import type { Finish, Outcome } from '../kit/output.ts';
import { providersOf, withDeployment } from '../kit/deployment/deployment.ts';
import { runChecks, type Result } from './checks.ts';
import { examine, type DoctorDeps } from './examination.ts';
import { printResults, exitCodeOf } from './print.ts';
import { makeAccountLimits } from './stage/stage-account.ts';
import { makeStageAlarms } from './stage/stage-alarms.ts';

type Options = SharedOptions & { readonly fix: boolean; readonly callsPerSecond?: number | undefined };

/** Adds `doctor`. */
export function addDoctorCommand(program: Command, deps: DoctorDeps, finish: Finish): void {
  command(program, finish, {
    name: 'doctor',
    about: 'find what keeps calls from coming in, and say how to put it right',
    options: {
      fix: flag(
        '--fix',
        "revive Daily's webhook if it is FAILED, and check it again; nothing else is changed",
      ),
      callsPerSecond: option(
        '--calls-per-second <n>',
        'compare the quotas with this load of held calls',
        z.number().positive().optional(),
        positive,
      ),
    },
    after:
      'Exit codes of doctor: 0 all is well, 1 something was found, 2 nothing was found but a check could not run.\n' +
      '\nIt sends the gateway some unsigned requests, which have to be refused. They say that they are probes: its log has them\n' +
      'as `webhook-probe`, and no alarm rings. No bot is started, no call is made.',
    run: (options) => runDoctor(deps, options),
  });
}

function positive(text: string): number {
  const number = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || number <= 0) throw new InvalidArgumentError('It is a number above 0.');
  return number;
}

async function runDoctor(deps: DoctorDeps, options: Options): Promise<Outcome> {
  const came: { results?: readonly Result[] } = {};
  const outcome = await withDeployment(deps, options, async (deployment) => {
    const providers = providersOf(deployment);
    if (!providers.ok) return providers.outcome;
    const stored = await readStored(deps, deployment);
    if (!stored.ok) return stored.outcome;
    const examination = examine(deps, deployment, providers.value, stored.value, {
      typed: options,
      ...ofStage(deps, options),
      options: {
        fix: options.fix,
        callsPerSecond: options.callsPerSecond,
        ...settingsOf(options.stage),
      },
    });
    const results = await runChecks(deps.stderr, examination);
    came.results = results;
    printResults(deps.stdout, deployment.name, results, options.json);
    return { exitCode: exitCodeOf(results) };
  });
  return came.results === undefined ? { ...outcome, exitCode: 2 } : outcome;
}

/** What only a deployed stage has. */
function ofStage(deps: DoctorDeps, { stage, region }: Options) {
  if (stage === undefined) return { alarms: undefined, account: undefined };
  const http = httpOf(deps);
  return {
    alarms: makeStageAlarms(http, { stage, region }),
    account: makeAccountLimits(http, { stage, region }),
  };
}

/** What this checkout would deploy under that name; a stage that is deployed from elsewhere is taken for a default one. */
function settingsOf(stage: string | undefined): Pick<Settings, 'apiRatePerSecond' | 'conferencesAtOnce'> {
  const own = readSettings();
  if (own.ok && own.settings.stage === stage) return own.settings;
  const usual = parseSettings({});
  if (!usual.ok) throw new Error(usual.problems.join(' '));
  return usual.settings;
}
