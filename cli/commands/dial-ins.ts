import type { Command } from 'commander';
import * as z from 'zod';
import {
  createDialInAdmin,
  createDialInStore,
  DialInUnreadableError,
} from '../../lib/aws/stores/conferences/dial-in-store.ts';
import { dialInSchema, type DialIn } from '../../lib/conferences/model/dial-in.ts';
import { sentences } from '../../lib/conferences/model/sentences.ts';
import { bareAddress } from '../../lib/providers/daily/address.ts';
import type { ConferencesDeps } from '../kit/conference-deployment.ts';
import { collect, phoneNumberFrom, problemsIn } from '../kit/input.ts';
import { addSharedOptions, sharedOptionsSchema, type SharedOptions } from '../kit/options.ts';
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
} from '../kit/output.ts';
import { removedText, storedText } from '../kit/sentences.ts';
import { withDeployment, type Deployment } from '../kit/deployment.ts';

type DialInsDeps = Pick<ConferencesDeps, 'stdout' | 'stderr' | 'clock' | 'openDeployment'>;

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

/** Adds `dial-in set`, `list`, `show` and `remove`. */
export function addDialInCommands(program: Command, deps: DialInsDeps, finish: Finish): void {
  const dialIn = program
    .command('dial-in')
    .description("what each of Twilio's numbers and SIP Domains leads to");
  const dialledHelp = 'number (+12025550151) or SIP Domain (acme.sip.twilio.com)';

  addSharedOptions(
    dialIn
      .command('set')
      .description('store a dial-in, in the place of any before it')
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
        '  patchbay dial-in set +12025550151 --pin --opens-to callers --language de --stage dev\n' +
        '  patchbay dial-in set +12025550152 --forward someone@example.sip.daily.co --local',
    )
    .action(async (dialled: string, options: unknown) =>
      finish(await setDialIn(deps, dialled, setOptionsSchema.parse(options))),
    );

  addSharedOptions(dialIn.command('list').description('all dial-ins')).action(async (options: unknown) =>
    finish(await listDialIns(deps, sharedOptionsSchema.parse(options))),
  );

  addSharedOptions(
    dialIn.command('show').description('one dial-in in full').argument('<dialled>', dialledHelp),
  ).action(async (dialled: string, options: unknown) =>
    finish(await showDialIn(deps, dialled, sharedOptionsSchema.parse(options))),
  );

  addSharedOptions(
    dialIn
      .command('remove')
      .description('remove a dial-in; calls to it are then refused')
      .argument('<dialled>', dialledHelp),
    'only say whether there is one',
  ).action(async (dialled: string, options: unknown) =>
    finish(await removeDialIn(deps, dialled, sharedOptionsSchema.parse(options))),
  );
}

/** Opens the gateway's dial-ins. One that cannot be read becomes an outcome. */
function withDialIns(
  deps: DialInsDeps,
  options: SharedOptions,
  doing: string,
  work: (dialIns: ReturnType<typeof openDialIns>) => Promise<Outcome>,
): Promise<Outcome> {
  return withDeployment(deps, options, async (deployment) => {
    try {
      return await withProgress(deps.stderr, doing, work(openDialIns(deps, deployment)));
    } catch (error) {
      if (error instanceof DialInUnreadableError) return failedOutside(error.message);
      throw error;
    }
  });
}

function openDialIns({ clock }: DialInsDeps, deployment: Deployment) {
  const deps = { table: deployment.table, clock };
  return { deployment, store: createDialInStore(deps), admin: createDialInAdmin(deps) };
}

/** What Twilio says was dialled: a number in E.164, or a SIP Domain in lower case. */
export function dialledFrom(typed: string): Result<string> {
  const number = phoneNumberFrom(typed);
  if (number !== undefined) return { ok: true, value: number };
  const domain = typed.trim().toLowerCase();
  if (/^(?=.{1,253}$)([a-z0-9-]+\.)+[a-z]+$/.test(domain)) return { ok: true, value: domain };
  const problem =
    'A dial-in belongs to a number with + and country code (+12025550151), or to a SIP Domain (acme.sip.twilio.com).';
  return { ok: false, outcome: wrongInput(problem) };
}

