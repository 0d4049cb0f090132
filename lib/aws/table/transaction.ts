import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../conferences/ports.ts';
import type { Table } from './table.ts';
import { backOffMs, type Random } from '../clients/timeouts.ts';

/** Tries of one transaction while others are under way on its items: they take some 20 ms each. */
const maxTries = 8;
const backOffBaseMs = 50;
const backOffMaxMs = 800;

/** Reasons that another try may not meet (DynamoDB API reference, "TransactWriteItems"). */
const passing = ['None', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

/** One of the writes that are carried out together. */
export type TransactWrite = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export interface TransactionDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Carries out all writes or none. A repetition by the client, after an answer that got lost, is carried out once:
 * the command carries a token of its own.
 * @returns `done`, or for each write whether its condition failed
 * @throws what cannot be tried again, and a conflict that outlasts all tries
 */
export async function transact(
  { table, clock, random }: TransactionDeps,
  writes: TransactWrite[],
): Promise<'done' | readonly boolean[]> {
  for (let tries = 1; ; tries += 1) {
    try {
      await table.client.send(new TransactWriteCommand({ TransactItems: writes }));
      return 'done';
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const reasons = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
      const failed = reasons.map((reason) => reason === 'ConditionalCheckFailed');
      if (failed.includes(true)) return failed;
      const mayPass = reasons.length > 0 && reasons.every((reason) => passing.includes(reason));
      if (!mayPass || tries === maxTries) throw error;
    }
    await clock.sleep(backOffMs(tries, backOffBaseMs, backOffMaxMs, random));
  }
}
