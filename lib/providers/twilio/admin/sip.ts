import * as z from 'zod';
import { given, senseless, type Asked } from '../../../http/asked.ts';
import {
  askTwilio,
  changesOf,
  formOf,
  listTwilio,
  stillOther,
  type DesiredLine,
  type TwilioChange,
} from './admin.ts';
import type { TwilioClient } from '../client.ts';

const method = z.string().nullish();
const domainSchema = z.object({
  sid: z.string().min(1),
  domain_name: z.string(),
  voice_url: z.string().nullish(),
  voice_method: method,
  voice_fallback_url: z.string().nullish(),
  voice_fallback_method: method,
  voice_status_callback_url: z.string().nullish(),
  voice_status_callback_method: method,
});
/** A SIP Domain of the account (Twilio docs, SIP Domain resource). */
export type SipDomain = z.infer<typeof domainSchema>;

export function listSipDomains(client: TwilioClient): Promise<Asked<readonly SipDomain[]>> {
  return listTwilio(client, 'SIP/Domains', 'domains', domainSchema);
}

export function changesOfDomain(
  domain: SipDomain | undefined,
  desired: DesiredLine,
): readonly TwilioChange[] {
  return changesOf([
    ['VoiceUrl', domain?.voice_url, desired.voiceUrl],
    ['VoiceMethod', domain?.voice_method, 'POST'],
    ...(desired.fallbackUrl === undefined
      ? []
      : ([
          ['VoiceFallbackUrl', domain?.voice_fallback_url, desired.fallbackUrl],
          ['VoiceFallbackMethod', domain?.voice_fallback_method, 'POST'],
        ] as const)),
    ['VoiceStatusCallbackUrl', domain?.voice_status_callback_url, desired.statusCallback],
    ['VoiceStatusCallbackMethod', domain?.voice_status_callback_method, 'POST'],
  ]);
}

/** Makes or changes a SIP Domain, and reads it back. */
export async function writeSipDomain(
  client: TwilioClient,
  name: string,
  domain: SipDomain | undefined,
  desired: DesiredLine,
): Promise<Asked<SipDomain>> {
  const form = {
    ...(domain === undefined ? { DomainName: name } : {}),
    ...formOf(changesOfDomain(domain, desired)),
  };
  const path = domain === undefined ? 'SIP/Domains' : `SIP/Domains/${domain.sid}`;
  const written = domainIn(await askTwilio(client, { method: 'POST', path, form }));
  if (!written.ok) return written;
  const read = domainIn(await askTwilio(client, { method: 'GET', path: `SIP/Domains/${written.value.sid}` }));
  if (!read.ok) return read;
  const left = changesOfDomain(read.value, desired);
  return left.length === 0 ? read : stillOther('the SIP Domain', left);
}

function domainIn(answer: Asked<unknown>): Asked<SipDomain> {
  if (!answer.ok) return answer;
  const domain = domainSchema.safeParse(answer.value);
  return domain.success ? given(domain.data) : senseless('Twilio', 'a SIP Domain');
}

/** The two kinds of lists that say who may call a SIP Domain (Twilio docs, SIP authentication). */
const listKinds = {
  credentials: {
    lists: 'SIP/CredentialLists',
    listsKey: 'credential_lists',
    mappings: 'CredentialListMappings',
    mappingField: 'CredentialListSid',
  },
  addresses: {
    lists: 'SIP/IpAccessControlLists',
    listsKey: 'ip_access_control_lists',
    mappings: 'IpAccessControlListMappings',
    mappingField: 'IpAccessControlListSid',
  },
} as const;
type AccessKind = keyof typeof listKinds;

const listSchema = z.object({ sid: z.string().min(1), friendly_name: z.string().nullish() });
const credentialSchema = z.object({ sid: z.string().min(1), username: z.string() });
const addressSchema = z.object({
  sid: z.string().min(1),
  ip_address: z.string(),
  cidr_prefix_length: z.number().nullish(),
});

/** Who may call a SIP Domain. With lists of both kinds a caller must be on one of each. */
export interface SipAccess {
  /** Lists of credentials that the domain checks, and the user names in them. */
  readonly credentials: readonly AccessList<string>[];
  /** Lists of addresses that the domain checks: `192.0.2.7/32`. */
  readonly addresses: readonly AccessList<string>[];
}
interface AccessList<Entry> {
  readonly sid: string;
  readonly entries: readonly Entry[];
}

/** Reads the lists that the domain checks calls against. */
export async function readSipAccess(client: TwilioClient, domain: SipDomain): Promise<Asked<SipAccess>> {
  const credentials = await mapped(client, domain, 'credentials', (sid) => readUsernames(client, sid));
  if (!credentials.ok) return credentials;
  const addresses = await mapped(client, domain, 'addresses', (sid) => readAddresses(client, sid));
  if (!addresses.ok) return addresses;
  return given({ credentials: credentials.value, addresses: addresses.value });
}

