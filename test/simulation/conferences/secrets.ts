import type { Signer } from './gateway-request.ts';
import { rotation, valueAt } from '../frame/secrets.ts';

/** When secrets change, in ms since the world's beginning; a negative time is before it. */
export interface SecretsChange {
  /** The new values are stored, those that sign beside the old. */
  readonly storedAtMs: number;
  /** The providers use the new values, and no other from then on. */
  readonly usedAtMs: number;
}

export const noChange: SecretsChange = { storedAtMs: Infinity, usedAtMs: Infinity };

const both = (name: string) => [`SECRET-${name}-1`, `SECRET-${name}-2`] as const;

/** The providers' secrets of a world that begins at `startMs`: as they are stored, and as the providers have them. */
export function secretsOf(startMs: number, change: SecretsChange) {
  const storedAtMs = startMs + change.storedAtMs;
  const usedAtMs = startMs + change.usedAtMs;
  const secretOf = (name: string) => {
    const [before, after] = both(name);
    return {
      /** Both live, the new one first. */
      live: rotation<readonly string[]>([before], [after, before], storedAtMs),
      stored: rotation(before, after, storedAtMs),
      used: (nowMs: number) => valueAt(rotation(before, after, usedAtMs), nowMs),
      isAccepted: (value: string | undefined, nowMs: number) =>
        (value === before && nowMs < usedAtMs) || (value === after && nowMs >= storedAtMs),
    };
  };
  return {
    twilio: secretOf('twilio-token'),
    /** Both values under one id: a rule's key is replaced in place. */
    sharedKey: secretOf('twilio-shared-key'),
    samba: secretOf('samba-key'),
    sambaWebhook: secretOf('samba-webhook'),
  };
}
export type WorldSecrets = ReturnType<typeof secretsOf>;

/** What Twilio signs webhooks with: the auth token, or, where a rule says so, the shared key of this id. */
export const signerOf =
  ({ sharedKey, twilio }: WorldSecrets, keyId: string | undefined, nowMs: () => number): Signer =>
  () => ({ secret: (keyId === undefined ? twilio : sharedKey).used(nowMs()), keyId });
