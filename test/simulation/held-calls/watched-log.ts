import type { Log, LogFields } from '../../../lib/telemetry/telemetry.ts';
import { Violation } from '../frame/violation.ts';

/** What may stand in no log, error or URL: the worlds' numbers, their secrets, tokens of rooms and of tasks. */
export const forbiddenText = /2025550\d{3}|SECRET|c2VjcmV0|eyJ|task-token/;

/** A log that nobody reads, and that notices what must not be in it. */
export function watchedLog(
  fail: (violation: Violation) => void,
  trace: ((line: () => string) => void) | undefined,
): Log {
  const write = (code: string, fields: LogFields = {}, cause?: unknown) => {
    for (const name in fields) {
      const value = fields[name];
      if (typeof value === 'string' && value.length > 5 && forbiddenText.test(value)) {
        fail(new Violation('no-secret-in-logs', `${code} has ${name}`));
      }
    }
    if (cause instanceof Error && forbiddenText.test(cause.message)) {
      fail(new Violation('no-secret-in-logs', `${code} has a cause that quotes`));
    }
    trace?.(() => `  log ${code} ${JSON.stringify(fields)}`);
  };
  return { info: write, warn: write, error: write };
}
