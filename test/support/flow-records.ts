import * as z from 'zod';

/** What the stack of one file of flows leaves in the run's folder, for the tests after the flows. */
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

/** Says where, in the environment of every test of a run. */
export const flowRecordsVariable = 'FLOW_RECORDS_FOLDER';

/** Folder in which each stack of a flow leaves its records. */
export function flowRecordsFolder(): string {
  const folder = process.env[flowRecordsVariable];
  if (folder === undefined) throw new Error('The global set-up has made no folder for the records of flows.');
  return folder;
}
