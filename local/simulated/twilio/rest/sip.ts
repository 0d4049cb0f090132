import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { newSid, twilioTime } from '../calls/identifiers.ts';
import type { SipDomain } from '../calls/lines.ts';
import type { Env } from '../../kit/rest.ts';
import { codes, fail, notFound, withForm, withQuery } from './answers.ts';
import type { RestDeps } from './deps.ts';
import { accountPath, listPage } from './resources.ts';
import { method, noQuerySchema, pageQuery, urlOrNothing } from './schema.ts';

const domainFields = {
  FriendlyName: z.string().max(64).optional(),
  VoiceUrl: urlOrNothing.optional(),
  VoiceMethod: method.optional(),
  VoiceFallbackUrl: urlOrNothing.optional(),
  VoiceFallbackMethod: method.optional(),
  VoiceStatusCallbackUrl: urlOrNothing.optional(),
  VoiceStatusCallbackMethod: method.optional(),
};
const domainName = z.string().regex(/^[A-Za-z0-9.-]+\.sip\.twilio\.com$/);
/** Body of `POST /SIP/Domains` (Twilio docs, SIP Domain resource). */
const domainSchema = z.strictObject({ ...domainFields, DomainName: domainName });
const domainChangeSchema = z.strictObject({ ...domainFields, DomainName: domainName.optional() });

const listQuery = z.strictObject(pageQuery);
const nameSchema = z.strictObject({ FriendlyName: z.string().min(1).max(64) });

/** At least 12 characters with a digit and letters of both cases (Twilio docs, SIP Credential resource). */
const password = z.string().min(12).regex(/[0-9]/).regex(/[a-z]/).regex(/[A-Z]/);
const credentialSchema = z.strictObject({ Username: z.string().min(1).max(32), Password: password });
const addressSchema = z.strictObject({
  FriendlyName: z.string().min(1).max(255),
  IpAddress: z.ipv4(),
  CidrPrefixLength: z.coerce.number().int().min(1).max(32).default(32),
});

