import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  conferenceIdSchema,
  languages,
  voiceCallIdSchema,
  voiceIdSchema,
  type VoiceCallId,
} from '../../../conferences/model/conference.ts';
import {
  callOutIdSchema,
  callOutOutcomes,
  type CallOutOutcome,
} from '../../../conferences/model/call-out.ts';
import type { OrderedCallOut } from '../../../conferences/model/pin-call.ts';
import { audioSchema, forwardTargetSchema, opensToSchema } from '../../../conferences/model/dial-in.ts';
import { noticeSchema } from '../../../conferences/model/notice.ts';
import type { NoticeAnswer, PinCall, PinTry } from '../../../conferences/model/pin-call.ts';
import { sentences } from '../../../conferences/model/sentences.ts';
import { newsOfPinCall } from '../../../conferences/state/news.ts';
import type { Clock, LedOnInto, PinCallStore } from '../../../conferences/ports.ts';
import { conditional, isConditionMet } from '../../table/conditional-write.ts';
import {
  newsAttribute,
  newsOfWrite,
  pinCallKey,
  pinCallListOf,
  readItem,
  type Table,
} from '../../table/table.ts';

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

const ledOnSchema = z.object({
  from: conferenceIdSchema,
  to: conferenceIdSchema,
  orderedAtMs: z.number(),
  atMs: z.number(),
  heard: z
    .object({
      language: z.enum(languages),
      notice: noticeSchema.optional(),
      noticed: noticedSchema.optional(),
      noticeAnswers: z.array(noticeAnswerSchema).optional(),
    })
    .optional(),
});

const calledOutSchema = z.object({
  id: callOutIdSchema,
  conference: conferenceIdSchema,
  conferenceName: z.string(),
  name: z.string().optional(),
  externalId: z.string().optional(),
  outcome: z.object({ is: z.enum(callOutOutcomes), atMs: z.number() }).optional(),
});

const storedSchema = z.object({
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
  ledOn: z.array(ledOnSchema).optional(),
  callOut: calledOutSchema.optional(),
});

/** As a call's item has it. */
export const pinCallSchema: z.ZodType<PinCall> = storedSchema;

/** The same of one that may have no id yet. */
export const orderedCallOutSchema: z.ZodType<OrderedCallOut> = storedSchema
  .partial({ call: true })
  .extend({ number: z.string(), callOut: calledOutSchema });

/** Calls of the PIN dialogue in the table, one item each. */
export function createPinCallStore({ table, clock }: PinCallStoreDeps): PinCallStore {
  const { client, name: TableName } = table;

  const updateOf = (call: VoiceCallId, update: Update) => updateInput({ table, clock }, call, update);

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
          ...newsOfWrite(table, 1),
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
      const isForwarded = to.role === 'forward';
      const update = updateOf(call, {
        set: `#role = :role${isForwarded ? '' : joins}`,
        names: { '#role': 'role' },
        values: {
          ':role': to.role,
          ...(!isForwarded && { ':conference': to.conference, ':joinSequence': to.joinSequence }),
        },
        isNews: isForwarded,
      });
      const updated = await client.send(new UpdateCommand({ ...update, ReturnValues: 'ALL_NEW' }));
      return pinCallSchema.parse(updated.Attributes);
    },

    /** @throws as `admitted` */
    async noteAnswer(call, answered) {
      const values = { ':answered': answered };
      await client.send(new UpdateCommand(updateOf(call, { set: 'answered = :answered', values })));
    },

    noteTry: (call, pinTry) => append({ table, clock }, call, 'tries', pinTry, true),

    /** @throws as `admitted` */
    async noticeBegun(call, noticed) {
      const set = 'noticed = if_not_exists(noticed, :noticed)';
      await client.send(new UpdateCommand(updateOf(call, { set, values: { ':noticed': noticed } })));
    },

    async ledOn(call, led) {
      const update = new UpdateCommand({
        ...updateOf(call, leadingOn(led)),
        ReturnValues: 'ALL_NEW',
      });
      const stored = await conditional(client.send(update));
      return stored.ok ? pinCallSchema.parse(stored.output.Attributes) : undefined;
    },

    noteNoticeAnswer(pinCall, answer) {
      const after = { ...pinCall, noticeAnswers: [...(pinCall.noticeAnswers ?? []), answer] };
      const isNews = newsOfPinCall(pinCall, after).length > 0;
      return append({ table, clock }, pinCall.call, 'noticeAnswers', answer, isNews);
    },

    callOutOver: (call, is) => noteOutcome({ table, clock }, call, is),
  };
}

