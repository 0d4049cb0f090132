import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { CallId } from '../../held-calls/model/call.ts';
import { toAttribute } from '../stores/held-calls/call-item.ts';
import type { Change, Condition } from '../../held-calls/state/change.ts';
import { newsIn } from '../../held-calls/state/news.ts';
import { liveListOf, newsOfWrite, pastListOf } from './table.ts';

type Expressions = Pick<
  UpdateCommandInput,
  'ConditionExpression' | 'UpdateExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** What one write adds to the change that the domain asks for. */
export interface Write {
  readonly id: CallId;
  readonly nowMs: number;
  /** Names this write in the item, so that a repeated request finds that it has been carried out. */
  readonly writeId: string;
  /** Whether others are told of it, if it has something to tell. */
  readonly isTold: boolean;
}

/**
 * A change of a call as DynamoDB writes it, in one request. `dueAtMs` becomes the two attributes of the sparse index,
 * and its removal an entry among the calls of the past; an item whose `ttl` has passed is not changed, nor one that this very write has changed already.
 */
export function expressionsFor(change: Change, write: Write): Expressions {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const name = (path: string) =>
    path
      .split('.')
      .map((part) => {
        names[`#${part}`] = part;
        return `#${part}`;
      })
      .join('.');
  const value = (operand: unknown) => {
    const placeholder = `:v${Object.keys(values).length}`;
    values[placeholder] = operand;
    return placeholder;
  };
  const compare = (condition: Condition): string => {
    if (condition.attribute === 'dueAtMs') {
      const isDue = `begins_with(${name('list')}, ${value(livePrefix)})`;
      if ('equals' in condition) return `(${isDue} AND ${name('listAt')} = ${value(condition.equals)})`;
      return condition.is === 'present' ? isDue : `NOT ${isDue}`;
    }
    const attribute = name(condition.attribute);
    if ('is' in condition) {
      return condition.is === 'present'
        ? `attribute_exists(${attribute})`
        : `attribute_not_exists(${attribute})`;
    }
    if ('equals' in condition) return `${attribute} = ${value(condition.equals)}`;
    const [operator, operand] =
      'differs' in condition
        ? ['<>', condition.differs]
        : 'atMostIfPresent' in condition
          ? ['<=', condition.atMostIfPresent]
          : ['=', condition.equalsIfPresent];
    return `(attribute_not_exists(${attribute}) OR ${attribute} ${operator} ${value(operand)})`;
  };

  const conditions = [
    `${name('state')} IN (${change.from.map(value).join(', ')})`,
    `${name('ttl')} > ${value(write.nowMs / 1000)}`,
    `(attribute_not_exists(${name('lastWrite')}) OR ${name('lastWrite')} <> ${value(write.writeId)})`,
    ...change.when.map(compare),
  ];

  const { set, copy, remove } = attributesOf(change, write);
  const assignments = [
    ...Object.entries(set).map(
      ([attribute, to]) => `${name(attribute)} = ${value(toAttribute(attribute, to))}`,
    ),
    ...Object.entries(copy).map(([attribute, from]) => `${name(attribute)} = ${name(from)}`),
    ...(change.dueAfterBudgetMs === undefined
      ? []
      : [`${name('listAt')} = ${name('budgetEndsAtMs')} + ${value(change.dueAfterBudgetMs)}`]),
  ];
  const appends = Object.entries(change.append)
    .filter(([, lines]) => lines.length > 0)
    .map(([list, lines]) => `${name(list)} = list_append(${name(list)}, ${value(toAttribute(list, lines))})`);
  const removals = remove.map(name);
  return {
    ConditionExpression: conditions.join(' AND '),
    UpdateExpression:
      `SET ${[...assignments, ...appends].join(', ')}` +
      (removals.length > 0 ? ` REMOVE ${removals.join(', ')}` : ''),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

/** What the lists of calls to be looked at begin with, and no other list. */
const livePrefix = 'LIVE#';

/** The attributes that are set, set to another attribute's value, and removed, in the words of the table. */
function attributesOf(change: Change, { id, writeId, isTold }: Write) {
  const wanted = new Map<string, unknown>(Object.entries(change.set));
  for (const attribute of change.remove) wanted.set(attribute, undefined);
  const isLeaving = wanted.has('dueAtMs') && wanted.get('dueAtMs') === undefined;
  if (isLeaving) wanted.set('list', pastListOf(id));
  else if (wanted.has('dueAtMs')) wanted.set('listAt', wanted.get('dueAtMs')).set('list', liveListOf(id));
  wanted.delete('dueAtMs');
  if (change.dueAfterBudgetMs !== undefined) wanted.set('list', liveListOf(id));
  wanted.set('lastWrite', writeId);
  const news = newsOfWrite({ isTold }, newsIn(change.append.timeline, 1).length);
  for (const [attribute, events] of Object.entries(news)) wanted.set(attribute, events);
  const isSet = ([, to]: readonly [string, unknown]) => to !== undefined;
  return {
    set: Object.fromEntries([...wanted].filter(isSet)),
    copy: isLeaving ? { listAt: 'heldAtMs' } : {},
    remove: [...wanted].filter((entry) => !isSet(entry)).map(([attribute]) => attribute),
  };
}
