import {
  defaultRouteKey,
  parseRouteKey,
  routeTargetSchema,
  type BotTarget,
  type OpeningHours,
  type Route,
  type RouteTarget,
} from '../../lib/held-calls/model/route.ts';
import { problemsIn } from '../kit/input.ts';
import { wrongInput, type Result } from '../kit/output.ts';
import { noticeRows } from './notice-text.ts';

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

const targetFields = { 'pipecat-cloud': 'agent', 'bot-endpoint': 'url', room: 'room', ask: 'url' } as const;
/** How a target is written, for help and refusals. */
export const targetForms = 'pipecat-cloud:<agent>, bot-endpoint:<url>, room:<name> or ask:<url>';

/** Reads `room:lobby` and the like. */
export function parseTarget(text: string): Result<RouteTarget> {
  const colon = text.indexOf(':');
  const kind = text.slice(0, Math.max(colon, 0));
  const isKind = (each: string): each is keyof typeof targetFields => Object.hasOwn(targetFields, each);
  if (!isKind(kind)) return { ok: false, outcome: wrongInput(`A --target is written ${targetForms}.`) };
  const target = routeTargetSchema.safeParse({ kind, [targetFields[kind]]: text.slice(colon + 1) });
  if (target.success) return { ok: true, value: target.data };
  return {
    ok: false,
    outcome: wrongInput(`A --target of the kind ${kind} is wrong: ${problemsIn(target.error)}.`),
  };
}

/** One way as `--target` takes it; what only a file can say of a bot is hinted at. */
export function targetText(target: RouteTarget): string {
  switch (target.kind) {
    case 'pipecat-cloud':
      return `pipecat-cloud:${target.agent}${hintOf(target)}`;
    case 'bot-endpoint':
      return `bot-endpoint:${target.url}${hintOf(target)}`;
    case 'room':
      return `room:${target.room}`;
    case 'ask':
      return `ask:${target.url}`;
  }
}

function hintOf(target: BotTarget): string {
  const isRunner = target.kind === 'bot-endpoint' && target.protocol === 'pipecat-runner';
  const hints = [
    ...(isRunner ? ['a Pipecat runner'] : []),
    ...(target.data === undefined ? [] : ['with data']),
  ];
  return hints.length === 0 ? '' : ` (${hints.join(', ')})`;
}

/** Where a route leads, on one line. */
export function leadsTo(route: Route): string {
  return route.kind === 'refuse' ? 'refused' : route.targets.map(targetText).join(', then ');
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
  const { targets, allow, callerHosts, deny, hours, dialOut, transferTo, notice } = route;
  return [
    ['route', title],
    ...numbered('leads to', targets),
    ...(allow === undefined ? [] : [['allow', allow.join(' ')] as const]),
    ...(callerHosts === undefined ? [] : [['numbers at', callerHosts.join(' ')] as const]),
    ...(deny === undefined ? [] : [['deny', deny.join(' ')] as const]),
    ...(hours === undefined ? [] : hoursRows(hours)),
    ['dial-out', dialOut ? 'yes' : 'no'],
    ...(transferTo === undefined ? [] : [['transfer to', transferTo.join(' ')] as const]),
    ...noticeRows(notice),
  ];
}

/** Targets in their order; the label stands at the first. */
export function numbered(
  label: string,
  targets: readonly RouteTarget[],
): readonly (readonly [string, string])[] {
  return targets.map((target, index) => [index === 0 ? label : '', `${index + 1}. ${targetText(target)}`]);
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
