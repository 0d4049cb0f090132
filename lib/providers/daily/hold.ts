import * as z from 'zod';

const holdSchema = z.tuple([z.string().min(1), z.string().min(1)]);

/** Daily's two names of a call on hold, as the one opaque handle that the domain keeps. */
export function encodeHold(callId: string, callDomain: string): string {
  return JSON.stringify([callId, callDomain]);
}

/** The two names in a handle; undefined if `encodeHold` did not make it. */
export function decodeHold(
  hold: string,
): { readonly callId: string; readonly callDomain: string } | undefined {
  try {
    const parsed = holdSchema.safeParse(JSON.parse(hold));
    return parsed.success ? { callId: parsed.data[0], callDomain: parsed.data[1] } : undefined;
  } catch {
    return undefined; // not JSON, so not ours
  }
}
