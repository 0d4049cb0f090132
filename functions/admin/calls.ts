import * as z from 'zod';
import { callSummarySchema, callViewSchema, summaryOf, viewOf } from '../../lib/admin/call-view.ts';
import type { CallsPosition } from '../../lib/aws/stores/held-calls/call-log.ts';
import { failed, fine, none, nothing, operation, problem } from './operation.ts';
import { cursorOf, pageOf, pageQuery, positionIn } from './page.ts';

const positionSchema: z.ZodType<CallsPosition> = z.object({
  part: z.enum(['live', 'arrived']),
  untilMs: z.number(),
});

export const callOperations = [
  operation({
    id: 'listCalls',
    on: 'GET /admin/v1/calls',
    summary:
      'Calls of both journeys, but not the canary’s: live ones first, then the others, the latest first. A page may be ' +
      'short and not the last',
    params: nothing,
    query: z.object({
      ...pageQuery,
      live: z.enum(['true', 'false']).default('false').describe('Only calls that are not over'),
      since: z.iso
        .datetime({ offset: true })
        .optional()
        .describe('Leaves out calls that are over and came before'),
    }),
    body: none,
    answer: pageOf(callSummarySchema),
    run: async ({ calls, admin }, { query: { limit, cursor, live, since } }) => {
      const after = positionIn(positionSchema, cursor);
      if (!after.ok) return after;
      const sinceMs = since === undefined ? 0 : Date.parse(since);
      const page = await calls.page({ liveOnly: live === 'true', sinceMs, limit, after: after.answer });
      return fine({
        items: page.calls.map((call) => summaryOf(call, admin.clock.now())),
        next: page.next && cursorOf(page.next),
      });
    },
  }),

  operation({
    id: 'getCall',
    on: 'GET /admin/v1/calls/{callId}',
    summary: 'One call, with everything that happened to it',
    params: z.object({ callId: z.string().min(1).max(64) }),
    query: nothing,
    body: none,
    answer: callViewSchema,
    run: async ({ calls, admin }, { params: { callId } }) => {
      const call = await calls.get(callId);
      if (call === undefined) return failed(problem('not-found', { detail: 'there is no such call.' }));
      return fine(viewOf(call, admin.clock.now()));
    },
  }),
];
