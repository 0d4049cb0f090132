import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import { Command, Option } from 'commander';
import * as z from 'zod';
import { createCallStore } from '../lib/aws/call-store.ts';
import { openTable } from '../lib/aws/table.ts';
import { callIdFrom, isOver, type HeldCall } from '../lib/held-call/call.ts';
import { readLaptopFile, type LaptopFile } from './laptop-file.ts';
import type { ControlCallRequest } from './simulated/daily/control.ts';

/** How often the call's item is looked at. */
const lookEveryMs = 100;
/** The gateway learns of the end of a call within this; later lines of the timeline are not waited for. */
const lastLinesMs = 3_000;

type Bot = ControlCallRequest['bot'];
type Webhooks = ControlCallRequest['webhooks'];

/** What a person can make the bots do. The second of two is the bot that is tried next. */
const bots: Readonly<Record<string, Bot>> = {
  good: { outcome: 'joins' },
  slow: { outcome: 'joins', startUpMs: 40_000 },
  'first-dead': [{ outcome: 'silent' }, { outcome: 'joins' }],
  'first-late': [{ outcome: 'late', lateMs: 40_000 }, { outcome: 'joins' }],
  'first-full': [{ outcome: 'at-capacity' }, { outcome: 'joins' }],
  dead: { outcome: 'silent' },
  full: { outcome: 'at-capacity' },
  failing: { outcome: 'error' },
};

/** What a person can make Daily's webhooks do. */
const webhooks: Readonly<Record<string, Webhooks>> = {
  doubled: { copies: 2 },
  reordered: { reorder: true },
  'ready-lost': { lose: ['dialin.ready'] },
  'connected-lost': { lose: ['dialin.connected'] },
  'all-lost': { lose: ['dialin.ready', 'dialin.connected', 'dialin.stopped', 'meeting.ended'] },
};

const seconds = (text: string) => z.coerce.number().min(0).parse(text);

const placedSchema = z.object({ kind: z.literal('placed'), callId: z.string() });
const eventSchema = z.looseObject({ kind: z.string(), time: z.iso.datetime() });
type CallerEvent = z.infer<typeof eventSchema>;

interface CallOptions {
  readonly to: string;
  readonly from: string;
  readonly bot?: string;
  readonly webhooks?: string;
  readonly patience?: number;
  readonly talk: number;
}

/** The two sides are heard by different ways; a line waits this long, so that an earlier one can still come before it. */
const settleMs = 250;

interface Line {
  readonly atMs: number;
  readonly who: 'caller' | 'gateway';
  readonly what: string;
}

/** Prints lines in the order they happened, each with the time since the first and since the one before. */
class Printer {
  readonly #waiting: Line[] = [];
  #firstMs: number | undefined;
  #lastMs = 0;
  readonly #timer = setInterval(() => this.#print(Date.now() - settleMs), settleMs / 2);

  add(atMs: number, who: Line['who'], what: string): void {
    this.#waiting.push({ atMs, who, what });
  }

