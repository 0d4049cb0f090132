import * as z from 'zod';
import { voiceIds } from '../conferences/model/conference.ts';
import { callOutOutcomes } from '../conferences/model/call-out.ts';
import { callStates } from '../held-calls/model/call-states.ts';
import { transferOutcomes } from '../held-calls/model/transfer.ts';

const momentSchema = z.iso.datetime();

const lineSchema = z.object({
  at: momentSchema,
  /** Milliseconds since the line before; of the first, 0. */
  afterMs: z.number().describe('Milliseconds since the line before'),
  event: z.string(),
  detail: z.string().optional(),
});

const everyCall = {
  id: z.string(),
  isLive: z.boolean().describe('Whether anything can still happen to the call'),
  to: z.string().describe('What was dialled'),
  from: z
    .string()
    .optional()
    .describe("The caller's number but for all digits before the last two; of a call-out, the dial-in"),
  arrivedAt: momentSchema,
};

const heldSummary = z.object({
  ...everyCall,
  journey: z.literal('held'),
  state: z.enum(callStates),
  reason: z.string().describe('Why the call went where it went: the word of its route'),
  target: z.string().optional().describe('The target of its route that was tried last'),
  outcome: z.string().optional().describe('Why a call that is over ended as it did'),
  waitedMs: z.number().optional().describe('From the call to its connection'),
});

/** Where a call at a dial-in is. */
export const pinStates = [
  'calling',
  'unauthenticated',
  'waiting',
  'joining',
  'in',
  'absent',
  'ended',
] as const;
export type PinState = (typeof pinStates)[number];

const pinSummary = z.object({
  ...everyCall,
  journey: z.literal('pin'),
  state: z.enum(pinStates),
  voice: z.enum(voiceIds).describe('Voice provider that the call came from'),
  role: z.enum(['caller', 'bridge', 'forward']).optional(),
  conference: z.string().optional().describe('Id of the conference that the call was let into'),
  conferenceName: z.string().optional(),
  callOut: z
    .object({
      conference: z.string().describe('Id of the conference that the callee is called into'),
      outcome: z.enum(callOutOutcomes).optional().describe('Absent while nothing has come of it'),
    })
    .optional()
    .describe('The gateway has called: `to` is the callee’s number but for all digits before the last two'),
});

/** A call in a list. */
export const callSummarySchema = z.discriminatedUnion('journey', [heldSummary, pinSummary]);
export type CallSummary = z.infer<typeof callSummarySchema>;

const ofEither = {
  heard: z.array(z.string()).describe('What the caller heard, in order, as far as it is known'),
  timeline: z.array(lineSchema),
};

/** A call with everything that happened to it. */
export const callViewSchema = z.discriminatedUnion('journey', [
  heldSummary.extend({
    ...ofEither,
    targets: z.array(z.string()).describe('Where the route leads, in the order in which it is tried'),
    attempts: z.number().describe('Targets that were tried'),
    connects: z.number().describe('How often the provider was told to connect'),
    room: z.string().optional(),
    transfer: z
      .object({
        at: momentSchema.optional(),
        to: z
          .string()
          .optional()
          .describe('Where to, all but its last two characters hidden, if it was asked for here'),
        outcome: z.enum(transferOutcomes).optional(),
      })
      .optional()
      .describe('The last time that the caller was led on to somebody else'),
  }),
  pinSummary.extend({
    ...ofEither,
    language: z.string(),
    muted: z.boolean().optional(),
    announced: z.boolean().optional().describe('Whether the room shows the caller'),
  }),
]);
export type CallView = z.infer<typeof callViewSchema>;
