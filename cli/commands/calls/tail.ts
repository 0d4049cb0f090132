import type { Command } from 'commander';
import * as z from 'zod';
import { viewOf, type CallView } from '../../../lib/admin/call-view.ts';
import type { CallLog } from '../../../lib/aws/stores/held-calls/call-log.ts';
import { lineRow, noCall, readCalls, withCalls, type CallsDeps } from '../../kit/call-deployment.ts';
import { durationMs } from '../../kit/input.ts';
import { addSharedOptions, sharedOptionsSchema } from '../../kit/options.ts';
import { done, writeLine, type Finish, type Outcome } from '../../kit/output.ts';

/** Between two looks; a look at all calls costs some reads for each call that goes on. */
const pollMs = 1_000;
/** Most calls followed at once: a terminal shows no more. */
const maxFollowed = 200;
/** Calls at a dial-in are followed for this long after they came; calls on hold as long as they go on. */
const lookBackMs = 15 * 60_000;

const optionsSchema = sharedOptionsSchema.extend({
  for: z.number().default(Number.POSITIVE_INFINITY),
});
type Options = z.infer<typeof optionsSchema>;

/** Adds `call tail`. */
export function addCallTail(call: Command, deps: CallsDeps, finish: Finish): void {
  addSharedOptions(
    call
      .command('tail')
      .description(
        'what happens to one call until it is over, or to all until Ctrl-C; as JSON, one object on each line',
      )
      .argument('[id]', 'id of the call (default: all calls)')
      .option('--for <duration>', 'stop after this long: 90s, 10m', durationMs),
  ).action(async (id: string | undefined, typed: unknown) => {
    const options = optionsSchema.parse(typed);
    finish(
      await withCalls(deps, options, (log) =>
        id === undefined ? followAll(deps, log, options) : followOne(deps, log, id, options),
      ),
    );
  });
}

async function followOne(deps: CallsDeps, log: CallLog, id: string, options: Options): Promise<Outcome> {
  const endMs = deps.clock.now() + options.for;
  const tell = teller(deps, options, false);
  for (;;) {
    const logged = await log.get(id);
    if (logged === undefined) return noCall;
    const view = viewOf(logged, deps.clock.now());
    tell(view);
    if (!view.isLive || deps.clock.now() >= endMs) return done;
    await deps.clock.sleep(pollMs);
  }
}

async function followAll(deps: CallsDeps, log: CallLog, options: Options): Promise<Outcome> {
  const startMs = deps.clock.now();
  const tell = teller(deps, options, true);
  const over = new Set<string>();
  for (let poll = 0; ; poll += 1) {
    const nowMs = deps.clock.now();
    const query = { liveOnly: false, sinceMs: nowMs - lookBackMs, limit: maxFollowed };
    const { calls } = await readCalls(log, query);
    const views = calls.map((logged) => viewOf(logged, nowMs));
    for (const view of views.sort((a, b) => (a.arrivedAt < b.arrivedAt ? -1 : 1))) {
      // What was over before the first look is nobody's news.
      if (!over.has(view.id) && (view.isLive || poll > 0)) tell(view);
      if (!view.isLive) over.add(view.id);
    }
    if (deps.clock.now() >= startMs + options.for) return done;
    await deps.clock.sleep(pollMs);
  }
}

/** Prints the lines of each call's timeline that it has not printed before. */
function teller({ stdout }: CallsDeps, { json }: Options, isNaming: boolean): (view: CallView) => void {
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
