import { sign } from 'node:crypto';
import type { VoiceKey } from '../voice-client.ts';

/** How long a token of ours opens the API, as Vonage's own code has it, and how long before its end the next is made. */
const tokenLifeMs = 900_000;
const renewedBeforeMs = 120_000;

/**
 * Makes tokens that open the API for an application: RS256 by its private key. One is used until it is nearly over.
 *
 * @param newId names each of them
 */
export function apiTokens(newId: () => string): (key: VoiceKey, nowMs: number) => string {
  let last: { readonly key: VoiceKey; readonly token: string; readonly renewAtMs: number } | undefined;
  return (key, nowMs) => {
    const isGood = last?.key.secret === key.secret && last.key.id === key.id && nowMs < last.renewAtMs;
    if (!isGood || last === undefined)
      last = { key, token: apiToken(key, newId(), nowMs), renewAtMs: nowMs + tokenLifeMs - renewedBeforeMs };
    return last.token;
  };
}

function apiToken({ id, secret }: VoiceKey, jti: string, nowMs: number): string {
  const iat = Math.floor(nowMs / 1_000);
  const claims = { application_id: id, iat, jti, exp: iat + tokenLifeMs / 1_000 };
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), secret).toString('base64url')}`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
