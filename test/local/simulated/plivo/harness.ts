import { Hono } from 'hono';
import { expect, onTestFinished } from 'vitest';
import * as z from 'zod';
import { listen } from '../../../../local/simulated/kit/http.ts';
import type { PlivoCall } from '../../../../local/simulated/plivo/calls/call.ts';
import type { SimulatedPlivoOptions } from '../../../../local/simulated/plivo/options.ts';
import { type SimulatedPlivo, startSimulatedPlivo } from '../../../../local/simulated/plivo/start.ts';
import { isGenuine } from '../../../support/plivo-sdk.ts';

/** A number of the application. */
export const number = '+12025550170';

/** One webhook that the application got. */
interface Got {
  readonly path: string;
  readonly method: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly nonce: string;
  /** What Plivo's own validator says of its signature, by the token of the beginning. */
  readonly genuine: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** A document, a status to refuse with, or undefined for no answer at all. */
type Answer = string | number | undefined;

/** What an application answers by path: in turn, the last one for ever; 200 and nothing to what is not named. */
type Answers = Readonly<Record<string, Answer | readonly Answer[]>>;

/** Documents of an application that knows its own address. */
export type Documents = (origin: string) => Answers;

export interface House {
  readonly on: SimulatedPlivo;
  readonly origin: string;
  readonly got: Got[];
  /** What came to one path. */
  readonly at: (path: string) => Got[];
}

/** An application, and a simulated Plivo whose calls run a hundred times faster than real ones. */
export async function house(
  documents: Documents,
  { hasFallback = false, ...options }: SimulatedPlivoOptions & { readonly hasFallback?: boolean } = {},
): Promise<House> {
  const on = await startSimulatedPlivo({ timeScale: 0.01, ...options });
  onTestFinished(() => on.stop());
  const got: Got[] = [];
  const at = (path: string): Got[] => got.filter((one) => one.path === path);
  const app = new Hono();
  let answers: Answers = {};
  app.all('*', async (c) => {
    const { path, method, url } = c.req;
    const isGet = method === 'GET';
    const parameters = isGet ? c.req.query() : await formOf(c.req.raw);
    const [signature = '', nonce = ''] = ['', '-nonce'].map((end) =>
      c.req.header(`x-plivo-signature-v3${end}`),
    );
    const signed = { method, url, nonce, signature, parameters: isGet ? {} : parameters };
    const genuine = isGenuine({ ...signed, token: on.settings.authToken });
    got.push({ path, method, parameters, nonce, genuine, headers: c.req.header() });
    const given = path in answers ? answers[path] : '';
    const inTurn: readonly Answer[] = Array.isArray(given) ? given : [given];
    const answer = inTurn[Math.min(at(path).length, inTurn.length) - 1];
    if (answer === undefined) return new Promise<Response>(() => undefined);
    if (typeof answer === 'number') return new Response(null, { status: answer });
    return new Response(answer, { headers: { 'content-type': 'application/xml' } });
  });
  const server = await listen(app, 0);
  onTestFinished(() => server.close());
  answers = documents(server.origin);
  on.configureNumber({ number });
  on.configureApplication({
    answerUrl: `${server.origin}/answer`,
    hangupUrl: `${server.origin}/hangup`,
    publicUri: true,
    ...(hasFallback && { fallbackAnswerUrl: `${server.origin}/fallback` }),
  });
  return { on, origin: server.origin, got, at };
}

async function formOf(request: Request): Promise<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(await request.text()));
}

/** A document of these elements. */
export const xml = (...elements: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Response>${elements.join('')}</Response>`;

/** Somebody joins; callbacks and the action lead to the application. */
export const conference = (origin: string, attributes = '', name = 'room'): string =>
  `<Conference callbackUrl="${origin}/events" action="${origin}/left" ${attributes}>${name}</Conference>`;

export const kinds = (call: PlivoCall): string[] => call.events.map(({ kind }) => kind);

/** Calls, and waits until the call is in a room; the member id. */
export async function enter(
  { on }: House,
  order: { from?: string; to?: string } = {},
): Promise<{ call: PlivoCall; memberId: string }> {
  const call = on.placeCall({ to: number, ...order });
  const joined = await call.waitFor(({ kind }) => kind === 'conference-joined');
  if (joined.kind !== 'conference-joined') throw new Error('never');
  return { call, memberId: joined.memberId };
}

/** A REST request; an answer without a body has no JSON. */
export async function rest(
  on: SimulatedPlivo,
  method: string,
  path: string,
  body?: unknown,
  credentials = `${on.settings.authId}:${on.settings.authToken}`,
): Promise<{ status: number; json: Record<string, unknown> }> {
  const response = await fetch(on.url + path, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = text === '' ? {} : z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  return { status: response.status, json };
}

/** Nothing was refused, and every webhook was signed as Plivo's own code has it. */
export function expectGood({ on, got }: House): void {
  expect(on.complaints).toEqual([]);
  expect(got.filter(({ genuine }) => !genuine)).toEqual([]);
}
