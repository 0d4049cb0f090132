import type { Command } from 'commander';
import * as z from 'zod';
import { listConferences } from '../lib/aws/conference-rooms.ts';
import { closeConference, createConference, newConferenceSchema } from '../lib/conference/administer.ts';
import type { Caller, Conference } from '../lib/conference/conference.ts';
import { routeKeyOf } from '../lib/held-call/route.ts';
import { addConferenceChange } from './conference-change.ts';
import { addConferenceInvite } from './conference-invite.ts';
import {
  conferenceIdFrom,
  momentText,
  noConference,
  outcomeOf,
  untilThatStops,
  withConferences,
  type ConferencesDeps,
} from './conference-target.ts';
import { wholeNumber } from './input.ts';
import {
  aligned,
  bold,
  done,
  refused,
  writeJson,
  writeLine,
  writeTable,
  wrongInput,
  type Outcome,
} from './output.ts';
import { problemsIn } from './route-text.ts';
import { addTargetOptions, targetOptionsSchema } from './target.ts';

const optionsSchema = targetOptionsSchema.extend({
  dryRun: z.boolean().default(false),
  json: z.boolean().default(false),
});
type Options = z.infer<typeof optionsSchema>;
const createOptionsSchema = optionsSchema.extend({
  name: z.string(),
  dialIn: z.string(),
  bridgeDialIn: z.string().optional(),
  room: z.string().optional(),
  joinMuted: z.boolean().optional(),
  capacity: z.number().optional(),
  numberDisplay: z.string().optional(),
  bridge: z.string().optional(),
  knownCallers: z.string().optional(),
});

/** Adds `conference create`, `list`, `show`, `close`, `change` and `invite`. */
export function addConferenceCommands(
  program: Command,
  deps: ConferencesDeps,
  finish: (outcome: Outcome) => void,
): void {
  const conference = program
    .command('conference')
    .description('conferences that callers dial into with a PIN');
  const add = (name: string, description: string) =>
    addTargetOptions(conference.command(name).description(description).option('--json', 'print JSON'));
  const idHelp = 'id of the conference';

  const create = add('create', 'make a conference, its room and a PIN, which is shown this once')
    .requiredOption('--name <name>', 'how people call it')
    .requiredOption('--dial-in <number>', 'number that callers dial, for the invitation')
    .option('--bridge-dial-in <number>', 'number that the bridge of the room dials (default: as --dial-in)')
    .option('--room <id>', 'adopt this room of Digital Samba (default: make one)')
    .option('--join-muted', 'callers join muted')
    .option('--capacity <n>', 'most callers at once (default: 200)', wholeNumber)
    .option('--number-display <what>', 'full, last-digits or nothing of a number (default: last-digits)')
    .option('--bridge <who>', 'who has the bridge dialled: automatic or host (default: automatic)')
    .option(
      '--known-callers <who>',
      'whether known callers need no PIN: off, verified, or unverified-too, which a forged number passes (default: off)',
    )
    .option('--dry-run', 'check the input, make nothing')
    .addHelpText(
      'after',
      '\nExample:\n  patchbay conference create --name "Board meeting" --dial-in +12025550151 --stage dev',
    )
    .action(async () => finish(await createOne(deps, createOptionsSchema.parse(create.opts()))));

  const list = add('list', 'all conferences').action(async () =>
    finish(await listAll(deps, optionsSchema.parse(list.opts()))),
  );

  const show = add('show', 'one conference, with who is in')
    .argument('<id>', idHelp)
    .action(async (id: string) => finish(await showOne(deps, id, optionsSchema.parse(show.opts()))));

  const close = add('close', 'close a conference for good; its callers are told and hung up')
    .argument('<id>', idHelp)
    .option('--dry-run', 'only say whether there is one')
    .action(async (id: string) => finish(await closeOne(deps, id, optionsSchema.parse(close.opts()))));

  addConferenceChange(conference, deps, finish);
  addConferenceInvite(conference, deps, finish);
}

async function createOne(
  deps: ConferencesDeps,
  options: z.infer<typeof createOptionsSchema>,
): Promise<Outcome> {
  const { name, room, dialIn, bridgeDialIn, joinMuted, capacity, numberDisplay, bridge, knownCallers } =
    options;
  const order = newConferenceSchema.safeParse({
    name,
    room,
    dialIn: routeKeyOf(dialIn),
    bridgeDialIn: bridgeDialIn === undefined ? undefined : routeKeyOf(bridgeDialIn),
    settings: { joinMuted, capacity, numberDisplay, bridge, knownCallers },
  });
  if (!order.success) return wrongInput(`The conference is wrong: ${problemsIn(order.error)}.`);
  return withConferences(deps, options, 'Making the conference', async ({ target, admin }) => {
    if (options.dryRun) {
      if (options.json) writeJson(deps.stdout, { created: false, order: order.data });
      else writeLine(deps.stdout, `${name} would be made in ${target.name}; nothing was made.`);
      return done;
    }
    const made = await createConference(admin, order.data);
    if (!made.ok) return outcomeOf('The conference was not made', made);
    const { conference, pin, url, invitation } = made;
    if (options.json) {
      writeJson(deps.stdout, { created: true, conference, pin, url, invitation });
      return done;
    }
    writeLine(deps.stdout, `Made in ${target.name}${untilThatStops(target)}.`);
    const rows = [
      ['conference', conference.id],
      ['room', conference.room],
      ...(url === undefined ? [] : [['address', url]]),
      ['PIN', `${bold(deps.stdout, pin)} (shown this once, and stored nowhere)`],
    ];
    writeLine(deps.stdout, aligned(rows));
    writeLine(deps.stdout, `\n${invitation}`);
    return done;
  });
}

