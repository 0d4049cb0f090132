import { describe, followCall, Printer, timeOf } from './call-events.ts';
import { openConsole } from './console/api/client.ts';
import type { CallOrderInput } from './console/api/orders.ts';
import { cannotCall } from './dialled.ts';
import type { LocalGatewayFile } from './gateway-file.ts';
import type { BotBehaviour } from './simulated/bots/behaviour.ts';
import { botKinds } from './simulated/bots/kinds.ts';

/** The gateway learns of the end of a call within this; later lines of the timeline are not waited for. */
const lastLinesMs = 3_000;

type HeldOrder = Extract<CallOrderInput, { readonly provider: 'daily' }>;
type Webhooks = HeldOrder['webhooks'];

/** What a person wants to see of what a caller on hold hears. */
const callerDetails = ['status', 'reason', 'message', 'room', 'by', 'why'];

/** What each kind comes to, with a hold budget of the default length. */
export const botsHelp = `Bots: what the first, second … bot of the call does; the last one repeats.
${botKinds.map(({ name, label }) => `  ${name.padEnd(12)}${label.toLowerCase()}`).join('\n')}
  full,good   the first is at capacity, the second takes the call
  dead,good   the first never joins; after a slice of the hold budget (36 s) the second takes the call
With bots that never come, or are never free, the caller is let go after 120 s; with --hurry 8, after 15 s.`;

/** What a person can make Daily's webhooks do. */
export const webhooks: Readonly<Record<string, Webhooks>> = {
  doubled: { copies: 2 },
  reordered: { reorder: true },
  'ready-lost': { lose: ['dialin.ready'] },
  'connected-lost': { lose: ['dialin.connected'] },
  'all-lost': { lose: ['dialin.ready', 'dialin.connected', 'dialin.stopped', 'meeting.ended'] },
};

export interface DailyCallOptions {
  readonly to: string;
  readonly from: string;
  /** Of the first bot, of the second …; the last one repeats. */
  readonly bot: readonly BotBehaviour[];
  readonly webhooks?: string;
  readonly patience?: number;
  readonly hurry?: number;
  readonly talk: number;
}

/** Places a call and prints what the caller hears and what the gateway does. False: the caller was not connected. */
export async function placeDailyCall(
  localGateway: LocalGatewayFile,
  options: DailyCallOptions,
): Promise<boolean> {
  const problem = cannotCall(localGateway, 'daily', 'Daily', options.to);
  if (problem !== undefined) throw new Error(problem);
  const order: CallOrderInput = {
    provider: 'daily',
    to: options.to,
    from: options.from === 'withheld' ? null : options.from,
    talkMs: options.talk * 1000,
    bot: [...options.bot],
    ...(options.webhooks === undefined ? {} : { webhooks: webhooks[options.webhooks] }),
    ...(options.patience === undefined ? {} : { patienceMs: options.patience * 1000 }),
  };
  const printer = new Printer();
  const seen = { isConnected: false, isGone: false, lines: 0, outcome: 'The gateway did not take the call.' };
  const client = openConsole(localGateway.console);
  if (options.hurry !== undefined) await client.setClock(options.hurry);
  for await (const told of followCall(client, order, lastLinesMs)) {
    if (told.kind === 'placed') console.log(`Call ${told.id}\n`);
    else if (told.kind === 'heard') {
      seen.isConnected ||= told.event.kind === 'connected';
      seen.isGone ||= told.event.kind === 'hung-up';
      printer.add(timeOf(told.event), 'caller', describe(told.event, callerDetails));
    } else if (told.call.journey === 'held') {
      const { timeline, state, outcome } = told.call;
      for (const { at, event, detail } of timeline.slice(seen.lines))
        printer.add(Date.parse(at), 'gateway', detail === undefined ? event : `${event} (${detail})`);
      seen.lines = timeline.length;
      seen.outcome = `The call is ${state}${outcome === undefined ? '' : ` (${outcome})`}.`;
      if (seen.isGone && !told.call.isLive) break;
    }
  }
  printer.end();
  const { isConnected, outcome } = seen;
  console.log(`\n${isConnected ? 'The caller was connected.' : 'The caller was NOT connected.'} ${outcome}`);
  return isConnected;
}
