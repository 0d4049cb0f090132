import * as z from 'zod';
import { callSummarySchema, callViewSchema } from '../../lib/admin/call-schema.ts';
import { summaryOf, viewOf } from '../../lib/admin/call-view.ts';
import type { CallsPosition } from '../../lib/aws/stores/held-calls/call-log.ts';
import { voiceCallIdSchema } from '../../lib/conferences/model/conference.ts';
import type { TransferRefusal } from '../../lib/held-calls/steps/transfer.ts';
import { failed, fine, none, nothing, operation, problem, problemOf, type ProblemKind } from './operation.ts';
import { cursorOf, pageOf, pageQuery, positionIn } from './page.ts';

const positionSchema: z.ZodType<CallsPosition> = z.object({
  part: z.enum(['live', 'arrived']),
  untilMs: z.number(),
});

const yesOrNo = z.enum(['true', 'false']).default('false');

export const callOperations = [
  operation({
    id: 'listCalls',
    on: 'GET /admin/v1/calls',
    summary:
      'Calls of both journeys: live ones first, then the others, the latest first. A page may be short and not the last',
    params: nothing,
    query: z.object({
      ...pageQuery,
      live: yesOrNo.describe('Only calls that are not over'),
      since: z.iso
        .datetime({ offset: true })
        .optional()
        .describe('Leaves out calls that are over and came before'),
      canary: yesOrNo.describe('Also the calls of the canary, for which nobody is on the phone'),
      whole: yesOrNo.describe('Each with everything that happened to it'),
    }),
    body: none,
    answer: pageOf(z.union([callViewSchema, callSummarySchema])),
    run: async ({ calls, admin }, { query: { limit, cursor, live, since, canary, whole } }) => {
      const after = positionIn(positionSchema, cursor);
      if (!after.ok) return after;
      const sinceMs = since === undefined ? 0 : Date.parse(since);
      const page = await calls.page({
        liveOnly: live === 'true',
        withCanary: canary === 'true',
        ...{ sinceMs, limit, after: after.answer },
      });
      const shown = whole === 'true' ? viewOf : summaryOf;
      return fine({
        items: page.calls.map((call) => shown(call, admin.clock.now())),
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

  operation({
    id: 'transferCall',
    on: 'POST /admin/v1/calls/{callId}/transfer',
    summary:
      'Lead the caller of a held call to where its route allows, or of a conference into another or to where its dial-in allows. Twice is the same as once',
    params: z.object({ callId: voiceCallIdSchema }),
    query: nothing,
    body: z.strictObject({ to: z.string().max(320) }),
    answer: z.object({ result: z.literal('transferring') }),
    run: async ({ calls, transfer, transferCaller }, { params: { callId }, body: { to } }) => {
      const found = await calls.get(callId);
      if (found?.kind === 'pin') {
        const ordered = await transferCaller(found.call, to);
        return ordered.ok ? fine({ result: 'transferring' as const }) : failed(problemOf(ordered));
      }
      if (found === undefined) return failed(problem('not-found', { detail: 'there is no such call.' }));
      const transferred = await transfer(found.call.id, to);
      if (transferred.ok) return fine({ result: transferred.result });
      const { kind, detail } = whyNot[transferred.why];
      return failed(problem(kind, { detail }));
    },
  }),
];

const whyNot: Readonly<Record<TransferRefusal, { readonly kind: ProblemKind; readonly detail: string }>> = {
  'destination-invalid': {
    kind: 'invalid-request',
    detail: 'that is no number with its country code, and no SIP address.',
  },
  'destination-not-allowed': {
    kind: 'not-possible',
    detail: 'the route by which the call came does not allow that: `transferTo` of a route says where to.',
  },
  'call-unknown': { kind: 'not-found', detail: 'there is no such call.' },
  'call-over': { kind: 'not-possible', detail: 'the call is over.' },
  'not-connected': {
    kind: 'not-possible',
    detail: 'the caller is not in a room, or which of those in it they are is not known.',
  },
  'transfer-in-hand': { kind: 'not-possible', detail: 'the caller is being led somewhere else already.' },
  busy: {
    kind: 'outside-failed',
    detail: 'Daily takes no order just now. The caller is in the room as before.',
  },
  'provider-refused': {
    kind: 'outside-failed',
    detail: 'Daily did not do it. The caller is in the room as before.',
  },
};
