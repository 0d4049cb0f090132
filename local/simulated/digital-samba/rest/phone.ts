import type { Context, Hono } from 'hono';
import { answerTo, invalid, notFound, withBody } from './answers.ts';
import type { Env } from '../../kit/rest.ts';
import type { Outcome } from '../rooms/phone.ts';
import type { RestDeps } from './deps.ts';
import type { Room } from '../rooms/room.ts';
import { joinedSchema, leftSchema } from '../rooms/room-schema.ts';

/** Actions on one phone participant, by the last segment of their path. */
const actions: Readonly<Record<string, (room: Room, callId: string) => Outcome>> = {
  mute: (room, callId) => room.phones.mute(callId, true, 'api'),
  unmute: (room, callId) => room.phones.mute(callId, false, 'api'),
  'raise-hand': (room, callId) => room.phones.setHand(callId, true, 'api'),
  'lower-hand': (room, callId) => room.phones.setHand(callId, false, 'api'),
};

/** Phone participants and the bridge. The room is addressed by its UUID; a friendly URL is unknown here. */
export function addPhoneRoutes(app: Hono<Env>, { settings, rooms }: RestDeps): void {
  const { validationStatus, longestPhoneArray } = settings;
  const withRoom = (c: Context<Env>, use: (room: Room) => Response | Promise<Response>) => {
    const room = rooms.findById(c.req.param('room') ?? '');
    return room ? use(room) : notFound();
  };
  const act = (c: Context<Env>, use: (room: Room) => Outcome): Response | Promise<Response> =>
    withRoom(c, async (room) => {
      if ((await c.req.text()) !== '') return invalid(validationStatus, { body: ['Must be empty.'] });
      return answerTo(use(room));
    });
  app.post('/rooms/:room/phone-participants/joined', (c) =>
    withRoom(c, (room) =>
      withBody(c, validationStatus, joinedSchema.max(longestPhoneArray), (calls) =>
        answerTo(room.phones.join(calls)),
      ),
    ),
  );
  app.post('/rooms/:room/phone-participants/left', (c) =>
    withRoom(c, (room) =>
      withBody(c, validationStatus, leftSchema.max(longestPhoneArray), (callIds) =>
        answerTo(room.phones.leave(callIds)),
      ),
    ),
  );
  for (const [name, action] of Object.entries(actions)) {
    app.post(`/rooms/:room/phone-participants/:callId/${name}`, (c) =>
      act(c, (room) => action(room, c.req.param('callId'))),
    );
  }
  app.post('/rooms/:room/phone/connect', (c) => act(c, (room) => room.connectBridge()));
  app.post('/rooms/:room/phone/disconnect', (c) => act(c, (room) => room.disconnectBridge()));
}
