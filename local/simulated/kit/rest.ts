import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Fault } from './faults.ts';
import type { Timers } from './timers.ts';

/** What every simulated REST interface is served with. */
export type Env = { Bindings: HttpBindings };
export type Next = () => Promise<void>;

/** Path of a request below `base`, which alone is routed; anything elsewhere matches no route. */
export function pathBelow(base: string, request: Request): string {
  const { pathname } = new URL(request.url);
  if (pathname === base) return '/';
  return pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : `/elsewhere${pathname}`;
}

/** Compares in constant time, as the providers do with their keys. */
export function sameText(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

export const hangForEver = (): Promise<Response> => new Promise(() => undefined);

/** Breaks the connection without an answer. */
export function dropConnection(c: Context<Env>): Response {
  c.env.outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

/**
 * Serves a request with the fault that is armed for it, or as usual.
 * @param bodyOf the provider's error for a status, where the fault has no body of its own
 */
export async function serveWith(
  fault: Fault | undefined,
  { c, next, timers }: { readonly c: Context<Env>; readonly next: Next; readonly timers: Timers },
  bodyOf: (status: number) => unknown,
): Promise<Response | undefined> {
  if (fault?.delayMs !== undefined) await timers.sleep(fault.delayMs);
  const isFalsified = fault?.status !== undefined || fault?.hang === true || fault?.dropAnswer === true;
  if (!isFalsified || fault.effect === 'done') await next();
  if (fault?.hang === true) return hangForEver();
  if (fault?.dropAnswer === true) return dropConnection(c);
  if (fault?.status === undefined) return undefined;
  c.res = Response.json(fault.body ?? bodyOf(fault.status), { status: fault.status });
  return undefined;
}
