import { Logger } from '@aws-lambda-powertools/logger';
import type { Log, LogFields } from '../../telemetry/telemetry.ts';

/** Errors nest (a failed fetch has its reason in its cause); deeper than this nobody looks. */
const maxCauses = 3;

/** What a line shows of an error: never its stack or other properties, which may hold what must not be logged. */
interface LoggedCause {
  readonly name: string;
  readonly message: string;
  readonly cause?: LoggedCause;
}

/** One JSON line for each entry, as CloudWatch Logs Insights reads it. */
export function createLog(
  logger: Pick<Logger, 'info' | 'warn' | 'error'> = new Logger({ serviceName: 'patchbay' }),
): Log {
  const line = (code: string, fields: LogFields = {}) => ({ message: code, ...fields, code });
  return {
    info: (code, fields) => logger.info(line(code, fields)),
    warn: (code, fields) => logger.warn(line(code, fields)),
    error: (code, fields, cause) =>
      logger.error({
        ...line(code, fields),
        ...(cause === undefined ? {} : { cause: causeOf(cause, maxCauses) }),
      }),
  };
}

function causeOf(cause: unknown, max: number): LoggedCause {
  if (!(cause instanceof Error)) return { name: typeof cause, message: String(cause) };
  const { name, message } = cause;
  return cause.cause === undefined || max <= 1
    ? { name, message }
    : { name, message, cause: causeOf(cause.cause, max - 1) };
}
