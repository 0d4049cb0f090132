import { isTableError } from '../../frame/table-requests.ts';
import { Violation } from '../../frame/violation.ts';
import { forbiddenText } from '../../held-calls/judges/watched-log.ts';

export const textOfError = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/** What is wrong with an error that a function throws, if anything: the table's own are met every day. */
export function errorProblem(name: string, error: unknown): Violation | undefined {
  const text = textOfError(error);
  const all = error instanceof AggregateError ? error.errors : [error];
  if (forbiddenText.test(text)) return new Violation('no-secret-in-errors', text);
  if (all.every(isTableError)) return undefined;
  const stack = error instanceof Error ? (error.stack ?? text) : text;
  return error instanceof Violation ? error : new Violation('no-unexpected-error', `${name} threw ${stack}`);
}
