import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** Bodies of JSON are a few KB; a larger one is nobody's we know, and is not worth hashing. */
const maxBodyBytes = 65_536;

export type HttpRequestEvent = Pick<
  APIGatewayProxyEventV2,
  'headers' | 'body' | 'isBase64Encoded' | 'pathParameters'
>;
/** The same, with where it came from. */
export type WebhookEvent = HttpRequestEvent & {
  readonly requestContext?: { readonly http?: { readonly sourceIp?: string } };
};
export type HttpAnswer = APIGatewayProxyStructuredResultV2;

/** The body's bytes as they were sent, or the answer that refuses them. `maxBytes`: default 64 KB. */
export function readBody(
  event: HttpRequestEvent,
  maxBytes = maxBodyBytes,
): { readonly ok: true; readonly bytes: Buffer } | Refusal {
  const tooLarge = { ok: false, status: 413, code: 'body-too-large' } as const;
  const text = event.body ?? '';
  // Four characters of base64 are three bytes, up to two of them padding: what is surely too large is not even decoded.
  if ((event.isBase64Encoded ? (text.length / 4) * 3 - 2 : text.length) > maxBytes) return tooLarge;
  if (event.isBase64Encoded && !isBase64(text)) return { ok: false, status: 400, code: 'body-not-base64' };
  const bytes = Buffer.from(text, event.isBase64Encoded ? 'base64' : 'utf8');
  return bytes.length > maxBytes ? tooLarge : { ok: true, bytes };
}

/** Why a request is refused: the HTTP status and a stable word for the answer, the log and the metric. */
export interface Refusal {
  readonly ok: false;
  readonly status: number;
  readonly code: string;
}

/** A JSON answer: a document, or something small that nobody but a person debugging reads. */
export function answer(status: number, body: object): HttpAnswer {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}

/** Whether the sender calls its body JSON; one that does not say is believed, the parser decides. */
export function saysJson(event: HttpRequestEvent): boolean {
  const type = event.headers['content-type'];
  return type === undefined || /^application\/([\w.-]+\+)?json\b/i.test(type.trim());
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}
