import type { Command } from 'commander';
import * as z from 'zod';
import {
  callerViewSchema,
  conferenceViewSchema,
  type CallerView,
  type ConferenceView,
} from '../../../lib/admin/conference-view.ts';
import { voiceIds } from '../../../lib/conferences/model/conference.ts';
import { newConferenceSchema } from '../../../lib/conferences/admin/administer.ts';
import { internationalNumber } from '../../../lib/numbers/address.ts';
import { askForList, withAdminApi, type AdminApiDeps } from '../../kit/deployment/admin-api.ts';
import { command, option } from '../../kit/command.ts';
import { askForConference, conferenceArgument, withConference } from '../../kit/deployment/conferences.ts';
import { problemsIn } from '../../kit/input.ts';
import type { SharedOptions } from '../../kit/options.ts';
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
import { shortIds } from '../../kit/deployment/short-ids.ts';
import { untilThatStops } from '../../kit/sentences.ts';
import { addConferenceChange, firstSettings } from './change.ts';
import { addConferenceCall } from './call.ts';
import { addConferenceInvite } from './invite.ts';

const text = z.string().optional();

const newConference = {
  name: option('--name <name>', 'its name, which callers and the room see', z.string()),
  dialIn: option('--dial-in <number>', 'number that callers dial, for the invitation', z.string()),
  bridgeDialIn: option(
    '--bridge-dial-in <number>',
    'number that the bridge of the room dials (default: as --dial-in)',
    text,
  ),
  voice: option(
    '--voice <provider>',
    `voice provider that the numbers belong to: ${voiceIds.join(', ')} (default: twilio)`,
    text,
  ),
  room: option('--room <id>', 'adopt this room of Digital Samba (default: make one)', text),
  ...firstSettings,
};

/** Adds `conference create`, `list`, `show`, `close`, `change`, `invite` and `call`. */
export function addConferenceCommands(program: Command, deps: AdminApiDeps, finish: Finish): void {
  const group = program.command('conference').description('conferences that callers dial into with a PIN');
  const args = [conferenceArgument];

  command(group, finish, {
    name: 'create',
    about: 'make a conference with a room and a PIN; the PIN is shown only now',
    options: newConference,
    dryRun: 'check the input, make nothing',
    after: 'Example:\n  patchbay conference create --name "Board meeting" --dial-in +12025550151 --stage dev',
    run: async ({
      name,
      room,
      dialIn,
      bridgeDialIn,
      voice,
      local,
      stage,
      region,
      dryRun,
      json,
      ...settings
    }) => {
      const order = newConferenceSchema.safeParse({
        name,
        room,
        voice,
        dialIn: internationalNumber(dialIn) ?? dialIn,
        bridgeDialIn: bridgeDialIn && (internationalNumber(bridgeDialIn) ?? bridgeDialIn),
        settings,
      });
      if (!order.success) return wrongInput(`The conference is wrong: ${problemsIn(order.error)}.`);
      return createOne(deps, order.data, { local, stage, region, dryRun, json });
    },
  });

  command(group, finish, {
    name: 'list',
    about: 'all conferences',
    options: {},
    run: (options) => listAll(deps, options),
  });

  command(group, finish, {
    name: 'show',
    about: 'one conference, with who is in',
    args,
    options: {},
    run: (options, id) => showOne(deps, id, options),
  });

  command(group, finish, {
    name: 'close',
    args,
    options: {},
    dryRun: 'only say whether there is one',
    about: 'close a conference for good; its callers hear so and are hung up',
    run: (options, id) => closeOne(deps, id, options),
  });

  addConferenceChange(group, deps, finish);
  addConferenceInvite(group, deps, finish);
  addConferenceCall(group, deps, finish);
}

const createdSchema = z.object({
  conference: conferenceViewSchema,
  pin: z.string(),
  url: z.string().optional(),
  invitation: z.string(),
});

function createOne(
  deps: AdminApiDeps,
  order: z.infer<typeof newConferenceSchema>,
  options: SharedOptions,
): Promise<Outcome> {
  return withAdminApi(deps, options, 'Making the conference', async ({ ask }, deployment) => {
    if (options.dryRun) {
      const text = `${order.name} would be made in ${deployment.name}; nothing was made.`;
      return answer(deps, options, { created: false, order }, text);
    }
    const otherwise = 'The conference was not made';
    const request = { method: 'POST', path: 'conferences', body: order, answer: createdSchema } as const;
    const created = await ask({ ...request, otherwise });
    if (!created.ok) return created.outcome;
    const { conference, pin, url, invitation } = created.answer;
    const rows = [
      ['conference', conference.id],
      ['room', conference.room],
      ...(url === undefined ? [] : [['address', url]]),
      ['callers at once', `${conference.settings.capacity} at most`],
      ['PIN', `${bold(deps.stdout, pin)} (shown this once, and stored nowhere)`],
    ];
    const head = `Made in ${deployment.name}${untilThatStops(deployment)}.`;
    const value = { created: true, conference, pin, url, invitation };
    return answer(deps, options, value, `${head}\n${aligned(rows)}\n\n${invitation}`);
  });
}

