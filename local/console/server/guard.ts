import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { isSameToken } from './token.ts';

/** What every answer carries: nothing from elsewhere, and nothing for anybody else. */
const headers = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

const cookieName = 'patchbay-console';

/**
 * Lets in only those who have the token, from this very address. A page that any other origin serves is refused, whatever
 * it sends along, and so is a name that somebody has made lead here. The printed address leaves the token in a cookie that no
 * script can read, and is left at once for one without.
 */
export function guard(token: string): MiddlewareHandler {
  return async (c, next) => {
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    if (!isOwnHost(c)) return c.text('This address is served on 127.0.0.1 and localhost only.', 403);
    const given = c.req.query('token');
    if (given !== undefined && c.req.method === 'GET' && c.req.path === '/') return enter(c, given, token);
    if (!isOwnPage(c)) return c.text('Other pages may not use the console.', 403);
    if (!isSameToken(tokenOf(c), token)) return c.text(noToken, 401);
    return next();
  };
}

const noToken =
  'Open the address that `npm start` (or `patchbay console`) printed: it ends with a token that lets you in.';

function enter(c: Context, given: string, token: string): Response {
  if (!isSameToken(given, token)) return c.text(noToken, 401);
  setCookie(c, nameOf(c), token, { path: '/', httpOnly: true, sameSite: 'Strict' });
  return c.redirect('/', 303);
}

function tokenOf(c: Context): string {
  const bearer = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
  return bearer ?? getCookie(c, nameOf(c)) ?? '';
}

/** Cookies know no ports: two consoles would take each other's. */
const nameOf = (c: Context): string => `${cookieName}-${new URL(c.req.url).port}`;

function isOwnHost(c: Context): boolean {
  return /^(127\.0\.0\.1|localhost):\d+$/.test(c.req.header('host') ?? '');
}

function isOwnPage(c: Context): boolean {
  const origin = c.req.header('origin');
  if (origin !== undefined && origin !== `http://${c.req.header('host')}`) return false;
  const site = c.req.header('sec-fetch-site');
  return site === undefined || site === 'same-origin' || site === 'none';
}
