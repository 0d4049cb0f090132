import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Item } from './table.ts';

/** What became of a write that has a condition. */
type Conditional<Output> =
  | { readonly ok: true; readonly output: Output }
  /** Nothing was written. `item`: what refused it, if the write asks for it and it is there. */
  | { readonly ok: false; readonly item: Item | undefined };

/** Waits for a write that may find its condition not met. @throws whatever else it fails with */
export async function conditional<Output>(write: Promise<Output>): Promise<Conditional<Output>> {
  try {
    return { ok: true, output: await write };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // The document client leaves errors as they came: the item in one is raw.
    return { ok: false, item: error.Item && unmarshall(error.Item) };
  }
}

/** Whether a conditional write was carried out. */
export async function isConditionMet(write: Promise<unknown>): Promise<boolean> {
  return (await conditional(write)).ok;
}
