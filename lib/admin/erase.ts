import {
  isCallOver,
  type CallLog,
  type CallsPosition,
  type LoggedCall,
} from '../aws/stores/held-calls/call-log.ts';
import type { Erasable, ErasableStore } from '../aws/stores/erasable-store.ts';
import type { Conference } from '../conferences/model/conference.ts';
import { hashNumber, type PinKey } from '../conferences/model/pins.ts';
import { mentions } from '../numbers/caller.ts';
import type { ListedKnown } from '../conferences/model/known-caller.ts';
import type { KnownAdmin } from '../conferences/ports.ts';

/** Calls on one page of the search. */
const searchPage = 100;

export interface EraseDeps {
  readonly items: ErasableStore;
  readonly clock: { now(): number };
  readonly calls: CallLog;
  readonly conferences: () => Promise<readonly Conference[]>;
  readonly known: Pick<KnownAdmin, 'listOf' | 'remove'>;
  readonly pinKeys: () => Promise<readonly PinKey[]>;
}

/** Something that is stored about a caller. */
export type Stored = Erasable | { readonly kind: 'known-caller'; readonly known: ListedKnown };

/** What has to stay for now, and why. */
export interface Left {
  readonly kind: Stored['kind'];
  readonly call: string;
  readonly why: string;
}

export interface Found {
  readonly stored: readonly Stored[];
  readonly left: readonly Left[];
}

const inProgress = 'the call is in progress';
const inCleanUp = 'what the call used is still being cleaned up';
const noKeys = 'the secret that their numbers are hashed with is missing';
const inRoom = 'its room may still show the caller, who has to be taken back';

/**
 * Everything that is stored under a caller's number (E.164), in any spelling with its country code, SIP headers included:
 * it pages through all calls that are kept. Counts of tries
 * and of calls before their PIN are not looked for: they are gone after two hours at most.
 */
export async function findStored(deps: EraseDeps, number: string): Promise<Found> {
  const stored: Stored[] = [];
  const left: Left[] = [];
  const about = await findAbout(deps, number);
  for (const logged of about.calls) {
    const found = await partsOf(deps, logged);
    stored.push(...found.stored);
    left.push(...found.left);
  }
  if (about.known === undefined) left.push({ kind: 'known-caller', call: 'all', why: noKeys });
  for (const known of about.known ?? []) stored.push({ kind: 'known-caller', known });
  return { stored, left };
}

/** What is stored about a caller, as it is stored. `known`: undefined if the secret that hashes their numbers is missing. */
export interface About {
  readonly calls: readonly LoggedCall[];
  readonly known: readonly ListedKnown[] | undefined;
}

/** The calls that a number (E.164) is found in, those in progress too, and the conferences that know it. */
export async function findAbout(deps: Omit<EraseDeps, 'items' | 'clock'>, number: string): Promise<About> {
  const calls: LoggedCall[] = [];
  for await (const logged of callsOf(deps.calls, number)) calls.push(logged);
  const keys = await deps.pinKeys();
  return { calls, known: keys.length === 0 ? undefined : await knownAs(deps, keys, number) };
}

async function* callsOf(calls: CallLog, number: string): AsyncGenerator<LoggedCall, void, void> {
  const seen = new Set<string>();
  let after: CallsPosition | undefined;
  do {
    const page = await calls.page({ liveOnly: false, sinceMs: 0, limit: searchPage, after });
    for (const logged of page.calls) {
      const [id, said] =
        logged.kind === 'held'
          ? [logged.call.id, [logged.call.from, ...Object.values(logged.call.sipHeaders ?? {})]]
          : [logged.call.call, [logged.call.number]];
      if (seen.has(id) || !said.some((text) => text !== undefined && mentions(text, number))) continue;
      seen.add(id);
      yield logged;
    }
    after = page.next;
  } while (after !== undefined);
}

async function partsOf({ items, clock }: EraseDeps, logged: LoggedCall): Promise<Found> {
  const isOver = isCallOver(logged, clock.now());
  if (logged.kind === 'held') {
    const call = logged.call.id;
    if (!isOver) return { stored: [], left: [{ kind: 'held-call', call, why: inProgress }] };
    return (await items.isInCleanUp(call))
      ? { stored: [], left: [{ kind: 'held-call', call, why: inCleanUp }] }
      : { stored: [{ kind: 'held-call', call }], left: [] };
  }
  const { call, conference } = logged.call;
  if (!isOver) return { stored: [], left: [{ kind: 'pin-call', call, why: inProgress }] };
  if (logged.caller?.announced !== undefined)
    return { stored: [], left: [{ kind: 'conference-caller', call, why: inRoom }] };
  const stored: Stored[] = [{ kind: 'pin-call', call }];
  if (logged.caller !== undefined && conference !== undefined)
    stored.push({ kind: 'conference-caller', call, conference });
  return { stored, left: [] };
}

async function knownAs(
  { conferences, known }: Pick<EraseDeps, 'conferences' | 'known'>,
  keys: readonly PinKey[],
  number: string,
): Promise<readonly ListedKnown[]> {
  const hashes = keys.map(({ key }) => hashNumber(key, number));
  const all: ListedKnown[] = [];
  for (const { id } of await conferences())
    all.push(...(await known.listOf(id)).filter(({ hash }) => hashes.includes(hash)));
  return all;
}

/** Deletes what was found. Whatever has come to life again since then stays, and is returned. */
export async function eraseStored(deps: EraseDeps, stored: readonly Stored[]): Promise<readonly Left[]> {
  const left: Left[] = [];
  for (const each of stored) {
    if (each.kind === 'known-caller') await deps.known.remove(each.known.hash, each.known.caller);
    else if (!(await deps.items.remove(each)))
      left.push({ kind: each.kind, call: each.call, why: inProgress });
  }
  return left;
}