function listAll(deps: ConferencesDeps, options: Options): Promise<Outcome> {
  return withConferences(deps, options, 'Reading the conferences', async ({ target }) => {
    const { clock } = deps;
    const conferences = await listConferences({ table: target.table, clock });
    if (options.json) {
      writeJson(deps.stdout, { conferences });
    } else if (conferences.length === 0) {
      writeLine(deps.stdout, `${target.name} has no conferences. Make one with conference create.`);
    } else {
      writeTable(
        deps.stdout,
        ['CONFERENCE', 'NAME', 'ROOM', 'STATE'],
        conferences.map((each) => [each.id, each.name, each.room, stateOf(each)]),
      );
    }
    return done;
  });
}

function stateOf({ isClosed, bridge }: Conference): string {
  if (isClosed) return 'closed';
  return bridge.state === 'in' ? 'open, bridge in' : 'open';
}

async function showOne(deps: ConferencesDeps, typedId: string, options: Options): Promise<Outcome> {
  const id = conferenceIdFrom(typedId);
  if (!id.ok) return id.outcome;
  return withConferences(deps, options, 'Reading the conference', async ({ admin }) => {
    const loaded = await admin.conferences.load(id.value);
    if (loaded === undefined) return noConference;
    const { conference } = loaded;
    const callers = loaded.callers.filter(({ presence }) => presence !== 'gone');
    if (options.json) writeJson(deps.stdout, { conference, callers: callers.map(callerJson) });
    else writeLine(deps.stdout, aligned([...conferenceRows(conference), ...callerRows(callers)]));
    return done;
  });
}

/** No more of a caller than the room is shown. */
function callerJson({ call, name, presence, muted, hand }: Caller) {
  return { call, name, presence, muted: muted.is, hand };
}

function conferenceRows(conference: Conference): readonly (readonly [string, string])[] {
  const { id, name, room, settings, bridge, session, createdAtMs } = conference;
  const { opensAtMs, closesAtMs } = settings;
  return [
    ['conference', id],
    ['name', name],
    ['room', room],
    ['state', stateOf(conference)],
    ['made', momentText(createdAtMs)],
    ['session', session === undefined || session.endedAtMs !== undefined ? 'none' : session.id],
    ['bridge', `${bridge.state}, dialled by ${settings.bridge === 'automatic' ? 'the gateway' : 'the host'}`],
    ...(opensAtMs === undefined ? [] : [['opens', momentText(opensAtMs)] as const]),
    ...(closesAtMs === undefined ? [] : [['closes', momentText(closesAtMs)] as const]),
    ['capacity', `${settings.capacity}`],
    ['join muted', settings.joinMuted ? 'yes' : 'no'],
    ['may undo a mute', settings.mayUndoMute ? 'yes' : 'no'],
    ['of numbers', settings.numberDisplay],
    ['known callers', settings.knownCallers],
  ];
}

function callerRows(callers: readonly Caller[]): readonly (readonly [string, string])[] {
  if (callers.length === 0) return [['callers', 'none']];
  return callers.map(({ name, presence, muted, hand }, index) => [
    index === 0 ? 'callers' : '',
    [name, presence, ...(muted.is ? ['muted'] : []), ...(hand ? ['hand raised'] : [])].join(', '),
  ]);
}

async function closeOne(deps: ConferencesDeps, typedId: string, options: Options): Promise<Outcome> {
  const id = conferenceIdFrom(typedId);
  if (!id.ok) return id.outcome;
  return withConferences(deps, options, 'Closing the conference', async ({ target, admin }) => {
    if (options.dryRun) {
      const conference = await admin.conferences.get(id.value);
      if (conference === undefined) return noConference;
      if (conference.isClosed) return refused(`${conference.name} is closed already.`);
      if (options.json) writeJson(deps.stdout, { id: id.value, closed: false });
      else
        writeLine(deps.stdout, `${conference.name} would be closed in ${target.name}; nothing was changed.`);
      return done;
    }
    const closed = await closeConference(admin, id.value);
    if (!closed.ok) return outcomeOf('Nothing was closed', closed);
    if (options.json) writeJson(deps.stdout, { id: id.value, closed: true });
    else
      writeLine(
        deps.stdout,
        `${closed.conference.name} is closed in ${target.name}. Whoever is in hears so now.`,
      );
    return done;
  });
}
