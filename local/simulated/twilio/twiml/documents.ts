import type { SimulatedCall } from '../calls/call.ts';
import { callParameters } from '../calls/parameters.ts';
import { parseTwiml, type ParsedTwiml, type Verb } from './twiml.ts';
import type { HttpMethod, WebhookOutcome, Webhooks } from '../webhooks/webhooks.ts';

/** Where the next document of a call comes from. */
export type Source =
  | {
      readonly kind: 'url';
      /** Absolute; may have a fragment. */
      readonly url: string;
      readonly method: HttpMethod;
      /** Sent besides the standard parameters. */
      readonly parameters: Readonly<Record<string, string>>;
      /** Which part this URL plays: only failures of some lead to the fallback URL. */
      readonly role: 'voice-url' | 'fallback' | 'later';
    }
  /** Given by REST; has no URL that relative ones could start from. */
  | { readonly kind: 'inline'; readonly twiml: string };

/** Why a document could not be used. */
export interface DocumentError {
  /** As in the debugger of Twilio's console: 11200, 12100, … */
  readonly code: number;
  readonly info: string;
}

export type Document =
  { readonly ok: true; readonly verbs: readonly Verb[] } | ({ readonly ok: false } & DocumentError);

/** Types of an answer that holds TwiML (Twilio docs, TwiML). */
const xmlTypes = ['text/xml', 'application/xml'];

/** Gets and parses a document. */
export async function obtain(
  source: Source,
  call: SimulatedCall,
  deps: { webhooks: Webhooks; accountSid: string },
): Promise<Document> {
  if (source.kind === 'inline') return parseTwiml(source.twiml);
  const outcome = await fetchFor(call, source, deps);
  if (!outcome.ok) return { ok: false, code: outcome.code, info: outcome.info };
  return toTwiml(outcome, parseTwiml);
}

/** Requests a URL with the parameters of a call, and notes it among the call's events. */
export async function fetchFor(
  call: SimulatedCall,
  order: { url: string; method: HttpMethod; parameters: Readonly<Record<string, string>> },
  { webhooks, accountSid }: { webhooks: Webhooks; accountSid: string },
): Promise<WebhookOutcome> {
  const startedMs = Date.now();
  const outcome = await webhooks.request({
    url: order.url,
    method: order.method,
    parameters: { ...callParameters(call, accountSid), ...order.parameters },
  });
  call.note({ kind: 'fetched', url: order.url, status: outcome.status, tookMs: Date.now() - startedMs });
  return outcome;
}

/** Parses an answer with `parse` if it claims to be XML. */
export function toTwiml<Parsed extends ParsedTwiml>(
  answer: { contentType: string; body: string },
  parse: (source: string) => Parsed,
): Parsed | ({ readonly ok: false } & DocumentError) {
  if (xmlTypes.includes(mediaType(answer.contentType))) return parse(answer.body);
  return { ok: false, code: 12300, info: `content type ${answer.contentType}` };
}

/** `audio/mpeg` of `audio/mpeg; rate=8000`. */
export const mediaType = (contentType: string): string =>
  (contentType.split(';')[0] ?? '').trim().toLowerCase();

/** The absolute form of a URL in a document; undefined if it is relative and the document has no URL. */
export function resolveUrl(url: string, base: Source): string | undefined {
  if (/^https?:\/\//i.test(url)) return url;
  if (base.kind === 'inline' || !URL.canParse(url, base.url)) return undefined;
  return new URL(url, base.url).href;
}
