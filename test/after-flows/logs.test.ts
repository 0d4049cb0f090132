import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { reasonDimension, stageDimension } from '../../lib/aws/clients/metrics.ts';
import { logCodes, metricNames } from '../../lib/telemetry/telemetry.ts';
import { readFlowRecords } from './records.ts';

/** Values of any shape, as far as texts are looked for in them. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

const trunksSchema = z.array(z.object({ hmac: z.unknown() }).transform(({ hmac }) => hmac));

/** What is secret in a value of the secrets: a trunk stands there with its name and its route, which logs may say. */
const secretsIn = (text: string): string[] =>
  textsIn(
    JSON.parse(text, (key, value: unknown) => (key === 'dailyTrunks' ? trunksSchema.parse(value) : value)),
  );

const entrySchema = z.looseObject({
  level: z.enum(['INFO', 'WARN', 'ERROR']),
  timestamp: z.iso.datetime(),
  code: z.enum(logCodes),
});

/** What tells metrics apart: never a call, a number, a room or anything else of which there is no end. */
const metricsSchema = z.looseObject({
  Reason: z
    .string()
    .max(40)
    .regex(/^[a-z_]+(-[a-z_]+\d{0,2})*$/i)
    .optional(),
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Dimensions: z.array(z.array(z.enum([stageDimension, reasonDimension]))),
        Metrics: z.array(
          z.object({ Name: z.string().refine((name) => Object.values<string>(metricNames).includes(name)) }),
        ),
      }),
    ),
  }),
});

/** What Lambda itself writes of a function that failed. */
const failureLine = /^ERROR\tInvoke Error\t(.*)$/;
const failureSchema = z.strictObject({ errorType: z.string(), errorMessage: z.string() });

/** The value that a line is; undefined if it is not JSON. */
function valueOf(line: string): unknown {
  try {
    return JSON.parse(failureLine.exec(line)?.[1] ?? line);
  } catch {
    return undefined;
  }
}

/** What is wrong with the form of a line, if anything. */
function problemOf(line: string): string | undefined {
  const schema = failureLine.test(line) ? failureSchema : z.union([entrySchema, metricsSchema]);
  const parsed = schema.safeParse(valueOf(line));
  return parsed.success ? undefined : z.prettifyError(parsed.error);
}

/** Shapes that no line may contain, each with an example of it. What is looked in has no ids left. */
const forbidden = [
  ['a task token', /AQCAAAA/, 'AQCAAAAKgAAAAIAAAAAAAAA'],
  ['a bearer token', /\bbearer\b/i, 'authorization: Bearer x'],
  ['the token of a ready report', /\b\d{1,4}\.[\w-]{43}(?![\w-])/, `1.${'x'.repeat(43)}`],
  ['a meeting token', /\beyJ[\w-]+\.[\w-]+\./, 'eyJhbGciOiJIUzI1NiJ9.eyJyIjoicm9vbSJ9.x'],
  ['a SIP address', /\bsips?:|@[\w.-]*\bsip\b/i, '1234@example.sip.daily.co'],
  ['a number, or anything as long', /\d{7,}/, 'from 12025550188'],
  ['the beginning of an international number', /\+\d/, '+1 202'],
] as const;

/**
 * What has digits that mean nothing: UUIDs, Twilio's SIDs, Sinch's ids, those of events (a call's, with a moment and a
 * number), hashes of what was changed, and the account in an ARN.
 */
const ids =
  /([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[A-Z]{2}[0-9a-f]{32}\b|\b([0-9a-f]{16}|[0-9a-f]{20})\b)(-\d{13}-\d+\b)?|\barn:aws:iam::\d{12}:/g;

/** The texts of a line, without ids. */
function saidIn(line: string): string {
  const value = valueOf(line);
  const texts = value === undefined ? [line] : textsIn(value);
  return texts.join('\n').replace(ids, '');
}

describe('no line that a function wrote in the flows', () => {
  const { logs, secrets } = readFlowRecords();

  test('is of another form than a log entry, metrics, or Lambda’s own word of a failure', () => {
    expect(logs.length).toBeGreaterThan(100);
    const problems = logs.flatMap((line) => {
      const problem = problemOf(line);
      return problem === undefined ? [] : [`${line}: ${problem}`];
    });
    expect(problems).toEqual([]);
  });

  test('repeats a secret', () => {
    const values = [...new Set(secrets.flatMap(secretsIn))];
    expect(values.length).toBeGreaterThan(5);
    expect(logs.filter((line) => values.some((value) => line.includes(value)))).toEqual([]);
  });

  test.each(forbidden)('contains %s', (_, shape, example) => {
    expect(saidIn(JSON.stringify({ note: example }))).toMatch(shape);
    expect(logs.filter((line) => shape.test(saidIn(line)))).toEqual([]);
  });
});
