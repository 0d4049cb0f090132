import * as z from 'zod';
import { callViewSchema } from '../../../lib/admin/call-schema.ts';
import { voiceIds } from '../../../lib/conferences/model/conference.ts';

/** At whom calls can be placed: Daily holds them, the voice providers ask for a PIN. */
export const providerSchema = z.enum(['daily', ...voiceIds]);

/** What a simulated caller hears and does, or what happens in a room, in the simulator's own words. Digits that may be a PIN are dots. */
export const heardSchema = z.looseObject({ kind: z.string(), time: z.iso.datetime() });
export type Heard = z.infer<typeof heardSchema>;

/** A call that was placed through this API, as its caller has it. */
const phoneSchema = z.object({
  /** The provider's id of the call, by which the gateway knows it too. */
  id: z.string(),
  provider: providerSchema,
  to: z.string(),
  isOver: z.boolean(),
  events: z.array(heardSchema),
});
export type Phone = z.infer<typeof phoneSchema>;

/** A room of the simulated Digital Samba, with the conference that it belongs to. */
const roomSchema = z.object({
  id: z.string(),
  name: z.string(),
  isLive: z.boolean(),
  people: z.array(z.string()),
  bridge: z.enum(['off', 'dialling', 'connected']),
  /** Whether a moderator has its session recorded, which callers are told. */
  isRecorded: z.boolean(),
  callers: z.array(
    z.object({
      callId: z.string(),
      /** As the room shows it: a name, or what the conference shows of a number. */
      name: z.string(),
      muted: z.boolean(),
      hand: z.boolean(),
    }),
  ),
});
export type RoomView = z.infer<typeof roomSchema>;

/** A fault that can be switched. `promise`: what Patchbay promises while it is on. */
const faultSchema = z.object({
  name: z.string(),
  label: z.string(),
  promise: z.string(),
  isOn: z.boolean(),
});
export type Fault = z.infer<typeof faultSchema>;

/** A number that leads somewhere, or on purpose nowhere. */
const numberSchema = z.object({
  number: z.string(),
  provider: providerSchema,
  /** In plain words. */
  leadsTo: z.string(),
  /** PIN that opens a conference there; only of those that this gateway made for trying out. */
  pin: z.string().optional(),
  /** Name of that conference, which its room has too. */
  conference: z.string().optional(),
});
export type NumberOffer = z.infer<typeof numberSchema>;

/** Whose calls these are, and what can be done about them. */
const aboutSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('local'),
    providers: z.array(
      z.object({
        id: providerSchema,
        name: z.string(),
        /** What keys do of somebody in a meeting: lead to a menu, count at once, or nothing. */
        keys: z.enum(['leave', 'stay', 'none']),
      }),
    ),
    numbers: z.array(numberSchema),
    bots: z.array(z.object({ name: z.string(), label: z.string() })),
  }),
  /** A deployed stage, to look at only. `alarms`: those that ring; undefined: not known. */
  z.object({
    kind: z.literal('stage'),
    name: z.string(),
    alarms: z.array(z.object({ name: z.string(), says: z.string() })).optional(),
    /** Why what is shown may be old; undefined: it is not. */
    problem: z.string().optional(),
  }),
]);
export type About = z.infer<typeof aboutSchema>;

/** An event of a call that others were told. */
const publishedSchema = z.object({
  /** When it left. */
  at: z.iso.datetime(),
  /** Id of the call. */
  call: z.string(),
  /** As they were told it. */
  event: z.looseObject({ type: z.string(), sequence: z.int() }),
});
export type Published = z.infer<typeof publishedSchema>;

/** Everything that there is to know, with which a stream begins. */
const wholeSchema = z.object({
  kind: z.literal('whole'),
  about: aboutSchema,
  calls: z.array(callViewSchema),
  phones: z.array(phoneSchema),
  rooms: z.array(roomSchema),
  faults: z.array(faultSchema),
  /** How the next bots behave. */
  bot: z.string().optional(),
  /** How many times sooner than in real time what held calls wait for is over; absent: in real time. */
  hurry: z.number().optional(),
  /** The last events that left, in order; absent: that is not known. */
  published: z.array(publishedSchema).optional(),
  /** Since when everything is being recorded; absent: nothing is. */
  recordingSince: z.iso.datetime().optional(),
});

/** One message of `GET /api/events`: first the whole, then what changes. */
export const feedEventSchema = z.discriminatedUnion('kind', [
  wholeSchema,
  z.object({ kind: z.literal('about'), about: aboutSchema }),
  z.object({ kind: z.literal('call'), call: callViewSchema }),
  z.object({ kind: z.literal('phone'), phone: phoneSchema }),
  /** One thing more that a phone heard or did. */
  z.object({ kind: z.literal('heard'), phone: z.string(), event: heardSchema }),
  /** `line`: what has changed it, in the simulator's words; absent of a room that is new. */
  z.object({ kind: z.literal('room'), room: roomSchema, line: heardSchema.optional() }),
  z.object({ kind: z.literal('faults'), faults: z.array(faultSchema), bot: z.string().optional() }),
  z.object({ kind: z.literal('clock'), hurry: z.number() }),
  z.object({ kind: z.literal('published'), published: publishedSchema }),
  /** A recording has begun, or ended. */
  z.object({ kind: z.literal('recording'), since: z.iso.datetime().optional() }),
]);
export type FeedEvent = z.infer<typeof feedEventSchema>;

/** A webhook of a provider, or a request to one. No body, no header: those hold numbers, PINs and secrets. */
const exchangeSchema = z.object({
  at: z.iso.datetime(),
  direction: z.enum(['in', 'out']),
  /** The other side: a provider's name. */
  party: z.string(),
  method: z.string(),
  path: z.string(),
  /** Undefined: no answer came. */
  status: z.number().optional(),
  tookMs: z.number(),
  /** Why a webhook was refused, in the gateway's word; undefined of one that was let in. */
  refusal: z.string().optional(),
});
export type Exchange = z.infer<typeof exchangeSchema>;

export const exchangesSchema = z.object({ exchanges: z.array(exchangeSchema) });

/** What is answered to an order that was refused. `info`: in a sentence, what is allowed instead. */
export const problemSchema = z.object({ error: z.string(), info: z.string() });

/** Answer to a call that was placed. */
export const placedSchema = z.object({ id: z.string() });

/** Answer to the end of a recording: a scenario file. */
export const recordedSchema = z.object({ file: z.string() });

/** Answer to any other order that was carried out. */
export const doneSchema = z.object({ done: z.literal(true) });
