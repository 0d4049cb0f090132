import type { VideoRooms } from '../../../held-calls/ports.ts';
import type { DailyClient } from '../client.ts';
import { connect } from './connect.ts';
import { removeRooms } from './remove.ts';
import { callerIn, createRoom, isBotIn, keepOut, readAddress } from './rooms.ts';
import { signBotToken } from './token.ts';
import { transfer } from './transfer.ts';

export interface VideoRoomsDeps extends DailyClient {
  /** Whom tokens for bots are of; undefined while it is not set. */
  readonly domainId: () => Promise<string | undefined>;
}

/** Daily as the video side of held calls. */
export function makeVideoRooms({ domainId: readDomainId, ...client }: VideoRoomsDeps): VideoRooms {
  const { http, log } = client;
  return {
    create: (order) => createRoom(client, order),
    addressOf: (name, endsAtMs) => readAddress(client, name, endsAtMs),
    callerIn: (name, endsAtMs) => callerIn(client, name, endsAtMs),
    remove: (names) => removeRooms(client, names),
    isBotIn: (room, target, endsAtMs) => isBotIn(client, room, target, endsAtMs),
    keepOut: (room, targets, endsAtMs) => keepOut(client, room, targets, endsAtMs),
    connect: (hold, address, endsAtMs) => connect(client, hold, address, endsAtMs),
    transfer: (order) => transfer(client, order),
    botToken: async (room, target, expiresAtMs) => {
      const [apiKey, domainId] = await Promise.all([client.apiKey.read(), readDomainId()]);
      if (!apiKey || !domainId) {
        log.error('secret-missing', { secret: apiKey ? 'dailyDomainId' : 'dailyApiKey' });
        return undefined;
      }
      return signBotToken({ apiKey, domainId }, { room, target }, http.clock.now(), expiresAtMs);
    },
  };
}
