import type { Count, Log, LogFields } from '../../../../lib/telemetry/telemetry.ts';
import { Violation } from '../../frame/violation.ts';

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

/** A reason is one of a few short words: never an id, a number or a name. */
const reasonShape = /^[a-z][a-z0-9-]{0,39}$/;

/** Metrics that nobody adds up, and that notice what must not be in them. */
export function watchedCount(fail: (violation: Violation) => void): Count {
  return (metric, value = 1, reason) => {
    if (!Number.isFinite(value) || forbiddenText.test(String(value))) {
      fail(new Violation('no-secret-in-metrics', `${metric} is ${value}`));
    }
    if (reason !== undefined && (!reasonShape.test(reason) || forbiddenText.test(reason))) {
      fail(new Violation('no-secret-in-metrics', `${metric} has a reason that is no word of ours`));
    }
  };
}
