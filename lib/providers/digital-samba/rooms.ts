import * as z from 'zod';
import type { Rooms } from '../../conferences/ports.ts';
import type { KeyedAnswer } from '../../http/keyed.ts';
import { isSurelyUndone, retryAfterMsOf } from '../../http/retry.ts';
import { requestDigitalSamba, type DigitalSambaClient } from './client.ts';
import { type CommandResult, notYet } from '../../conferences/model/command-result.ts';

const liveSchema = z.object({ live_participants: z.union([z.number(), z.array(z.unknown())]).optional() });

/** One that says nothing of being live runs until it has an end (Digital Samba docs, sessions). */
const sessionsSchema = z.object({
  data: z.array(
    z.object({
      id: z.string().min(1),
      live: z.boolean().optional().catch(undefined),
      end_time: z.string().nullish(),
    }),
  ),
});

/** Digital Samba as the room side of conferences (Digital Samba docs, REST reference, phone participants). */
export function makeRooms(client: DigitalSambaClient): Rooms {
  const send = (room: string, path: string, body?: unknown) =>
    requestDigitalSamba(client, { method: 'POST', path: `/rooms/${encodeURIComponent(room)}${path}`, body });
  const post = async (room: string, path: string, body?: unknown): Promise<CommandResult> =>
    resultOf(await send(room, path, body), client.http.clock.now());
  const participant = (call: string) => `/phone-participants/${encodeURIComponent(call)}`;
  return {
    announce: (room, callers) =>
      post(
        room,
        '/phone-participants/joined',
        callers.map(({ call, name, number, externalId, muted }) => ({
          call_id: call,
          name,
          ...(number === undefined ? {} : { caller_number: number }),
          ...(externalId === undefined ? {} : { external_id: externalId }),
          muted,
        })),
      ),
    withdraw: (room, calls) => post(room, '/phone-participants/left', calls),
    mute: (room, call, muted) => post(room, `${participant(call)}/${muted ? 'mute' : 'unmute'}`),
    hand: (room, call, raised) => post(room, `${participant(call)}/${raised ? 'raise' : 'lower'}-hand`),
    async connectBridge(room) {
      const answer = await send(room, '/phone/connect');
      const nowMs = client.http.clock.now();
      // A state that conflicts, such as a bridge that is just going, is one that passes.
      const isConflict = answer.kind === 'not-ok' && answer.status === 409;
      return isConflict ? notYet(nowMs, retryAfterMsOf(answer)) : resultOf(answer, nowMs);
    },
    disconnectBridge: (room) => post(room, '/phone/disconnect'),
    isLive: async (room) => {
      const answer = await requestDigitalSamba(client, {
        method: 'GET',
        path: `/rooms/${encodeURIComponent(room)}/live`,
      });
      // A room that is not live is answered with 404 or with nothing in it; which one is not documented.
      if (answer.kind === 'not-ok' && answer.status === 404) return false;
      if (answer.kind !== 'ok') return undefined;
      const live = liveSchema.safeParse(answer.body).data?.live_participants ?? 0;
      return (typeof live === 'number' ? live : live.length) > 0;
    },
    liveSession: async (room) => {
      const answer = await requestDigitalSamba(client, {
        method: 'GET',
        path: `/rooms/${encodeURIComponent(room)}/sessions?live=true&limit=1`,
      });
      if (answer.kind === 'not-ok' && answer.status === 404) return { session: undefined };
      const sessions = answer.kind === 'ok' ? sessionsSchema.safeParse(answer.body).data?.data : undefined;
      return sessions && { session: sessions.find(({ live, end_time }) => live ?? !end_time)?.id };
    },
  };
}

/** Failed validations, and a state that conflicts: asked again, the answer would be the same (Digital Samba docs, errors). */
const refusals: ReadonlySet<number> = new Set([400, 409, 422]);

/** 404 also means that the room or the caller has gone; which refusals there are beside it is not documented. */
function resultOf(answer: KeyedAnswer, nowMs: number): CommandResult {
  if (answer.kind === 'ok') return 'done';
  if (answer.kind === 'not-ok' && answer.status === 404) return 'gone';
  if (isSurelyUndone(answer)) return notYet(nowMs, retryAfterMsOf(answer));
  return answer.kind === 'not-ok' && refusals.has(answer.status) ? 'refused' : 'unknown';
}
