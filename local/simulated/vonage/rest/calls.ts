import type { Context, Hono } from 'hono';
import * as z from 'zod';
import type { Env } from '../../kit/rest.ts';
import { noHook } from '../application.ts';
import type { VonageCall } from '../calls/call.ts';
import { readNcco } from '../ncco/document.ts';
import { language, oneUrl } from '../ncco/schema.ts';
import type { Region } from '../options.ts';
import { directionOf, partiesOf, type RtcEvent } from '../webhooks/events.ts';
import { callIsOver, fail, notFound, regional, withJson, withQuery } from './answers.ts';
import type { RestDeps } from './deps.ts';

/** Most characters of a `talk` (Vonage docs, voice). */
const LONGEST_TEXT = 1_500;
/** Most calls of a page (Vonage docs, voice). */
const MOST_PER_PAGE = 100;
const DEFAULT_PER_PAGE = 10;

const orderSchema = z.union([
  z.strictObject({ action: z.enum(['mute', 'unmute', 'earmuff', 'unearmuff', 'hangup']) }),
  z.strictObject({
    action: z.literal('transfer'),
    destination: z.strictObject({ type: z.literal('ncco'), ncco: z.array(z.unknown()) }),
  }),
  z.strictObject({
    action: z.literal('transfer'),
    destination: z.strictObject({ type: z.literal('ncco'), url: oneUrl }),
  }),
]);
type Order = z.output<typeof orderSchema>;

/** From -1 to 1 by tenths, as a number or its text. */
const level = z.union([z.number().min(-1).max(1), z.string().regex(/^-?(?:0(?:\.\d)?|1(?:\.0)?)$/)]);
const loop = z.int().min(0).default(1);
const talkSchema = z.strictObject({
  text: z.string().min(1).max(LONGEST_TEXT),
  language: language.default('en-US'),
  style: z.int().min(0).optional(),
  premium: z.boolean().optional(),
  loop,
  level: level.optional(),
});
const streamSchema = z.strictObject({ stream_url: oneUrl, loop, level: level.optional() });
const phone = z.strictObject({
  type: z.literal('phone'),
  number: z.string().regex(/^[1-9]\d{6,14}$/, 'not a number as Vonage writes it'),
});
/** A call to be placed, as far as its fields are used here (Vonage docs, create an outbound call). */
const placedSchema = z.strictObject({
  to: z.tuple([phone]),
  from: phone,
  answer_url: oneUrl,
  answer_method: z.enum(['GET', 'POST']).default('GET'),
  event_url: oneUrl.optional(),
  event_method: z.literal('POST').optional(),
  ringing_timer: z.int().min(1).max(120).default(60),
  length_timer: z.int().min(1).max(7_200).default(7_200),
});
const dtmfSchema = z.strictObject({ event_url: oneUrl });
const whole = z.string().regex(/^\d+$/).transform(Number);
const querySchema = z.strictObject({
  conversation_uuid: z.string().optional(),
  status: z
    .enum([
      'started',
      'ringing',
      'answered',
      'completed',
      'rejected',
      'unanswered',
      'cancelled',
      'failed',
      'busy',
      'timeout',
    ])
    .optional(),
  date_start: z.iso.datetime().optional(),
  date_end: z.iso.datetime().optional(),
  page_size: whole.pipe(z.int().min(1).max(MOST_PER_PAGE)).default(DEFAULT_PER_PAGE),
  record_index: whole.default(0),
  order: z.enum(['asc', 'desc']).default('asc'),
});

type Found = NonNullable<ReturnType<RestDeps['calls']['find']>>;

