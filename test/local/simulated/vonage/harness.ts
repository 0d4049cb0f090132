import { tokenGenerate, verifySignature } from '@vonage/jwt';
import { Hono } from 'hono';
import { createHash, createSign } from 'node:crypto';
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { listen } from '../../../../local/simulated/kit/http.ts';
import type { VonageCall } from '../../../../local/simulated/vonage/calls/call.ts';
import type { SimulatedVonageOptions } from '../../../../local/simulated/vonage/options.ts';
import { type SimulatedVonage, startSimulatedVonage } from '../../../../local/simulated/vonage/start.ts';

/** A number of the application. */
export const number = '+12025550180';

const bodySchema = z.looseObject({
  uuid: z.string().optional(),
  conversation_uuid: z.string().optional(),
  status: z.string().optional(),
  type: z.string().optional(),
  dtmf: z.looseObject({ digits: z.string(), timed_out: z.boolean().optional() }).optional(),
});

/** One webhook that the application got. */
interface Got extends z.output<typeof bodySchema> {
  /** Path and query. */
  readonly at: string;
  /** What Vonage's own validator says of its token. */
  readonly isGenuine: boolean;
  /** Whether the token is about this body. */
  readonly isWhole: boolean;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A document, a status to refuse with, a text as it stands, or undefined for no answer at all. */
type Answer = object | number | string | undefined;

/** What the application answers at each path in turn, the last one for ever; 204 to what is not named. */
export type Answers = Readonly<Record<string, readonly Answer[]>>;

export interface House {
  readonly on: SimulatedVonage;
  /** Address of a path of the application. */
  readonly url: (path: string) => string;
  readonly got: Got[];
  /** Signs with another secret from now on. */
  rotate(secret: string): void;
  /** What came to one path. */
  at(path: string): Got[];
  /** Types of events of conversations that came, in order. */
  rtc(): (string | undefined)[];
}

/** Paths of the application's webhooks. */
const paths = { answer: '/answer', fallback: '/fallback', event: '/event', rtc: '/rtc' };

function claimsOf(token: string): Record<string, unknown> {
  const text = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
  return text === '' ? {} : z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}

/** An application, and a simulated Vonage whose calls run a hundred times faster than real ones. */
export async function house(
  answers: (url: (path: string) => string) => Answers,
  options: SimulatedVonageOptions = {},
): Promise<House> {
  const on = await startSimulatedVonage({ timeScale: 0.01, retryDelayMs: 5, ...options });
  onTestFinished(() => on.stop());
  const got: Got[] = [];
  let secretNow = on.settings.signatureSecret;
  const app = new Hono();
  app.all('*', async (c) => {
    const text = await c.req.text();
    const { pathname, search } = new URL(c.req.url);
    const token = (c.req.header('authorization') ?? '').replace('Bearer ', '');
    const claims = claimsOf(token);
    const body = bodySchema.parse(text === '' ? c.req.query() : JSON.parse(text));
    got.push({
      ...body,
      at: pathname + search,
      isGenuine: verifySignature(token, secretNow),
      isWhole: claims.payload_hash === createHash('sha256').update(text).digest('hex'),
      claims,
    });
    const inTurn = answers(url)[pathname] ?? [204];
    const nth = got.filter(({ at }) => at.split('?')[0] === pathname).length;
    const answer = inTurn[Math.min(nth, inTurn.length) - 1];
    if (answer === undefined) return new Promise<Response>(() => undefined);
    if (typeof answer === 'number') return new Response(null, { status: answer });
    return typeof answer === 'string' ? new Response(answer) : c.json(answer);
  });
  const server = await listen(app, 0);
  onTestFinished(() => server.close());
  const url = (path: string): string => server.origin + path;
  on.configureNumber({ number });
  on.configureWebhooks({
    answer: url(paths.answer),
    event: url(paths.event),
    rtc: url(paths.rtc),
    ...(paths.fallback in answers(url) && { fallback: url(paths.fallback) }),
  });
  const at = (path: string): Got[] => got.filter((one) => one.at.split('?')[0] === path);
  return {
    ...{ on, url, got, at },
    rotate: (secret) => {
      secretNow = secret;
      on.rotateSignatureSecret(secret);
    },
    rtc: () => at('/rtc').map(({ type }) => type),
  };
}

/** Actions. */
export const talk = (text = 'Hello', more: object = {}) => ({ action: 'talk', text, ...more });
export const join = (name = 'room', more: object = {}) => ({ action: 'conversation', name, ...more });
export const input = (url: string, dtmf: object = {}) => ({
  action: 'input',
  type: ['dtmf'],
  dtmf: { timeOut: 8, maxDigits: 20, submitOnHash: true, ...dtmf },
  eventUrl: [url],
});
/** Single keys reach the application. */
export const listenForKeys = (url: string) => ({
  action: 'input',
  type: ['dtmf'],
  mode: 'asynchronous',
  eventUrl: [url],
});

export const kinds = (call: VonageCall): string[] => call.events.map(({ kind }) => kind);

/** Calls, and waits until the call is in a conversation with a name. */
export async function enter({ on }: House, order: { from?: string; to?: string } = {}): Promise<VonageCall> {
  const call = on.placeCall({ to: number, ...order });
  await call.waitFor(({ kind }) => kind === 'conference-joined');
  return call;
}

/** Where the next page of a list is. */
export const nextOf = (page: Record<string, unknown>): string =>
  z.object({ _links: z.object({ next: z.object({ href: z.string() }) }) }).parse(page)._links.next.href;

/** A token that lets the application in. */
export const tokenOf = ({ settings }: SimulatedVonage): string =>
  tokenGenerate(settings.applicationId, settings.privateKey);

/** A token by the application's key that says what it should not. */
export function oddToken({ settings }: SimulatedVonage, claims: Readonly<Record<string, unknown>>): string {
  const encode = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');
  const all = { application_id: settings.applicationId, jti: 'c5ba8f24', ...claims };
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(all)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(settings.privateKey, 'base64url')}`;
}

/** A REST request: by token below `/v1`, else by key and secret. An answer without a body has no JSON. */
export async function rest(
  on: SimulatedVonage,
  method: string,
  path: string,
  body?: unknown,
  authorization?: string,
): Promise<{ status: number; json: Record<string, unknown> }> {
  const { apiKey, apiSecret } = on.settings;
  const basic = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`;
  const bearer = path.includes('/v1/') ? `Bearer ${tokenOf(on)}` : basic;
  const isForm = typeof body === 'string';
  const response = await fetch(on.origin + path, {
    method,
    headers: {
      authorization: authorization ?? bearer,
      'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
    },
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = text === '' ? {} : z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  return { status: response.status, json };
}
