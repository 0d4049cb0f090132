import { callIdSchema, parseOwnRoomName, type CallId } from './model/call.ts';
import type { BotOrder, Bots, HeldCallDeps, VideoRooms } from './ports.ts';
import type { Route } from './model/route.ts';

/**
 * How the ids of the canary's calls begin. Providers' own ids are UUIDs; one that began like this would lack the signed
 * header, and be refused.
 */
const idPrefix = 'canary-';

/** The id of one of the canary's calls. `unique`: never used before, at most 57 letters, digits, `-` and `_`. */
export const canaryCallId = (unique: string): CallId => callIdSchema.parse(idPrefix + unique);

/** Whether a call is one of the canary's: nobody is on the phone. */
export const isCanary = (id: CallId): boolean => id.startsWith(idPrefix);

/** The route that the signed header of a canary's call names. It is not in the table, and no number leads to it. */
export const canaryRouteName = 'canary';

/** A name that never leads anywhere (RFC 2606, reserved top-level domains). */
const host = 'canary.invalid';

export const canaryRoute: Route = {
  kind: 'targets',
  targets: [{ kind: 'bot-endpoint', url: `https://${host}/` }],
  dialOut: false,
};

/** How long the item of a canary's call is kept: long enough to look at why it failed. */
export const canaryRetentionMs = 86_400_000;

/** What serves a call, but that none of the canary's is counted: graphs and alarms speak of callers. */
export function forCall<Deps extends Pick<HeldCallDeps, 'count'>>(deps: Deps, id: CallId): Deps {
  return isCanary(id) ? { ...deps, count: () => undefined } : deps;
}

/** The provider and the bot of the canary's calls: what they do is to tell the front door, as the real ones do. */
export interface CanaryParties {
  /** Says that the caller is in the room. True: the front door has taken it. */
  readonly reportConnected: (room: string) => Promise<boolean>;
  /** Says that the room is ready. Undefined: the front door has taken it; else why not. */
  readonly reportReady: (report: BotOrder['report']) => Promise<string | undefined>;
}

/** Rooms: those of the canary's calls are not there, and whoever is to be connected to one counts as in. */
export function canaryVideo(
  video: VideoRooms,
  stage: string,
  { reportConnected }: Pick<CanaryParties, 'reportConnected'>,
): VideoRooms {
  const isOurs = (room: string) => {
    const own = parseOwnRoomName(stage, room);
    return own !== undefined && isCanary(own.id);
  };
  const addressOf = (room: string) => `${room}@${host}`;
  return {
    create: (order) =>
      isOurs(order.name)
        ? Promise.resolve({ ok: true, url: `https://${host}/${order.name}`, address: addressOf(order.name) })
        : video.create(order),
    addressOf: (room, endsAtMs) =>
      isOurs(room) ? Promise.resolve(addressOf(room)) : video.addressOf(room, endsAtMs),
    callerIn: (room, endsAtMs) => (isOurs(room) ? Promise.resolve('out') : video.callerIn(room, endsAtMs)),
    remove: async (names) => {
      const real = names.filter((name) => !isOurs(name));
      return real.length === 0 ? [] : video.remove(real);
    },
    connect: async (hold, address, endsAtMs) => {
      const [room = '', at] = address.split('@');
      if (at !== host || !isOurs(room)) return video.connect(hold, address, endsAtMs);
      return (await reportConnected(room)) ? { kind: 'taken' } : { kind: 'busy', why: 'not-taken' };
    },
    // A real one: that the keys for it are there is part of what is proved.
    botToken: (room, expiresAtMs) => video.botToken(room, expiresAtMs),
  };
}

/** Bots: one of the canary's calls is ready as soon as the front door has been told so. */
export function canaryBots(bots: Bots, { reportReady }: Pick<CanaryParties, 'reportReady'>): Bots {
  return {
    start: async (order) => {
      if (!isCanary(order.call.id)) return bots.start(order);
      const why = await reportReady(order.report);
      return why === undefined ? { kind: 'started' } : { kind: 'refused', why };
    },
    stop: (bot) => bots.stop(bot),
  };
}