  end(): void {
    clearInterval(this.#timer);
    this.#print(Infinity);
  }

  #print(untilMs: number): void {
    const ripe = this.#waiting.sort((a, b) => a.atMs - b.atMs).filter(({ atMs }) => atMs <= untilMs);
    this.#waiting.splice(0, ripe.length);
    for (const { atMs, who, what } of ripe) {
      this.#firstMs ??= atMs;
      const since = (ms: number) => `${(Math.max(0, atMs - ms) / 1000).toFixed(2)} s`;
      const times = `${since(this.#firstMs).padStart(9)} ${`+${since(this.#lastMs || atMs)}`.padStart(10)}`;
      console.log(`${times}  ${who === 'caller' ? styleText('cyan', 'caller ') : 'gateway'}  ${what}`);
      this.#lastMs = atMs;
    }
  }
}

async function placeCall(options: CallOptions): Promise<boolean> {
  const laptop = readLaptopFile();
  if (laptop === undefined)
    throw new Error('No gateway is running here. Start one in another terminal: npm start');
  if (laptop.controlUrl === undefined)
    throw new Error('The running gateway uses the real Daily: call its number.');
  const order: ControlCallRequest = {
    to: options.to,
    from: options.from === 'withheld' ? null : options.from,
    talkMs: options.talk * 1000,
    bot: bots[options.bot ?? 'good'],
    ...(options.webhooks === undefined ? {} : { webhooks: webhooks[options.webhooks] }),
    ...(options.patience === undefined ? {} : { patienceMs: options.patience * 1000 }),
  };
  const response = await fetch(`${laptop.controlUrl}/calls`, { method: 'POST', body: JSON.stringify(order) });
  if (!response.ok || response.body === null)
    throw new Error(`The call cannot be placed: ${await response.text()}`);

  const lines = createInterface({ input: Readable.fromWeb(response.body) })[Symbol.asyncIterator]();
  const first = await lines.next();
  const { callId } = placedSchema.parse(JSON.parse(first.done === true ? '{}' : first.value));
  console.log(`Call ${callId}\n`);
  const printer = new Printer();
  const ended = new AbortController();
  const following = followTimeline(laptop, callId, printer, ended.signal);
  let isConnected = false;
  for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
    const event = eventSchema.parse(JSON.parse(line.value));
    isConnected ||= event.kind === 'connected';
    printer.add(Date.parse(event.time), 'caller', describe(event));
  }
  ended.abort();
  const call = await following;
  printer.end();
  const outcome =
    call === undefined
      ? 'never reached the gateway'
      : `${call.state}${call.outcome ? ` (${call.outcome})` : ''}`;
  console.log(
    `\n${isConnected ? 'The caller was connected.' : 'The caller was NOT connected.'} The call is ${outcome}.`,
  );
  return isConnected;
}

/** Prints the call's timeline as it grows, until the call is over, or the caller is and nothing more comes. */
async function followTimeline(
  laptop: LaptopFile,
  callId: string,
  printer: Printer,
  callerIsGone: AbortSignal,
): Promise<HeldCall | undefined> {
  const table = openTable(laptop.tableName, {
    endpoint: laptop.awsEndpoint,
    region: laptop.region,
    credentials: { accessKeyId: 'cli', secretAccessKey: 'local' },
  });
  const clock = { now: () => Date.now() };
  const calls = createCallStore({ table, clock, life: { longestCallMs: 0 }, newWriteId: () => '' });
  let printed = 0;
  let lastLookMs = Infinity;
  for (;;) {
    const call = await calls.get(callIdFrom(callId));
    for (const { atMs, event, detail } of call?.timeline.slice(printed) ?? []) {
      printer.add(atMs, 'gateway', detail === undefined ? event : `${event} (${detail})`);
      printed += 1;
    }
    if (callerIsGone.aborted) lastLookMs = Math.min(lastLookMs, Date.now() + lastLinesMs);
    if ((callerIsGone.aborted && call !== undefined && isOver(call)) || Date.now() >= lastLookMs) {
      table.client.destroy();
      return call;
    }
    await sleep(lookEveryMs);
  }
}

function describe(event: CallerEvent): string {
  const details = Object.entries(event)
    .filter(([key]) => ['status', 'reason', 'message', 'room', 'by', 'why'].includes(key))
    .map(([key, value]) => `${key} ${String(value)}`);
  return [event.kind, ...details].join(', ');
}

const program = new Command('call').description(
  'Places simulated calls through the gateway that `npm start` runs.',
);
program
  .command('daily')
  .description('A call to a pinless number of the simulated Daily.')
  .requiredOption(
    '--to <number>',
    'number or static SIP address to dial; local/routes.json says which lead where',
  )
  .option('--from <number>', 'number of the caller, or withheld', '+12025550188')
  .addOption(new Option('--bot <kind>', 'what the bots do').choices(Object.keys(bots)))
  .addOption(
    new Option('--webhooks <kind>', "what happens to Daily's webhooks").choices(Object.keys(webhooks)),
  )
  .option('--patience <seconds>', 'how long the caller waits on hold; default for ever', seconds)
  .option('--talk <seconds>', 'how long the caller talks once connected', seconds, 3)
  .action(async (options: CallOptions) => {
    process.exitCode = (await placeCall(options)) ? 0 : 1;
  });

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
