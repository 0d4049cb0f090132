import * as z from 'zod';

const embeddedSchema = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

/** The custom metrics in one line of log (CloudWatch docs, embedded metric format): one for each set of dimensions. */
export function metricsIn(line: string): string[] {
  const embedded = embeddedSchema.safeParse(parse(line));
  if (!embedded.success) return [];
  const values = embedded.data;
  return values._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name }) =>
        JSON.stringify([Namespace, Name, ...names.map((name) => [name, values[name]])]),
      ),
    ),
  );
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // a line for people
  }
}