export function addCallRoutes(app: Hono<Env>, deps: RestDeps): void {
  const { settings, calls, complain } = deps;
  const regionOf = (c: Context) => regional(c.req.raw).region ?? settings.region;
  /** A call is known at its region alone. */
  const find = (c: Context): Found | undefined => {
    const found = calls.find(c.req.param('uuid') ?? '');
    return found?.call.identity.region === regionOf(c) ? found : undefined;
  };
  /** For what only a call that is answered and not over can do. */
  const onCall = (c: Context, use: (found: Found) => Response | Promise<Response>) => {
    const found = find(c);
    if (!found) return notFound(c, 'Call');
    if (found.call.status === 'answered') return use(found);
    const wasAnswered = found.call.answeredMs !== undefined;
    return fail(c, settings.goneStatus, wasAnswered ? callIsOver : 'the call is not answered');
  };
  const said = (c: Context, { call }: Found, message: string): Response =>
    c.json({ message, uuid: call.uuid });

  app.get('/v1/calls', (c) =>
    withQuery(c, querySchema, (query) => c.json(pageOf(query, callsIn(regionOf(c), query, deps), deps))),
  );
  app.post('/v1/calls', (c) => withJson(c, placedSchema, (order) => place(c, order, regionOf(c), deps)));
  app.get('/v1/calls/:uuid', (c) => {
    const found = find(c);
    return found ? c.json(resourceOf(found.call, deps)) : notFound(c, 'Call');
  });
  app.put('/v1/calls/:uuid', (c) =>
    withJson(c, orderSchema, (order) => onCall(c, (found) => act(c, found, order, deps))),
  );
  app.put('/v1/calls/:uuid/talk', (c) =>
    withJson(c, talkSchema, (talk) =>
      onCall(c, (found) => {
        found.flow.tell({ kind: 'say', ...talk });
        return said(c, found, 'Talk started');
      }),
    ),
  );
  app.put('/v1/calls/:uuid/stream', (c) =>
    withJson(c, streamSchema, (stream) =>
      onCall(c, (found) => {
        found.flow.tell({ kind: 'play', streamUrl: stream.stream_url, loop: stream.loop });
        return said(c, found, 'Stream started');
      }),
    ),
  );
  for (const sound of ['talk', 'stream'] as const) {
    app.delete(`/v1/calls/:uuid/${sound}`, (c) =>
      onCall(c, (found) => {
        found.flow.stopTelling();
        return said(c, found, sound === 'talk' ? 'Talk stopped' : 'Stream stopped');
      }),
    );
  }
  const redirectKeys = (c: Context, { call, flow }: Found, url: string | undefined): Response => {
    if (flow.redirectKeys(url)) return c.body(null, 204);
    complain(call, 'keys are redirected where no asynchronous input is on');
    return fail(c, 400, 'no asynchronous input is on');
  };
  app.put('/v1/calls/:uuid/input/dtmf', (c) =>
    withJson(c, dtmfSchema, (order) => onCall(c, (found) => redirectKeys(c, found, order.event_url))),
  );
  app.delete('/v1/calls/:uuid/input/dtmf', (c) => onCall(c, (found) => redirectKeys(c, found, undefined)));
}

/** Calls somebody from a number of the application. */
function place(
  c: Context,
  order: z.output<typeof placedSchema>,
  region: Region,
  { calls, application }: RestDeps,
): Response {
  const from = `+${order.from.number}`;
  if (!application.isServed(from)) return fail(c, 400, 'from is no number of the application');
  const { answer_url: address, answer_method: method, event_url: eventUrl } = order;
  const call = calls.callOut({
    ...{ to: `+${order.to[0].number}`, from, region },
    placed: { answer: { ...noHook, address, method }, eventUrl },
    ...{ ringingTimerS: order.ringing_timer, lengthTimerS: order.length_timer },
  });
  const { uuid, conversationUuid } = call;
  const placed = { uuid, status: 'started', direction: 'outbound', conversation_uuid: conversationUuid };
  return c.json(placed, 201);
}

