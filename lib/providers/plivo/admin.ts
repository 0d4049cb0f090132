import * as z from 'zod';
import { given, notGiven, senseless, type Asked } from '../../http/asked.ts';
import { sendToPlivo, type PlivoClient, type PlivoRequest } from './client.ts';

/** A method of which nothing is said is the default; of the fallback's, Plivo's pages call it by two names. */
const method = z.string().catch('POST');

/** What an application does with its calls, in Plivo's words; each URL empty where there is none. */
const configurationSchema = z.object({
  answer_url: z.string().catch(''),
  answer_method: method,
  fallback_answer_url: z.string().catch(''),
  fallback_method: method,
  hangup_url: z.string().catch(''),
  hangup_method: method,
  /** Whether its SIP address can be called from outside. */
  public_uri: z.boolean().catch(false),
});
export type Configuration = z.infer<typeof configurationSchema>;

const applicationSchema = configurationSchema.extend({ app_id: z.string(), app_name: z.string() });

/** An application, which numbers belong to. */
export type Application = z.infer<typeof applicationSchema>;

/** A number of the account. */
export interface PlivoNumber {
  /** E.164. */
  readonly number: string;
  /** Id of the application that its calls go to, if any. */
  readonly application: string | undefined;
}

const errorSchema = z.object({ error: z.string() });

async function ask(client: PlivoClient, request: PlivoRequest): Promise<Asked<unknown>> {
  const answer = await sendToPlivo(client, request);
  if (answer?.kind === 'ok') return given(answer.body);
  const error = answer?.kind === 'not-ok' ? errorSchema.safeParse(answer.body).data?.error : undefined;
  return notGiven('Plivo', answer, error, (await client.secrets.read()).plivoAuthTokens);
}

/** The most that Plivo gives at once (Plivo docs, pagination), and the most that we ask for. */
const pageSize = 20;
const maxPages = 50;

const pageSchema = z.object({
  meta: z.object({ next: z.string().nullish() }),
  objects: z.array(z.unknown()),
});

/** All pages of a list, or none. */
async function listAll<Item>(
  client: PlivoClient,
  resource: 'Application' | 'Number',
  schema: z.ZodType<Item>,
): Promise<Asked<readonly Item[]>> {
  const items: Item[] = [];
  const what = `a list that makes sense: ${resource}`;
  for (let page = 0; page < maxPages; page += 1) {
    const path = `${resource}/?limit=${pageSize}&offset=${page * pageSize}`;
    const asked = await ask(client, { method: 'GET', path });
    if (!asked.ok) return asked;
    const read = pageSchema.safeParse(asked.value).data;
    const objects = z.array(schema).safeParse(read?.objects).data;
    if (read === undefined || objects === undefined) return senseless('Plivo', what);
    items.push(...objects);
    if (!read.meta.next) return given(items);
  }
  return senseless('Plivo', what);
}

export function listApplications(client: PlivoClient): Promise<Asked<readonly Application[]>> {
  return listAll(client, 'Application', applicationSchema);
}

/** Changes what an application does, and reads it back. */
export async function configureApplication(
  client: PlivoClient,
  id: string,
  change: Partial<Configuration>,
): Promise<Asked<undefined>> {
  const path = `Application/${encodeURIComponent(id)}/`;
  const written = await ask(client, { method: 'POST', path, json: change });
  if (!written.ok) return written;
  const asked = await ask(client, { method: 'GET', path });
  if (!asked.ok) return asked;
  const now = configurationSchema.safeParse(asked.value).data;
  const isWritten = now !== undefined && changesOf({ ...now, ...change }, now).length === 0;
  return isWritten ? given(undefined) : senseless('Plivo', 'what was just written of the application');
}

/** The names of what is to be otherwise. */
export function changesOf(desired: Configuration, now: Configuration): readonly (keyof Configuration)[] {
  return configurationSchema.keyof().options.filter((name) => desired[name] !== now[name]);
}

const numberSchema = z.object({
  number: z.string(),
  /** A path that ends with the id. */
  application: z.string().nullish(),
  voice_enabled: z.boolean().default(true),
});

/** The account's numbers that take calls. */
export async function listNumbers(client: PlivoClient): Promise<Asked<readonly PlivoNumber[]>> {
  const asked = await listAll(client, 'Number', numberSchema);
  if (!asked.ok) return asked;
  return given(
    asked.value
      .filter(({ voice_enabled }) => voice_enabled)
      .map(({ number, application }) => ({
        number: number.startsWith('+') ? number : `+${number}`,
        application: /Application\/([^/]+)\/?$/.exec(application ?? '')?.[1],
      })),
  );
}