function listAll(deps: AdminApiDeps, options: SharedOptions): Promise<Outcome> {
  return withAdminApi(deps, options, 'Reading the conferences', async (api, deployment) => {
    const otherwise = 'The conferences cannot be read';
    const all = await askForList(api, { path: 'conferences', item: conferenceViewSchema, otherwise });
    if (!all.ok) return all.outcome;
    const { items: conferences } = all.answer;
    const short = shortIds(conferences.map(({ id }) => id));
    const rows = conferences.map((each) => [short(each.id), each.name, each.room, stateOf(each)]);
    const text =
      conferences.length === 0
        ? `${deployment.name} has no conferences. Make one with \`conference create\`.`
        : tableText(deps.stdout, ['CONFERENCE', 'NAME', 'ROOM', 'STATE'], rows);
    return answer(deps, options, { conferences }, text);
  });
}

function stateOf({ state, bridge }: ConferenceView): string {
  return state === 'open' && bridge === 'in' ? 'open, bridge in' : state;
}

const wholeSchema = conferenceViewSchema.extend({ callers: z.array(callerViewSchema) });

function showOne(deps: AdminApiDeps, typedId: string, options: SharedOptions): Promise<Outcome> {
  return withConference(deps, options, typedId, 'Reading the conference', async ({ api, path }) => {
    const got = await askForConference(api, path, wholeSchema);
    if (!got.ok) return got.outcome;
    const { callers, ...conference } = got.answer;
    const rows = [...conferenceRows(conference), ...callerRows(callers)];
    return answer(deps, options, { conference, callers }, aligned(rows));
  });
}

function conferenceRows(conference: ConferenceView): readonly (readonly [string, string])[] {
  const { id, name, room, settings, bridge, session = 'none', createdAt } = conference;
  const { opensAtMs, closesAtMs } = settings;
  return [
    ['conference', id],
    ['name', name],
    ['room', room],
    ['state', stateOf(conference)],
    ['made', createdAt],
    ['voice', conference.voice],
    ['session', session],
    ['bridge', `${bridge}, dialled by ${settings.bridge === 'automatic' ? 'the gateway' : 'the host'}`],
    ...(opensAtMs === undefined ? [] : [['opens', momentText(opensAtMs)] as const]),
    ...(closesAtMs === undefined ? [] : [['closes', momentText(closesAtMs)] as const]),
    ['capacity', `${settings.capacity}`],
    ['join muted', settings.joinMuted ? 'yes' : 'no'],
    ['may undo a mute', settings.mayUndoMute ? 'yes' : 'no'],
    ['tones', typeof settings.tones === 'number' ? `for ${settings.tones} callers at most` : settings.tones],
    ['of numbers', settings.numberDisplay],
    ['known callers', settings.knownCallers],
  ];
}

function callerRows(callers: readonly CallerView[]): readonly (readonly [string, string])[] {
  if (callers.length === 0) return [['callers', 'none']];
  return callers.map(({ name, presence, muted, hand }, index) => [
    index === 0 ? 'callers' : '',
    [name, presence, ...(muted ? ['muted'] : []), ...(hand ? ['hand raised'] : [])].join(', '),
  ]);
}

function closeOne(deps: AdminApiDeps, typedId: string, options: SharedOptions): Promise<Outcome> {
  const doing = 'Closing the conference';
  return withConference(deps, options, typedId, doing, async ({ api, deployment, path, id, get }) => {
    if (options.dryRun) {
      const found = await get();
      if (!found.ok) return found.outcome;
      const { name, state } = found.answer;
      if (state === 'closed') return refused(`${name} is closed already.`);
      const text = `${name} would be closed in ${deployment.name}; nothing was changed.`;
      return answer(deps, options, { id, closed: false }, text);
    }
    const order = { method: 'POST', path: `${path}/close`, answer: conferenceViewSchema } as const;
    const closed = await api.ask({ ...order, otherwise: 'Nothing was closed' });
    if (!closed.ok) return closed.outcome;
    const text = `${closed.answer.name} is closed in ${deployment.name}. Whoever is in hears so now.`;
    return answer(deps, options, { id, closed: true }, text);
  });
}
