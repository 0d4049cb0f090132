import * as z from 'zod';

/** The key of an item that was written. */
export interface WrittenKey {
  readonly pk: string;
  readonly sk: string;
}

const text = z.object({ S: z.string() });
const keySchema = z.object({ pk: text, sk: text }).transform(({ pk, sk }) => ({ pk: pk.S, sk: sk.S }));
const writeSchema = z.union([
  z.object({ Item: keySchema }).transform(({ Item }) => Item),
  z.object({ Key: keySchema }).transform(({ Key }) => Key),
]);
const transactionSchema = z.object({ TransactItems: z.array(z.record(z.string(), z.unknown())) });

/** Keys of the items that a DynamoDB request changes, if it is carried out. */
export function readWrites(operation: string, input: unknown): readonly WrittenKey[] {
  switch (operation) {
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return keyIn(input);
    case 'TransactWriteItems': {
      const transaction = transactionSchema.safeParse(input);
      if (!transaction.success) return [];
      return transaction.data.TransactItems.flatMap(({ Put, Update, Delete }) =>
        keyIn(Put ?? Update ?? Delete),
      );
    }
    default:
      return [];
  }
}

function keyIn(write: unknown): readonly WrittenKey[] {
  const parsed = writeSchema.safeParse(write);
  return parsed.success ? [parsed.data] : [];
}
