import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import * as z from 'zod';
import { createExistingRoomStore } from '../../lib/aws/stores/held-calls/existing-room-store.ts';
import {
  createRouteAdmin,
  createRouteStore,
  RouteUnreadableError,
} from '../../lib/aws/stores/route-store.ts';
import type { Random } from '../../lib/aws/clients/timeouts.ts';
import type { Clock, RouteStore } from '../../lib/held-calls/ports.ts';
import { hasPlainHttp, routeSchema, type Route } from '../../lib/held-calls/model/route.ts';
import { collect, problemsIn, readAll, type Source } from '../kit/input.ts';
import { addSharedOptions, sharedOptionsSchema, type SharedOptions } from '../kit/options.ts';
import {
  aligned,
  answer,
  failedOutside,
  refused,
  tableText,
  withProgress,
  wrongInput,
  type Finish,
  type Outcome,
  type Result,
  type Sink,
} from '../kit/output.ts';
import { parseTestCall, testRoute } from './route-test.ts';
import { conditionsOf, leadsTo, parseTarget, routeKeyFrom, routeRows } from './route-text.ts';
import { removedText, storedText } from '../kit/sentences.ts';
import { withDeployment, type Deployment, type DeploymentDeps } from '../kit/deployment.ts';

export interface RoutesDeps extends DeploymentDeps {
  readonly stdin: Source;
  readonly stdout: Sink;
  readonly clock: Clock;
  readonly random: Random;
}

const setOptionsSchema = sharedOptionsSchema.extend({
  target: z.array(z.string()).default([]),
  file: z.string().optional(),
  refuse: z.boolean().default(false),
});
const testOptionsSchema = sharedOptionsSchema.extend({
  to: z.string(),
  from: z.string().optional(),
  at: z.string().optional(),
});

/** Adds `route set`, `list`, `show`, `remove` and `test`. */
export function addRouteCommands(program: Command, deps: RoutesDeps, finish: Finish): void {
  const route = program.command('route').description('what each dialled number or SIP address leads to');
  const keyHelp = 'dialled number (+12025550143), static SIP address, `default`, or a name';

  addSharedOptions(
    route
      .command('set')
      .description('store a route, in the place of any before it')
      .argument('<key>', keyHelp)
      .option(
        '--target <target>',
        'pipecat-cloud:<agent>, bot-endpoint:<url> or room:<name>; repeat it for the next targets, in order',
        collect,
      )
      .option('--file <path>', 'the whole route as JSON, with lists, hours and data; - reads standard input')
      .option('--refuse', 'refuse every call'),
    'check everything, store nothing',
  )
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  patchbay route set +12025550143 --target pipecat-cloud:receptionist --target room:lobby --stage dev\n' +
        '  echo \'{"kind":"refuse"}\' | patchbay route set default --file - --local',
    )
    .action(async (key: string, options: unknown) =>
      finish(await setRoute(deps, key, setOptionsSchema.parse(options))),
    );

  addSharedOptions(route.command('list').description('all routes')).action(async (options: unknown) =>
    finish(await listRoutes(deps, sharedOptionsSchema.parse(options))),
  );

  addSharedOptions(route.command('show').description('one route in full').argument('<key>', keyHelp)).action(
    async (key: string, options: unknown) =>
      finish(await showRoute(deps, key, sharedOptionsSchema.parse(options))),
  );

  addSharedOptions(
    route
      .command('remove')
      .description('remove a route; its number then has the default route')
      .argument('<key>', keyHelp),
    'only say whether there is one',
  ).action(async (key: string, options: unknown) =>
    finish(await removeRoute(deps, key, sharedOptionsSchema.parse(options))),
  );

  addSharedOptions(
    route
      .command('test')
      .description('which target a call would take, and why; exit code 3 if it would be refused')
      .requiredOption('--to <number>', 'dialled number or static SIP address')
      .option('--from <caller>', "the caller's number (default: none, as with a withheld one)")
      .option('--at <time>', 'when, with its offset: 2026-05-04T09:30:00+02:00 (default: now)'),
  ).action(async (options: unknown) => finish(await testOne(deps, testOptionsSchema.parse(options))));
}

/** Opens the gateway's routes. One that cannot be read becomes an outcome. */
function withRoutes(
  deps: RoutesDeps,
  options: SharedOptions,
  doing: string,
  work: (routes: ReturnType<typeof openRoutes>) => Promise<Outcome>,
): Promise<Outcome> {
  return withDeployment(deps, options, async (deployment) => {
    try {
      return await withProgress(deps.stderr, doing, work(openRoutes(deps, deployment)));
    } catch (error) {
      if (error instanceof RouteUnreadableError) return failedOutside(error.message);
      throw error;
    }
  });
}

function openRoutes({ clock, random }: RoutesDeps, deployment: Deployment) {
  const { table } = deployment;
  const rooms = createExistingRoomStore({ table, clock, random });
  return {
    deployment,
    store: createRouteStore({ table, clock }),
    admin: createRouteAdmin({ table, clock, rooms }),
  };
}

