import { createHash, createHmac } from 'node:crypto';

/** Every bot's user id in a room starts with this; whoever has none of these is a caller. */
const botUserIdPrefix = 'patchbay-bot-';

/** Daily takes user ids of at most 36 characters (Daily docs, meeting tokens); the prefix uses 13. */
const hashLength = 20;

/** Name under which bots appear in a room; the bot itself may change it. */
const botUserName = 'Bot';

/** The user id, in one room, of the bot that a call's target with this index sends. */
export function botUserId(room: string, target: number): string {
  const hash = createHash('sha256').update(`${room}/${target}`).digest('base64url').slice(0, hashLength);
  return `${botUserIdPrefix}${hash}`;
}

/** Whether a participant's user id is one that we gave to a bot. */
export function isBotUserId(userId: unknown): boolean {
  return typeof userId === 'string' && userId.startsWith(botUserIdPrefix);
}

/**
 * A meeting token that lets the bot of one target into one room as its owner and throws it out at `expiresAtMs`. Made without a
 * request: a JWT, HS256 with the API key, with Daily's short claim names (Daily docs, self-signed meeting tokens).
 *
 * @param domainId UUID of the Daily domain, as `GET https://api.daily.co/v1/` names it.
 */
export function signBotToken(
  key: { readonly apiKey: string; readonly domainId: string },
  { room, target }: { readonly room: string; readonly target: number },
  nowMs: number,
  expiresAtMs: number,
): string {
  const claims = {
    r: room,
    d: key.domainId,
    iat: Math.floor(nowMs / 1000),
    exp: Math.ceil(expiresAtMs / 1000),
    o: true,
    u: botUserName,
    ud: botUserId(room, target),
    ejt: true,
  };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', key.apiKey).update(signed).digest('base64url')}`;
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
