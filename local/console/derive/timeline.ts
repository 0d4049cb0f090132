import type { CallView } from '../../../lib/admin/call-schema.ts';
import type { Exchange, Heard, Phone, Published } from '../api/events.ts';
import { heardInWords, isHeard } from './heard.ts';
import { eventInWords } from './words.ts';

/** Whose news a line is: the gateway's own record, the caller's ear, a webhook, a request to a provider, an event that others were told. */
export type Side = 'gateway' | 'caller' | 'in' | 'out' | 'told';

/** One line of everything that is known of a call. */
export interface Entry {
  /** Tells it from every other one of the call. */
  readonly key: string;
  readonly atMs: number;
  /** Since the line before; of the first, 0. */
  readonly afterMs: number;
  readonly side: Side;
  readonly title: string;
  /** What it means, or what was said. */
  readonly text: string | undefined;
  readonly isBad: boolean;
}

type Untimed = Omit<Entry, 'afterMs' | 'key'>;

/** Everything about a call in order: what the gateway recorded, what the caller heard, what went to and fro, and what others were told. */
export function timelineOf(
  call: CallView,
  phone: Phone | undefined,
  exchanges: readonly Exchange[],
  published: readonly Published[],
): readonly Entry[] {
  const entries = [
    ...call.timeline.map(fromGateway),
    ...(phone?.events ?? []).flatMap(fromCaller),
    ...exchanges.map(fromExchange),
    ...published.filter((each) => each.call === call.id).map(fromPublished),
  ].sort((a, b) => a.atMs - b.atMs);
  return entries.map((entry, index) => ({
    ...entry,
    key: `${entry.atMs} ${entry.side} ${entry.title} ${index}`,
    afterMs: entry.atMs - (entries[index - 1]?.atMs ?? entry.atMs),
  }));
}

const badEvents = [
  'targetRefused',
  'noTarget',
  'movedOn',
  'notOrdered',
  'turnedDown',
  'released',
  'refused',
  'kicked',
  'botLeft',
];

function fromGateway({ at, event, detail }: CallView['timeline'][number]): Untimed {
  return {
    atMs: Date.parse(at),
    side: 'gateway',
    title: detail === undefined ? event : `${event} · ${detail}`,
    text: eventInWords(event),
    isBad: badEvents.includes(event),
  };
}

function fromCaller(event: Heard): Untimed[] {
  // Requests stand among the webhooks already.
  if (!isHeard(event)) return [];
  const { title, text, isBad = false } = heardInWords(event);
  return [{ atMs: Date.parse(event.time), side: 'caller', title, text, isBad }];
}

function fromExchange({ at, direction, party, method, path, status, tookMs, refusal }: Exchange): Untimed {
  const answer = status === undefined ? 'no answer' : String(status);
  const isFine = status !== undefined && status < 400;
  const checked =
    direction === 'in' ? (isFine ? ', verified' : `, refused: ${refusal ?? 'no reason given'}`) : '';
  return {
    atMs: Date.parse(at),
    side: direction,
    title: `${direction === 'in' ? `${party} →` : `→ ${party}`} ${method} ${path}`,
    text: `${answer}${checked}, ${Math.round(tookMs)} ms`,
    isBad: !isFine,
  };
}

/** What stands in every event of a call: the page says it elsewhere, or it says nothing to people. */
const envelope = ['version', 'type', 'id', 'stage', 'at', 'sequence', 'call', 'caller'];

function fromPublished({ at, event }: Published): Untimed {
  const said = Object.entries(event).flatMap(([name, value]) =>
    envelope.includes(name) ? [] : [`${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`],
  );
  const number = `Others are told, as number ${event.sequence} of the call`;
  const text = said.length === 0 ? `${number}.` : `${number}: ${said.join(', ')}.`;
  return { atMs: Date.parse(at), side: 'told', title: event.type, text, isBad: false };
}
