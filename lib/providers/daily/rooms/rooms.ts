import * as z from 'zod';
import type { KeyedAnswer } from '../../../http/keyed.ts';
import { isPassing, retryAfterMsOf, tryAgain } from '../../../http/retry.ts';
import type { RoomOrder, VideoRooms } from '../../../held-calls/ports.ts';
import { bareAddress } from '../address.ts';
import { failed, requestDaily, type DailyClient } from '../client.ts';
import { botUserId, isBotUserId } from './token.ts';

/**
 * Of the time there is, making a room is waited for so long, and reading one that may have been made: a Daily that takes
 * seconds for each answer is waited for, and a request that is lost leaves time for the next.
 */
const partForMaking = 1 / 3;
const partForReading = 2 / 3;
/** No request is given up earlier, unless its time is over: on a bad day an answer takes seconds. */
const minTryMs = 3_500;
/** Between two requests for a room. Grows so that a burst which ran into Daily's 20 requests a second spreads. */
const firstPauseMs = 250;
const longestPauseMs = 2_000;
/** Bounds the requests for one room beside their time. */
const maxRequests = 12;
/** Between two tries to read a room or its presence. */
const readPausesMs = [250, 500];
/** A poll for a bot, or a try to keep bots out, while a call rings: one that is lost leaves time for the next. */
const ringingTryMs = 2_000;

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
  const answer = await makeOrRead(client, order);
  if (answer.kind !== 'ok') {
    return { ok: false, why: failed(client, 'create-room', answer, { room: order.name }) };
  }
  const room = roomSchema.safeParse(answer.body);
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

/**
 * Makes the room, or reads it where it may have been made: after an outcome that is unknown, and after a 400, which may
 * mean that the name is taken. Only what surely came to nothing is made anew.
 */
async function makeOrRead(client: DailyClient, order: RoomOrder): Promise<KeyedAnswer> {
  const { clock } = client.http;
  const { name, endsAtMs } = order;
  let refusal: KeyedAnswer | undefined;
  let mayExist = false;
  let pauseMs = firstPauseMs;
  for (let requests = 1; ; requests += 1) {
    const leftMs = endsAtMs - clock.now();
    const answer: KeyedAnswer = await requestDaily(client, {
      ...(mayExist
        ? { method: 'GET', path: roomPath(name) }
        : { method: 'POST', path: '/rooms', body: roomBody(order) }),
      tryMs: Math.max(minTryMs, leftMs * (mayExist ? partForReading : partForMaking)),
      endsAtMs,
    });
    const next = nextOf(answer, mayExist);
    if (next === 'end') return answer;
    // It is not there: the 400 was about something else than its name.
    if (next === 'make' && refusal !== undefined) return refusal;
    if (next === 'read' && isRefused(answer)) refusal = answer;
    const retryAfterMs = retryAfterMsOf(answer) ?? 0;
    const waitMs = next === 'read' && !mayExist ? 0 : Math.max(pauseMs, retryAfterMs);
    if (requests >= maxRequests || clock.now() + waitMs >= endsAtMs) return answer;
    if (waitMs > 0) await clock.sleep(waitMs);
    if (waitMs > 0) pauseMs = Math.min(longestPauseMs, 2 * pauseMs);
    mayExist = next === 'read';
  }
}

const isRefused = (answer: KeyedAnswer) => answer.kind === 'not-ok' && answer.status === 400;

/** What to do after an answer, to making the room or to reading it. */
function nextOf(answer: KeyedAnswer, wasRead: boolean): 'end' | 'make' | 'read' {
  switch (answer.kind) {
    case 'ok':
    case 'no-key':
      return 'end';
    case 'unsent':
      return wasRead ? 'read' : 'make';
    case 'unknown':
      return 'read';
    case 'not-ok':
      if (answer.status >= 500) return 'read';
      if (answer.status === 429) return wasRead ? 'read' : 'make';
      if (wasRead) return answer.status === 404 ? 'make' : 'end';
      return answer.status === 400 ? 'read' : 'end';
  }
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
export async function readAddress(
  client: DailyClient,
  name: string,
  endsAtMs: number,
): Promise<string | undefined> {
  const answer = await read(client, roomPath(name), endsAtMs);
  if (answer.kind !== 'ok') {
    failed(client, 'read-room', answer, { room: name });
    return undefined;
  }
  const room = roomSchema.safeParse(answer.body);
  return room.success ? bareAddress(room.data.config.sip_uri.endpoint) : undefined;
}

/** `GET /rooms/{name}/presence`: whether somebody is in the room whom we did not let in with a bot's token. */
export async function callerIn(
  client: DailyClient,
  name: string,
  endsAtMs: number,
): Promise<'in' | 'out' | 'unknown'> {
  const userIds = userIdsIn(client, name, await read(client, presencePath(name), endsAtMs));
  return userIds === undefined ? 'unknown' : userIds.every(isBotUserId) ? 'out' : 'in';
}

const presencePath = (name: string) => `${roomPath(name)}/presence`;

/** The user ids that the presence of a room shows; undefined if it shows nothing. */
function userIdsIn(client: DailyClient, name: string, answer: KeyedAnswer): readonly unknown[] | undefined {
  if (answer.kind !== 'ok') {
    failed(client, 'read-presence', answer, { room: name });
    return undefined;
  }
  return presenceSchema.safeParse(answer.body).data?.data.map(({ userId }) => userId);
}

/** The same poll for the bot of one target, once: whoever waits for it polls again. */
export async function isBotIn(
  client: DailyClient,
  name: string,
  target: number,
  endsAtMs: number,
): Promise<boolean> {
  const answer = await requestDaily(client, {
    method: 'GET',
    path: presencePath(name),
    tryMs: ringingTryMs,
    endsAtMs,
  });
  return userIdsIn(client, name, answer)?.includes(botUserId(name, target)) ?? false;
}

/**
 * `POST /rooms/{name}/eject` with `ban`: Daily remembers the user ids while the meeting is active, whoever of them is in it or not
 * (Daily docs, rooms/:name/eject). Sent once: whoever needs it asks again.
 */
export async function keepOut(
  client: DailyClient,
  name: string,
  targets: readonly number[],
  endsAtMs: number,
): Promise<boolean> {
  const answer = await requestDaily(client, {
    method: 'POST',
    path: `${roomPath(name)}/eject`,
    body: { user_ids: targets.map((target) => botUserId(name, target)), ban: true },
    tryMs: ringingTryMs,
    endsAtMs,
  });
  if (answer.kind === 'ok') return true;
  failed(client, 'keep-out', answer, { room: name });
  return false;
}

/** The path of a room. Names are safe in a URL; a wrong one must still not lead elsewhere. */
export function roomPath(name: string): string {
  return `/rooms/${encodeURIComponent(name)}`;
}

/** An answer is waited for as long as there is time: what was asked changes nothing over there. */
function read(client: DailyClient, path: string, endsAtMs: number): Promise<KeyedAnswer> {
  return tryAgain(
    client.http.clock,
    { pausesMs: readPausesMs, endsAtMs },
    () => requestDaily(client, { method: 'GET', path, endsAtMs }),
    isPassing,
  );
}
