import * as z from 'zod';
import { given, type Asked } from '../../lib/http/asked.ts';
import {
  admitToDomain,
  changesOfDomain,
  listSipDomains,
  readSipAccess,
  writeSipDomain,
  type Admitted,
  type SipAccess,
  type SipDomain,
} from '../../lib/providers/twilio/admin/sip.ts';
import type { TwilioClient } from '../../lib/providers/twilio/client.ts';
import { outcomeOfAsking, showAndApply, type Change } from './changes.ts';
import { desiredOf, fallbackWarnings, twilioKey } from './twilio-line.ts';
import { notListed, withConnection, type ConnectDeps, type Connection } from './deployment.ts';
import { askHidden, readAll } from '../kit/input.ts';
import type { SharedOptions } from '../kit/options.ts';
import {
  failedOutside,
  refused,
  withProgress,
  wrongInput,
  type Outcome,
  type Result,
} from '../kit/output.ts';

/** Who may call a SIP Domain. */
export interface SipDomainOptions extends SharedOptions {
  readonly username?: string | undefined;
  readonly allow: readonly string[];
  readonly replacePassword: boolean;
}

const domainName = /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*\.sip\.twilio\.com$/;
/** The longest user name (Twilio docs, SIP Credential resource). */
const username = /^[\x21-\x7e]{1,32}$/;

/** Points a SIP Domain of Twilio's at the gateway, and says who may call it. */
export async function connectSipDomain(
  deps: ConnectDeps,
  typed: string,
  options: SipDomainOptions,
): Promise<Outcome> {
  const name = typed.trim().toLowerCase();
  if (!domainName.test(name)) return wrongInput('A SIP Domain is named like acme.sip.twilio.com.');
  if (options.username !== undefined && !username.test(options.username))
    return wrongInput('A user name has 1 to 32 characters and no spaces.');
  if (options.replacePassword && options.username === undefined)
    return wrongInput('--replace-password says nothing without --username.');
  const ranges = options.allow.map((text) => rangeFrom(text));
  const allowed = ranges.filter((range) => range !== undefined);
  if (allowed.length < ranges.length)
    return wrongInput('--allow takes an IPv4 address or range, such as 192.0.2.7 or 192.0.2.0/28.');
  return withConnection(deps, options, (connection) => connect(deps, connection, name, allowed, options));
}

async function connect(
  deps: ConnectDeps,
  { deployment, twilio }: Connection,
  name: string,
  allowed: readonly string[],
  options: SipDomainOptions,
): Promise<Outcome> {
  if (twilio === undefined) return notListed(deployment, 'twilio');
  const { client, addresses } = twilio;
  const desired = desiredOf(addresses);
  const found = await withProgress(deps.stderr, 'Asking Twilio', poll(client, name));
  if (!found.ok) return outcomeOfAsking(found, twilioKey);
  const { domain, access } = found.value;
  const isOnList = (kind: keyof SipAccess, who: string) =>
    access[kind].some(({ entries }) => entries.includes(who));
  const user = options.username;
  const newUser =
    user !== undefined && (options.replacePassword || !isOnList('credentials', user)) ? user : undefined;
  const newRanges = allowed.filter((range) => !isOnList('addresses', range));
  const isEmpty = access.credentials.length + access.addresses.length === 0;
  if (isEmpty && newUser === undefined && newRanges.length === 0) {
    return refused(
      `Nobody could call ${name}: Twilio blocks what it cannot authenticate. Say who may, with --username, --allow, or both.`,
    );
  }
  const password =
    newUser === undefined || options.dryRun ? ({ ok: true, value: '' } as const) : await readPassword(deps);
  if (!password.ok) return password.outcome;

  const changes: readonly Change[] = [
    ...(domain === undefined ? [{ on: name, what: 'SIP Domain', now: 'none', then: 'made' }] : []),
    ...changesOfDomain(domain, desired).map(({ property, from, to }) => ({
      on: name,
      what: property,
      now: from,
      then: to,
    })),
    ...(newUser === undefined ? [] : [changeOfUser(name, newUser, isOnList('credentials', newUser))]),
    ...newRanges.map((range) => ({ on: name, what: `calls from ${range}`, now: 'blocked', then: 'let in' })),
  ];
  const hasBoth =
    access.credentials.length + (newUser === undefined ? 0 : 1) > 0 &&
    access.addresses.length + newRanges.length > 0;
  const isStricter =
    hasBoth && !isEmpty && (access.credentials.length === 0 || access.addresses.length === 0);
  const warnings = [
    ...fallbackWarnings(addresses),
    ...(isStricter
      ? [
          `${name} checks both from now on: callers need a listed address and a user name, where one sufficed before.`,
        ]
      : []),
  ];
  const plan = {
    provider: 'Twilio',
    deployment,
    changes,
    warnings,
    details: { sipDomain: name },
  };
  return showAndApply(deps, options, plan, async () => {
    const who: readonly Admitted[] = [
      ...(newUser === undefined
        ? []
        : [{ kind: 'credentials' as const, username: newUser, password: password.value }]),
      ...newRanges.map((cidr) => ({ kind: 'addresses' as const, cidr })),
    ];
    const written = await write(client, name, domain, desired, who);
    if (!written.ok) return { ok: false, outcome: outcomeOfAsking(written, twilioKey) };
    const isIn = ({ credentials, addresses }: SipAccess, each: Admitted) =>
      each.kind === 'credentials'
        ? credentials.some(({ entries }) => entries.includes(each.username))
        : addresses.some(({ entries }) => entries.includes(each.cidr));
    if (!who.every((each) => isIn(written.value, each)))
      return { ok: false, outcome: failedOutside(`Twilio does not show everybody on the lists of ${name}.`) };
    const notes = [
      `Say what its calls lead to with \`patchbay dial-in set ${name}\`. If only the bridge calls it, add ` +
        '`--opens-to bridge`: it is believed to be the bridge then.',
    ];
    return { ok: true, notes, details: {} };
  });
}

