import type { Http } from '../../http/http.ts';
import type { VideoRooms } from '../../held-calls/ports.ts';
import type { Log } from '../../telemetry/telemetry.ts';
import type { DailyClient } from './client.ts';
import { connect } from './connect.ts';
import { removeRooms } from './remove-rooms.ts';
import { callerIn, createRoom, isBotIn, keepOut, readAddress } from './rooms.ts';
import { signBotToken } from './token.ts';
import { transfer } from './transfer.ts';

export interface VideoRoomsDeps {
  readonly http: Http;
  readonly log: Log;
  /** Base URL of Daily's REST API, without a slash at the end. */
  readonly apiUrl: string;
  /** Secrets; undefined while not set. */
  readonly apiKey: () => Promise<string | undefined>;
  readonly rereadApiKey: () => Promise<string | undefined>;
  readonly domainId: () => Promise<string | undefined>;
}

/** Daily as the video side of held calls. */
export function makeVideoRooms(deps: VideoRoomsDeps): VideoRooms {
  const { http, log, apiUrl } = deps;
  const client: DailyClient = { http, log, apiUrl, apiKey: { read: deps.apiKey, reread: deps.rereadApiKey } };
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
      const [apiKey, domainId] = await Promise.all([deps.apiKey(), deps.domainId()]);
      if (!apiKey || !domainId) {
        log.error('secret-missing', { secret: apiKey ? 'dailyDomainId' : 'dailyApiKey' });
        return undefined;
      }
      return signBotToken({ apiKey, domainId }, { room, target }, http.clock.now(), expiresAtMs);
    },
  };
}
