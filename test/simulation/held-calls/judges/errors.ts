import { isTableError } from '../../frame/table-requests.ts';
import { Violation } from '../../frame/violation.ts';
import { forbiddenText } from './watched-log.ts';

/** Errors by which a function ends a task, or says that it could not do its work; the machine and Daily try again. */
const expectedErrors = new Set([
  'NoTarget',
  'BotLeft',
  'BudgetSpent',
  'CallOver',
  'CallerGone',
  'ConnectBusy',
  'ConnectSilent',
  'NextTarget',
  'ReadyAfterAll',
  'RoomContendedError',
]);

/** What is wrong with an error that a function threw: that it was not to be expected, or what it tells. */
export function errorProblem(name: string, error: unknown): Violation | undefined {
  if (error instanceof Violation) return error;
  // The sweep's parts fail apart, and it says so in one error.
  const all: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  const text = all
    .map((each) => (each instanceof Error ? `${each.name}: ${each.message}` : String(each)))
    .join();
  if (forbiddenText.test(text)) return new Violation('no-secret-in-errors', text);
  const isExpected = all.every(
    (each) => isTableError(each) || expectedErrors.has(each instanceof Error ? each.name : ''),
  );
  if (isExpected) return undefined;
  const what = error instanceof Error ? (error.stack ?? text) : text;
  return new Violation('no-unexpected-error', `${name} threw ${what}`);
}
