import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import * as z from 'zod';
import { routeViewSchema } from '../../lib/admin/keyed-view.ts';
import { hasPlainHttp, routeSchema, type Route } from '../../lib/held-calls/model/route.ts';
import { withAdminApi, type AdminApiDeps } from '../kit/deployment/admin-api.ts';
import { command, flag, option } from '../kit/command.ts';
import { collect, problemsIn, readAll, type Source } from '../kit/input.ts';
import { addKeyedCommands, findOne, setOne, type KeyedResource } from '../kit/keyed-resource.ts';
import type { SharedOptions } from '../kit/options.ts';
import { failedOutside, wrongInput, type Finish, type Outcome, type Result } from '../kit/output.ts';
import { noticeFrom } from './notice-text.ts';
import { findAs, parseTestCall, testRoute, type TestCall } from './route-test.ts';
import { conditionsOf, leadsTo, parseTarget, routeKeyFrom, routeRows, targetForms } from './route-text.ts';

export interface RoutesDeps extends AdminApiDeps {
  readonly stdin: Source;
}

const routes: KeyedResource<Route, z.infer<typeof routeViewSchema>> = {
  word: 'route',
  path: 'routes',
  listName: 'routes',
  keyName: 'key',
  keyHelp: 'dialled number (+12025550143), static SIP address, `default`, or a name',
  keyFrom: routeKeyFrom,
  view: routeViewSchema,
  viewOf: (key, route) => ({ key, route }),
  read: ({ key, route, problem }) => ({ key, value: route, problem }),
  rows: routeRows,
  headings: ['LEADS TO', 'CONDITIONS'],
  cells: (route) => [leadsTo(route), conditionsOf(route)],
  emptyMeans: 'every call is refused.',
  removedMeans: 'its number then takes the default route',
};

/** Adds `route set`, `list`, `show`, `remove` and `test`. */
export function addRouteCommands(program: Command, deps: RoutesDeps, finish: Finish): void {
  const group = program.command('route').description('what each dialled number or SIP address leads to');

  command(group, finish, {
    name: 'set',
    about: 'store a route; it replaces the one before',
    args: [['<key>', routes.keyHelp]],
    options: {
      target: option(
        '--target <target>',
        `${targetForms}; repeat it for the next targets, in order`,
        z.array(z.string()).default([]),
        collect,
      ),
      file: option(
        '--file <path>',
        'the whole route as JSON, with lists, hours and data; - reads standard input',
        z.string().optional(),
      ),
      refuse: flag('--refuse', 'refuse every call'),
      notice: option(
        '--notice <language=text>',
        'with --target: what a bot has to tell its caller first; repeat it for more languages',
        z.array(z.string()).optional(),
        collect,
      ),
      noticeAudio: option(
        '--notice-audio <url>',
        'this audio file in the place of the notice’s words',
        z.string().optional(),
      ),
      noticeVersion: option(
        '--notice-version <name>',
        'which wording of the notice this is, for call show',
        z.string().optional(),
      ),
    },
    dryRun: 'check everything, store nothing',
    after:
      'Examples:\n' +
      '  patchbay route set +12025550143 --target pipecat-cloud:receptionist --target room:lobby --stage dev\n' +
      '  echo \'{"kind":"refuse"}\' | patchbay route set default --file - --local',
    run: (options, typed) => setRoute(deps, typed, options),
  });

  addKeyedCommands(group, deps, finish, routes);

  command(group, finish, {
    name: 'test',
    about: 'which target a call would take, and why; exit code 3 if it would be refused',
    options: {
      to: option('--to <number>', 'dialled number or static SIP address', z.string()),
      from: option('--from <caller>', "the caller's number (default: withheld)", z.string().optional()),
      at: option(
        '--at <time>',
        'time of the call, with its offset: 2026-05-04T09:30:00+02:00 (default: now)',
        z.string().optional(),
      ),
    },
    run: async (options) => {
      const call = parseTestCall(options, deps.clock.now());
      return call.ok ? testOne(deps, call.value, options) : call.outcome;
    },
  });
}

/** How a route is described: in exactly one of three manners. */
interface Described {
  readonly target: readonly string[];
  readonly file?: string | undefined;
  readonly refuse: boolean;
  readonly notice?: readonly string[] | undefined;
  readonly noticeAudio?: string | undefined;
  readonly noticeVersion?: string | undefined;
}

async function setRoute(
  deps: RoutesDeps,
  typed: string,
  options: SharedOptions & Described,
): Promise<Outcome> {
  const key = routeKeyFrom(typed);
  if (!key.ok) return key.outcome;
  const route = await readRoute(deps, options);
  if (!route.ok) return route.outcome;
  return setOne(deps, key.value, route.value, options, routes, ({ kind }) =>
    kind === 'stage' && hasPlainHttp(route.value)
      ? wrongInput('A bot endpoint of a deployed stage needs https: requests carry the token of a room.')
      : undefined,
  );
}

/** DynamoDB takes items of 400 KB; a route is text of some hundred bytes, and more only with bots' data. */
const maxRouteBytes = 300_000;

/** The route that the options describe, in exactly one of the three manners. */
async function readRoute(deps: RoutesDeps, described: Described): Promise<Result<Route>> {
  const { target, file, refuse } = described;
  const wrong = (problem: string) => ({ ok: false, outcome: wrongInput(problem) }) as const;
  const manners = [target.length > 0, file !== undefined, refuse].filter(Boolean).length;
  if (manners !== 1) {
    return wrong(
      'Say in one manner what the route is: --target (as often as there are targets), --file, or --refuse.',
    );
  }
  const notice = noticeFrom(described);
  if (!notice.ok) return notice;
  if (notice.value !== undefined && target.length === 0)
    return wrong('--notice goes with --target; in a file it is a part of the route.');
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
    input = { kind: 'targets', targets, notice: notice.value };
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

function testOne(deps: RoutesDeps, call: TestCall, options: SharedOptions): Promise<Outcome> {
  return withAdminApi(deps, options, 'Reading the route', async (api) => {
    let failed: Outcome | undefined;
    const find = async (key: string): Promise<Route | undefined> => {
      const found = await findOne(api, key, routes);
      if (!found.ok && !found.isMissing) failed = found.outcome;
      if (!found.ok) return undefined;
      if (found.answer.route === undefined) failed = failedOutside(found.answer.problem ?? '');
      return found.answer.route;
    };
    const found = await findAs({ find }, call.to);
    return failed ?? testRoute(call, found, deps.stdout, options.json);
  });
}