/** The dial-in that the options describe, in exactly one of the three manners. */
function dialInFrom(options: z.infer<typeof setOptionsSchema>): Result<DialIn> {
  const { pin, forward, refuse, opensTo, language, route, deny, audio } = options;
  const wrong = (problem: string) => ({ ok: false, outcome: wrongInput(problem) }) as const;
  if ([pin, forward !== undefined, refuse].filter(Boolean).length !== 1)
    return wrong('Say in one manner what the dial-in does: --pin, --forward <address>, or --refuse.');
  const sounds = audioFrom(audio);
  if (!sounds.ok) return sounds;
  const kind = pin ? 'pin' : refuse ? 'refuse' : 'forward';
  // SharedOptions of another manner come along, so that the schema refuses them by name.
  const given = { opensTo, language, route, deny, audio: sounds.value };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const address = forward === undefined ? {} : { address: bareAddress(forward) };
  const dialIn = dialInSchema.safeParse({ kind, ...address, ...set });
  return dialIn.success
    ? { ok: true, value: dialIn.data }
    : wrong(`The dial-in is wrong: ${problemsIn(dialIn.error)}.`);
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

async function setDialIn(
  deps: DialInsDeps,
  typed: string,
  options: z.infer<typeof setOptionsSchema>,
): Promise<Outcome> {
  const dialled = dialledFrom(typed);
  if (!dialled.ok) return dialled.outcome;
  const dialIn = dialInFrom(options);
  if (!dialIn.ok) return dialIn.outcome;
  return withDialIns(deps, options, 'Storing the dial-in', async ({ deployment, admin }) => {
    if (!options.dryRun) await admin.set(dialled.value, dialIn.value);
    const text = `${storedText(deployment, options)}\n${aligned(dialInRows(dialled.value, dialIn.value))}`;
    const value = { dialled: dialled.value, stored: !options.dryRun, dialIn: dialIn.value };
    return answer(deps, options, value, text);
  });
}

/** Where a dial-in leads, on one line. */
function leadsTo(dialIn: DialIn): string {
  switch (dialIn.kind) {
    case 'pin':
      return `a PIN (${dialIn.opensTo === 'both' ? 'callers and bridge' : dialIn.opensTo})`;
    case 'forward':
      return `${dialIn.address}${dialIn.route === undefined ? '' : ` by the route ${dialIn.route}`}`;
    case 'refuse':
      return 'a refusal';
  }
}

function dialInRows(dialled: string, dialIn: DialIn): readonly (readonly [string, string])[] {
  const head = [['dial-in', dialled] as const, ['leads to', leadsTo(dialIn)] as const];
  if (dialIn.kind === 'refuse') return head;
  const deny = dialIn.kind === 'pin' ? dialIn.deny : undefined;
  return [
    ...head,
    ['language', dialIn.language],
    ...(deny === undefined ? [] : [['deny', deny.join(' ')] as const]),
    ...Object.entries(dialIn.audio ?? {}).map(([sentence, url]) => ['audio', `${sentence}=${url}`] as const),
  ];
}

function listDialIns(deps: DialInsDeps, options: SharedOptions): Promise<Outcome> {
  return withDialIns(deps, options, 'Reading the dial-ins', async ({ deployment, admin }) => {
    const dialIns = await admin.list();
    const rows = dialIns.map((listed) =>
      listed.dialIn === undefined
        ? [listed.dialled, `unreadable: ${listed.problem}`]
        : [
            listed.dialled,
            leadsTo(listed.dialIn),
            listed.dialIn.kind === 'refuse' ? '' : listed.dialIn.language,
          ],
    );
    const text =
      dialIns.length === 0
        ? `${deployment.name} has no dial-ins: Twilio's calls are refused. Add one with \`dial-in set\`.`
        : tableText(deps.stdout, ['DIAL_IN', 'LEADS TO', 'LANGUAGE'], rows);
    return answer(deps, options, { dialIns }, text);
  });
}

const noDialIn = refused('There is no such dial-in. `dial-in list` shows all there are.');

async function showDialIn(deps: DialInsDeps, typed: string, options: SharedOptions): Promise<Outcome> {
  const dialled = dialledFrom(typed);
  if (!dialled.ok) return dialled.outcome;
  return withDialIns(deps, options, 'Reading the dial-in', async ({ store }) => {
    const dialIn = await store.find(dialled.value);
    if (dialIn === undefined) return noDialIn;
    return answer(
      deps,
      options,
      { dialled: dialled.value, dialIn },
      aligned(dialInRows(dialled.value, dialIn)),
    );
  });
}

async function removeDialIn(deps: DialInsDeps, typed: string, options: SharedOptions): Promise<Outcome> {
  const dialled = dialledFrom(typed);
  if (!dialled.ok) return dialled.outcome;
  return withDialIns(deps, options, 'Removing the dial-in', async ({ deployment, admin }) => {
    // An unreadable dial-in is there too: removing it is a way to fix it.
    const isThere = options.dryRun
      ? (await admin.list()).some((listed) => listed.dialled === dialled.value)
      : await admin.remove(dialled.value);
    if (!isThere) return noDialIn;
    const value = { dialled: dialled.value, removed: !options.dryRun };
    return answer(deps, options, value, removedText(dialled.value, deployment, options));
  });
}
