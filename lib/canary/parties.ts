import { parseOwnRoomName } from '../held-calls/model/call.ts';
import type { BotOrder, Bots, VideoRooms } from '../held-calls/ports.ts';
import { isCanary } from './id.ts';
import { canaryHost } from './route.ts';

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
  const addressOf = (room: string) => `${room}@${canaryHost}`;
  return {
    create: (order) =>
      isOurs(order.name)
        ? Promise.resolve({
            ok: true,
            url: `https://${canaryHost}/${order.name}`,
            address: addressOf(order.name),
          })
        : video.create(order),
    addressOf: (room, endsAtMs) =>
      isOurs(room) ? Promise.resolve(addressOf(room)) : video.addressOf(room, endsAtMs),
    transfer: (order) =>
      isOurs(order.room) ? Promise.resolve({ kind: 'refused', why: 'canary' }) : video.transfer(order),
    callerIn: (room, endsAtMs) => (isOurs(room) ? Promise.resolve('out') : video.callerIn(room, endsAtMs)),
    remove: async (names) => {
      const real = names.filter((name) => !isOurs(name));
      return real.length === 0 ? [] : video.remove(real);
    },
    connect: async (hold, address, endsAtMs) => {
      const [room = '', at] = address.split('@');
      if (at !== canaryHost || !isOurs(room)) return video.connect(hold, address, endsAtMs);
      return (await reportConnected(room)) ? { kind: 'taken' } : { kind: 'busy', why: 'not-taken' };
    },
    // A real one: that the keys for it are there is part of what is proved.
    botToken: (room, target, expiresAtMs) => video.botToken(room, target, expiresAtMs),
    isBotIn: (room, target, endsAtMs) => video.isBotIn(room, target, endsAtMs),
    keepOut: (room, targets, endsAtMs) => video.keepOut(room, targets, endsAtMs),
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
