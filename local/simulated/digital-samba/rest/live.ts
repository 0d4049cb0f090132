import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { answerTo, fail, type List, notFound, page } from './answers.ts';
import type { Env } from '../../kit/rest.ts';
import type { DigitalSambaSettings } from '../options.ts';
import type { RestDeps } from './deps.ts';
import type { Room, Session } from '../rooms/room.ts';
import { microsecondsTime } from '../rooms/times.ts';

const dateSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .optional();

/** Query of the session lists (Digital Samba REST docs, sessions). */
const sessionFields = {
  live: z.enum(['true', 'false', '1', '0']).optional(),
  date_start: dateSchema,
  date_end: dateSchema,
};

type SessionQuery = z.infer<z.ZodObject<typeof sessionFields>>;

/** Live state and sessions. */
export function addLiveRoutes(app: Hono<Env>, deps: RestDeps): void {
  const { settings, rooms } = deps;
  const { validationStatus } = settings;
  for (const detail of ['count', 'people'] as const) {
    const suffix = detail === 'count' ? '' : '/participants';
    app.get(`/rooms/live${suffix}`, (c) =>
      page(c, validationStatus, {}, () => ({
        rows: rooms.all.filter((room) => room.session),
        namesOf: (room) => [room.id, room.fields.friendly_url],
        show: (room) => describeLive(room, detail, settings),
        count: 'number',
      })),
    );
    app.get(`/rooms/:room/live${suffix}`, (c) => {
      const room = rooms.find(c.req.param('room'));
      if (!room) return notFound();
      if (room.session) return c.json(describeLive(room, detail, settings));
      return settings.notLive === 'empty' ? c.json({}) : notFound();
    });
  }
  app.get('/rooms/:room/sessions', (c) => {
    const room = rooms.find(c.req.param('room'));
    if (!room) return notFound();
    const sessions = rooms.sessions.filter(({ roomId }) => roomId === room.id);
    return page(c, validationStatus, sessionFields, (query) => listOf(sessions, query));
  });
  app.get('/sessions', (c) =>
    page(c, validationStatus, sessionFields, (query) => listOf(rooms.sessions, query)),
  );
  const withSession = (c: Context<Env>, use: (session: Session) => Response): Response => {
    const session = rooms.sessions.find(({ id }) => id === c.req.param('session'));
    return session ? use(session) : notFound();
  };
  app.get('/sessions/:session', (c) => withSession(c, (session) => c.json(describeSession(session))));
  app.post('/sessions/:session/end', (c) =>
    withSession(c, (session) => {
      const room = rooms.findById(session.roomId);
      if (room?.session !== session) return fail(409, 'conflict', 'The session has ended.');
      return answerTo(room.endSession());
    }),
  );
}

function describeLive(
  room: Room,
  detail: 'count' | 'people',
  { phonesInLive }: DigitalSambaSettings,
): Record<string, unknown> {
  const { session, people, fields } = room;
  if (!session) return {};
  const phones = phonesInLive === 'none' ? [] : room.phones.all;
  const persons = [
    ...people.map(({ id, name, role, joinedAtMs }) => ({
      id,
      external_id: null,
      name,
      role,
      join_time: microsecondsTime(joinedAtMs),
    })),
    ...phones.map(({ id, callId, name, number, externalId, joinedAtMs }) => ({
      id: phonesInLive === 'call-id' ? callId : id,
      external_id: externalId ?? null,
      name: name ?? number,
      role: null,
      join_time: microsecondsTime(joinedAtMs),
    })),
  ];
  return {
    id: room.id,
    external_id: fields.external_id ?? null,
    start_time: microsecondsTime(session.startedAtMs),
    session_duration: Math.floor((Date.now() - session.startedAtMs) / 1000),
    live_participants: detail === 'count' ? persons.length : persons,
  };
}

function listOf(sessions: readonly Session[], { live, date_start, date_end }: SessionQuery): List<Session> {
  const isWanted = (session: Session): boolean => {
    const date = microsecondsTime(session.startedAtMs).slice(0, 'YYYY-MM-DD'.length);
    const isLive = session.endedAtMs === undefined;
    if (live !== undefined && isLive !== (live === 'true' || live === '1')) return false;
    return date >= (date_start ?? date) && date <= (date_end ?? date);
  };
  return {
    rows: sessions.filter(isWanted),
    namesOf: ({ id }) => [id],
    show: describeSession,
    count: 'string',
  };
}

function describeSession({ id, roomId, startedAtMs, endedAtMs }: Session): Record<string, unknown> {
  return {
    id,
    room_id: roomId,
    start_time: microsecondsTime(startedAtMs),
    end_time: endedAtMs === undefined ? null : microsecondsTime(endedAtMs),
    live: endedAtMs === undefined,
  };
}
