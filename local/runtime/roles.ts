import type { AwsRecord } from './recorder.ts';
import type { Stack, Statement } from './template.ts';

/** Services whose operations the recorder sees. Logs and traces are written by Lambda itself, not by our code. */
const RECORDED_SERVICES = ['dynamodb', 'states', 'secretsmanager', 'sqs', 'events'];

/** Of what was recorded, what roles are about. */
type Done = Pick<AwsRecord, 'functionName' | 'action' | 'resource'>;

/** What the role of one function allows, compared with what the function did. */
export interface RoleComparison {
  readonly functionName: string;
  /** Done, but not allowed: would fail when deployed. Each once, as `action on resource`. */
  readonly missing: readonly string[];
  /** Allowed, but never done: could be taken away. Actions as the role writes them. */
  readonly unused: readonly string[];
}

/**
 * Compares the recorded operations with the roles in the template, for every function that has any difference.
 * Reads plain lists of actions and resources with wildcards; the template is refused earlier if a function's role
 * holds anything else (Deny, NotAction, conditions).
 */
export function compareWithRoles(records: readonly Done[], stack: Stack): RoleComparison[] {
  return [...stack.functions.values()]
    .map(({ name, statements }) => {
      const own = records.filter((record) => record.functionName === name);
      const missing = own
        .filter((record) => !statements.some((statement) => allows(statement, record)))
        .map(({ action, resource }) => `${action} on ${resource}`);
      const unused = statements.flatMap((statement) =>
        statement.actions
          .filter((action) => RECORDED_SERVICES.includes(action.split(':')[0] ?? ''))
          .filter((action) => !own.some((record) => allows({ ...statement, actions: [action] }, record))),
      );
      return { functionName: name, missing: [...new Set(missing)], unused: [...new Set(unused)] };
    })
    .filter(({ missing, unused }) => missing.length + unused.length > 0);
}

function allows(statement: Statement, { action, resource }: Done): boolean {
  return (
    statement.actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    statement.resources.some((pattern) => matches(pattern, resource))
  );
}

/** IAM docs, "Wildcards in action and resource": `*` is any text, `?` any one character. */
function matches(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(value);
}
