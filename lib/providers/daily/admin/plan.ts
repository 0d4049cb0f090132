import type { DialinEntry } from './dialin.ts';
import { dialledNamesOf, ownSecretsOf, type OwnSecrets } from '../own-secrets.ts';

/** What of the domain's dial-in is to lead to a gateway. */
export interface DialinOrder {
  /** The gateway's `room_creation_api`. */
  readonly url: string;
  /** The newest secret that the gateway checks with; undefined if it has none yet. */
  readonly hmac: string | undefined;
  /** Numbers and addresses that have secrets of their own instead. */
  readonly own?: readonly OwnSecrets[] | undefined;
  /** Numbers that are to lead here, whatever they led to before. */
  readonly numbers: readonly string[];
  /** Whether there is to be a static SIP address that belongs to no number. */
  readonly interconnect: boolean;
}

/** One write. */
export interface DialinStep {
  readonly number: string | undefined;
  /** What there is now; undefined: nothing. */
  readonly entry: DialinEntry | undefined;
  /** Its own secrets; undefined: it gets the shared one. */
  readonly own?: OwnSecrets | undefined;
}

export type DialinPlan =
  | {
      readonly ok: true;
      readonly steps: readonly DialinStep[];
      /** The secret that all share which have none of their own; undefined: Daily makes it with the first entry. */
      readonly hmac: string | undefined;
    }
  | { readonly ok: false; readonly problem: string };

/**
 * Plans what it takes. What leads here already is brought up to date too, so that a new secret reaches every entry. A
 * gateway without a secret takes over the one that Daily has: nothing is rotated by accident.
 */
export function planDialin(entries: readonly DialinEntry[], order: DialinOrder): DialinPlan {
  const { url, numbers, interconnect } = order;
  const leadsHere = (entry: DialinEntry) => entry.type === 'pinless_dialin' && entry.url === url;
  const asked = numbers.map((number) => ({
    number,
    entry: entries.find((entry) => entry.number === number),
  }));
  const pinned = asked.find(({ entry }) => entry !== undefined && entry.type !== 'pinless_dialin');
  if (pinned !== undefined) {
    const problem =
      `${pinned.number} serves dial-in with PINs at Daily, and a number serves either that or calls on hold. Delete that ` +
      'configuration at Daily first, or use another number';
    return { ok: false, problem };
  }
  const others = entries
    .filter((entry) => leadsHere(entry) && !asked.some((each) => each.entry === entry))
    .map((entry) => ({ number: entry.number, entry }));
  const hasInterconnect = others.some(({ number }) => number === undefined);
  const wanted = [
    ...asked,
    ...others,
    ...(interconnect && !hasInterconnect ? [{ number: undefined, entry: undefined }] : []),
  ].map((step): DialinStep => {
    const names = dialledNamesOf({ number: step.number, address: step.entry?.address });
    return { ...step, own: ownSecretsOf(order.own, names) };
  });
  const known = wanted.flatMap(({ entry = [], own }) => (own === undefined ? entry : []));
  const hmac = order.hmac ?? (known.find(leadsHere) ?? known.find((entry) => entry.hmac !== undefined))?.hmac;
  const isRight = ({ entry, own }: DialinStep) =>
    entry?.url === url && entry.hmac === (own === undefined ? hmac : own.hmac[0]);
  return { ok: true, hmac, steps: wanted.filter((step) => !isRight(step)) };
}
