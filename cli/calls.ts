import type { Command } from 'commander';
import * as z from 'zod';
import { summaryOf, viewOf, type CallSummary, type CallView } from '../lib/admin/call-view.ts';
import { costOfCall } from './call-cost.ts';
import { addCallTail } from './call-tail.ts';
import { lineRow, noCall, readCalls, secondsText, withCalls, type CallsDeps } from './call-target.ts';
import { durationMs, wholeNumber } from './input.ts';
import {
  aligned,
  bold,
  done,
  withProgress,
  writeJson,
  writeLine,
  writeTable,
  wrongInput,
  type Outcome,
} from './output.ts';
import { addTargetOptions, targetOptionsSchema } from './target.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const [defaultSinceMs, defaultLimit] = [hourMs, 200];

const optionsSchema = targetOptionsSchema.extend({ json: z.boolean().default(false) });
const listOptionsSchema = optionsSchema.extend({
  live: z.boolean().default(false),
  since: z.number().default(defaultSinceMs),
  canary: z.boolean().default(false),
  limit: z.number().default(defaultLimit),
});

/** Adds `call list`, `show` and `tail`. */
export function addCallCommands(program: Command, deps: CallsDeps, finish: (outcome: Outcome) => void): void {
  const call = program.command('call').description('calls of both journeys, live and past');

  const list = addTargetOptions(call.command('list').description('live calls, and those of the last hour'))
    .option('--live', 'only those that are not over')
    .option('--since <duration>', 'how far back: 30m, 12h, 7d (default: 1h)', durationMs)
    .option('--canary', "also the canary's calls, for which nobody is on the phone")
    .option('--limit <n>', `most calls shown (default: ${defaultLimit})`, wholeNumber)
    .option('--json', 'print JSON')
    .action(async () => finish(await listCalls(deps, listOptionsSchema.parse(list.opts()))));

  const show = addTargetOptions(
    call
      .command('show')
      .description('one call: its timeline, where it went and why, what the caller heard, what it cost')
      .argument('<id>', "the call's id, as `call list` and the logs have it"),
  )
    .option('--json', 'print JSON')
    .action(async (id: string) => finish(await showCall(deps, id, optionsSchema.parse(show.opts()))));

  addCallTail(call, deps, finish);
}

function listCalls(deps: CallsDeps, options: z.infer<typeof listOptionsSchema>): Promise<Outcome> {
  const { live, since, canary, limit, json } = options;
  if (limit === 0) return Promise.resolve(wrongInput('--limit takes 1 or more.'));
  return withCalls(deps, options, async (log, target) => {
    const nowMs = deps.clock.now();
    const reading = readCalls(log, {
      liveOnly: live,
      sinceMs: nowMs - since,
      withCanary: canary,
      limit,
    });
    const { calls, isAll } = await withProgress(deps.stderr, 'Reading the calls', reading);
    const summaries = calls
      .map((each) => summaryOf(each, nowMs))
      .sort((a, b) => Number(b.isLive) - Number(a.isLive) || (a.arrivedAt < b.arrivedAt ? 1 : -1));
    if (json) {
      writeJson(deps.stdout, { calls: summaries, isAll });
    } else if (summaries.length === 0) {
      const what = live ? 'No call is going on' : `There was no call in the last ${durationText(since)}`;
      writeLine(deps.stdout, `${what} in ${target.name}.`);
    } else {
      const headings = ['CALL', 'ARRIVED', 'STATE', 'TO', 'FROM', 'WENT', 'WAITED'];
      writeTable(deps.stdout, headings, summaries.map(rowOf));
      if (!isAll) writeLine(deps.stderr, `There are more: name a larger --limit, or a shorter --since.`);
    }
    return done;
  });
}

function rowOf(call: CallSummary): readonly string[] {
  const { id, arrivedAt, state, to, from = '-' } = call;
  const started = [id, arrivedAt, state, to, from];
  return call.journey === 'held'
    ? [...started, call.reason, call.waitedMs === undefined ? '-' : secondsText(call.waitedMs)]
    : [...started, call.conference === undefined ? '-' : `conference ${call.conference}`, '-'];
}

async function showCall(
  deps: CallsDeps,
  id: string,
  options: z.infer<typeof optionsSchema>,
): Promise<Outcome> {
  return withCalls(deps, options, async (log) => {
    const logged = await withProgress(deps.stderr, 'Reading the call', log.get(id));
    if (logged === undefined) return noCall;
    const view = viewOf(logged, deps.clock.now());
    // Of a call at a door it is not stored what it did; `npm run bench` measures what such calls cost.
    const cost = logged.kind === 'held' ? costOfCall(logged.call) : undefined;
    if (options.json) {
      writeJson(deps.stdout, { call: view, cost: cost ?? null });
      return done;
    }
    writeLine(deps.stdout, aligned(rowsOf(view)));
    if (cost !== undefined) {
      const { usage, usd } = cost;
      const used = `${usage.transitions} transitions, ${usage.writeUnits} write units, ${usage.invocations} invocations`;
      writeLine(deps.stdout, `cost      about $${usd.toFixed(6)} to AWS, reckoned from ${used}`);
    }
    writeLine(deps.stdout, `\n${bold(deps.stdout, 'TIMELINE')}`);
    writeLine(deps.stdout, aligned(view.timeline.map(lineRow)));
    return done;
  });
}

function rowsOf(view: CallView): readonly (readonly string[])[] {
  const { id, to, from = 'not known', arrivedAt, state, isLive, heard } = view;
  return [
    ['call', id],
    ['arrived', arrivedAt],
    ['to', to],
    ['from', from],
    ['state', isLive ? `${state}, not over` : state],
    ...(view.journey === 'held' ? heldRows(view) : pinRows(view)),
    ...heard.map((what, index) => [index === 0 ? 'heard' : '', what]),
  ];
}

function heldRows(view: CallView & { readonly journey: 'held' }): readonly (readonly string[])[] {
  const { reason, ways, attempts, connects, outcome, waitedMs } = view;
  return [
    ['reason', reason],
    ...ways.map((way, index) => [index === 0 ? 'leads to' : '', `${index + 1}. ${way}`]),
    ['tried', `${attempts} ${attempts === 1 ? 'way' : 'ways'}, told to connect ${connects} times`],
    ...(outcome === undefined ? [] : [['outcome', outcome]]),
    ...(waitedMs === undefined ? [] : [['waited', secondsText(waitedMs)]]),
  ];
}

function pinRows(view: CallView & { readonly journey: 'pin' }): readonly (readonly string[])[] {
  const { conference, role, muted, announced } = view;
  return [
    [
      'went to',
      conference === undefined ? 'no conference' : `conference ${conference} as ${role ?? 'caller'}`,
    ],
    ...(muted === undefined ? [] : [['muted', muted ? 'yes' : 'no']]),
    ...(announced === undefined ? [] : [['in room', announced ? 'shown' : 'not shown']]),
  ];
}

function durationText(ms: number): string {
  if (ms % dayMs === 0) return `${ms / dayMs} d`;
  return ms % hourMs === 0 ? `${ms / hourMs} h` : `${ms / 60_000} min`;
}