/** How a call is led on: straight into a conference, or to a notice first, until whose end it is in none. */
function leadingOn(led: LedOnInto): Update {
  const { from, to, orderedAtMs, atMs, heard } = led;
  const appended = 'ledOn = list_append(if_not_exists(ledOn, :none), :led)';
  const common = { ':none': [], ':led': [{ from, to, orderedAtMs, atMs, heard }], ':from': from };
  const when = 'conference = :from';
  if ('joinSequence' in led) {
    const values = { ...common, ':to': to, ':joinSequence': led.joinSequence };
    return { set: `${appended}, conference = :to, joinSequence = :joinSequence`, values, when };
  }
  const { notice, noticed } = led;
  const { language, audio } = led.spokenTo;
  return {
    set: `${appended}, notice = :notice, noticed = :noticed, #language = :language, audio = :audio`,
    remove: ['#role', 'conference', 'joinSequence', 'noticeAnswers'],
    names: { '#role': 'role', '#language': 'language' },
    values: {
      ...common,
      ...{ ':notice': notice, ':noticed': noticed, ':language': language },
      ':audio': JSON.stringify(audio ?? {}),
    },
    when,
  };
}

/** What is written to a call that has arrived. */
interface Update {
  /** Of the update expression. */
  readonly set: string;
  readonly remove?: readonly string[];
  readonly names?: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
  /** What must hold beside the call's being there. */
  readonly when?: string;
  /** Whether it is published; default not. */
  readonly isNews?: boolean;
}

/** An update that fails if there is no such call. */
function updateInput(
  { table, clock }: PinCallStoreDeps,
  call: VoiceCallId,
  { set, remove = [], names, values, when, isNews = false }: Update,
) {
  const sets = table.isTold && isNews ? [set, '#news = :news'] : [set];
  const removes = table.isTold && !isNews ? [...remove, '#news'] : remove;
  return {
    TableName: table.name,
    Key: pinCallKey(call),
    UpdateExpression: `SET ${sets.join(', ')}${removes.length === 0 ? '' : ` REMOVE ${removes.join(', ')}`}`,
    ConditionExpression: when === undefined ? '#ttl > :now' : `#ttl > :now AND (${when})`,
    ExpressionAttributeNames: {
      ...{ '#ttl': 'ttl', ...names },
      ...(table.isTold && { '#news': newsAttribute }),
    },
    ExpressionAttributeValues: {
      ...{ ...values, ':now': clock.now() / 1000 },
      ...(table.isTold && isNews && { ':news': 1 }),
    },
  };
}

/** What must hold for an attempt to be added to each list. */
const mayBeAdded = {
  // Of a request that came twice, one may have let the call in, and the other not been able to read the keys.
  tries: { when: 'attribute_not_exists(#role)', names: { '#role': 'role' }, values: {} },
  // A request that hung may write after the call has ended, of which all has been told by then.
  noticeAnswers: {
    when: 'attribute_not_exists(callOut.outcome) OR callOut.outcome.#is = :joined',
    names: { '#is': 'is' },
    values: { ':joined': 'joined' satisfies CallOutOutcome },
  },
};

/** Adds an attempt to one of a call's lists. Told again, an attempt finds as many there as it is the number of. */
async function append(
  deps: PinCallStoreDeps,
  call: VoiceCallId,
  list: keyof typeof mayBeAdded,
  made: PinTry | NoticeAnswer,
  isNews: boolean,
): Promise<void> {
  const isNew = 'attribute_not_exists(#list) OR size(#list) < :attempt';
  const { when, names, values } = mayBeAdded[list];
  const update = updateInput(deps, call, {
    set: '#list = list_append(if_not_exists(#list, :none), :made)',
    names: { '#list': list, ...names },
    values: { ':none': [], ':made': [made], ':attempt': made.attempt, ...values },
    when: `(${isNew}) AND (${when})`,
    isNews,
  });
  await isConditionMet(deps.table.client.send(new UpdateCommand(update)));
}

/** Notes what has come of a call-out, unless something has. */
async function noteOutcome(
  deps: PinCallStoreDeps,
  call: VoiceCallId,
  is: CallOutOutcome,
): Promise<'noted' | 'known'> {
  const update = updateInput(deps, call, {
    set: 'callOut.outcome = :outcome',
    values: { ':outcome': { is, atMs: deps.clock.now() } },
    when: 'attribute_exists(callOut) AND attribute_not_exists(callOut.outcome)',
    isNews: true,
  });
  return (await isConditionMet(deps.table.client.send(new UpdateCommand(update)))) ? 'noted' : 'known';
}
