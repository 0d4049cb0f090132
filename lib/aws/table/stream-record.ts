import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { Item } from './table.ts';

/** Attributes as the stream has them; what is in them is checked by whoever reads the item. */
const imageSchema = z.custom<Record<string, AttributeValue>>(
  (image) => typeof image === 'object' && image !== null && !Array.isArray(image),
);

const textSchema = z.object({ S: z.string() });

/** A batch of the table's stream (Lambda docs, "Example DynamoDB Streams event"). */
export const streamBatchSchema = z.object({
  Records: z.array(
    z.object({
      dynamodb: z.object({
        /** Names the record in its shard. */
        SequenceNumber: z.string(),
        /** Unix seconds. */
        ApproximateCreationDateTime: z.number(),
        Keys: z.object({ pk: textSchema, sk: textSchema }),
        OldImage: imageSchema.optional(),
        NewImage: imageSchema.optional(),
      }),
    }),
  ),
});
export type StreamRecord = z.infer<typeof streamBatchSchema>['Records'][number];

/** One write of an item: as it was, and as it is since. */
export interface ItemChange {
  readonly before: Item | undefined;
  readonly after: Item;
  /** When, to the second, in Unix ms. */
  readonly atMs: number;
}

/** The write that a record is about; undefined: an item was deleted. @throws if its images are none */
export function changeOf({ dynamodb }: StreamRecord): ItemChange | undefined {
  const { OldImage, NewImage, ApproximateCreationDateTime } = dynamodb;
  if (NewImage === undefined) return undefined;
  const atMs = ApproximateCreationDateTime * 1000;
  return { before: OldImage && unmarshall(OldImage), after: unmarshall(NewImage), atMs };
}
