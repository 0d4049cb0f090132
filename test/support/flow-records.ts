import * as z from 'zod';

/** Where each file of flows leaves what its functions did, for the tests after them. */
export const recordsFolder = new URL('../../build/flow-records/', import.meta.url);

/** What one file of flows leaves. */
export const flowRecordsSchema = z.object({
  /** What was asked of AWS, in the order of the answers. */
  records: z.array(
    z.object({
      functionName: z.string().optional(),
      action: z.string(),
      resource: z.string(),
      readUnits: z.number(),
      writeUnits: z.number(),
      status: z.number(),
      at: z.number(),
    }),
  ),
  /** Every line that a function wrote. */
  logs: z.array(z.string()),
  /** The secret at the beginning and at the end, as JSON text. */
  secrets: z.array(z.string()),
});
export type FlowRecords = z.infer<typeof flowRecordsSchema>;
