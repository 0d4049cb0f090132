import {
  defaultRouteKey,
  parseRouteKey,
  waySchema,
  type BotWay,
  type OpeningHours,
  type Route,
  type Way,
} from '../lib/held-call/route.ts';
import { problemsIn } from './input.ts';
import { wrongInput, type Result } from './output.ts';

/** The route table's key for what somebody typed: a number, a SIP address, `default`, or a name. */
export function routeKeyFrom(typed: string): Result<string> {
  const key = parseRouteKey(typed);
  if (key !== undefined) return { ok: true, value: key };
  return {
    ok: false,
    outcome: wrongInput(
      'A route belongs to a number with + and country code (+12025550143), a SIP address (name@host), `default`, or a ' +
        'name of letters, digits and _ that starts with a letter.',
    ),
  };
}

const wayFields = { 'pipecat-cloud': 'agent', 'bot-endpoint': 'url', room: 'room' } as const;
const wayForms = 'pipecat-cloud:<agent>, bot-endpoint:<url> or room:<name>';

/** Reads `room:lobby` and the like. */
export function parseWay(text: string): Result<Way> {
  const colon = text.indexOf(':');
  const kind = text.slice(0, Math.max(colon, 0));
  const isKind = (each: string): each is keyof typeof wayFields => Object.hasOwn(wayFields, each);
  if (!isKind(kind)) return { ok: false, outcome: wrongInput(`A --way is written ${wayForms}.`) };
  const way = waySchema.safeParse({ kind, [wayFields[kind]]: text.slice(colon + 1) });
  if (way.success) return { ok: true, value: way.data };
  return {
    ok: false,
    outcome: wrongInput(`A --way of the kind ${kind} is wrong: ${problemsIn(way.error)}.`),
  };
}

/** One way as `--way` takes it; what only a file can say of a bot is hinted at. */
export function wayText(way: Way): string {
  switch (way.kind) {
    case 'pipecat-cloud':
      return `pipecat-cloud:${way.agent}${hintOf(way)}`;
    case 'bot-endpoint':
      return `bot-endpoint:${way.url}${hintOf(way)}`;
    case 'room':
      return `room:${way.room}`;
  }
}

function hintOf(way: BotWay): string {
  const isRunner = way.kind === 'bot-endpoint' && way.protocol === 'pipecat-runner';
  const hints = [...(isRunner ? ['a Pipecat runner'] : []), ...(way.data === undefined ? [] : ['with data'])];
  return hints.length === 0 ? '' : ` (${hints.join(', ')})`;
}

/** Where a route leads, on one line. */
export function leadsTo(route: Route): string {
  return route.kind === 'refuse' ? 'refused' : route.ways.map(wayText).join(', then ');
}

/** Who gets in and when, on one line; empty if everybody always does. */
export function conditionsOf(route: Route): string {
  if (route.kind === 'refuse') return '';
  const { allow, callerHosts, deny, hours, dialOut } = route;
  return [
    ...(allow === undefined ? [] : [`allow ${allow.join(' ')}`]),
    ...(callerHosts === undefined ? [] : [`numbers at ${callerHosts.join(' ')}`]),
    ...(deny === undefined ? [] : [`deny ${deny.join(' ')}`]),
    ...(hours === undefined ? [] : [`hours in ${hours.timeZone}`]),
    ...(dialOut ? ['dial-out'] : []),
  ].join('; ');
}

/** A route in full, label and value in each row. */
export function routeRows(key: string, route: Route): readonly (readonly [string, string])[] {
  const title = key === defaultRouteKey ? 'default (numbers without a route of their own)' : key;
  if (route.kind === 'refuse')
    return [
      ['route', title],
      ['leads to', 'a refusal'],
    ];
  const { ways, allow, callerHosts, deny, hours, dialOut } = route;
  return [
    ['route', title],
    ...numbered('leads to', ways),
    ...(allow === undefined ? [] : [['allow', allow.join(' ')] as const]),
    ...(callerHosts === undefined ? [] : [['numbers at', callerHosts.join(' ')] as const]),
    ...(deny === undefined ? [] : [['deny', deny.join(' ')] as const]),
    ...(hours === undefined ? [] : hoursRows(hours)),
    ['dial-out', dialOut ? 'yes' : 'no'],
  ];
}

/** Ways in their order; the label stands at the first. */
export function numbered(label: string, ways: readonly Way[]): readonly (readonly [string, string])[] {
  return ways.map((way, index) => [index === 0 ? label : '', `${index + 1}. ${wayText(way)}`]);
}

function hoursRows({ timeZone, open, otherwise }: OpeningHours): readonly (readonly [string, string])[] {
  return [
    ...open.map(
      ({ days, from, to }, index) =>
        [index === 0 ? 'open' : '', `${days.join(' ')} ${from}–${to} (${timeZone})`] as const,
    ),
    ...(otherwise === undefined ? [['else', 'refused'] as const] : numbered('else', otherwise)),
  ];
}
