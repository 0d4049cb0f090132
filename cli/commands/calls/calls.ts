import type { Command } from 'commander';
import * as z from 'zod';
import { callSummarySchema, type CallSummary, type CallView } from '../../../lib/admin/call-schema.ts';
import { addCallTail } from './tail.ts';
import { inPath, withAdminApi, type AdminApiDeps } from '../../kit/deployment/admin-api.ts';
import { command, flag, option } from '../../kit/command.ts';
import { lineRow, readCall, readCalls, secondsText } from '../../kit/deployment/calls.ts';
import { durationMs, wholeNumber } from '../../kit/input.ts';
import type { SharedOptions } from '../../kit/options.ts';
import { shortIds } from '../../kit/deployment/short-ids.ts';
import {
  aligned,
  answer,
  bold,
  done,
  tableText,
  writeJson,
  writeLine,
  wrongInput,
  type Finish,
  type Outcome,
} from '../../kit/output.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const [defaultSinceMs, defaultLimit] = [hourMs, 200];

const listOptions = {
  live: flag('--live', 'only those that are not over'),
  since: option(
    '--since <duration>',
    'how far back: 30m, 12h, 7d (default: 1h)',
    z.number().default(defaultSinceMs),
    durationMs,
  ),
  canary: flag('--canary', 'include calls of the canary, which nobody makes'),
  limit: option(
    '--limit <n>',
    `how many calls to show (default: ${defaultLimit})`,
    z.number().default(defaultLimit),
    wholeNumber,
  ),
};

/** Adds `call list`, `show`, `transfer` and `tail`. */
export function addCallCommands(program: Command, deps: AdminApiDeps, finish: Finish): void {
  const group = program.command('call').description('held calls and PIN calls, live and past');
  command(group, finish, {
    name: 'list',
    about: 'live calls, and those of the last hour',
    options: listOptions,
    run: (options) => listCalls(deps, options),
  });
  command(group, finish, {
    name: 'show',
    about: 'one call: its timeline, where it went and why, what the caller heard',
    args: [['<id>', "the call's id, as `call list` and the logs have it, or its beginning"]],
    options: {},
    run: (options, id) => showCall(deps, id, options),
  });
  command(group, finish, {
    name: 'transfer',
    about:
      'lead a caller on: of a held call to where its route allows, of a conference into another or to where its dial-in allows',
    args: [['<id>', "the call's id, or its beginning"]],
    options: {
      to: option(
        '--to <destination>',
        'such as +493012345678 or desk@pbx.example.com; for a caller of a conference, also the id of another',
        z.string(),
      ),
    },
    dryRun: 'only look the call up',
    run: (options, id) => transferCall(deps, id, options),
  });
  addCallTail(group, deps, finish);
}

function listCalls(
  deps: AdminApiDeps,
  options: SharedOptions & z.infer<z.ZodObject<typeof listOptions>>,
): Promise<Outcome> {
  const { live, since, canary, limit } = options;
  if (limit === 0) return Promise.resolve(wrongInput('--limit takes 1 or more.'));
  return withAdminApi(deps, options, 'Reading the calls', async (api, deployment) => {
    const sinceMs = deps.clock.now() - since;
    const wanted = { liveOnly: live, sinceMs, withCanary: canary, limit };
    const read = await readCalls(api, callSummarySchema, wanted);
    if (!read.ok) return read.outcome;
    const { items, isAll } = read.answer;
    const summaries = items.toSorted(
      (a, b) => Number(b.isLive) - Number(a.isLive) || (a.arrivedAt < b.arrivedAt ? 1 : -1),
    );
    const headings = ['CALL', 'ARRIVED', 'STATE', 'TO', 'FROM', 'WENT TO', 'WAITED'];
    const short = shortIds(summaries.map(({ id }) => id));
    const none = live ? 'No call is going on' : `There was no call in the last ${durationText(since)}`;
    const text =
      summaries.length === 0
        ? `${none} in ${deployment.name}.`
        : tableText(
            deps.stdout,
            headings,
            summaries.map((each) => rowOf(each, short)),
          );
    if (!isAll && !options.json)
      writeLine(deps.stderr, `There are more: name a larger --limit, or a shorter --since.`);
    return answer(deps, options, { calls: summaries, isAll }, text);
  });
}