const changeOfUser = (on: string, user: string, isKnown: boolean): Change => ({
  on,
  what: `user name ${user}`,
  now: isKnown ? 'let in' : 'blocked',
  then: isKnown ? 'let in with a new password' : 'let in',
});

interface Found {
  readonly domain: SipDomain | undefined;
  readonly access: SipAccess;
}

async function poll(client: TwilioClient, name: string): Promise<Asked<Found>> {
  const domains = await listSipDomains(client);
  if (!domains.ok) return domains;
  const domain = domains.value.find(({ domain_name }) => domain_name.toLowerCase() === name);
  if (domain === undefined) return given({ domain, access: { credentials: [], addresses: [] } });
  const access = await readSipAccess(client, domain);
  return access.ok ? given({ domain, access: access.value }) : access;
}

/** @returns who may call the domain when all is written */
async function write(
  client: TwilioClient,
  name: string,
  domain: SipDomain | undefined,
  desired: ReturnType<typeof desiredOf>,
  who: readonly Admitted[],
): Promise<Asked<SipAccess>> {
  const isRight = domain !== undefined && changesOfDomain(domain, desired).length === 0;
  const written = isRight ? given(domain) : await writeSipDomain(client, name, domain, desired);
  if (!written.ok) return written;
  for (const each of who) {
    // Read anew for each: the first one may have made the list that the next goes on.
    const access = await readSipAccess(client, written.value);
    if (!access.ok) return access;
    const admitted = await admitToDomain(client, written.value, access.value, each);
    if (!admitted.ok) return admitted;
  }
  return readSipAccess(client, written.value);
}

/** As Twilio lists it, with the length of its prefix. */
function rangeFrom(text: string): string | undefined {
  const range = text.includes('/') ? text : `${text}/32`;
  return z.cidrv4().safeParse(range).success ? range : undefined;
}

/** Longer than any password of Twilio's. */
const maxInputBytes = 1_024;

/** What Twilio asks of a password (Twilio docs, SIP Credential resource). */
const passwordSchema = z
  .string()
  .min(12)
  .regex(/^[\x21-\x7e]+$/)
  .regex(/[0-9]/)
  .regex(/[a-z]/)
  .regex(/[A-Z]/);

async function readPassword(deps: ConnectDeps): Promise<Result<string>> {
  const isTerminal = deps.stdin.isTTY === true;
  const text = isTerminal
    ? (await askHidden(deps, ['Password of the user name (not shown): ']))?.[0]
    : await readAll(deps, maxInputBytes);
  const password = passwordSchema.safeParse(text?.trim());
  if (password.success) return { ok: true, value: password.data };
  const problem =
    'The password comes on standard input or at the prompt: at least 12 characters without spaces, among them a digit ' +
    'and letters of both cases. Nothing was written.';
  return { ok: false, outcome: wrongInput(problem) };
}
