import * as z from 'zod';
import type { KeyedAnswer } from '../http/keyed.ts';
import { isPassing, tryAgain } from '../http/retry.ts';
import type { RoomOrder, VideoRooms } from '../held-call/ports.ts';
import { bareAddress } from './address.ts';
import { failed, requestDaily, type DailyClient, type DailyRequest } from './client.ts';
import { isBotUserId } from './token.ts';

/** Making a room, with every retry and the look at one that exists: a bot still has most of its slice after it. */
const createWithinMs = 5_500;
/** Reading a room or its presence, with its retry; fits beside a `connect` into a Lambda of 8 s. */
const readWithinMs = 1_500;
/** A REST call that works takes well under a second; a second try is worth more than waiting longer. */
const tryMs = 2_500;
const readTryMs = 1_000;
/** Grows so that a burst which ran into Daily's 20 requests a second spreads over the time there is. */
const createPausesMs = [250, 500, 1_000, 2_000];
const readPausesMs = [250];

const roomSchema = z.object({
  name: z.string(),
  url: z.string(),
  config: z.object({ sip_uri: z.object({ endpoint: z.string().min(1) }) }),
});

/** Only who is in the room matters; a user id is null or absent for whoever came without one. */
const presenceSchema = z.object({ data: z.array(z.object({ userId: z.unknown().optional() })) });

/**
 * `POST /rooms`, as Daily's docs on rooms and dial-in describe it. A name that is taken is refused with 400, and so
 * are other mistakes: reading the room tells them apart.
 */
export async function createRoom(client: DailyClient, order: RoomOrder): ReturnType<VideoRooms['create']> {
  const endsAtMs = Math.min(client.http.clock.now() + createWithinMs, order.endsAtMs);
  const request = (part: Pick<DailyRequest, 'method' | 'path' | 'body'>) =>
    repeatedly(client, { ...part, tryMs, endsAtMs }, createPausesMs);

  const created = await request({ method: 'POST', path: '/rooms', body: roomBody(order) });
  const isRefused = created.kind === 'not-ok' && created.status === 400;
  const read = isRefused ? await request({ method: 'GET', path: roomPath(order.name) }) : created;
  if (read.kind !== 'ok') {
    const isAbsent = read.kind === 'not-ok' && read.status === 404;
    const why = failed(client, 'create-room', isAbsent ? created : read, { room: order.name });
    return { ok: false, why };
  }

  const room = roomSchema.safeParse(read.body);
  if (!room.success) {
    client.log.error('provider-failed', {
      provider: 'daily',
      action: 'create-room',
      why: 'no-address',
      room: order.name,
    });
    return { ok: false, why: 'no-address' };
  }
  const { url, config } = room.data;
  return { ok: true, url, address: bareAddress(config.sip_uri.endpoint) };
}

function roomBody(order: RoomOrder): unknown {
  return {
    name: order.name,
    privacy: 'private',
    properties: {
      exp: Math.ceil(order.expiresAtMs / 1000),
      eject_at_room_exp: true,
      start_video_off: true,
      enable_prejoin_ui: false,
      // Daily refuses the property, even where it changes nothing, on a domain without dial-out.
      ...(order.dialOut ? { enable_dialout: true } : {}),
      sip: { display_name: order.displayName, sip_mode: 'dial-in', num_endpoints: 1, video: false },
    },
  };
}

/** `GET /rooms/{name}`: the room's first SIP address, bare; undefined if it has none or cannot be read. */
export async function readAddress(client: DailyClient, name: string): Promise<string | undefined> {
  const answer = await read(client, roomPath(name));
  if (answer.kind !== 'ok') {
    failed(client, 'read-room', answer, { room: name });
    return undefined;
  }
  const room = roomSchema.safeParse(answer.body);
  return room.success ? bareAddress(room.data.config.sip_uri.endpoint) : undefined;
}

/** `GET /rooms/{name}/presence`: whether somebody is in the room whom we did not let in with a bot's token. */
export async function callerIn(client: DailyClient, name: string): Promise<'in' | 'out' | 'unknown'> {
  const answer = await read(client, `${roomPath(name)}/presence`);
  if (answer.kind !== 'ok') {
    failed(client, 'read-presence', answer, { room: name });
    return 'unknown';
  }
  const presence = presenceSchema.safeParse(answer.body);
  if (!presence.success) return 'unknown';
  return presence.data.data.every(({ userId }) => isBotUserId(userId)) ? 'out' : 'in';
}

/** The path of a room. Names are safe in a URL; a wrong one must still not lead elsewhere. */
export function roomPath(name: string): string {
  return `/rooms/${encodeURIComponent(name)}`;
}

function read(client: DailyClient, path: string): Promise<KeyedAnswer> {
  const endsAtMs = client.http.clock.now() + readWithinMs;
  return repeatedly(client, { method: 'GET', path, tryMs: readTryMs, endsAtMs }, readPausesMs);
}

function repeatedly(
  client: DailyClient,
  request: DailyRequest,
  pausesMs: readonly number[],
): Promise<KeyedAnswer> {
  return tryAgain(
    client.http.clock,
    { pausesMs, endsAtMs: request.endsAtMs },
    () => requestDaily(client, request),
    isPassing,
  );
}
