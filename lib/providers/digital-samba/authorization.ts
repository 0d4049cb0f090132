import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether a webhook carries one of the live secrets, with or without `Bearer ` in front: Digital Samba's reference and
 * its samples disagree on that (Digital Samba docs, webhooks). Without a secret nothing passes.
 *
 * @param header the request's `Authorization` header.
 */
export function isAuthorized(header: string | undefined, secrets: readonly string[]): boolean {
  if (header === undefined) return false;
  const given = digest(header.replace(/^Bearer /i, ''));
  // Every secret is looked at, and digests have one length, so that time tells nothing.
  return secrets.filter((secret) => secret !== '' && timingSafeEqual(given, digest(secret))).length > 0;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