/** Somebody on a list. */
interface Admitted {
  readonly sid: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A list of credentials or of addresses. */
interface AccessList {
  readonly sid: string;
  readonly name: string;
  readonly entries: Admitted[];
}

/** What differs between the two kinds of lists. */
interface Kind {
  readonly path: string;
  readonly key: string;
  readonly prefix: 'CL' | 'AL';
  readonly entryPath: string;
  readonly entryKey: string;
  readonly mappingPath: string;
  readonly mappingField: string;
}

const credentialLists: Kind = {
  path: '/SIP/CredentialLists',
  key: 'credential_lists',
  prefix: 'CL',
  entryPath: 'Credentials',
  entryKey: 'credentials',
  mappingPath: 'CredentialListMappings',
  mappingField: 'CredentialListSid',
};
const addressLists: Kind = {
  path: '/SIP/IpAccessControlLists',
  key: 'ip_access_control_lists',
  prefix: 'AL',
  entryPath: 'IpAddresses',
  entryKey: 'ip_addresses',
  mappingPath: 'IpAccessControlListMappings',
  mappingField: 'IpAccessControlListSid',
};

/** SIP Domains, and the lists of who may call them. The lists are kept, but calls are not checked against them. */
export function addSipRoutes(app: Hono<Env>, deps: RestDeps): void {
  const base = accountPath(deps.settings.accountSid);
  addDomainRoutes(app, deps, base);
  for (const kind of [credentialLists, addressLists]) {
    const lists: AccessList[] = [];
    addListRoutes(app, base, kind, lists);
    addMappingRoutes(app, deps, base, kind, lists);
  }
}

function addDomainRoutes(app: Hono<Env>, { lines }: RestDeps, base: string): void {
  const path = `${base}/SIP/Domains`;
  const withDomain = (c: Context<Env>, use: (domain: SipDomain) => Response | Promise<Response>) => {
    const domain = lines.domains.find(({ sid }) => sid === c.req.param('sid'));
    return domain ? use(domain) : notFound(c);
  };
  const configure = (domain: string, known: SipDomain | undefined, form: DomainForm) =>
    lines.configureSipDomain({
      ...known,
      domain,
      ...(form.VoiceUrl !== undefined && { voiceUrl: form.VoiceUrl }),
      ...(form.VoiceMethod && { voiceMethod: form.VoiceMethod }),
      ...(form.VoiceFallbackUrl !== undefined && { voiceFallbackUrl: form.VoiceFallbackUrl }),
      ...(form.VoiceFallbackMethod && { voiceFallbackMethod: form.VoiceFallbackMethod }),
      ...(form.VoiceStatusCallbackUrl !== undefined && { statusCallback: form.VoiceStatusCallbackUrl }),
      ...(form.VoiceStatusCallbackMethod && { statusCallbackMethod: form.VoiceStatusCallbackMethod }),
    });
  app.get('/SIP/Domains', (c) =>
    withQuery(c, listQuery, (query) =>
      c.json(listPage('domains', path, lines.domains.map(domainResource), query)),
    ),
  );
  app.post('/SIP/Domains', (c) =>
    withForm(c, domainSchema, (form) => {
      if (lines.domain(form.DomainName) !== undefined)
        return fail(c, 400, codes.badParameter, 'Domain name is already in use');
      return c.json(domainResource(configure(form.DomainName, undefined, form)), 201);
    }),
  );
  app.get('/SIP/Domains/:sid', (c) =>
    withDomain(c, (domain) => withQuery(c, noQuerySchema, () => c.json(domainResource(domain)))),
  );
  app.post('/SIP/Domains/:sid', (c) =>
    withDomain(c, (domain) =>
      withForm(c, domainChangeSchema, (form) =>
        c.json(domainResource(configure(domain.domain, domain, form))),
      ),
    ),
  );
}

type DomainForm = z.output<typeof domainChangeSchema>;

const domainResource = (domain: SipDomain): Readonly<Record<string, unknown>> => ({
  sid: domain.sid,
  domain_name: domain.domain,
  friendly_name: domain.domain,
  voice_url: domain.voiceUrl ?? null,
  voice_method: domain.voiceMethod ?? 'POST',
  voice_fallback_url: domain.voiceFallbackUrl ?? null,
  voice_fallback_method: domain.voiceFallbackMethod ?? 'POST',
  voice_status_callback_url: domain.statusCallback ?? null,
  voice_status_callback_method: domain.statusCallbackMethod ?? 'POST',
});

const listResource = ({ sid, name }: AccessList): Readonly<Record<string, unknown>> => ({
  sid,
  friendly_name: name,
  date_created: twilioTime(Date.now()),
});

function addListRoutes(app: Hono<Env>, base: string, kind: Kind, lists: AccessList[]): void {
  const withList = (c: Context<Env>, use: (list: AccessList) => Response | Promise<Response>) => {
    const list = lists.find(({ sid }) => sid === c.req.param('list'));
    return list ? use(list) : notFound(c);
  };
  const { path, key, prefix, entryPath, entryKey } = kind;
  app.get(path, (c) =>
    withQuery(c, listQuery, (query) => c.json(listPage(key, base + path, lists.map(listResource), query))),
  );
  app.post(path, (c) =>
    withForm(c, nameSchema, ({ FriendlyName: name }) => {
      const list: AccessList = { sid: newSid(prefix), name, entries: [] };
      lists.push(list);
      return c.json(listResource(list), 201);
    }),
  );
  app.get(`${path}/:list/${entryPath}`, (c) =>
    withList(c, (list) =>
      withQuery(c, listQuery, (query) => {
        const rows = list.entries.map(({ sid, fields }) => ({ sid, ...fields }));
        return c.json(listPage(entryKey, `${base}${path}/${list.sid}/${entryPath}`, rows, query));
      }),
    ),
  );
  const add = (c: Context<Env>, list: AccessList, entry: Admitted) => {
    list.entries.push(entry);
    return c.json({ sid: entry.sid, ...entry.fields }, 201);
  };
  app.post(`${path}/:list/${entryPath}`, (c) =>
    withList(c, (list) =>
      kind === credentialLists
        ? withForm(c, credentialSchema, ({ Username: username }) =>
            list.entries.some(({ fields }) => fields.username === username)
              ? fail(c, 400, codes.badParameter, 'Username already exists in this list')
              : add(c, list, { sid: newSid('CR'), fields: { username } }),
          )
        : withForm(c, addressSchema, ({ IpAddress, CidrPrefixLength }) =>
            add(c, list, {
              sid: newSid('IP'),
              fields: { ip_address: IpAddress, cidr_prefix_length: CidrPrefixLength },
            }),
          ),
    ),
  );
  if (kind !== credentialLists) return;
  app.post(`${path}/:list/${entryPath}/:entry`, (c) =>
    withList(c, (list) => {
      const entry = list.entries.find(({ sid }) => sid === c.req.param('entry'));
      if (!entry) return notFound(c);
      return withForm(c, z.strictObject({ Password: password }), () =>
        c.json({ sid: entry.sid, ...entry.fields }),
      );
    }),
  );
}

function addMappingRoutes(
  app: Hono<Env>,
  { lines }: RestDeps,
  base: string,
  { mappingPath, mappingField }: Kind,
  lists: readonly AccessList[],
): void {
  /** Which lists a domain checks, by the domain's id. */
  const checked = new Map<string, AccessList[]>();
  const path = `/SIP/Domains/:sid/Auth/Calls/${mappingPath}`;
  const withDomain = (c: Context<Env>, use: (sid: string) => Response | Promise<Response>) => {
    const domain = lines.domains.find(({ sid }) => sid === c.req.param('sid'));
    return domain ? use(domain.sid) : notFound(c);
  };
  app.get(path, (c) =>
    withDomain(c, (sid) =>
      withQuery(c, listQuery, (query) => {
        const rows = (checked.get(sid) ?? []).map(listResource);
        return c.json(
          listPage('contents', `${base}/SIP/Domains/${sid}/Auth/Calls/${mappingPath}`, rows, query),
        );
      }),
    ),
  );
  app.post(path, (c) =>
    withDomain(c, (sid) =>
      withForm(c, z.strictObject({ [mappingField]: z.string() }), (form) => {
        const list = lists.find((each) => each.sid === form[mappingField]);
        if (!list) return notFound(c);
        const before = checked.get(sid) ?? [];
        if (before.includes(list)) return fail(c, 400, codes.badParameter, 'The list is mapped already');
        checked.set(sid, [...before, list]);
        return c.json(listResource(list), 201);
      }),
    ),
  );
}
