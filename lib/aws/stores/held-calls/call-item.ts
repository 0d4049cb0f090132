import { heldCallSchema, type HeldCall } from '../../../held-calls/model/call.ts';
import { callKey, isLiveList, liveListOf, pastListOf, type Item } from '../../table/table.ts';

/**
 * Attributes of a call that hold what others wrote: headers of the call, data of a route. They are kept as JSON text,
 * since DynamoDB refuses some of what JSON allows (empty names, large numbers, more than 32 levels).
 */
const texts = ['targets', 'sipHeaders'];
/** Lists of such. */
const listsOfTexts = ['bots'];

/** One of a call's attributes as its item has it. */
export function toAttribute(name: string, value: unknown): unknown {
  if (value === undefined) return undefined;
  if (texts.includes(name)) return JSON.stringify(value);
  if (listsOfTexts.includes(name) && Array.isArray(value)) return value.map((entry) => JSON.stringify(entry));
  return value;
}

function fromAttribute(name: string, attribute: unknown): unknown {
  const parse = (text: unknown): unknown => (typeof text === 'string' ? JSON.parse(text) : text);
  if (texts.includes(name)) return parse(attribute);
  if (listsOfTexts.includes(name) && Array.isArray(attribute)) return attribute.map(parse);
  return attribute;
}

/** The item of a call. `dueAtMs` puts it on a list of those to be looked at; without it, it is among those of the past. */
export function itemOf({ dueAtMs, ...call }: HeldCall): Item {
  const attributes = Object.entries(call).map(([name, value]) => [name, toAttribute(name, value)] as const);
  const listed =
    dueAtMs === undefined
      ? { list: pastListOf(call.id), listAt: call.heldAtMs }
      : { list: liveListOf(call.id), listAt: dueAtMs };
  return { ...callKey(call.id), ...Object.fromEntries(attributes), ...listed };
}

/**
 * The call in an item.
 * @throws if the item is no call: then something else has written it
 */
export function callOf({ list, listAt, ...item }: Item): HeldCall {
  const call = Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, fromAttribute(name, value)]),
  );
  return heldCallSchema.parse(isLiveList(list) ? { ...call, dueAtMs: listAt } : call);
}
