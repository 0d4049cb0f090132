import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { createCallStore } from '../lib/aws/stores/held-calls/call-store.ts';
import { openTable } from '../lib/aws/table/table.ts';
import { callIdFrom, isOver, type HeldCall } from '../lib/held-calls/model/call.ts';
import { describe, follow, Printer, timeOf } from './call-events.ts';
import { wrongNumber } from './dialled.ts';
import type { LocalGatewayFile } from './gateway-file.ts';
import type { ControlCallRequest } from './simulated/daily/control.ts';

/** How often the call's item is looked at. */
const lookEveryMs = 100;
/** The gateway learns of the end of a call within this; later lines of the timeline are not waited for. */
const lastLinesMs = 3_000;

type Bot = ControlCallRequest['bot'];
type Webhooks = ControlCallRequest['webhooks'];

/** What a person can make the bots do. The second of two is the bot that is tried next. */
export const bots: Readonly<Record<string, Bot>> = {
  good: { outcome: 'joins' },
  slow: { outcome: 'joins', startUpMs: 8_000 },
  'first-dead': [{ outcome: 'silent' }, { outcome: 'joins' }],
  'first-late': [{ outcome: 'late', lateMs: 40_000 }, { outcome: 'joins' }],
  'first-full': [{ outcome: 'at-capacity' }, { outcome: 'joins' }],
  dead: { outcome: 'silent' },
  full: { outcome: 'at-capacity' },
  failing: { outcome: 'error' },
};

/** What each of them comes to, with a hold budget of the default length. */
export const botsHelp = `Bots:
  good          joins at once
  slow          joins after 8 s
  first-full    the first is at capacity, the second joins at once
  first-dead    the first never joins; after a slice of the hold budget (36 s) the second joins
  first-late    the first joins when its slice is over, and the second has the call
  full          each is at capacity, and is asked again until the hold budget is nearly spent: the caller is let go after 120 s
  failing       each answers with an error: the same
  dead          none joins: the same`;

/** What a person can make Daily's webhooks do. */
export const webhooks: Readonly<Record<string, Webhooks>> = {
  doubled: { copies: 2 },
  reordered: { reorder: true },
  'ready-lost': { lose: ['dialin.ready'] },
  'connected-lost': { lose: ['dialin.connected'] },
  'all-lost': { lose: ['dialin.ready', 'dialin.connected', 'dialin.stopped', 'meeting.ended'] },
};

const placedSchema = z.object({ kind: z.literal('placed'), callId: z.string() });

export interface DailyCallOptions {
  readonly to: string;
  readonly from: string;
  readonly bot: string;
  readonly webhooks?: string;
  readonly patience?: number;
  readonly talk: number;
}

/** Places a call and prints what the caller hears and what the gateway does. False: the caller was not connected. */
export async function placeDailyCall(
  localGateway: LocalGatewayFile,
  options: DailyCallOptions,
): Promise<boolean> {
  if (localGateway.controlUrl === undefined)
    throw new Error('The running gateway uses the real Daily: call its number.');
  const problem = wrongNumber(localGateway, 'daily', options.to);
  if (problem !== undefined) throw new Error(problem);
  const order: ControlCallRequest = {
    to: options.to,
    from: options.from === 'withheld' ? null : options.from,
    talkMs: options.talk * 1000,
    bot: bots[options.bot],
    ...(options.webhooks === undefined ? {} : { webhooks: webhooks[options.webhooks] }),
    ...(options.patience === undefined ? {} : { patienceMs: options.patience * 1000 }),
  };
  const events = follow(`${localGateway.controlUrl}/calls`, order);
  const { callId } = placedSchema.parse((await events.next()).value);
  console.log(`Call ${callId}\n`);
  const printer = new Printer();
  const ended = new AbortController();
  const following = followTimeline(localGateway, callId, printer, ended.signal);
  let isConnected = false;
  for await (const event of events) {
    isConnected ||= event.kind === 'connected';
    printer.add(
      timeOf(event),
      'caller',
      describe(event, ['status', 'reason', 'message', 'room', 'by', 'why']),
    );
  }
  ended.abort();
  const call = await following;
  printer.end();
  const outcome =
    call === undefined
      ? 'The gateway did not take the call.'
      : `The call is ${call.state}${call.outcome ? ` (${call.outcome})` : ''}.`;
  console.log(`\n${isConnected ? 'The caller was connected.' : 'The caller was NOT connected.'} ${outcome}`);
  return isConnected;
}

/** Prints the call's timeline as it grows, until the call is over, or the caller is and nothing more comes. */
async function followTimeline(
  localGateway: LocalGatewayFile,
  callId: string,
  printer: Printer,
  callerIsGone: AbortSignal,
): Promise<HeldCall | undefined> {
  const table = openTable(localGateway.tableName, {
    endpoint: localGateway.awsEndpoint,
    region: localGateway.region,
    credentials: { accessKeyId: 'cli', secretAccessKey: 'local' },
  });
  const clock = { now: () => Date.now() };
  const calls = createCallStore({ table, clock, life: { longestCallMs: 0 }, newWriteId: () => '' });
  let printed = 0;
  let lastPollMs = Infinity;
  for (;;) {
    const call = await calls.get(callIdFrom(callId));
    for (const { atMs, event, detail } of call?.timeline.slice(printed) ?? []) {
      printer.add(atMs, 'gateway', detail === undefined ? event : `${event} (${detail})`);
      printed += 1;
    }
    if (callerIsGone.aborted) lastPollMs = Math.min(lastPollMs, Date.now() + lastLinesMs);
    if ((callerIsGone.aborted && call !== undefined && isOver(call)) || Date.now() >= lastPollMs) {
      table.close();
      return call;
    }
    await sleep(lookEveryMs);
  }
}
