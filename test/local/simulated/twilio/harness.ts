import { Hono } from 'hono';
import { onTestFinished } from 'vitest';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import * as z from 'zod';
import { listen } from '../../../../local/simulated/kit/http.ts';
import type { SimulatedTwilioOptions } from '../../../../local/simulated/twilio/options.ts';
import { type SimulatedTwilio, startSimulatedTwilio } from '../../../../local/simulated/twilio/start.ts';

/** The account's number. */
export const number = '+12025550100';

/** A simulated Twilio whose calls run a hundred times faster than real ones. */
export async function twilio(options: SimulatedTwilioOptions = {}): Promise<SimulatedTwilio> {
  const started = await startSimulatedTwilio({ timeScale: 0.01, ...options });
  onTestFinished(() => started.stop());
  return started;
}

/** One webhook that the application got. */
interface Got {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
  /** What Twilio's own validator says of its signature. */
  readonly genuine: boolean;
}

/** TwiML without its root, a status to refuse with, another body, or undefined for no answer at all. */
export type Answer = string | number | { readonly type: string; readonly body: string } | undefined;

/** An application: answers by path, an array's last one for ever; anything else is a 404. */
export interface Application {
  readonly origin: string;
  readonly got: Got[];
  /** What came to a path. */
  at(path: string): Got[];
}

const authToken = '0123456789abcdef0123456789abcdef';

export async function application(
  answers: Readonly<Record<string, Answer | readonly Answer[]>>,
  token: () => string = () => authToken,
): Promise<Application> {
  const got: Got[] = [];
  const at = (path: string): Got[] => got.filter((one) => one.path === path);
  const app = new Hono();
  app.all('*', async (c) => {
    const { method, path } = c.req;
    const form = Object.fromEntries(new URLSearchParams(await c.req.text()));
    const signature = c.req.header('x-twilio-signature') ?? '';
    const genuine = webhooks.validateRequest(token(), signature, c.req.url, form);
    const one: Got = { path, method, headers: c.req.header(), form, genuine };
    got.push(one);
    if (!(path in answers)) return c.body(null, 404);
    const inTurn = [answers[path]].flat();
    const answer = inTurn[Math.min(at(path).length, inTurn.length) - 1];
    if (answer === undefined) return new Promise<Response>(() => undefined);
    return toResponse(answer);
  });
  const server = await listen(app, 0);
  onTestFinished(() => server.close());
  return { origin: server.origin, got, at };
}

function toResponse(answer: Exclude<Answer, undefined>): Response {
  if (typeof answer === 'number') return new Response(null, { status: answer });
  const { type, body } =
    typeof answer === 'string'
      ? { type: 'text/xml', body: `<?xml version="1.0" encoding="UTF-8"?><Response>${answer}</Response>` }
      : answer;
  return new Response(body, { headers: { 'content-type': type } });
}

const jsonObject = z.record(z.string(), z.unknown());

/** A REST request below the account, with the right credentials; a 204 has no JSON. */
export async function rest(
  on: SimulatedTwilio,
  method: string,
  path: string,
  form?: Readonly<Record<string, string>>,
  credentials = `${on.settings.accountSid}:${on.settings.authToken}`,
): Promise<{ status: number; json: Record<string, unknown> }> {
  const response = await fetch(on.url + path, {
    method,
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    ...(form && { body: new URLSearchParams(form) }),
  });
  const text = await response.text();
  return { status: response.status, json: text === '' ? {} : jsonObject.parse(JSON.parse(text)) };
}

/** The events of a conference, in the order of their numbers. */
export function conferenceEvents(app: Application, path = '/events'): string[] {
  return app
    .at(path)
    .toSorted((a, b) => Number(a.form.SequenceNumber) - Number(b.form.SequenceNumber))
    .map(({ form }) => form.StatusCallbackEvent ?? '');
}
