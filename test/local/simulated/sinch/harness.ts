import { Hono } from 'hono';
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { listen } from '../../../../local/simulated/kit/http.ts';
import type { SinchCall } from '../../../../local/simulated/sinch/calls/call.ts';
import type { SimulatedSinchOptions } from '../../../../local/simulated/sinch/options.ts';
import { type SimulatedSinch, startSimulatedSinch } from '../../../../local/simulated/sinch/start.ts';
import { validateAuthenticationHeader } from '../../../support/sinch-sdk.ts';

/** A number of the application. */
export const number = '+12025550160';

const eventSchema = z.looseObject({
  event: z.enum(['ice', 'ace', 'pie', 'dice', 'notify']),
  callid: z.string().optional(),
  menuResult: z.object({ menuId: z.string(), type: z.string(), value: z.string() }).optional(),
});
type Event = z.output<typeof eventSchema>;

/** One callback that the application got. */
interface Got extends Event {
  readonly path: string;
  /** What Sinch's own validator says of its signature. */
  readonly genuine: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A document, a status to refuse with, a text as it stands, or undefined for no answer at all. */
type Answer = object | number | string | undefined;

/** An application: what it answers to each event in turn, the last one for ever; 200 and nothing to what is not named. */
export type Answers = Partial<Record<Event['event'], Answer | readonly Answer[]>>;

export interface House {
  readonly on: SimulatedSinch;
  readonly got: Got[];
  /** Signs with another secret from now on. */
  rotate(secret: string): void;
  /** What came of one kind. */
  of(event: Event['event']): Got[];
}

/** An application, and a simulated Sinch whose calls run a hundred times faster than real ones. */
export async function house(
  answers: Answers,
  { fallback, ...options }: SimulatedSinchOptions & { readonly fallback?: Answers } = {},
): Promise<House> {
  const on = await startSimulatedSinch({ timeScale: 0.01, retryDelayMs: 5, ...options });
  onTestFinished(() => on.stop());
  const got: Got[] = [];
  let secretNow = on.settings.applicationSecret;
  const app = new Hono();
  app.post('*', async (c) => {
    const text = await c.req.text();
    const event = eventSchema.parse(JSON.parse(text));
    const { path } = c.req;
    const key = on.settings.applicationKey;
    const genuine = validateAuthenticationHeader(key, secretNow, c.req.header(), text, path, 'POST');
    got.push({ ...event, path, genuine, headers: c.req.header(), text });
    const spoken = path === '/fallback' ? (fallback ?? {}) : answers;
    const given = event.event in spoken ? spoken[event.event] : '';
    const inTurn: readonly Answer[] = Array.isArray(given) ? given : [given];
    const nth = got.filter((one) => one.event === event.event && one.path === path).length;
    const answer = inTurn[Math.min(nth, inTurn.length) - 1];
    if (answer === undefined) return new Promise<Response>(() => undefined);
    if (typeof answer === 'number') return new Response(null, { status: answer });
    return new Response(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  const server = await listen(app, 0);
  onTestFinished(() => server.close());
  on.configureNumber({ number });
  on.configureCallbacks({
    primary: `${server.origin}/sinch/voice`,
    ...(fallback && { fallback: `${server.origin}/fallback` }),
  });
  const rotate = (secret: string): void => {
    secretNow = secret;
    on.rotateSecret(secret);
  };
  return { on, got, rotate, of: (event) => got.filter((one) => one.event === event) };
}

/** Documents. */
export const hangup = { action: { name: 'hangup' } };
export const join = (conferenceId = 'room', more: object = {}) => ({
  action: { name: 'connectConf', conferenceId, ...more },
});
export const menu = (more: object = {}, action: object = {}) => ({
  action: {
    name: 'runMenu',
    locale: 'en-GB',
    ...action,
    menus: [{ id: 'main', mainPrompt: '#tts[Your PIN]', maxDigits: 6, timeoutMills: 8_000, ...more }],
  },
});
/** Keys inside reach the application. */
export const detect = (more: object = {}) => ({
  conferenceDtmfOptions: { mode: 'detect', maxDigits: 2, timeoutMills: 2_000, ...more },
});

export const kinds = (call: SinchCall): string[] => call.events.map(({ kind }) => kind);

/** Calls, and waits until the call is in a conference. */
export async function enter({ on }: House, order: { from?: string; to?: string } = {}): Promise<SinchCall> {
  const call = on.placeCall({ to: number, ...order });
  await call.waitFor(({ kind }) => kind === 'conference-joined');
  return call;
}

/** A REST request with Basic credentials; an answer without a body has no JSON. */
export async function rest(
  on: SimulatedSinch,
  method: string,
  path: string,
  body?: unknown,
  credentials = `${on.settings.applicationKey}:${on.settings.applicationSecret}`,
): Promise<{ status: number; json: Record<string, unknown> }> {
  const response = await fetch(on.origin + path, {
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
