import * as z from 'zod';
import { routeViewSchema, type RouteView } from '../../lib/admin/keyed-view.ts';
import { RouteUnreadableError } from '../../lib/aws/stores/route-store.ts';
import { hasPlainHttp, parseRouteKey, routeSchema } from '../../lib/held-calls/model/route.ts';
import { failed, fine, none, nothing, operation, problem, type AdminApiDeps } from './operation.ts';
import { pageByKey, pageOf, pageQuery } from './page.ts';

const params = z.object({
  key: z
    .string()
    .refine((key) => parseRouteKey(key) === key, 'is a number in E.164, a SIP address, `default` or a name')
    .describe('Dialled number in E.164, static SIP address, `default`, or a name'),
});

const noRoute = failed(problem('not-found', { detail: 'there is no route under that key.' }));

async function find({ routes }: AdminApiDeps, key: string): Promise<RouteView | undefined> {
  try {
    const route = await routes.store.find(key);
    return route && { key, route };
  } catch (error) {
    if (error instanceof RouteUnreadableError) return { key, problem: error.message };
    throw error;
  }
}

export const routeOperations = [
  operation({
    id: 'listRoutes',
    on: 'GET /admin/v1/routes',
    summary: 'What each dialled number or SIP address leads to',
    params: nothing,
    query: z.object(pageQuery),
    body: none,
    answer: pageOf(routeViewSchema),
    run: async ({ routes }, { query }) => pageByKey(await routes.admin.list(), ({ key }) => key, query),
  }),

  operation({
    id: 'getRoute',
    on: 'GET /admin/v1/routes/{key}',
    summary: 'One route',
    params,
    query: nothing,
    body: none,
    answer: routeViewSchema,
    run: async (deps, { params: { key } }) => {
      const view = await find(deps, key);
      return view === undefined ? noRoute : fine(view);
    },
  }),

  operation({
    id: 'putRoute',
    on: 'PUT /admin/v1/routes/{key}',
    summary: 'Store a route, in the place of any before it',
    params,
    query: nothing,
    body: routeSchema,
    answer: routeViewSchema,
    run: async ({ routes, isPlainHttpFine }, { params: { key }, body }) => {
      if (hasPlainHttp(body) && !isPlainHttpFine) {
        const detail = 'needs https: requests carry the token of a room';
        return failed(problem('invalid-request', { errors: [{ pointer: '/body/targets', detail }] }));
      }
      await routes.admin.set(key, body);
      return fine({ key, route: body });
    },
  }),

  operation({
    id: 'deleteRoute',
    on: 'DELETE /admin/v1/routes/{key}',
    summary: 'Remove a route; its number then has the default route',
    params,
    query: nothing,
    body: none,
    answer: none,
    run: async ({ routes }, { params: { key } }) =>
      (await routes.admin.remove(key)) ? fine(undefined) : noRoute,
  }),
];
