import type { Command } from 'commander';
import * as z from 'zod';
import { callerViewOf, conferenceViewOf } from '../../../lib/admin/conference-view.ts';
import { listConferences } from '../../../lib/aws/stores/conferences/conference-rooms.ts';
import {
  closeConference,
  createConference,
  newConferenceSchema,
} from '../../../lib/conferences/admin/administer.ts';
import type { Caller, Conference } from '../../../lib/conferences/model/conference.ts';
import { internationalNumber } from '../../../lib/numbers/address.ts';
import { addConferenceChange } from './change.ts';
import { addConferenceInvite } from './invite.ts';
import {
  noConference,
  outcomeOf,
  withConference,
  withConferences,
  type ConferencesDeps,
} from '../../kit/conference-deployment.ts';
import { problemsIn, wholeNumber } from '../../kit/input.ts';
import { addSharedOptions, sharedOptionsSchema, type SharedOptions } from '../../kit/options.ts';
import {
  aligned,
  answer,
  bold,
  momentText,
  refused,
  tableText,
  wrongInput,
  type Finish,
  type Outcome,
} from '../../kit/output.ts';
import { untilThatStops } from '../../kit/sentences.ts';

const createOptionsSchema = sharedOptionsSchema.extend({
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
export function addConferenceCommands(program: Command, deps: ConferencesDeps, finish: Finish): void {
  const conference = program
    .command('conference')
    .description('conferences that callers dial into with a PIN');
  const idHelp = 'id of the conference';

  addSharedOptions(
    conference
      .command('create')
      .description('make a conference, its room and a PIN, which is shown this once')
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
      ),
    'check the input, make nothing',
  )
    .addHelpText(
      'after',
      '\nExample:\n  patchbay conference create --name "Board meeting" --dial-in +12025550151 --stage dev',
    )
    .action(async (options: unknown) => finish(await createOne(deps, createOptionsSchema.parse(options))));

  addSharedOptions(conference.command('list').description('all conferences')).action(
    async (options: unknown) => finish(await listAll(deps, sharedOptionsSchema.parse(options))),
  );

  addSharedOptions(
    conference.command('show').description('one conference, with who is in').argument('<id>', idHelp),
  ).action(async (id: string, options: unknown) =>
    finish(await showOne(deps, id, sharedOptionsSchema.parse(options))),
  );

  addSharedOptions(
    conference
      .command('close')
      .description('close a conference for good; its callers are told and hung up')
      .argument('<id>', idHelp),
    'only say whether there is one',
  ).action(async (id: string, options: unknown) =>
    finish(await closeOne(deps, id, sharedOptionsSchema.parse(options))),
  );

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
    dialIn: internationalNumber(dialIn) ?? dialIn,
    bridgeDialIn: bridgeDialIn && (internationalNumber(bridgeDialIn) ?? bridgeDialIn),
    settings: { joinMuted, capacity, numberDisplay, bridge, knownCallers },
  });
  if (!order.success) return wrongInput(`The conference is wrong: ${problemsIn(order.error)}.`);
  return withConferences(deps, options, 'Making the conference', async ({ deployment, admin }) => {
    if (options.dryRun) {
      const text = `${name} would be made in ${deployment.name}; nothing was made.`;
      return answer(deps, options, { created: false, order: order.data }, text);
    }
    const created = await createConference(admin, order.data);
    if (!created.ok) return outcomeOf('The conference was not made', created);
    const { conference, pin, url, invitation } = created;
    const rows = [
      ['conference', conference.id],
      ['room', conference.room],
      ...(url === undefined ? [] : [['address', url]]),
      ['PIN', `${bold(deps.stdout, pin)} (shown this once, and stored nowhere)`],
    ];
    const made = { created: true, conference: conferenceViewOf(conference), pin, url, invitation };
    const head = `Made in ${deployment.name}${untilThatStops(deployment)}.`;
    return answer(deps, options, made, `${head}\n${aligned(rows)}\n\n${invitation}`);
  });
}

function listAll(deps: ConferencesDeps, options: SharedOptions): Promise<Outcome> {
  return withConferences(deps, options, 'Reading the conferences', async ({ deployment }) => {
    const { clock } = deps;
    const conferences = await listConferences({ table: deployment.table, clock });
    const rows = conferences.map((each) => [each.id, each.name, each.room, stateOf(each)]);
    const text =
      conferences.length === 0
        ? `${deployment.name} has no conferences. Make one with \`conference create\`.`
        : tableText(deps.stdout, ['CONFERENCE', 'NAME', 'ROOM', 'STATE'], rows);
    return answer(deps, options, { conferences: conferences.map(conferenceViewOf) }, text);
  });
}

function stateOf({ isClosed, bridge }: Conference): string {
  if (isClosed) return 'closed';
  return bridge.state === 'in' ? 'open, bridge in' : 'open';
}

async function showOne(deps: ConferencesDeps, typedId: string, options: SharedOptions): Promise<Outcome> {
  return withConference(deps, options, typedId, 'Reading the conference', async ({ admin, id }) => {
    const loaded = await admin.conferences.load(id);
    if (loaded === undefined) return noConference;
    const { conference } = loaded;
    const callers = loaded.callers.filter(({ presence }) => presence !== 'gone');
    const view = { conference: conferenceViewOf(conference), callers: callers.map(callerViewOf) };
    return answer(deps, options, view, aligned([...conferenceRows(conference), ...callerRows(callers)]));
  });
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

async function closeOne(deps: ConferencesDeps, typedId: string, options: SharedOptions): Promise<Outcome> {
  return withConference(
    deps,
    options,
    typedId,
    'Closing the conference',
    async ({ deployment, admin, id }) => {
      if (options.dryRun) {
        const conference = await admin.conferences.get(id);
        if (conference === undefined) return noConference;
        if (conference.isClosed) return refused(`${conference.name} is closed already.`);
        const text = `${conference.name} would be closed in ${deployment.name}; nothing was changed.`;
        return answer(deps, options, { id, closed: false }, text);
      }
      const closed = await closeConference(admin, id);
      if (!closed.ok) return outcomeOf('Nothing was closed', closed);
      const text = `${closed.conference.name} is closed in ${deployment.name}. Whoever is in hears so now.`;
      return answer(deps, options, { id, closed: true }, text);
    },
  );
}
