import * as z from 'zod';
import { RateLimiter } from '../../../../local/simulated/daily/rest/rate-limits.ts';
import type { Incoming, Reply } from '../../frame/network.ts';
import type { SimulatedCallers } from './callers.ts';
import type { Room, SimulatedRooms } from './rooms.ts';
import type { DailyVariants } from '../variants.ts';
import type { Scheduler } from '../../frame/scheduler.ts';

const roomRequestSchema = z.object({
  name: z.string(),
  privacy: z.literal('private'),
  properties: z.object({
    exp: z.number(),
    sip: z.object({ num_endpoints: z.literal(1), display_name: z.string() }),
  }),
});
const plainName = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,128}$/u;
const updateSchema = z.strictObject({ callId: z.string(), callDomain: z.string(), sipUri: z.string() });
const transferSchema = z.strictObject({ sessionId: z.string(), toEndPoint: z.string() });
const batchSchema = z.strictObject({ room_names: z.array(z.string()).min(1) });

export const updatePath = '/dialin/pinlessCallUpdate';

const no = (status: number, error: string): Reply => ({ status, body: { error } });

/** Daily's REST interface, as far as the gateway uses it (Daily docs, REST reference). */
export class SimulatedDailyRest {
  readonly #rooms: SimulatedRooms;
  readonly #callers: SimulatedCallers;
  readonly #variants: DailyVariants;
  readonly #scheduler: Scheduler;
  readonly #isKey: (key: string | undefined) => boolean;
  readonly #limiter = new RateLimiter();

  constructor(deps: {
    readonly rooms: SimulatedRooms;
    readonly callers: SimulatedCallers;
    readonly variants: DailyVariants;
    readonly scheduler: Scheduler;
    readonly isKey: (key: string | undefined) => boolean;
  }) {
    this.#rooms = deps.rooms;
    this.#callers = deps.callers;
    this.#variants = deps.variants;
    this.#scheduler = deps.scheduler;
    this.#isKey = deps.isKey;
  }

  serve(incoming: Incoming): Reply {
    const { method, path, body, key } = incoming;
    if (!this.#isKey(key)) return no(401, 'authentication-error');
    if (method === 'POST' && path === '/rooms') return this.#create(JSON.parse(body ?? ''));
    if (method === 'POST' && path === updatePath) return this.#update(JSON.parse(body ?? ''), incoming);
    if (method === 'DELETE' && path === '/batch/rooms') return this.#deleteBatch(JSON.parse(body ?? ''));
    const led = /^\/rooms\/([\w-]+)\/sipCallTransfer$/.exec(path)?.[1];
    if (method === 'POST' && led !== undefined) return this.#transfer(led, JSON.parse(body ?? ''));
    const match = /^\/rooms\/([\w-]+)(\/presence)?$/.exec(path);
    const name = match?.[1];
    if (name === undefined) throw new Error(`Daily has no ${method} ${path}`);
    if (method === 'DELETE') {
      return this.#rooms.delete(name) ? { status: 200, body: { deleted: true, name } } : no(404, 'not-found');
    }
    const room = this.#rooms.byName.get(name);
    if (method !== 'GET' || room === undefined) return no(404, 'not-found');
    return match?.[2] === undefined ? { status: 200, body: this.#describe(room) } : this.#presence(room);
  }

  #create(request: unknown): Reply {
    const { name, properties } = roomRequestSchema.parse(request);
    if (this.#rooms.byName.has(name)) return no(400, 'invalid-request-error');
    if (this.#variants.oddDisplayName === 'refused' && !plainName.test(properties.sip.display_name))
      return no(400, 'invalid-request-error');
    if (properties.exp * 1000 <= this.#scheduler.nowMs) return no(400, 'invalid-request-error');
    const room = this.#rooms.create(name, properties.sip.num_endpoints, properties.exp * 1000);
    return { status: 200, body: this.#describe(room) };
  }

  #update(request: unknown, { waitedUntilMs, sender }: Incoming): Reply {
    const { updateRateClass, retryAfterS } = this.#variants;
    if (updateRateClass !== 'none' && !this.#limiter.take(updateRateClass, this.#scheduler.nowMs))
      return { ...no(429, 'rate-limit-error'), retryAfterS };
    const { callId, callDomain, sipUri } = updateSchema.parse(request);
    const status = this.#callers.update({ callId, callDomain, sipUri, waitedUntilMs, sender });
    return status === 200 ? { status, body: { ok: 'true' } } : no(status, 'invalid-request-error');
  }

  #transfer(name: string, request: unknown): Reply {
    const { sessionId } = transferSchema.parse(request);
    const room = this.#rooms.byName.get(name);
    const status = room === undefined ? 404 : this.#callers.orderTransfer(room, sessionId);
    return status === 200 ? { status, body: {} } : no(status, 'not-found');
  }

  #deleteBatch(request: unknown): Reply {
    const names = batchSchema.parse(request).room_names;
    const isUnknown = names.some((name) => !this.#rooms.byName.has(name));
    if (isUnknown && this.#variants.batchDeleteUnknown === 'refused') return no(400, 'invalid-request-error');
    for (const name of names) this.#rooms.delete(name);
    return { status: 200, body: { deleted_count: names.length } };
  }

  #describe(room: Room): unknown {
    const [first = ''] = room.addresses;
    return {
      name: room.name,
      url: `https://example.daily.co/${room.name}`,
      config: { sip_uri: { endpoint: this.#variants.sipPrefixInRoom ? `sip:${first}` : first } },
    };
  }

  #presence(room: Room): Reply {
    const shownBefore = this.#scheduler.nowMs - this.#variants.presenceLagMs;
    const data = [...(room.meeting?.participants.values() ?? [])]
      .filter(({ joinedAtMs }) => joinedAtMs <= shownBefore)
      .map(({ id, userId }) => ({ id, userId, room: room.name }));
    return { status: 200, body: { total_count: data.length, data } };
  }
}
