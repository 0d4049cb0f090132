import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { ConferenceId, VoiceCallId } from '../../conferences/model/conference.ts';
import type { CallId } from '../../held-calls/model/call.ts';
import { isConditionMet } from '../table/conditional-write.ts';
import {
  callerKey,
  callKey,
  isLiveList,
  pinCallKey,
  readItem,
  type Key,
  type Table,
} from '../table/table.ts';

/** An item about a caller that can be removed before its time. */
export type Erasable =
  | { readonly kind: 'held-call'; readonly call: CallId }
  | { readonly kind: 'pin-call'; readonly call: VoiceCallId }
  | {
      readonly kind: 'conference-caller';
      readonly call: VoiceCallId;
      readonly conference: ConferenceId;
    };

/** What calls leave in the table, as somebody erases it. */
export interface ErasableStore {
  /** Whether what a held call used is still being cleaned up: until then its item is needed. */
  isInCleanUp(call: CallId): Promise<boolean>;
  /** False: it is needed again since it was found to be over, and stays. */
  remove(item: Erasable): Promise<boolean>;
}

export function createErasableStore({
  table,
  clock,
}: {
  readonly table: Table;
  readonly clock: { now(): number };
}): ErasableStore {
  return {
    async isInCleanUp(call) {
      return isLiveList((await readItem(table, callKey(call), clock.now()))?.list);
    },

    remove(item) {
      switch (item.kind) {
        case 'held-call':
          return removeIf(table, callKey(item.call), 'NOT begins_with(#is, :is)', ['list', 'LIVE#']);
        case 'pin-call':
          return removeIf(table, pinCallKey(item.call));
        case 'conference-caller':
          return removeIf(table, callerKey(item.conference, item.call), '#is = :is', ['presence', 'gone']);
      }
    },
  };
}

/** Removes an item if its attribute is like that, or if it is not there any more. */
function removeIf(
  table: Table,
  key: Key,
  is?: string,
  [attribute = '', value = '']: readonly string[] = [],
): Promise<boolean> {
  return isConditionMet(
    table.client.send(
      new DeleteCommand({
        TableName: table.name,
        Key: key,
        ...(is !== undefined && {
          ConditionExpression: `attribute_not_exists(pk) OR ${is}`,
          ExpressionAttributeNames: { '#is': attribute },
          ExpressionAttributeValues: { ':is': value },
        }),
      }),
    ),
  );
}
