import type { ConsoleClient } from '../console/api/client.ts';
import { nothingYet, stateAfter, type State } from '../console/derive/state.ts';

/** What is known of a gateway while a scenario is played. */
export interface Watch {
  readonly state: () => State;
  /**
   * Settles as soon as `check` finds something, or after `withinMs` with undefined.
   * @throws if the gateway has ended
   */
  until<Found>(check: (state: State) => Found | undefined, withinMs: number): Promise<Found | undefined>;
  stop(): void;
}

/** How long a gateway may take until it says what there is. */
const firstWithinMs = 5_000;

/**
 * Follows a gateway over its local API.
 * @throws a sentence if it does not answer
 */
export async function watch(client: ConsoleClient): Promise<Watch> {
  const over = new AbortController();
  const listeners = new Set<() => void>();
  let state = nothingYet;
  let failure: Error | undefined;
  const told = () => {
    for (const listener of [...listeners]) listener();
  };
  const follow = async (): Promise<void> => {
    try {
      for await (const event of client.events(over.signal)) {
        state = stateAfter(state, event);
        told();
      }
      failure = new Error('The gateway has ended.');
    } catch (cause) {
      failure = new Error('The gateway does not answer. Start it again: npm start', { cause });
    }
    told();
  };
  void follow();
  const until: Watch['until'] = (check, withinMs) =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = check(state);
        if (found === undefined && failure === undefined) return;
        clearTimeout(timer);
        listeners.delete(look);
        if (found !== undefined) resolve(found);
        else reject(failure ?? new Error('The gateway has ended.'));
      };
      const timer = setTimeout(() => {
        listeners.delete(look);
        resolve(undefined);
      }, withinMs);
      listeners.add(look);
      look();
    });
  const about = await until((now) => now.about, firstWithinMs);
  if (about === undefined)
    throw new Error('The gateway does not say what there is. Start it again: npm start');
  return { state: () => state, until, stop: () => over.abort() };
}