async function mapped(
  client: TwilioClient,
  { sid }: SipDomain,
  kind: AccessKind,
  read: (list: string) => Promise<Asked<readonly string[]>>,
): Promise<Asked<readonly AccessList<string>[]>> {
  const lists = await listTwilio(client, mappingsPath(sid, kind), 'contents', listSchema);
  if (!lists.ok) return lists;
  const found: AccessList<string>[] = [];
  for (const { sid: list } of lists.value) {
    const entries = await read(list);
    if (!entries.ok) return entries;
    found.push({ sid: list, entries: entries.value });
  }
  return given(found);
}

const mappingsPath = (domainSid: string, kind: AccessKind) =>
  `SIP/Domains/${domainSid}/Auth/Calls/${listKinds[kind].mappings}`;

async function readUsernames(client: TwilioClient, list: string): Promise<Asked<readonly string[]>> {
  const path = `SIP/CredentialLists/${list}/Credentials`;
  const read = await listTwilio(client, path, 'credentials', credentialSchema);
  return read.ok ? given(read.value.map(({ username }) => username)) : read;
}

async function readAddresses(client: TwilioClient, list: string): Promise<Asked<readonly string[]>> {
  const path = `SIP/IpAccessControlLists/${list}/IpAddresses`;
  const read = await listTwilio(client, path, 'ip_addresses', addressSchema);
  if (!read.ok) return read;
  return given(
    read.value.map(({ ip_address, cidr_prefix_length }) => `${ip_address}/${cidr_prefix_length ?? 32}`),
  );
}

/** Somebody who may call a SIP Domain. Twilio gives no password back (Twilio docs, SIP Credential). */
export type Admitted =
  | { readonly kind: 'credentials'; readonly username: string; readonly password: string }
  /** `192.0.2.7/32`. */
  | { readonly kind: 'addresses'; readonly cidr: string };

/**
 * Puts somebody on the domain's list of that kind: on the first that it checks, else on one of its own that is made or
 * found by its name, and then checked. Everybody who is on a list stays there.
 */
export async function admitToDomain(
  client: TwilioClient,
  domain: SipDomain,
  access: SipAccess,
  who: Admitted,
): Promise<Asked<undefined>> {
  const [checked] = access[who.kind];
  const list = checked === undefined ? await ownList(client, domain, who.kind) : given(checked.sid);
  if (!list.ok) return list;
  const added = await addTo(client, list.value, who);
  if (!added.ok || checked !== undefined) return added;
  // Only now: a list without anybody on it would shut out everybody.
  const { mappingField } = listKinds[who.kind];
  const mappedNow = await askTwilio(client, {
    method: 'POST',
    path: mappingsPath(domain.sid, who.kind),
    form: { [mappingField]: list.value },
  });
  return mappedNow.ok ? given(undefined) : mappedNow;
}

async function ownList(client: TwilioClient, domain: SipDomain, kind: AccessKind): Promise<Asked<string>> {
  const { lists, listsKey } = listKinds[kind];
  const name = `Patchbay ${domain.domain_name}`;
  const known = await listTwilio(client, lists, listsKey, listSchema);
  if (!known.ok) return known;
  // A try that broke off before the list was checked may have left it.
  const own = known.value.find(({ friendly_name }) => friendly_name === name);
  if (own !== undefined) return given(own.sid);
  const made = await askTwilio(client, { method: 'POST', path: lists, form: { FriendlyName: name } });
  if (!made.ok) return made;
  const list = listSchema.safeParse(made.value);
  return list.success ? given(list.data.sid) : senseless('Twilio', 'a list');
}

async function addTo(client: TwilioClient, list: string, who: Admitted): Promise<Asked<undefined>> {
  if (who.kind === 'addresses') {
    const [address = '', prefix = '32'] = who.cidr.split('/');
    const form = { FriendlyName: who.cidr, IpAddress: address, CidrPrefixLength: prefix };
    const path = `SIP/IpAccessControlLists/${list}/IpAddresses`;
    const known = await readAddresses(client, list);
    if (!known.ok) return known;
    if (known.value.includes(`${address}/${prefix}`)) return given(undefined);
    const added = await askTwilio(client, { method: 'POST', path, form });
    return added.ok ? given(undefined) : added;
  }
  const { username, password } = who;
  const path = `SIP/CredentialLists/${list}/Credentials`;
  const known = await listTwilio(client, path, 'credentials', credentialSchema);
  if (!known.ok) return known;
  const same = known.value.find((credential) => credential.username === username);
  const added = await askTwilio(
    client,
    same === undefined
      ? { method: 'POST', path, form: { Username: username, Password: password } }
      : { method: 'POST', path: `${path}/${same.sid}`, form: { Password: password } },
    [password],
  );
  return added.ok ? given(undefined) : added;
}