/** Carries out a change of a call. */
function act(c: Context, { call, flow }: Found, order: Order, deps: RestDeps): Response {
  const done = (): Response => c.body(null, 204);
  const tell = (event: RtcEvent): void => deps.conversations.find(call.conversationUuid)?.tell(event, call);
  switch (order.action) {
    case 'mute':
    case 'unmute': {
      const muted = order.action === 'mute';
      if (call.muted === muted) return done();
      call.muted = muted;
      call.note({ kind: muted ? 'muted' : 'unmuted' });
      tell(muted ? 'audio:mute:on' : 'audio:mute:off');
      return done();
    }
    case 'earmuff':
    case 'unearmuff': {
      const earmuffed = order.action === 'earmuff';
      if (call.earmuffed === earmuffed) return done();
      call.earmuffed = earmuffed;
      call.note({ kind: earmuffed ? 'held' : 'unheld' });
      tell(earmuffed ? 'audio:earmuff:on' : 'audio:earmuff:off');
      return done();
    }
    case 'hangup':
      call.end('api');
      return done();
    case 'transfer': {
      if ('url' in order.destination) {
        void flow.fetchAndTransfer(order.destination.url);
        return done();
      }
      const read = readNcco(order.destination.ncco, deps.settings);
      if (!read.ok) return fail(c, 400, read.info);
      flow.transfer(read.ncco);
      return done();
    }
  }
}

type Query = z.output<typeof querySchema>;

/** Calls of a region that a query asks for, in order. */
function callsIn(region: string, query: Query, { calls, conversations }: RestDeps): VonageCall[] {
  const listed = new Set(conversations.all.flatMap(({ listed: members }) => members.map(({ call }) => call)));
  const found = calls.all.filter((call) => {
    const startedAt = new Date(call.startedMs).toISOString();
    return (
      call.identity.region === region &&
      (call.endedMs !== undefined || listed.has(call)) &&
      (query.status ?? call.status) === call.status &&
      (query.conversation_uuid ?? call.conversationUuid) === call.conversationUuid &&
      (query.date_start === undefined || startedAt >= query.date_start) &&
      (query.date_end === undefined || startedAt <= query.date_end)
    );
  });
  return query.order === 'asc' ? found : found.toReversed();
}

function pageOf(query: Query, found: readonly VonageCall[], deps: RestDeps): Record<string, unknown> {
  const { page_size: size, record_index: index } = query;
  const link = (at: number) => {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...query, record_index: at })) {
      if (value !== undefined) parameters.set(name, String(value));
    }
    return { href: `/v1/calls?${parameters.toString()}` };
  };
  return {
    count: found.length,
    page_size: size,
    record_index: index,
    _links: {
      self: link(index),
      first: link(0),
      ...(index + size < found.length && { next: link(index + size) }),
      ...(index > 0 && { prev: link(Math.max(index - size, 0)) }),
    },
    _embedded: { calls: found.slice(index, index + size).map((call) => resourceOf(call, deps)) },
  };
}

/** `2030-01-02 03:04:05`, as this interface writes times. */
const timeOf = (atMs: number): string => new Date(atMs).toISOString().replace('T', ' ').replace(/\..*$/, '');

function resourceOf(call: VonageCall, { settings }: RestDeps): Record<string, unknown> {
  const { from, to, uuid, conversation_uuid: conversation } = partiesOf(call, settings);
  const party = (number: unknown) => ({ type: call.identity.isSip ? 'sip' : 'phone', number });
  return {
    _links: { self: { href: `/calls/${call.uuid}` } },
    uuid,
    conversation_uuid: conversation,
    to: party(to),
    from: party(from ?? 'Unknown'),
    status: call.status,
    direction: directionOf(call),
    ...(call.endedMs !== undefined && {
      duration: String(call.seconds),
      rate: '0.0045',
      price: '0.0046',
      start_time: timeOf(call.answeredMs ?? call.startedMs),
      end_time: timeOf(call.endedMs),
      network: 'GB-FIXED',
    }),
  };
}
