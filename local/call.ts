import { setTimeout as sleep } from 'node:timers/promises';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { voiceIds, type VoiceId } from '../lib/conferences/model/conference.ts';
import { botsHelp, placeDailyCall, webhooks, type DailyCallOptions } from './call-daily.ts';
import { describe, followCall, Printer, timeOf } from './call-events.ts';
import { openConsole } from './console/api/client.ts';
import type { FeedEvent, RoomView } from './console/api/events.ts';
import { cannotCall } from './dialled.ts';
import { readLocalGatewayFile, type LocalGatewayFile } from './gateway-file.ts';
import { hurryFactor } from './hurry-option.ts';
import type { BotBehaviour } from './simulated/bots/behaviour.ts';
import { botsNamed } from './simulated/bots/kinds.ts';
import { parseScript, stepsHelp } from './simulated/digital-samba/rooms/script.ts';

function seconds(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It is a number of seconds.');
  return Number(text);
}

function bots(names: string): readonly BotBehaviour[] {
  const named = botsNamed(names.split(','));
  if (!named.ok) throw new InvalidArgumentError(named.problem);
  return named.behaviours;
}

/** What a person wants to see of what a caller hears and does; keys that may be a PIN come as dots. */
const callerDetails = ['text', 'url', 'keys', 'type', 'label', 'muted', 'reason', 'by', 'status'];
/** The news of the last step come by another way than its answer, within this. */
const lastNewsMs = 300;

const roomDetails = ['reason', 'name', 'callId', 'muted', 'by'];

interface VoiceCallOptions {
  readonly to: string;
  readonly from: string;
  readonly keys: string;
}

/** The simulated voice providers that can be called, by id, and how a number is dialled at each. */
const voices: Readonly<Record<VoiceId, Voice>> = {
  twilio: {
    name: 'Twilio',
    to: 'number to dial; a wrong one is answered with those that there are',
    from: 'number of the caller',
    keys: 'wait 2, 01234567890#, wait 5, *, 6, hangup',
  },
  sinch: {
    name: 'Sinch',
    to: 'number to dial, or sip:<number>@euc1.sip.sinch.com',
    from: 'number of the caller, or withheld',
    keys: 'wait 2, 01234567890#, wait 15, 6, hangup',
  },
  plivo: {
    name: 'Plivo',
    to: 'number to dial, or sip:<application id>@app.plivo.com',
    from: 'number of the caller, or withheld',
    keys: 'wait 2, 01234567890#, wait 15, *6, hangup',
  },
  vonage: {
    name: 'Vonage',
    to: 'number to dial, or sip:<number>@patchbay.sip-us.vonage.com',
    from: 'number of the caller, or withheld',
    keys: 'wait 2, 01234567890#, wait 15, hangup',
  },
};

interface Voice {
  readonly name: string;
  /** Descriptions of the options. */
  readonly to: string;
  readonly from: string;
  /** Example of a script. */
  readonly keys: string;
}

/** Places a scripted call and prints what the caller hears. False: the caller never got into a meeting or a room. */
async function placeVoiceCall(
  localGateway: LocalGatewayFile,
  id: VoiceId,
  { name }: Voice,
  { to, from, keys }: VoiceCallOptions,
): Promise<boolean> {
  const problem = cannotCall(localGateway, id, name, to);
  if (problem !== undefined) throw new Error(problem);
  const printer = new Printer();
  let isIn = false;
  for await (const told of followCall(openConsole(localGateway.console), { provider: id, to, from, keys })) {
    if (told.kind !== 'heard') continue;
    const { event } = told;
    isIn ||= event.kind === 'conference-joined' || event.kind === 'forwarded';
    if (event.kind !== 'fetched') printer.add(timeOf(event), 'caller', describe(event, callerDetails));
  }
  printer.end();
  console.log(`\n${isIn ? 'The caller got in.' : 'The caller did NOT get in.'}`);
  return isIn;
}

interface RoomOptions {
  readonly room: string;
  readonly script: string;
}

/** Lets a moderator act in a room and prints what happens there. False: a step was impossible. */
async function moderate(
  localGateway: LocalGatewayFile,
  { room: wanted, script }: RoomOptions,
): Promise<boolean> {
  const parsed = parseScript(script);
  if (!parsed.ok) throw new Error(`"${parsed.step}" is no step. ${stepsHelp}`);
  const client = openConsole(localGateway.console);
  const done = new AbortController();
  const events = client.events(done.signal);
  const first = await events.next();
  const rooms = first.done !== true && first.value.kind === 'whole' ? first.value.rooms : [];
  const room = rooms.find(({ id, name }) => id === wanted || name === wanted);
  if (room === undefined) {
    // Left open, it would keep the command from ending.
    done.abort();
    throw new Error(noRoom(rooms));
  }
  const printer = new Printer();
  const following = printRoom(events, room.id, printer);
  let isDone = true;
  for (const { text } of parsed.steps) {
    printer.add(Date.now(), 'room', `step, ${text}`);
    await client.step(room.id, text).catch((error: unknown) => {
      isDone = false;
      printer.add(
        Date.now(),
        'room',
        `step-failed, ${error instanceof Error ? error.message : String(error)}`,
      );
    });
  }
  await sleep(lastNewsMs);
  done.abort();
  await following;
  printer.end();
  return isDone;
}

