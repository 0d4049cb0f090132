import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { invalid, type List, notFound, page, withBody } from './answers.ts';
import type { Env } from '../../kit/rest.ts';
import type { RestDeps } from './deps.ts';
import type { Room } from '../rooms/room.ts';
import { demandedFields, roomDeletionSchema, type RoomRequest, roomSchema } from '../rooms/room-schema.ts';
import type { FieldErrors } from '../rooms/rooms.ts';

const tagsSchema = z.union([z.string(), z.array(z.string())]).optional();

/** Rooms: list, create, read, change, delete. */
export function addRoomRoutes(app: Hono<Env>, { settings, rooms }: RestDeps): void {
  const { validationStatus } = settings;
  const missingOf = (action: keyof typeof demandedFields, request: RoomRequest): FieldErrors | undefined => {
    const missing = demandedFields[action].filter((name) => request[name] === undefined);
    if (settings.demandedRoomFields === 'none' || missing.length === 0) return undefined;
    return Object.fromEntries(missing.map((name) => [name, ['This field is required.']]));
  };
  app.get('/rooms', (c) =>
    page(c, validationStatus, { tag: tagsSchema, 'tag[]': tagsSchema }, (query): List<Room> => {
      const wanted = [query.tag ?? [], query['tag[]'] ?? []].flat();
      const isWanted = ({ fields }: Room): boolean =>
        wanted.length === 0 || wanted.some((tag) => fields.tags?.includes(tag));
      return {
        rows: rooms.all.filter(isWanted),
        namesOf: (room) => [room.id, room.fields.friendly_url],
        show: (room) => rooms.describe(room),
        count: 'string',
      };
    }),
  );
  app.post('/rooms', (c) =>
    withBody(c, validationStatus, roomSchema, (request) => {
      const missing = missingOf('create', request);
      if (missing !== undefined) return invalid(validationStatus, missing);
      const made = rooms.create(request);
      return made.ok ? c.json(rooms.describe(made.room)) : invalid(validationStatus, made.errors);
    }),
  );
  const withRoom = (c: Context<Env>, use: (room: Room) => Response | Promise<Response>) => {
    const room = rooms.find(c.req.param('room') ?? '');
    return room ? use(room) : notFound();
  };
  app.get('/rooms/:room', (c) => withRoom(c, (room) => c.json(rooms.describe(room))));
  app.patch('/rooms/:room', (c) =>
    withRoom(c, (room) =>
      withBody(c, validationStatus, roomSchema, (request) => {
        const missing = missingOf('change', request);
        if (missing !== undefined) return invalid(validationStatus, missing);
        const changed = rooms.change(room, request);
        return changed.ok ? c.json(rooms.describe(room)) : invalid(validationStatus, changed.errors);
      }),
    ),
  );
  app.delete('/rooms/:room', (c) =>
    withRoom(c, async (room) => {
      if ((await c.req.text()) === '') return remove(c, room, false);
      return withBody(c, validationStatus, roomDeletionSchema, (flags) =>
        remove(c, room, Object.values(flags).includes(true)),
      );
    }),
  );
}

function remove(c: Context<Env>, room: Room, withResources: boolean): Response {
  if (withResources && room.session) {
    return c.json({ message: 'Resources of a live room cannot be deleted.' }, 422);
  }
  const outcome = room.deleteRoom();
  return outcome.ok ? c.body(null, 204) : c.json({ message: outcome.message }, outcome.status);
}
