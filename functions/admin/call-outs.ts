import * as z from 'zod';
import { knownCallerSchema } from '../../lib/conferences/model/known-caller.ts';
import { conferenceParams } from './conferences.ts';
import { failed, fine, nothing, operation, problemOf } from './operation.ts';
import { phoneNumber } from '../../lib/numbers/phone-number.ts';

const { name, externalId } = knownCallerSchema.shape;

export const callOutOperations = [
  operation({
    id: 'callOut',
    on: 'POST /admin/v1/conferences/{conferenceId}/call-outs',
    summary:
      'Call somebody into a conference that runs. Counted before anybody is called; an order is never carried out twice',
    params: conferenceParams,
    query: nothing,
    body: z.strictObject({
      number: z
        .string()
        .regex(phoneNumber)
        .describe('Number to call, in E.164; the settings of the stage say which it may'),
      name: name.describe('How the room names the callee. Default: as a caller without a personal PIN'),
      externalId: externalId.describe('Your own reference for the callee; the room gets it'),
    }),
    answer: z.object({
      result: z
        .enum(['calling', 'unknown'])
        .describe('`unknown`: the phone may be ringing. What came of it, the call says'),
      callId: z.string().optional().describe('Id of the call, where the provider has said it by now'),
    }),
    shownOnce: [],
    run: async ({ callOut }, { params: { conferenceId }, body, id, isRepeated }) => {
      const ordered = await callOut({ id, conference: conferenceId, ...body, isRepeated });
      return ordered.ok ? fine({ result: ordered.result, callId: ordered.call }) : failed(problemOf(ordered));
    },
  }),
];
