import * as z from 'zod';
import type { IncomingCall } from '../../held-calls/steps/accept.ts';
import { encodeHold } from './hold.ts';
import { parseObject } from './json.ts';
import { hasCallId, hasTestKey } from './probe.ts';

/** What a correctly signed request to the pinless webhook says. */
export type PinlessRequest =
  | { readonly kind: 'call'; readonly call: IncomingCall }
  | { readonly kind: 'probe' }
  | { readonly kind: 'invalid'; readonly why: 'not-json' | 'callId' | 'callDomain' };

/**
 * Text wherever Daily promises text, and nothing otherwise: a call is not refused for an odd caller. JSON can spell half
 * characters, which the table refuses; they become U+FFFD.
 */
const textSchema = z
  .union([z.string(), z.number().transform(String)])
  .transform((text) => text.toWellFormed().trim())
  .pipe(z.string().min(1))
  .optional()
  .catch(undefined);

/** Longer than any number or SIP address that people dial, in characters. */
const longestDialled = 320;

/**
 * Who calls and what was dialled: whoever dials from a SIP address chooses the text, and it goes on to rooms, bots and
 * people. Controls, marks that turn the direction of writing, and line breaks become a space.
 */
const partySchema = textSchema.pipe(
  z
    .string()
    .transform((text) => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim())
    .transform((text) => (text === '' ? undefined : text))
    .optional(),
);
/** A key that routes are looked for by: what is too long is cut, between characters. */
const dialledSchema = partySchema.transform(
  (text) => text && Array.from(text).slice(0, longestDialled).join(''),
);

/** SIP headers come from whoever dialled; values that are neither text, number nor boolean are dropped. */
const sipHeadersSchema = z
  .record(z.string(), z.unknown())
  .transform((headers) => Object.fromEntries(Object.entries(headers).flatMap(printable)))
  .optional()
  .catch(undefined);

const callSchema = z.object({
  To: dialledSchema,
  // Not cut: a number that stands far behind counts too when callers are denied.
  From: partySchema,
  callId: textSchema,
  callDomain: textSchema,
  sipHeaders: sipHeadersSchema,
});

/** Reads the body that announces a call on hold (Daily docs, pinless dial-in). Unknown keys are ignored. */
export function parsePinlessRequest(rawBody: string | Uint8Array): PinlessRequest {
  const body = parseObject(rawBody);
  if (body === undefined) return { kind: 'invalid', why: 'not-json' };
  if (hasTestKey(body) || !hasCallId(body)) return { kind: 'probe' };

  const { To, From, callId, callDomain, sipHeaders } = callSchema.parse(body);
  if (callId === undefined) return { kind: 'invalid', why: 'callId' };
  if (callDomain === undefined) return { kind: 'invalid', why: 'callDomain' };
  return {
    kind: 'call',
    call: {
      providerCallId: callId,
      hold: encodeHold(callId, callDomain),
      // A call without a dialled number still has a caller on hold: the default route may take it.
      to: To ?? '',
      ...(From === undefined ? {} : { from: From }),
      ...(sipHeaders === undefined ? {} : { sipHeaders }),
    },
  };
}

/** What a body says was dialled, read as `parsePinlessRequest` reads it; empty if it does not say. */
export function dialledIn(rawBody: string | Uint8Array): string {
  return dialledSchema.parse(parseObject(rawBody)?.To) ?? '';
}

function printable([name, value]: [string, unknown]): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[name, value]];
  return typeof value === 'number' || typeof value === 'boolean' ? [[name, String(value)]] : [];
}
