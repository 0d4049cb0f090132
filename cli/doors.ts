import type { Command } from 'commander';
import * as z from 'zod';
import { createDoorBook, createDoorStore, DoorUnreadableError } from '../lib/aws/door-store.ts';
import { doorSchema, type Door } from '../lib/conference/door.ts';
import { sentences } from '../lib/conference/sentences.ts';
import { bareAddress } from '../lib/daily/address.ts';
import type { ConferencesDeps } from './conference-target.ts';
import { collect, phoneNumberFrom, problemsIn } from './input.ts';
import { addSharedOptions, sharedOptionsSchema, type SharedOptions } from './options.ts';
import {
  aligned,
  answer,
  failedOutside,
  refused,
  tableText,
  withProgress,
  wrongInput,
  type Finish,
  type Outcome,
  type Result,
} from './output.ts';
import { removedText, storedText } from './sentences.ts';
import { withTarget, type Target } from './target.ts';

type DoorsDeps = Pick<ConferencesDeps, 'stdout' | 'stderr' | 'clock' | 'openTarget'>;

const setOptionsSchema = sharedOptionsSchema.extend({
  pin: z.boolean().default(false),
  forward: z.string().optional(),
  refuse: z.boolean().default(false),
  opensTo: z.string().optional(),
  language: z.string().optional(),
  route: z.string().optional(),
  deny: z.array(z.string()).optional(),
  audio: z.array(z.string()).optional(),
});

/** Adds `door set`, `list`, `show` and `remove`. */
export function addDoorCommands(program: Command, deps: DoorsDeps, finish: Finish): void {
  const door = program.command('door').description("what each of Twilio's numbers and SIP Domains leads to");
  const dialledHelp = 'number (+12025550151) or SIP Domain (acme.sip.twilio.com)';

  addSharedOptions(
    door
      .command('set')
      .description('store a door, in the place of any before it')
      .argument('<dialled>', dialledHelp)
      .option('--pin', 'ask for the PIN of a conference')
      .option(
        '--opens-to <who>',
        'with --pin: whose PINs are valid here: callers, bridge or both (default: both)',
      )
      .option('--forward <address>', 'forward to this static SIP address, user@host, of Daily')
      .option(
        '--route <name>',
        "with --forward: route that the call takes there (default: the address's own)",
      )
      .option('--refuse', 'refuse every call')
      .option('--language <code>', 'language of what callers hear: en or de (default: en)')
      .option(
        '--deny <prefix>',
        'with --pin: refuse callers whose number begins like that; repeat it for more',
        collect,
      )
      .option(
        '--audio <sentence=url>',
        'an audio file in the place of a sentence; repeat it for more',
        collect,
      ),
    'check everything, store nothing',
  )
    .addHelpText(
      'after',
      `\nSentences: ${sentences.join(', ')}.\n\nExamples:\n` +
        '  patchbay door set +12025550151 --pin --opens-to callers --language de --stage dev\n' +
        '  patchbay door set +12025550152 --forward someone@example.sip.daily.co --local',
    )
    .action(async (dialled: string, options: unknown) =>
      finish(await setDoor(deps, dialled, setOptionsSchema.parse(options))),
    );

  addSharedOptions(door.command('list').description('all doors')).action(async (options: unknown) =>
    finish(await listDoors(deps, sharedOptionsSchema.parse(options))),
  );

  addSharedOptions(
    door.command('show').description('one door in full').argument('<dialled>', dialledHelp),
  ).action(async (dialled: string, options: unknown) =>
    finish(await showDoor(deps, dialled, sharedOptionsSchema.parse(options))),
  );

  addSharedOptions(
    door
      .command('remove')
      .description('remove a door; calls to it are then refused')
      .argument('<dialled>', dialledHelp),
    'only say whether there is one',
  ).action(async (dialled: string, options: unknown) =>
    finish(await removeDoor(deps, dialled, sharedOptionsSchema.parse(options))),
  );
}

/** Opens the gateway's doors. One that cannot be read becomes an outcome. */
function withDoors(
  deps: DoorsDeps,
  options: SharedOptions,
  doing: string,
  work: (doors: ReturnType<typeof openDoors>) => Promise<Outcome>,
): Promise<Outcome> {
  return withTarget(deps, options, async (target) => {
    try {
      return await withProgress(deps.stderr, doing, work(openDoors(deps, target)));
    } catch (error) {
      if (error instanceof DoorUnreadableError) return failedOutside(error.message);
      throw error;
    }
  });
}

function openDoors({ clock }: DoorsDeps, target: Target) {
  const deps = { table: target.table, clock };
  return { target, store: createDoorStore(deps), book: createDoorBook(deps) };
}

/** What Twilio says was dialled: a number in E.164, or a SIP Domain in lower case. */
export function dialledFrom(typed: string): Result<string> {
  const number = phoneNumberFrom(typed);
  if (number !== undefined) return { ok: true, value: number };
  const domain = typed.trim().toLowerCase();
  if (/^(?=.{1,253}$)([a-z0-9-]+\.)+[a-z]+$/.test(domain)) return { ok: true, value: domain };
  const problem =
    'A door belongs to a number with + and country code (+12025550151), or to a SIP Domain (acme.sip.twilio.com).';
  return { ok: false, outcome: wrongInput(problem) };
}

