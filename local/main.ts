import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { readConferencesFile } from './conferences-file.ts';
import { deliverEvents } from './deliver-events.ts';
import { openConsole } from './console/api/client.ts';
import { hurryFactor } from './hurry-option.ts';
import { keptToken } from './console/server/token.ts';
import { consolePortOf, loadDotEnv, readEnvironment } from './environment.ts';
import { removeLocalGatewayFile } from './gateway-file.ts';
import { openKept } from './kept.ts';
import { maxKeptByStart, publish } from './local-gateway.ts';
import { eventSettings } from './simulators.ts';
import { readable } from './log-lines.ts';
import { readRoutesFile } from './routes-file.ts';
import type { LogLine } from './runtime/sandboxes/sandboxes.ts';
import { startWithConsole, type Running } from './with-console.ts';
import { voiceIds, type VoiceId } from '../lib/conferences/model/conference.ts';
import { dailyDescriptor } from '../lib/providers/daily/descriptor.ts';
import { webhookUrl } from '../lib/providers/descriptor.ts';
import { traitsOf } from '../lib/providers/voices.ts';

const top = fileURLToPath(new URL('..', import.meta.url));

/** Ctrl-C should end everything at once; what takes longer than this hangs. */
const stopWithinMs = 5_000;

/** Keeps the address of the console the same from one start to the next. */
const tokenFile = `${top}build/console-token`;

/** Where what `--persist` keeps stays. */
const keptFolder = `${top}build/kept`;

/** Prompts last about as long as a browser takes to say them. */
const speechMsPerCharacter = 40;

/** Numbers that are kept for examples and belong to nobody: only these can be called from here. */
const exampleNumbers = '+120255501';

interface StartOptions {
  readonly persist: boolean;
  readonly hurry: number;
}

async function start({ hurry, persist }: StartOptions): Promise<Running> {
  loadDotEnv(`${top}.env`);
  const read = readEnvironment(process.env);
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const { environment } = read;
  const routes = readRoutesFile(environment.ROUTES_FILE ?? `${top}local/routes.json`);
  const conferences = readConferencesFile(environment.CONFERENCES_FILE ?? `${top}local/conferences.json`);
  const options = {
    ...{ environment, routes, conferences, timers: true, maxKept: maxKeptByStart, speechMsPerCharacter },
    kept: persist ? openKept(keptFolder) : undefined,
    settings: {
      voiceProviders: [...voiceIds],
      events: eventSettings(environment),
      callOuts: { allow: [exampleNumbers] },
    },
    onEvent: deliverEvents({
      file: environment.EVENTS_FILE ?? `${top}build/events.jsonl`,
      print: console.log,
    }),
    onLog: (entry: LogLine) => {
      const line = readable(entry);
      if (line !== undefined) console.log(line);
    },
  };
  const at = { port: consolePortOf(environment), token: keptToken(tokenFile) };
  const running = await startWithConsole(options, at);
  publish(running.localGateway, running.served);
  if (hurry !== 1) await openConsole(running.served).setClock(hurry);
  return running;
}

function greet({ localGateway, served }: Running, { persist }: StartOptions): string {
  const { conferences, forwardPins, gateway, daily, bots, voices } = localGateway;
  const url = process.env.PUBLIC_URL ?? gateway.url;
  return [
    '',
    'Look at it, call it and play the room in your browser:',
    '',
    `    ${served.address}`,
    '',
    `Patchbay is up at ${gateway.url}`,
    `  Daily, calls on hold (room_creation_api)   ${webhookUrl(url, dailyDescriptor.webhooks.pinless)}`,
    `  Daily, domain webhook                      ${webhookUrl(url, dailyDescriptor.webhooks.events)}`,
    daily
      ? '  Daily and the bots are simulated. Place a call from another terminal:'
      : '  Daily is the real one. Call its number.',
    ...(daily
      ? [
          '',
          '    npm run call -- daily --to +12025550143 --from +12025550188',
          '    npm run call -- daily --to +12025550143 --bot full,good  (see npm run call -- daily --help)',
        ]
      : []),
    ...conferences
      .filter(({ voice }) => voices[voice].simulated !== undefined)
      .flatMap(({ name, pin, room, invitation, voice, dialIn }) => [
        '',
        `  ${voices[voice].name} and Digital Samba are simulated. "${name}": ${invitation.split('\n')[1] ?? ''}`,
        '',
        `    npm run call -- ${voice} --to ${dialIn} --keys "wait 2, ${pin}#, wait ${stayS(voice)}, hangup"`,
        `    npm run call -- room --room ${room} --script "start, join Ana, wait for #1, mute #1, wait 5, end"`,
      ]),
    ...(voices.twilio.simulated
      ? forwardPins.flatMap(({ pin, address }) => [
          '',
          `  The PIN ${pin} forwards to ${address}:`,
          '',
          `    npm run call -- twilio --to +12025550151 --keys "wait 2, ${pin}#, wait 8, hangup"`,
        ])
      : []),
    ...(bots || !daily ? [] : ['  Bots come from the real Pipecat Cloud.']),
    '',
    ...(persist
      ? [
          `Table, PINs and rooms are kept in ${path.relative('', keptFolder)} for the next start with --persist.`,
        ]
      : []),
    'Ctrl-C ends it.',
    '',
  ].join('\n');
}

/** How long the example's caller stays: where callers wait outside, the room's bridge and the next question come first. */
const stayS = (voice: VoiceId): number => (traitsOf(voice)?.waits === 'outside' ? 20 : 8);

/** @param args what follows the program's name */
function readOptions(args: readonly string[]): StartOptions {
  return new Command('npm start --')
    .description('Patchbay on this machine, with every provider simulated whose keys are not set.')
    .option(
      '--hurry <factor>',
      'held calls wait so many times less, up to 10; 1 is real time',
      hurryFactor,
      1,
    )
    .option('--persist', 'keep the table, PINs and rooms for the next start with --persist', false)
    .parse(args, { from: 'user' })
    .opts();
}

async function main(options: StartOptions): Promise<void> {
  const running = await start(options);
  console.log(greet(running, options));
  const stop = () => {
    removeLocalGatewayFile();
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop).once('SIGTERM', stop).once('SIGHUP', stop);
}

main(readOptions(process.argv.slice(2))).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
