import { Command, Option } from 'commander';
import * as z from 'zod';
import { bots, placeDailyCall, webhooks, type DailyCallOptions } from './call-daily.ts';
import { describe, follow, Printer, timeOf } from './call-events.ts';
import { readLocalGatewayFile, type LocalGatewayFile } from './gateway-file.ts';
import type { ModeratorRequest } from './simulated/digital-samba/control.ts';
import type { SinchCallRequest } from './simulated/sinch/control.ts';
import type { TwilioCallRequest } from './simulated/twilio/control.ts';

const seconds = (text: string) => z.coerce.number().min(0).parse(text);

/** What a person wants to see of what a caller hears and does; keys may be a PIN, but this one typed it. */
const callerDetails = ['text', 'url', 'keys', 'type', 'label', 'muted', 'reason', 'by', 'status'];
const roomDetails = ['step', 'reason', 'name', 'callId', 'muted', 'by'];

interface VoiceCallOptions {
  readonly to: string;
  readonly from: string;
  readonly keys: string;
}

/** The simulated voice providers that can be called, by id, and how a number is dialled at each. */
const voices: Readonly<Record<string, Voice>> = {
  twilio: {
    name: 'Twilio',
    to: 'number to dial; local/conferences.json says which lead where',
    from: 'number of the caller',
    keys: 'wait 2, 01234567890#, wait 5, *, 6, hangup',
  },
  sinch: {
    name: 'Sinch',
    to: 'number to dial, or sip:<number>@euc1.sip.sinch.com; local/conferences.json says which lead where',
    from: 'number of the caller, or withheld',
    keys: 'wait 2, 01234567890#, wait 5, 6, hangup',
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
  id: string,
  { name }: Voice,
  { to, from, keys }: VoiceCallOptions,
): Promise<boolean> {
  const controlUrl = localGateway.voiceControlUrls[id];
  if (controlUrl === undefined)
    throw new Error(`The running gateway uses the real ${name}: call its number.`);
  const order: TwilioCallRequest & SinchCallRequest = { to, from, keys };
  const printer = new Printer();
  let isIn = false;
  for await (const event of follow(`${controlUrl}/${id}-calls`, order)) {
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
  { digitalSambaControlUrl }: LocalGatewayFile,
  { room, script }: RoomOptions,
): Promise<boolean> {
  if (digitalSambaControlUrl === undefined)
    throw new Error('The running gateway uses the real Digital Samba.');
  const order: ModeratorRequest = { room, script };
  const printer = new Printer();
  let isDone = true;
  for await (const event of follow(`${digitalSambaControlUrl}/moderators`, order)) {
    isDone &&= event.kind !== 'step-failed';
    printer.add(timeOf(event), 'room', describe(event, roomDetails));
  }
  printer.end();
  return isDone;
}

/** Runs against the gateway of this machine; the exit code says whether it went as the caller wished. */
async function run(act: (localGateway: LocalGatewayFile) => Promise<boolean>): Promise<void> {
  const localGateway = readLocalGatewayFile();
  if (localGateway === undefined)
    throw new Error('No gateway is running here. Start one in another terminal: npm start');
  process.exitCode = (await act(localGateway)) ? 0 : 1;
}

/** The program with all its commands and options. */
export function makeCallProgram(): Command {
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
    .action((options: DailyCallOptions) => run((localGateway) => placeDailyCall(localGateway, options)));
  for (const [id, voice] of Object.entries(voices)) {
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

if (import.meta.main) {
  makeCallProgram()
    .parseAsync()
    .catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 2;
    });
}
