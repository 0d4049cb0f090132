import * as z from 'zod';
import type { Resolver } from '../intrinsics.ts';

/** The function that is brought what is written to the table, and how. */
export interface StreamSpec {
  /** ARN that the template gives the stream. */
  readonly arn: string;
  /** The consumer's folder name. */
  readonly functionName: string;
  readonly batchSize: number;
  /** Whether a record is brought: no filter, or one that its JSON meets. */
  readonly isWanted: (record: unknown) => boolean;
  /** Whether a batch that fails as a whole is halved. */
  readonly halves: boolean;
  /** Whether the function may say from which record on it failed. */
  readonly reportsFailures: boolean;
  /** How often a record comes again before the stream goes on without it; undefined: for as long as it is kept. */
  readonly maxRetries: number | undefined;
  /** ARN of the queue that is told what was given up. */
  readonly unpublishedArn: string | undefined;
}

/** Strict, so that nothing is passed over. Defaults as Lambda has them (API reference, CreateEventSourceMapping). */
const mappingProperties = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.int().default(100),
  StartingPosition: z.literal('TRIM_HORIZON'),
  BisectBatchOnFunctionError: z.boolean().default(false),
  MaximumRetryAttempts: z.int().default(-1),
  FunctionResponseTypes: z.tuple([z.literal('ReportBatchItemFailures')]).optional(),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }).optional(),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }) }).optional(),
  Tags: z.unknown().optional(),
});

/**
 * Reads the mapping of the table's stream.
 * @param nameOf finds a function's folder by its ARN or its name
 */
export function readStream(
  resolver: Resolver,
  mappingId: string,
  nameOf: (reference: string) => string,
): StreamSpec {
  const mapping = mappingProperties.parse(resolver.properties(mappingId));
  const patterns = mapping.FilterCriteria?.Filters.map(({ Pattern }): unknown => JSON.parse(Pattern));
  return {
    arn: mapping.EventSourceArn,
    functionName: nameOf(mapping.FunctionName),
    batchSize: mapping.BatchSize,
    isWanted: (record) => patterns?.some((pattern) => meets(record, pattern)) ?? true,
    halves: mapping.BisectBatchOnFunctionError,
    reportsFailures: mapping.FunctionResponseTypes !== undefined,
    maxRetries: mapping.MaximumRetryAttempts === -1 ? undefined : mapping.MaximumRetryAttempts,
    unpublishedArn: mapping.DestinationConfig?.OnFailure.Destination,
  };
}

const objectSchema = z.record(z.string(), z.unknown());
/** Of what a filter can ask of a value (Lambda docs, "Filter rule syntax"), what templates here use. */
const rulesSchema = z.array(z.union([z.string(), z.strictObject({ exists: z.boolean() })])).nonempty();

function meets(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) {
    return rulesSchema
      .parse(pattern)
      .some((rule) => (typeof rule === 'string' ? value === rule : (value !== undefined) === rule.exists));
  }
  const inside = objectSchema.safeParse(value).data ?? {};
  return Object.entries(objectSchema.parse(pattern)).every(([name, part]) => meets(inside[name], part));
}
