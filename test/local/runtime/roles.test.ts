import { describe, expect, it } from 'vitest';
import { compareWithRoles } from '../../../local/runtime/roles.ts';
import { readStack, type Statement } from '../../../local/runtime/template.ts';
import { functionsFolder, makeTemplate } from './fixtures/template.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:123456789012:table/t';
const stack = readStack(makeTemplate(), functionsFolder);

/** Compares one function, with one statement, that did some operations. */
function compare(statement: Statement, done: [action: string, resource: string][], functionName = 'tick') {
  const tick = stack.functions.get('tick');
  if (tick === undefined) throw new Error('The fixture has no function tick.');
  const functions = new Map([['tick', { ...tick, statements: [statement] }]]);
  const records = done.map(([action, resource]) => ({ functionName, action, resource }));
  return compareWithRoles(records, { ...stack, functions });
}

describe('a role', () => {
  it.each([
    { what: 'the exact action and resource', actions: ['dynamodb:GetItem'], resources: [TABLE] },
    { what: 'a wildcard in both', actions: ['dynamodb:Get*'], resources: [`${TABLE.slice(0, -1)}?`] },
    { what: 'letters of another case in the action', actions: ['DynamoDB:getitem'], resources: ['*'] },
  ])('allows by $what', ({ actions, resources }) => {
    const [difference] = compare({ actions, resources }, [['dynamodb:GetItem', TABLE]]);
    expect(difference?.missing ?? []).toEqual([]);
  });

  it.each([
    { what: 'another action', done: 'dynamodb:PutItem', on: TABLE },
    { what: 'an index of the table', done: 'dynamodb:GetItem', on: `${TABLE}/index/list` },
    { what: 'a table whose name begins alike', done: 'dynamodb:GetItem', on: `${TABLE}2` },
    { what: 'a dot that is no wildcard', done: 'dynamodb:GetItem', on: TABLE.replace('/', 'x') },
  ])('does not allow $what', ({ done, on }) => {
    const [difference] = compare({ actions: ['dynamodb:GetItem'], resources: [TABLE] }, [
      [done, on],
      [done, on],
    ]);
    expect(difference?.missing).toEqual([`${done} on ${on}`]);
  });

  it('is too wide where something allowed was never done, by this function', () => {
    const statement = { actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], resources: [TABLE] };
    expect(compare(statement, [['dynamodb:GetItem', TABLE]])).toEqual([
      { functionName: 'tick', missing: [], unused: ['dynamodb:PutItem'] },
    ]);
    expect(compare(statement, [['dynamodb:GetItem', TABLE]], 'echo')).toEqual([
      { functionName: 'tick', missing: [], unused: statement.actions },
    ]);
  });

  it('may write logs and traces, which no record shows', () => {
    expect(
      compare({ actions: ['xray:PutTraceSegments', 'logs:PutLogEvents'], resources: ['*'] }, []),
    ).toEqual([]);
  });
});
