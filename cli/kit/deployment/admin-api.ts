import * as z from 'zod';
import { send, type Http } from '../../../lib/http/http.ts';
import { otherVersion, readAnswer, type AdminAnswer, type AdminOrder } from './admin-answer.ts';
import {
  withDeployment,
  type Deployment,
  type DeploymentDeps,
  type DeploymentOptions,
} from './deployment.ts';
import { httpOf } from '../http.ts';
import { withProgress, type Outcome, type Sink } from '../output.ts';
import { openAsker, signedHeaders } from './signed-request.ts';

/** What commands that go through the admin API need of the outside. */
export interface AdminApiDeps extends DeploymentDeps, Pick<Http, 'fetch' | 'clock'> {
  readonly stdout: Sink;
  /** For what is made: the request under one id is carried out once. */
  readonly newId: () => string;
}

/** A gateway's admin API, asked with the credentials of whoever runs the command. */
export interface AdminApi {
  /** Within `requestTimeoutMs`; asked again where nobody can have carried it out. */
  readonly ask: <Answer>(order: AdminOrder<Answer>) => Promise<AdminAnswer<Answer>>;
}

/** Longer than API Gateway waits for the function, 30 s (API Gateway quotas, integration timeout of HTTP APIs). */
const requestTimeoutMs = 32_000;

/** Most entries that the API puts on one page. */
const maxOnPage = 200;

/** A part of a path, of which nothing is taken for a separator. */
export const inPath = (text: string) => encodeURIComponent(text);

/** Tries of a request that nobody has carried out, and the pause between two: the API's limits are by the second. */
const maxTries = 3;
const againAfterMs = 500;

/**
 * Opens the gateway's admin API. Whoever runs the command needs no right on table and secret.
 * @param doing what standard error says after a second; undefined: nothing
 */
export function withAdminApi(
  deps: AdminApiDeps,
  options: DeploymentOptions,
  doing: string | undefined,
  work: (api: AdminApi, deployment: Deployment) => Promise<Outcome>,
): Promise<Outcome> {
  return withDeployment(deps, options, async (deployment) => {
    const { api } = deployment;
    if (api === undefined) return otherVersion(deployment);
    const signer = openAsker(api.region, api.credentials);
    try {
      const working = work(apiOf(deps, deployment, api, signer), deployment);
      return await (doing === undefined ? working : withProgress(deps.stderr, doing, working));
    } finally {
      signer.destroy();
    }
  });
}

function apiOf(
  deps: AdminApiDeps,
  deployment: Deployment,
  { url: base, region }: NonNullable<Deployment['api']>,
  signer: ReturnType<typeof openAsker>,
): AdminApi {
  const once = async ({ method, path, query = {}, body }: AdminOrder<unknown>, id: string) => {
    const url = new URL(`${base}/admin/v1/${path}`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, value);
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const own = {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(method === 'POST' && { 'idempotency-key': id }),
    };
    const request = { service: 'execute-api', region, method, url, headers: own, ...text };
    const headers = await signedHeaders(signer, request);
    const endsAtMs = deps.clock.now() + requestTimeoutMs;
    return send(httpOf(deps), { method, url: url.href, headers, ...text, endsAtMs });
  };
  return {
    ask: async (order) => {
      const id = deps.newId();
      for (let tries = 1; ; tries += 1) {
        const answered = await once(order, id);
        const isCarriedOut = 'status' in answered ? answered.status !== 429 : answered.kind !== 'unsent';
        if (isCarriedOut || tries === maxTries) return readAnswer(deployment, order, answered);
        await deps.clock.sleep(againAfterMs);
      }
    },
  };
}

/** A list as far as it is wanted, page by page; `isAll`: there is no more of it. */
export async function askForList<Item>(
  { ask }: AdminApi,
  {
    path,
    query,
    item,
    otherwise,
  }: Pick<AdminOrder<Item>, 'path' | 'query' | 'otherwise'> & { item: z.ZodType<Item> },
  limit = Number.POSITIVE_INFINITY,
): Promise<AdminAnswer<{ readonly items: readonly Item[]; readonly isAll: boolean }>> {
  const page = z.object({ items: z.array(item), next: z.string().optional() });
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const wanted = { ...query, cursor, limit: `${Math.min(maxOnPage, limit - items.length)}` };
    const answered = await ask({ method: 'GET', path, query: wanted, answer: page, otherwise });
    if (!answered.ok) return answered;
    items.push(...answered.answer.items);
    cursor = answered.answer.next;
  } while (cursor !== undefined && items.length < limit);
  const isAll = cursor === undefined && items.length <= limit;
  return { ok: true, answer: { items: items.slice(0, limit), isAll } };
}