/** The door that the options describe, in exactly one of the three manners. */
function doorFrom(options: z.infer<typeof setOptionsSchema>): Result<Door> {
  const { pin, forward, refuse, opensTo, language, route, deny, audio } = options;
  const wrong = (problem: string) => ({ ok: false, outcome: wrongInput(problem) }) as const;
  if ([pin, forward !== undefined, refuse].filter(Boolean).length !== 1)
    return wrong('Say in one manner what the door does: --pin, --forward <address>, or --refuse.');
  const sounds = audioFrom(audio);
  if (!sounds.ok) return sounds;
  const kind = pin ? 'pin' : refuse ? 'refuse' : 'forward';
  // SharedOptions of another manner come along, so that the schema refuses them by name.
  const given = { opensTo, language, route, deny, audio: sounds.value };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const address = forward === undefined ? {} : { address: bareAddress(forward) };
  const door = doorSchema.safeParse({ kind, ...address, ...set });
  return door.success
    ? { ok: true, value: door.data }
    : wrong(`The door is wrong: ${problemsIn(door.error)}.`);
}

function audioFrom(typed: readonly string[] | undefined): Result<Record<string, string> | undefined> {
  if (typed === undefined) return { ok: true, value: undefined };
  const pairs = typed.map((text) => {
    const equals = text.indexOf('=');
    return [text.slice(0, Math.max(equals, 0)), text.slice(equals + 1)] as const;
  });
  const known: readonly string[] = sentences;
  if (pairs.every(([sentence]) => known.includes(sentence)))
    return { ok: true, value: Object.fromEntries(pairs) };
  const problem = '--audio is written <sentence>=<https address>; --help lists the sentences.';
  return { ok: false, outcome: wrongInput(problem) };
}

async function setDoor(
  deps: DoorsDeps,
  typed: string,
  options: z.infer<typeof setOptionsSchema>,
): Promise<Outcome> {
  const dialled = dialledFrom(typed);
  if (!dialled.ok) return dialled.outcome;
  const door = doorFrom(options);
  if (!door.ok) return door.outcome;
  return withDoors(deps, options, 'Storing the door', async ({ target, book }) => {
    if (!options.dryRun) await book.set(dialled.value, door.value);
    const text = `${storedText(target, options)}\n${aligned(doorRows(dialled.value, door.value))}`;
    const value = { dialled: dialled.value, stored: !options.dryRun, door: door.value };
    return answer(deps, options, value, text);
  });
}

/** Where a door leads, on one line. */
function leadsTo(door: Door): string {
  switch (door.kind) {
    case 'pin':
      return `a PIN (${door.opensTo === 'both' ? 'callers and bridge' : door.opensTo})`;
    case 'forward':
      return `${door.address}${door.route === undefined ? '' : ` by the route ${door.route}`}`;
    case 'refuse':
      return 'a refusal';
  }
}

function doorRows(dialled: string, door: Door): readonly (readonly [string, string])[] {
  const head = [['door', dialled] as const, ['leads to', leadsTo(door)] as const];
  if (door.kind === 'refuse') return head;
  const deny = door.kind === 'pin' ? door.deny : undefined;
  return [
    ...head,
    ['language', door.language],
    ...(deny === undefined ? [] : [['deny', deny.join(' ')] as const]),
    ...Object.entries(door.audio ?? {}).map(([sentence, url]) => ['audio', `${sentence}=${url}`] as const),
  ];
}

function listDoors(deps: DoorsDeps, options: SharedOptions): Promise<Outcome> {
  return withDoors(deps, options, 'Reading the doors', async ({ target, book }) => {
    const doors = await book.list();
    const rows = doors.map((listed) =>
      listed.door === undefined
        ? [listed.dialled, `unreadable: ${listed.problem}`]
        : [listed.dialled, leadsTo(listed.door), listed.door.kind === 'refuse' ? '' : listed.door.language],
    );
    const text =
      doors.length === 0
        ? `${target.name} has no doors: Twilio's calls are refused. Add one with \`door set\`.`
        : tableText(deps.stdout, ['DOOR', 'LEADS TO', 'LANGUAGE'], rows);
    return answer(deps, options, { doors }, text);
  });
}

const noDoor = refused('There is no such door. `door list` shows all there are.');

async function showDoor(deps: DoorsDeps, typed: string, options: SharedOptions): Promise<Outcome> {
  const dialled = dialledFrom(typed);
  if (!dialled.ok) return dialled.outcome;
  return withDoors(deps, options, 'Reading the door', async ({ store }) => {
    const door = await store.find(dialled.value);
    if (door === undefined) return noDoor;
    return answer(deps, options, { dialled: dialled.value, door }, aligned(doorRows(dialled.value, door)));
  });
}

async function removeDoor(deps: DoorsDeps, typed: string, options: SharedOptions): Promise<Outcome> {
  const dialled = dialledFrom(typed);
  if (!dialled.ok) return dialled.outcome;
  return withDoors(deps, options, 'Removing the door', async ({ target, book }) => {
    // An unreadable door is there too: removing it is a way to mend it.
    const isThere = options.dryRun
      ? (await book.list()).some((listed) => listed.dialled === dialled.value)
      : await book.remove(dialled.value);
    if (!isThere) return noDoor;
    const value = { dialled: dialled.value, removed: !options.dryRun };
    return answer(deps, options, value, removedText(dialled.value, target, options));
  });
}