function rowOf(call: CallSummary, short: (id: string) => string): readonly string[] {
  const { id, arrivedAt, state, to, from = '-' } = call;
  const waited = call.journey === 'held' && call.waitedMs !== undefined ? secondsText(call.waitedMs) : '-';
  return [short(id), arrivedAt, state, to, from, whereTo(call), waited];
}

/** Where a call went, or why nowhere. */
function whereTo(call: CallSummary): string {
  if (call.journey === 'held') return call.target ?? call.reason;
  const { role, conference, conferenceName = conference } = call;
  if (role === 'forward') return 'forwarded';
  if (conferenceName === undefined) return '-';
  return role === 'bridge' ? `${conferenceName}, as its bridge` : conferenceName;
}

async function showCall(deps: AdminApiDeps, id: string, options: SharedOptions): Promise<Outcome> {
  return withAdminApi(deps, options, 'Reading the call', async (api) => {
    const read = await readCall(api, deps.clock, id);
    if (!read.ok) return read.outcome;
    const view = read.answer;
    if (options.json) {
      writeJson(deps.stdout, { call: view });
      return done;
    }
    writeLine(deps.stdout, aligned(rowsOf(view)));
    writeLine(deps.stdout, `\n${bold(deps.stdout, 'TIMELINE')}`);
    writeLine(deps.stdout, aligned(view.timeline.map(lineRow)));
    return done;
  });
}

function transferCall(
  deps: AdminApiDeps,
  id: string,
  options: SharedOptions & { readonly to: string },
): Promise<Outcome> {
  return withAdminApi(deps, options, 'Leading the caller on', async (api) => {
    const read = await readCall(api, deps.clock, id);
    if (!read.ok) return read.outcome;
    const { id: callId, state, journey } = read.answer;
    if (options.dryRun)
      return answer(
        deps,
        options,
        { callId, state, asked: false },
        `The call is ${state}. Nothing was asked.`,
      );
    const asked = await api.ask({
      method: 'POST',
      path: `calls/${inPath(callId)}/transfer`,
      body: { to: options.to },
      answer: z.object({ result: z.string() }),
      otherwise: 'The caller is not led on',
    });
    if (!asked.ok) return asked.outcome;
    const text = whatFollows[journey];
    return answer(deps, options, asked.answer, text);
  });
}

const whatFollows: Record<CallView['journey'], string> = {
  held: 'Daily is told to lead the caller on. What comes of it, `call show` says within two minutes or three.',
  pin: 'The caller is led out of the conference. What comes of it, `call show` says within three minutes.',
};

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
  const { reason, targets, attempts, connects, outcome, transfer, waitedMs } = view;
  return [
    ['reason', reason],
    ...targets.map((target, index) => [index === 0 ? 'leads to' : '', `${index + 1}. ${target}`]),
    ['tried', `${attempts} ${attempts === 1 ? 'target' : 'targets'}, told to connect ${connects} times`],
    ...(outcome === undefined ? [] : [['outcome', outcome]]),
    ...(transfer === undefined
      ? []
      : [['led on', [transfer.to, transfer.outcome ?? 'not known yet'].filter(Boolean).join(', ')]]),
    ...(waitedMs === undefined ? [] : [['waited', secondsText(waitedMs)]]),
  ];
}

function pinRows(view: CallView & { readonly journey: 'pin' }): readonly (readonly string[])[] {
  const { conference, conferenceName, role = 'caller', muted, announced } = view;
  const named = conferenceName === undefined ? '' : `${conferenceName}, `;
  const conferenceText = `${named}conference ${conference ?? ''} as ${role}`;
  return [
    ['went to', conference === undefined ? whereTo(view).replace('-', 'no conference') : conferenceText],
    ...(muted === undefined ? [] : [['muted', muted ? 'yes' : 'no']]),
    ...(announced === undefined ? [] : [['in room', announced ? 'shown' : 'not shown']]),
  ];
}

function durationText(ms: number): string {
  if (ms % dayMs === 0) return `${ms / dayMs} d`;
  return ms % hourMs === 0 ? `${ms / hourMs} h` : `${ms / 60_000} min`;
}
