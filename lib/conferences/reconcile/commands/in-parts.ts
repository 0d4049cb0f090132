import type { Command } from '../../model/command.ts';
import type { Done, SyncDeps } from './outcome.ts';
import { type CommandResult, wordFor, isNotYet } from '../../model/command-result.ts';

/** Lone callers that the room may refuse in one request's halves: if it takes nobody, asking for each is no use. */
const maxRefusals = 5;

/**
 * Tells the room of several at once; of a group that it refuses, one half at a time, until the odd one stands alone.
 * After an unknown outcome the same is sent again by the next run: better twice than invisible.
 */
export async function inParts<Item>(
  { log }: SyncDeps,
  command: Command,
  items: readonly Item[],
  on: {
    readonly send: (some: readonly Item[]) => Promise<CommandResult>;
    readonly done: (some: readonly Item[]) => Promise<void>;
    readonly refused: (only: Item) => Promise<void>;
    /** The room surely has not heard of them. */
    readonly notAsked: (some: readonly Item[]) => Promise<void>;
  },
): Promise<Done> {
  const groups = [items];
  let refusals = 0;
  for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
    const result = await on.send(group);
    const [only] = group;
    if (result === 'done') await on.done(group);
    else if (result === 'refused' && group.length > 1) {
      const middle = Math.ceil(group.length / 2);
      groups.unshift(group.slice(0, middle), group.slice(middle));
    } else {
      log.warn('conference-command', {
        command: command.kind,
        result: wordFor(result),
        callers: group.length,
      });
      if (result === 'refused' && only !== undefined) {
        await on.refused(only);
        refusals += 1;
        if (refusals < maxRefusals || groups.length === 0) continue;
      }
      const rest = result === 'unknown' || result === 'refused' ? groups : [group, ...groups];
      await on.notAsked(rest.flat());
      return isNotYet(result) ? result : 'failed';
    }
  }
  return 'done';
}
