import * as z from 'zod';
import { dialInViewSchema, type DialInView } from '../../lib/admin/keyed-view.ts';
import { DialInUnreadableError } from '../../lib/aws/stores/conferences/dial-in-store.ts';
import { dialInSchema, parseDialled } from '../../lib/conferences/model/dial-in.ts';
import { noSuchVoice } from '../../lib/conferences/state/settings.ts';
import {
  failed,
  fine,
  none,
  nothing,
  operation,
  problem,
  problemOf,
  type AdminApiDeps,
} from './operation.ts';
import { pageByKey, pageOf, pageQuery } from './page.ts';

/** What a caller dials, as it is stored. */
export const dialledSchema = z
  .string()
  .refine((dialled) => parseDialled(dialled) === dialled, 'is a number in E.164 or a SIP Domain');

const params = z.object({ dialled: dialledSchema.describe('Dialled number in E.164, or SIP Domain') });

const noDialIn = failed(problem('not-found', { detail: 'there is no such dial-in.' }));

async function find({ dialIns }: AdminApiDeps, dialled: string): Promise<DialInView | undefined> {
  try {
    const dialIn = await dialIns.store.find(dialled);
    return dialIn && { dialled, dialIn };
  } catch (error) {
    if (error instanceof DialInUnreadableError) return { dialled, problem: error.message };
    throw error;
  }
}

export const dialInOperations = [
  operation({
    id: 'listDialIns',
    on: 'GET /admin/v1/dial-ins',
    summary: 'What each of Twilio’s numbers and SIP Domains leads to',
    params: nothing,
    query: z.object(pageQuery),
    body: none,
    answer: pageOf(dialInViewSchema),
    run: async ({ dialIns }, { query }) =>
      pageByKey(await dialIns.admin.list(), ({ dialled }) => dialled, query),
  }),

  operation({
    id: 'getDialIn',
    on: 'GET /admin/v1/dial-ins/{dialled}',
    summary: 'One dial-in',
    params,
    query: nothing,
    body: none,
    answer: dialInViewSchema,
    run: async (deps, { params: { dialled } }) => {
      const view = await find(deps, dialled);
      return view === undefined ? noDialIn : fine(view);
    },
  }),

  operation({
    id: 'putDialIn',
    on: 'PUT /admin/v1/dial-ins/{dialled}',
    summary: 'Store a dial-in, in the place of any before it',
    params,
    query: nothing,
    body: dialInSchema,
    answer: dialInViewSchema,
    run: async ({ admin, dialIns }, { params: { dialled }, body }) => {
      if (body.kind !== 'refuse' && admin.traitsOf(body.voice) === undefined)
        return failed(problemOf(noSuchVoice));
      await dialIns.admin.set(dialled, body);
      return fine({ dialled, dialIn: body });
    },
  }),

  operation({
    id: 'deleteDialIn',
    on: 'DELETE /admin/v1/dial-ins/{dialled}',
    summary: 'Remove a dial-in; calls to it are then refused',
    params,
    query: nothing,
    body: none,
    answer: none,
    run: async ({ dialIns }, { params: { dialled } }) =>
      (await dialIns.admin.remove(dialled)) ? fine(undefined) : noDialIn,
  }),
];
