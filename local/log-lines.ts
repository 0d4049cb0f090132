import { styleText } from 'node:util';
import * as z from 'zod';
import type { LogLine } from './runtime/sandboxes/sandboxes.ts';

const entrySchema = z.looseObject({ level: z.string(), timestamp: z.string(), code: z.string() });

/** What Lambda and Powertools add to each entry and a person at a terminal does not need. */
const hidden = new Set([
  'level',
  'timestamp',
  'code',
  'message',
  'service',
  'sampling_rate',
  'xray_trace_id',
  'cold_start',
  'function_arn',
  'function_memory_size',
  'function_name',
  'function_request_id',
]);

/** Of the longest name of a function, so that what follows stands in one column. */
const nameWidth = 'digital-samba-events'.length;

/** A function's line of log as a person reads it. Undefined for metrics, which are for CloudWatch. */
export function readable({ functionName, line }: LogLine): string | undefined {
  const entry = parse(line);
  if (entry === 'metrics') return undefined;
  const name = `${functionName.padEnd(nameWidth)}  `;
  if (entry === undefined) return `${name}${line}`;
  const fields = Object.entries(entry).filter(([key]) => !hidden.has(key));
  const text = fields.map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const code =
    entry.level === 'INFO' ? entry.code : styleText('yellow', entry.code, { stream: process.stdout });
  return [entry.timestamp.slice(11, 23), ` ${name}${code}`, ...text].join(' ');
}

function parse(line: string): z.infer<typeof entrySchema> | 'metrics' | undefined {
  try {
    const json: unknown = JSON.parse(line);
    if (z.object({ _aws: z.unknown() }).safeParse(json).data?._aws !== undefined) return 'metrics';
    return entrySchema.safeParse(json).data;
  } catch {
    return undefined; // not JSON: a stack trace of the runtime, shown as it is
  }
}
