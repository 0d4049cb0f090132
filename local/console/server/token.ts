import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** 256 bits: nobody guesses it. */
const tokenBytes = 32;
const tokenPattern = /^[\w-]{43}$/;

/**
 * The token that lets a page or a program in. It is kept in a file of the user's own, so that pages that are open find their
 * way back when the gateway is started again.
 */
export function keptToken(file: string): string {
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (tokenPattern.test(kept)) return kept;
  const token = newToken();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, token, { mode: 0o600 });
  return token;
}

/** A token that is good for one run. */
export function newToken(): string {
  return randomBytes(tokenBytes).toString('base64url');
}

/** Compares in constant time. */
export function isSameToken(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
