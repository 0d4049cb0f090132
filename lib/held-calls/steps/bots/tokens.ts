import { createHmac, timingSafeEqual } from 'node:crypto';
import { callIdSchema, parseOwnRoomName, type CallId } from '../../model/call.ts';

/** The SIP header by which a call that we forward ourselves names its route. Compared without regard to case. */
export const routeHeaderName = 'X-Patchbay-Route';

/**
 * That header as it arrives: a voice provider may put a prefix of its own before it (Vonage `X-`, Plivo `X-PH-`), take its
 * hyphens, and let it come in parts, numbered from the second one on.
 */
const routeHeaderNames = /^(?:x-)*(?:ph-)?patchbay-?route([2-9]?)$/i;

export function isRouteHeader(name: string): boolean {
  return routeHeaderNames.test(name);
}

/** The value of the route header among a call's headers, put together again; undefined: there is none. */
export function routeHeaderOf(headers: Readonly<Record<string, string>>): string | undefined {
  const parts = Object.entries(headers).flatMap(([name, value]) => {
    const part = routeHeaderNames.exec(name)?.[1];
    return part === undefined ? [] : [{ part, value }];
  });
  if (parts.length === 0) return undefined;
  const inOrder = parts.toSorted((one, other) => Number(one.part) - Number(other.part));
  // What we write has no percent sign: one stands for a character that did not fit through.
  return inOrder
    .map(({ value }) => value)
    .join('')
    .replace(/%([0-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** How long a route header is good for: the time from our forwarding a call to the provider's webhook, with room. */
export const routeHeaderLifeMs = 60_000;

/** Each purpose signs under its own label, so that a token for one is worth nothing for another. */
type Purpose = BotPurpose | 'route';

/** What a bot may ask for, or report: that the caller comes into its room, is led on from there, or was told the notice. */
export type BotPurpose = 'ready' | 'transfer' | 'noticed';

function mac(signingKey: string, purpose: Purpose, text: string): string {
  return createHmac('sha256', signingKey).update(`${purpose}\n${text}`).digest('base64url');
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The bearer token with which the bot of one room, and nobody else, may ask for one thing. */
export function bearerToken(signingKey: string, purpose: BotPurpose, stage: string, room: string): string {
  const attempt = parseOwnRoomName(stage, room)?.attempt ?? 0;
  return `${attempt}.${mac(signingKey, purpose, room)}`;
}

/** The attempt that such a token speaks for; undefined if it is not ours, for something else, or not for this call. */
export function attemptOfToken(
  signingKey: string,
  purpose: BotPurpose,
  token: string,
  roomOfAttempt: (attempt: number) => string,
): number | undefined {
  const [attempt = '', signature = '', ...rest] = token.split('.');
  if (!/^[1-9]\d{0,3}$/.test(attempt) || rest.length > 0) return undefined;
  return sameText(signature, mac(signingKey, purpose, roomOfAttempt(Number(attempt))))
    ? Number(attempt)
    : undefined;
}

/** What a route header says. */
interface RouteHeader {
  readonly route: string;
  readonly call: CallId;
  readonly expiresAtMs: number;
}

/** Writes the header's value: printable, without separators that SIP or a URI gives a meaning. */
export function signRouteHeader(signingKey: string, header: RouteHeader): string {
  const said = [
    Buffer.from(header.route).toString('base64url'),
    header.call,
    String(Math.floor(header.expiresAtMs / 1000)),
  ].join('.');
  return `${said}.${mac(signingKey, 'route', said)}`;
}

/** Reads a header's value back. `forged` covers everything that we did not sign. */
export function readRouteHeader(
  signingKey: string,
  value: string,
  nowMs: number,
):
  | { readonly ok: true; readonly header: RouteHeader }
  | { readonly ok: false; readonly why: 'forged' | 'expired' } {
  const [route = '', call = '', expires = '', signature = '', ...rest] = value.split('.');
  const id = callIdSchema.safeParse(call);
  const signed = sameText(signature, mac(signingKey, 'route', `${route}.${call}.${expires}`));
  if (!signed || rest.length > 0 || !id.success) return { ok: false, why: 'forged' };
  const expiresAtMs = Number(expires) * 1000;
  if (nowMs >= expiresAtMs || nowMs < expiresAtMs - routeHeaderLifeMs - clockSkewMs)
    return { ok: false, why: 'expired' };
  return {
    ok: true,
    header: { route: Buffer.from(route, 'base64url').toString(), call: id.data, expiresAtMs },
  };
}

/** How far the clocks of two of our functions may be apart. */
const clockSkewMs = 5_000;