async function setRoute(
  deps: RoutesDeps,
  typedKey: string,
  options: z.infer<typeof setOptionsSchema>,
): Promise<Outcome> {
  const key = routeKeyFrom(typedKey);
  if (!key.ok) return key.outcome;
  const read = await readRoute(deps, options);
  if (!read.ok) return read.outcome;
  const route = read.value;
  return withRoutes(deps, options, 'Storing the route', async ({ deployment, admin }) => {
    if (deployment.kind === 'stage' && hasPlainHttp(route)) {
      return wrongInput(
        'A bot endpoint of a deployed stage needs https: requests carry the token of a room.',
      );
    }
    if (!options.dryRun) await admin.set(key.value, route);
    const text = `${storedText(deployment, options)}\n${aligned(routeRows(key.value, route))}`;
    return answer(deps, options, { key: key.value, stored: !options.dryRun, route }, text);
  });
}

/** DynamoDB takes items of 400 KB; a route is text of some hundred bytes, and more only with bots' data. */
const maxRouteBytes = 300_000;

/** The route that the options describe, in exactly one of the three manners. */
async function readRoute(
  deps: RoutesDeps,
  { target, file, refuse }: z.infer<typeof setOptionsSchema>,
): Promise<Result<Route>> {
  const wrong = (problem: string) => ({ ok: false, outcome: wrongInput(problem) }) as const;
  const manners = [target.length > 0, file !== undefined, refuse].filter(Boolean).length;
  if (manners !== 1) {
    return wrong(
      'Say in one manner what the route is: --target (as often as there are targets), --file, or --refuse.',
    );
  }
  let input: unknown = { kind: 'refuse' };
  if (file !== undefined) {
    const text = await readRouteText(deps, file);
    if (!text.ok) return text;
    try {
      input = JSON.parse(text.value);
    } catch (error) {
      // Only the place: the parser's message quotes the text, and bots' data may be confidential.
      const place = /line \d+ column \d+/.exec(error instanceof Error ? error.message : '')?.[0];
      return wrong(`The route is not JSON${place === undefined ? '' : ` (${place})`}. Nothing was stored.`);
    }
  } else if (target.length > 0) {
    const targets = [];
    for (const text of target) {
      const parsed = parseTarget(text);
      if (!parsed.ok) return parsed;
      targets.push(parsed.value);
    }
    input = { kind: 'targets', targets };
  }
  const route = routeSchema.safeParse(input);
  return route.success
    ? { ok: true, value: route.data }
    : wrong(`The route is wrong: ${problemsIn(route.error)}. Nothing was stored.`);
}

async function readRouteText(deps: RoutesDeps, file: string): Promise<Result<string>> {
  const tooLong = { ok: false, outcome: wrongInput(`A route has at most ${maxRouteBytes} bytes.`) } as const;
  if (file === '-') {
    const value = await readAll(deps, maxRouteBytes);
    return value === undefined ? tooLong : { ok: true, value };
  }
  try {
    if ((await stat(file)).size > maxRouteBytes) return tooLong;
    return { ok: true, value: await readFile(file, 'utf8') };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, outcome: wrongInput(`The file of the route cannot be read: ${why}.`) };
  }
}

function listRoutes(deps: RoutesDeps, options: SharedOptions): Promise<Outcome> {
  return withRoutes(deps, options, 'Reading the routes', async ({ deployment, admin }) => {
    const routes = await admin.list();
    const rows = routes.map((listed) =>
      listed.route === undefined
        ? [listed.key, `unreadable: ${listed.problem}`]
        : [listed.key, leadsTo(listed.route), conditionsOf(listed.route)],
    );
    const text =
      routes.length === 0
        ? `${deployment.name} has no routes: every call is refused. Add one with \`route set\`.`
        : tableText(deps.stdout, ['ROUTE', 'LEADS TO', 'CONDITIONS'], rows);
    return answer(deps, options, { routes }, text);
  });
}

const noRoute = refused('There is no route under that key. `route list` shows all there are.');

async function showRoute(deps: RoutesDeps, typedKey: string, options: SharedOptions): Promise<Outcome> {
  const key = routeKeyFrom(typedKey);
  if (!key.ok) return key.outcome;
  return withRoutes(deps, options, 'Reading the route', async ({ store }) => {
    const route = await store.find(key.value);
    if (route === undefined) return noRoute;
    return answer(deps, options, { key: key.value, route }, aligned(routeRows(key.value, route)));
  });
}

async function removeRoute(deps: RoutesDeps, typedKey: string, options: SharedOptions): Promise<Outcome> {
  const key = routeKeyFrom(typedKey);
  if (!key.ok) return key.outcome;
  return withRoutes(deps, options, 'Removing the route', async ({ deployment, store, admin }) => {
    const isThere = options.dryRun ? await exists(store, key.value) : await admin.remove(key.value);
    if (!isThere) return noRoute;
    const value = { key: key.value, removed: !options.dryRun };
    return answer(deps, options, value, removedText(key.value, deployment, options));
  });
}

/** An unreadable route is there too: removing it is a way to fix it. */
async function exists(store: Pick<RouteStore, 'find'>, key: string): Promise<boolean> {
  try {
    return (await store.find(key)) !== undefined;
  } catch (error) {
    if (error instanceof RouteUnreadableError) return true;
    throw error;
  }
}

async function testOne(deps: RoutesDeps, options: z.infer<typeof testOptionsSchema>): Promise<Outcome> {
  const call = parseTestCall(options, deps.clock.now());
  if (!call.ok) return call.outcome;
  return withRoutes(deps, options, 'Reading the route', ({ store }) =>
    testRoute(call.value, store, deps.stdout, options.json),
  );
}
