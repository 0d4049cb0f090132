import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  conferenceIdSchema,
  languages,
  voiceCallIdSchema,
  voiceIdSchema,
  type VoiceCallId,
} from '../../../conferences/model/conference.ts';
import { audioSchema, forwardTargetSchema, opensToSchema } from '../../../conferences/model/dial-in.ts';
import { noticeSchema } from '../../../conferences/model/notice.ts';
import type { NoticeAnswer, Noticed, PinCall, PinTry } from '../../../conferences/model/pin-call.ts';
import { sentences } from '../../../conferences/model/sentences.ts';
import type { Clock, PinCallStore } from '../../../conferences/ports.ts';
import { conditional, isConditionMet } from '../../table/conditional-write.ts';
import { newsAttribute, pinCallKey, pinCallListOf, readItem, type Table } from '../../table/table.ts';

/** A day after the longest call: voice providers end calls after a day at most. */
const keptMs = 2 * 86_400_000;

export interface PinCallStoreDeps {
  readonly table: Table;
  readonly clock: Pick<Clock, 'now'>;
}

const noticedSchema = z.object({
  attempt: z.number(),
  atMs: z.number(),
  goesOn: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('caller'),
      conference: conferenceIdSchema,
      name: z.string().optional(),
      externalId: z.string().optional(),
    }),
    z.object({ kind: z.literal('forward'), ...forwardTargetSchema.shape }),
  ]),
});

const noticeAnswerSchema = z.object({
  attempt: z.number(),
  atMs: z.number(),
  keyed: z.enum(['1', 'another key', 'no key']),
  outcome: z.enum(['went-on', 'asked-again', 'hung-up']),
});

/** As a call's item has it. */
export const pinCallSchema: z.ZodType<PinCall> = z.object({
  voice: voiceIdSchema,
  call: voiceCallIdSchema,
  dialIn: z.string(),
  language: z.enum(languages),
  opensTo: opensToSchema,
  // As text, as with dial-ins: DynamoDB refuses names that are empty.
  audio: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(audioSchema)
    .optional(),
  notice: noticeSchema.optional(),
  number: z.string().optional(),
  isBridgeOrigin: z.boolean(),
  arrivedAtMs: z.number(),
  conference: conferenceIdSchema.optional(),
  role: z.enum(['caller', 'bridge', 'forward']).optional(),
  joinSequence: z.number().optional(),
  answered: z.object({ attempt: z.number(), at: z.string() }).optional(),
  tries: z
    .array(z.object({ attempt: z.number(), atMs: z.number(), why: z.enum(sentences), isLast: z.boolean() }))
    .optional(),
  noticed: noticedSchema.optional(),
  noticeAnswers: z.array(noticeAnswerSchema).optional(),
});

/** Calls of the PIN dialogue in the table, one item each. */
export function createPinCallStore({ table, clock }: PinCallStoreDeps): PinCallStore {
  const { client, name: TableName } = table;

  return {
    async arrived(call) {
      const nowMs = clock.now();
      const listed = { list: pinCallListOf(call.call), listAt: call.arrivedAtMs };
      const ttl = Math.ceil((nowMs + keptMs) / 1000);
      const put = new PutCommand({
        TableName,
        Item: {
          ...pinCallKey(call.call),
          ...call,
          audio: call.audio && JSON.stringify(call.audio),
          ...listed,
          ttl,
          [newsAttribute]: 1,
        },
        ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':now': nowMs / 1000 },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const stored = await conditional(client.send(put));
      return stored.ok ? call : pinCallSchema.parse(stored.item);
    },

    async get(call) {
      const item = await readItem(table, pinCallKey(call), clock.now());
      return item && pinCallSchema.parse(item);
    },

    /** @throws if no such call has arrived: nobody asked it for a PIN */
    async admitted(call, to) {
      const joins = ', conference = :conference, joinSequence = if_not_exists(joinSequence, :joinSequence)';
      const updated = await client.send(
        new UpdateCommand({
          TableName,
          Key: pinCallKey(call),
          UpdateExpression: `SET #role = :role${to.role === 'forward' ? ', news = :news' : `${joins} REMOVE news`}`,
          ConditionExpression: '#ttl > :now',
          ExpressionAttributeNames: { '#role': 'role', '#ttl': 'ttl' },
          ExpressionAttributeValues: {
            ...{ ':role': to.role, ':now': clock.now() / 1000 },
            ...(to.role === 'forward' && { ':news': 1 }),
            ...(to.role !== 'forward' && {
              ':conference': to.conference,
              ':joinSequence': to.joinSequence,
            }),
          },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return pinCallSchema.parse(updated.Attributes);
    },

    /** @throws as `admitted` */
    async noteAnswer(call, answered) {
      await client.send(
        new UpdateCommand({
          TableName,
          Key: pinCallKey(call),
          UpdateExpression: 'SET answered = :answered REMOVE news',
          ConditionExpression: '#ttl > :now',
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: { ':answered': answered, ':now': clock.now() / 1000 },
        }),
      );
    },

    noteTry: (call, pinTry) => append({ table, clock }, call, 'tries', pinTry),

    noticeBegun: (call, noticed) => beginNotice({ table, clock }, call, noticed),

    noteNoticeAnswer: (call, answer) => append({ table, clock }, call, 'noticeAnswers', answer),
  };
}

/** @throws as `admitted` */
async function beginNotice(
  { table: { client, name: TableName }, clock }: PinCallStoreDeps,
  call: VoiceCallId,
  noticed: Noticed,
): Promise<void> {
  await client.send(
    new UpdateCommand({
      TableName,
      Key: pinCallKey(call),
      UpdateExpression: 'SET noticed = if_not_exists(noticed, :noticed) REMOVE news',
      ConditionExpression: '#ttl > :now',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':noticed': noticed, ':now': clock.now() / 1000 },
    }),
  );
}

/** Adds an attempt to one of a call's lists. Told again, an attempt finds as many there as it is the number of. */
async function append(
  { table: { client, name: TableName }, clock }: PinCallStoreDeps,
  call: VoiceCallId,
  list: 'tries' | 'noticeAnswers',
  made: PinTry | NoticeAnswer,
): Promise<void> {
  const update = new UpdateCommand({
    TableName,
    Key: pinCallKey(call),
    UpdateExpression:
      'SET #list = list_append(if_not_exists(#list, :none), :made)' +
      (list === 'tries' ? ', news = :news' : ' REMOVE news'),
    ConditionExpression: '#ttl > :now AND (attribute_not_exists(#list) OR size(#list) < :attempt)',
    ExpressionAttributeNames: { '#ttl': 'ttl', '#list': list },
    ExpressionAttributeValues: {
      ...{ ':none': [], ':made': [made], ':attempt': made.attempt },
      ...(list === 'tries' && { ':news': 1 }),
      ':now': clock.now() / 1000,
    },
  });
  await isConditionMet(client.send(update));
}
