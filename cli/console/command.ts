import type { Command } from 'commander';
import * as z from 'zod';
import { callViewSchema } from '../../lib/admin/call-schema.ts';
import { readAssets } from '../../local/console/server/assets.ts';
import { serveConsole } from '../../local/console/server/serve.ts';
import { newToken } from '../../local/console/server/token.ts';
import { withAdminApi, type AdminApi, type AdminApiDeps } from '../kit/deployment/admin-api.ts';
import { readCalls } from '../kit/deployment/calls.ts';
import { command, option } from '../kit/command.ts';
import type { Deployment } from '../kit/deployment/deployment.ts';
import { httpOf } from '../kit/http.ts';
import { durationMs, wholeNumber } from '../kit/input.ts';
import type { SharedOptions } from '../kit/options.ts';
import { done, failedOutside, writeLine, type Finish, type Outcome } from '../kit/output.ts';
import { openAsker } from '../kit/deployment/signed-request.ts';
import { ringingAlarms, type RingingAlarm } from './ringing.ts';
import { StageSource } from './stage-source.ts';

/** Between two looks: one request each, or two where more than 200 calls are shown. */
const pollMs = 2_000;
/** Looks between two questions for the alarms, which change by the minute. */
const alarmsEvery = 15;
/** Calls that are over are shown for this long after they came. */
const lookBackMs = 3_600_000;
/** Most calls shown at once. */
const maxShown = 300;

type Options = SharedOptions & { readonly port: number; readonly for: number };

/** Adds `console`. */
export function addConsoleCommand(program: Command, deps: AdminApiDeps, finish: Finish): void {
  command(program, finish, {
    name: 'console',
    about: 'a page in your browser that shows the calls and ringing alarms of a stage, until Ctrl-C',
    options: {
      port: option(
        '--port <n>',
        'port on 127.0.0.1 (default: any free one)',
        z.number().default(0),
        wholeNumber,
      ),
      for: option(
        '--for <duration>',
        'stop after this long: 90s, 10m',
        z.number().default(Number.POSITIVE_INFINITY),
        durationMs,
      ),
    },
    run: (options) =>
      withAdminApi(deps, options, undefined, (api, deployment) => show(deps, api, deployment, options)),
  });
}

async function show(
  deps: AdminApiDeps,
  api: AdminApi,
  { name }: Deployment,
  options: Options,
): Promise<Outcome> {
  const assets = tryToRead();
  if (assets === undefined) return failedOutside('The page has not been built: run `npm run build`.');
  const endMs = deps.clock.now() + options.for;
  const source = new StageSource(options.stage ?? name);
  // The first look says whether anything can be seen at all; later ones may fail for a while.
  const first = await look(deps, api, source);
  if (first !== undefined) return first;
  const served = await serveConsole(source, { port: options.port, token: newToken(), assets });
  try {
    writeLine(deps.stdout, `The calls of ${name}, to look at:\n\n    ${served.address}\n\nCtrl-C ends it.`);
    let alarms: readonly RingingAlarm[] | undefined;
    for (let poll = 0; deps.clock.now() < endMs; poll += 1) {
      if (poll % alarmsEvery === 0) alarms = await alarmsOf(deps, options);
      const failure = await look(deps, api, source);
      const problem = failure?.problem;
      source.tell({
        ...(alarms !== undefined && { alarms: [...alarms] }),
        ...(problem !== undefined && { problem }),
      });
      await deps.clock.sleep(pollMs);
    }
    return done;
  } finally {
    await served.stop();
  }
}

/** Undefined: the calls were read. */
async function look(
  { clock }: AdminApiDeps,
  api: AdminApi,
  source: StageSource,
): Promise<Outcome | undefined> {
  const sinceMs = clock.now() - lookBackMs;
  const wanted = { liveOnly: false, sinceMs, isWhole: true, limit: maxShown };
  const read = await readCalls(api, callViewSchema, wanted);
  if (!read.ok) return read.outcome;
  source.looked(read.answer.items);
  return undefined;
}

/** A gateway on this machine has no alarms. */
async function alarmsOf(
  deps: AdminApiDeps,
  { stage, region }: Options,
): Promise<readonly RingingAlarm[] | undefined> {
  if (stage === undefined) return [];
  const client = openAsker(region);
  try {
    return await ringingAlarms(httpOf(deps), client, {
      stage,
      region: region ?? (await client.config.region()),
    });
  } catch {
    return undefined; // no Region is known: neither are the alarms
  } finally {
    client.destroy();
  }
}

function tryToRead(): ReturnType<typeof readAssets> | undefined {
  try {
    return readAssets();
  } catch {
    return undefined; // there is no such file
  }
}