const noRoom = (rooms: readonly RoomView[]) =>
  [
    `There is no such room. There are ${rooms.length === 0 ? 'none' : 'these'}:`,
    ...rooms.map(({ id, name }) => `  ${id}  ${name}`),
  ].join('\n');

async function printRoom(events: AsyncGenerator<FeedEvent>, room: string, printer: Printer): Promise<void> {
  for await (const event of events)
    if (event.kind === 'room' && event.room.id === room && event.line !== undefined)
      printer.add(timeOf(event.line), 'room', describe(event.line, roomDetails));
}

/**
 * The program with all its commands and options.
 * @param run has a command act on the gateway of this machine
 */
export function makeCallProgram(run: Run = () => Promise.resolve()): Command {
  const program = new Command('call').description(
    'Places simulated calls through the gateway that `npm start` runs.',
  );
  program
    .command('daily')
    .description('A call to a pinless number of the simulated Daily.')
    .requiredOption(
      '--to <number>',
      'number or static SIP address to dial; a wrong one is answered with those that there are',
    )
    .option('--from <number>', 'number of the caller, or withheld', '+12025550188')
    .addOption(
      new Option('--bot <kinds>', 'what the bots do, such as slow, or full,good for the first and the second')
        .argParser(bots)
        .default(bots('good'), 'good'),
    )
    .addOption(
      new Option('--webhooks <kind>', "what happens to Daily's webhooks").choices(Object.keys(webhooks)),
    )
    .option('--patience <seconds>', 'how long the caller waits on hold; default for ever', seconds)
    .option(
      '--hurry <factor>',
      'from this call on, held calls wait so many times less, up to 10; 1 is real time',
      hurryFactor,
    )
    .option('--talk <seconds>', 'how long the caller talks once connected', seconds, 3)
    .addHelpText('after', `\n${botsHelp}`)
    .action((options: DailyCallOptions) => run((localGateway) => placeDailyCall(localGateway, options)));
  for (const id of voiceIds) {
    const voice = voices[id];
    program
      .command(id)
      .description(`A scripted call to a number of the simulated ${voice.name}.`)
      .requiredOption('--to <number>', voice.to)
      .option('--from <number>', voice.from, '+12025550188')
      .option('--keys <script>', `for example "${voice.keys}"`, 'wait 30, hangup')
      .action((options: VoiceCallOptions) =>
        run((localGateway) => placeVoiceCall(localGateway, id, voice, options)),
      );
  }
  program
    .command('room')
    .description('A scripted moderator in a room of the simulated Digital Samba.')
    .requiredOption('--room <id>', 'id or friendly URL of the room')
    .requiredOption(
      '--script <steps>',
      'for example "start, join Ana, wait for #1, mute #1, wait 5, remove #1, end"',
    )
    .action((options: RoomOptions) => run((localGateway) => moderate(localGateway, options)));
  return program;
}

type Run = (act: (localGateway: LocalGatewayFile) => Promise<boolean>) => Promise<void>;

/** How a command ended. 0: it went as the caller wished. 1: it did not. 2: it was used wrongly, or nobody was there. */
interface Ended {
  readonly exitCode: 0 | 1 | 2;
  readonly problem?: string;
}

/**
 * Runs one command line.
 * @param args what follows the program's name
 * @param find the gateway of this machine
 */
export async function runCall(
  args: readonly string[],
  find: () => LocalGatewayFile | undefined = readLocalGatewayFile,
): Promise<Ended> {
  let ended: Ended = { exitCode: 0 };
  const run: Run = async (act) => {
    const localGateway = find();
    if (localGateway === undefined)
      throw new Error('No gateway is running here. Start one in another terminal: npm start');
    ended = { exitCode: (await act(localGateway)) ? 0 : 1 };
  };
  try {
    await throwing(makeCallProgram(run)).parseAsync(args, { from: 'user' });
    return ended;
  } catch (error) {
    // Commander has said already what is wrong; help that was asked for ends this way too, with 0.
    if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : 2 };
    return { exitCode: 2, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** A command and those below it: a refusal is thrown, and not an exit. */
function throwing(command: Command): Command {
  command.commands.forEach(throwing);
  return command.exitOverride();
}

if (import.meta.main) {
  const { exitCode, problem } = await runCall(process.argv.slice(2));
  if (problem !== undefined) console.error(problem);
  process.exitCode = exitCode;
}
