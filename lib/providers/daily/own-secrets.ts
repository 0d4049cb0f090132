import { dialledKeys } from '../../held-calls/model/route.ts';
import { dialledIn } from './incoming-call.ts';

/** The secrets of one number or static SIP address, for calls to which no other counts. */
export interface OwnSecrets {
  /** What such a call may have dialled, in the form of `dialledKeys`. */
  readonly names: readonly string[];
  /** Base64 text, the newest first; two while one is being replaced. */
  readonly hmac: readonly string[];
}

/** What calls to an entry of the dial-in may have dialled: calls to the address of a number come as its calls (Daily docs). */
export function dialledNamesOf(entry: {
  readonly number: string | undefined;
  readonly address: string | undefined;
}): readonly string[] {
  return [...new Set([entry.number ?? [], dialledKeys(entry.address ?? '')].flat())];
}

/** The own secrets of what goes by one of these names; undefined: the shared ones count for it. */
export function ownSecretsOf<Own extends OwnSecrets>(
  own: readonly Own[] | undefined,
  names: readonly string[],
): Own | undefined {
  return own?.find((each) => each.names.some((name) => names.includes(name)));
}

/**
 * The secrets of which one must have signed the announcement of a call: those of the number or address that it came to, or
 * the shared ones where that has none. What the body says was dialled is not proved yet, and only chooses what has to prove it.
 */
export function secretsFor(
  shared: readonly string[] | undefined,
  own: readonly OwnSecrets[] | undefined,
  rawBody: Uint8Array,
): readonly string[] | undefined {
  if (own === undefined || own.length === 0) return shared;
  return ownSecretsOf(own, dialledKeys(dialledIn(rawBody)))?.hmac ?? shared;
}
