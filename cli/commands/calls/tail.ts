import type { Command } from 'commander';
import * as z from 'zod';
import { callViewSchema, type CallView } from '../../../lib/admin/call-schema.ts';
import { withAdminApi, type AdminApi, type AdminApiDeps } from '../../kit/deployment/admin-api.ts';
import { command, option } from '../../kit/command.ts';
import { lineRow, readCall, readCalls } from '../../kit/deployment/calls.ts';
import { durationMs } from '../../kit/input.ts';
import type { SharedOptions } from '../../kit/options.ts';
import { done, writeLine, type Finish, type Outcome } from '../../kit/output.ts';

/** Between two looks; a look at all calls is one request, with some reads for each call that goes on. */
const pollMs = 1_000;
/** Most calls followed at once: a terminal shows no more. */
const maxFollowed = 200;
/** Calls at a dial-in are followed for this long after they came; calls on hold as long as they go on. */
const lookBackMs = 15 * 60_000;

type Options = SharedOptions & { readonly for: number };

/** Adds `call tail`. */
export function addCallTail(call: Command, deps: AdminApiDeps, finish: Finish): void {
  command(call, finish, {
    name: 'tail',
    about:
      'follow one call until it is over, or all calls until Ctrl-C; --json prints one object on each line',
    args: [['[id]', 'id of the call, or its beginning (default: all calls)']],
    options: {
      for: option(
        '--for <duration>',
        'stop after this long: 90s, 10m',
        z.number().default(Number.POSITIVE_INFINITY),
        durationMs,
      ),
    },
    run: (options, id?: string) =>
      withAdminApi(deps, options, undefined, (api) =>
        id === undefined ? followAll(deps, api, options) : followOne(deps, api, id, options),
      ),
  });
}

async function followOne(deps: AdminApiDeps, api: AdminApi, id: string, options: Options): Promise<Outcome> {
  const endMs = deps.clock.now() + options.for;
  const tell = teller(deps, options, false);
  for (;;) {
    const read = await readCall(api, deps.clock, id);
    if (!read.ok) return read.outcome;
    const view = read.answer;
    tell(view);
    if (!view.isLive || deps.clock.now() >= endMs) return done;
    await deps.clock.sleep(pollMs);
  }
}

async function followAll(deps: AdminApiDeps, api: AdminApi, options: Options): Promise<Outcome> {
  const startMs = deps.clock.now();
  const tell = teller(deps, options, true);
  const over = new Set<string>();
  for (let poll = 0; ; poll += 1) {
    const nowMs = deps.clock.now();
    const wanted = { liveOnly: false, sinceMs: nowMs - lookBackMs, isWhole: true, limit: maxFollowed };
    const read = await readCalls(api, callViewSchema, wanted);
    if (!read.ok) return read.outcome;
    for (const view of read.answer.items.toSorted((a, b) => (a.arrivedAt < b.arrivedAt ? -1 : 1))) {
      // What was over before the first look is nobody's news.
      if (!over.has(view.id) && (view.isLive || poll > 0)) tell(view);
      if (!view.isLive) over.add(view.id);
    }
    if (deps.clock.now() >= startMs + options.for) return done;
    await deps.clock.sleep(pollMs);
  }
}

/** Prints the lines of each call's timeline that it has not printed before. */
function teller({ stdout }: AdminApiDeps, { json }: Options, isNaming: boolean): (view: CallView) => void {
  const printed = new Map<string, Set<string>>();
  return (view) => {
    const before = printed.get(view.id) ?? new Set<string>();
    printed.set(view.id, before);
    for (const line of view.timeline) {
      const key = `${line.at} ${line.event}`;
      if (before.has(key)) continue;
      before.add(key);
      const text = json
        ? JSON.stringify({ call: view.id, journey: view.journey, ...line })
        : [...(isNaming ? [view.id] : []), ...lineRow(line)].join('  ').trimEnd();
      writeLine(stdout, text);
    }
  };
}
