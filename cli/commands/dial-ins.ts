import type { Command } from 'commander';
import * as z from 'zod';
import { dialInViewSchema, type DialInView } from '../../lib/admin/keyed-view.ts';
import { voiceIds } from '../../lib/conferences/model/conference.ts';
import { dialInSchema, parseDialled, type DialIn } from '../../lib/conferences/model/dial-in.ts';
import { sentences } from '../../lib/conferences/model/sentences.ts';
import { bareAddress } from '../../lib/providers/daily/address.ts';
import type { AdminApiDeps } from '../kit/deployment/admin-api.ts';
import { command, flag, option } from '../kit/command.ts';
import { collect, problemsIn } from '../kit/input.ts';
import { addKeyedCommands, setOne, type KeyedResource } from '../kit/keyed-resource.ts';
import { wrongInput, type Finish, type Result } from '../kit/output.ts';
import { noticeFrom, noticeRows } from './notice-text.ts';

const dialIns: KeyedResource<DialIn, DialInView> = {
  word: 'dial-in',
  path: 'dial-ins',
  listName: 'dialIns',
  keyName: 'dialled',
  keyHelp: 'number (+12025550151) or SIP Domain (acme.sip.twilio.com)',
  keyFrom: dialledFrom,
  view: dialInViewSchema,
  viewOf: (dialled, dialIn) => ({ dialled, dialIn }),
  read: ({ dialled, dialIn, problem }) => ({ key: dialled, value: dialIn, problem }),
  rows: dialInRows,
  headings: ['LEADS TO', 'VOICE', 'LANGUAGE'],
  cells: (dialIn) => [
    leadsTo(dialIn),
    ...(dialIn.kind === 'refuse' ? ['', ''] : [dialIn.voice, dialIn.language]),
  ],
  emptyMeans: 'Calls of voice providers are refused.',
  removedMeans: 'calls to it are then refused',
};

const text = z.string().optional();
const texts = z.array(z.string()).optional();

/** How a dial-in is described: in exactly one of three manners, with what belongs to that. */
const described = {
  pin: flag('--pin', 'ask for the PIN of a conference'),
  opensTo: option(
    '--opens-to <who>',
    'with --pin: whose PINs are valid here: callers, bridge or both (default: both)',
    text,
  ),
  forward: option('--forward <address>', 'forward to this static SIP address, user@host, of Daily', text),
  route: option(
    '--route <name>',
    "with --forward: route that the call takes there (default: the address's own)",
    text,
  ),
  refuse: flag('--refuse', 'refuse every call'),
  voice: option(
    '--voice <provider>',
    `voice provider whose number or SIP Domain it is: ${voiceIds.join(', ')} (default: twilio)`,
    text,
  ),
  language: option('--language <code>', 'language of what callers hear: en or de (default: en)', text),
  deny: option(
    '--deny <prefix>',
    'with --pin: refuse callers whose number begins with this; repeat it for more',
    texts,
    collect,
  ),
  transferTo: option(
    '--transfer-to <where>',
    'with --pin: let operators lead callers on to numbers that begin with this, or to this SIP address; repeat it for more',
    texts,
    collect,
  ),
  audio: option(
    '--audio <sentence=url>',
    'play this audio file instead of a sentence; repeat it for more',
    texts,
    collect,
  ),
  notice: option(
    '--notice <language=text>',
    'with --pin: say this to callers before they are let in; repeat it for more languages',
    texts,
    collect,
  ),
  noticeAudio: option(
    '--notice-audio <url>',
    'play this audio file in the place of the notice’s words',
    text,
  ),
  noticeVersion: option(
    '--notice-version <name>',
    'which wording of the notice this is, for call show',
    text,
  ),
  consent: option('--consent <key>', 'press-1: only callers who press 1 after the notice are let in', text),
};

/** Adds `dial-in set`, `list`, `show` and `remove`. */
export function addDialInCommands(program: Command, deps: AdminApiDeps, finish: Finish): void {
  const group = program
    .command('dial-in')
    .description('what each number or SIP Domain of a voice provider leads to');
  command(group, finish, {
    name: 'set',
    about: 'store a dial-in; it replaces the one before',
    args: [['<dialled>', dialIns.keyHelp]],
    options: described,
    dryRun: 'check everything, store nothing',
    after:
      `Sentences: ${sentences.join(', ')}.\n\nExamples:\n` +
      '  patchbay dial-in set +12025550151 --pin --opens-to callers --language de --stage dev\n' +
      '  patchbay dial-in set +12025550152 --forward someone@example.sip.daily.co --local',
    run: async (options, typed) => {
      const dialled = dialledFrom(typed);
      if (!dialled.ok) return dialled.outcome;
      const dialIn = dialInFrom(options);
      return dialIn.ok ? setOne(deps, dialled.value, dialIn.value, options, dialIns) : dialIn.outcome;
    },
  });
  addKeyedCommands(group, deps, finish, dialIns);
}

/** What a voice provider says was dialled: a number in E.164, or a SIP Domain in lower case. */
export function dialledFrom(typed: string): Result<string> {
  const dialled = parseDialled(typed);
  if (dialled !== undefined) return { ok: true, value: dialled };
  const problem =
    'A dial-in belongs to a number with + and country code (+12025550151), or to a SIP Domain (acme.sip.twilio.com).';
  return { ok: false, outcome: wrongInput(problem) };
}

/** The dial-in that the options describe, in exactly one of the three manners. */
function dialInFrom(options: z.infer<z.ZodObject<typeof described>>): Result<DialIn> {
  const { pin, forward, refuse, opensTo, voice, language, route, deny, transferTo, audio } = options;
  const notice = noticeFrom(options);
  if (!notice.ok) return notice;
  const wrong = (problem: string) => ({ ok: false, outcome: wrongInput(problem) }) as const;
  if ([pin, forward !== undefined, refuse].filter(Boolean).length !== 1)
    return wrong('Say in one manner what the dial-in does: --pin, --forward <address>, or --refuse.');
  const sounds = audioFrom(audio);
  if (!sounds.ok) return sounds;
  const kind = pin ? 'pin' : refuse ? 'refuse' : 'forward';
  // Options of another manner come along, so that the schema refuses them by name.
  const given = {
    ...{ opensTo, voice, language, route, deny, transferTo },
    ...{ audio: sounds.value, notice: notice.value },
  };
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
  const { deny, transferTo } = dialIn.kind === 'pin' ? dialIn : {};
  return [
    ...head,
    ['voice', dialIn.voice],
    ['language', dialIn.language],
    ...(deny === undefined ? [] : [['deny', deny.join(' ')] as const]),
    ...(transferTo === undefined ? [] : [['led on to', transferTo.join(' ')] as const]),
    ...(dialIn.kind === 'pin' ? noticeRows(dialIn.notice) : []),
    ...Object.entries(dialIn.audio ?? {}).map(([sentence, url]) => ['audio', `${sentence}=${url}`] as const),
  ];
}
