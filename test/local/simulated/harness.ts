import { Hono } from 'hono';
import { expect, onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import {
  type SimulatedBots,
  type SimulatedBotsOptions,
  startSimulatedBots,
} from '../../../local/simulated/bots.ts';
import { listen } from '../../../local/simulated/kit/http.ts';
import type { SimulatedDailyOptions } from '../../../local/simulated/daily/options.ts';
import { type SimulatedDaily, startSimulatedDaily } from '../../../local/simulated/daily/start.ts';

/** 32 bytes, base64. */
export const secret = 'Z2F0ZXdheS1leGFtcGxlLXNlY3JldC0zMi1ieXRlcyE=';

/** Any text, in an expected value. */
export const someText: unknown = expect.any(String);

/** Any number, in an expected value. */
export const someNumber: unknown = expect.any(Number);

/** Short delays, so that a test takes milliseconds. */
const quick: SimulatedDailyOptions = {
  readinessDelayMs: 10,
  readinessStepMs: 5,
  readyWebhookDelayMs: 0,
  connectDelayMs: 10,
  meetingEndedDelayMs: 10,
};

export async function daily(options: SimulatedDailyOptions = {}): Promise<SimulatedDaily> {
  const started = await startSimulatedDaily({ ...quick, ...options });
  onTestFinished(() => started.stop());
  return started;
}

export async function bots(options: SimulatedBotsOptions): Promise<SimulatedBots> {
  const started = await startSimulatedBots({ behaviour: { startUpMs: 5 }, ...options });
  onTestFinished(() => started.stop());
  return started;
}

/** One request that a receiver got. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

const jsonObject = z.record(z.string(), z.unknown());

/** A server that keeps what it gets and answers the given statuses in turn, the last one for ever; 0 never answers. */
export async function receiver(
  statuses: readonly number[] = [200],
): Promise<{ url: string; got: Received[] }> {
  const got: Received[] = [];
  const app = new Hono();
  app.post('*', async (c) => {
    const text = await c.req.text();
    got.push({ path: c.req.path, headers: c.req.header(), text, json: jsonObject.parse(JSON.parse(text)) });
    const status = statuses[got.length - 1] ?? statuses.at(-1) ?? 200;
    if (status === 0) return new Promise<Response>(() => undefined);
    return Response.json({}, { status });
  });
  const server = await listen(app, 0);
  onTestFinished(() => server.close());
  return { url: `${server.origin}/hook`, got };
}

/** A REST request with the right key; the answer's JSON is not interpreted. */
export async function call(
  on: SimulatedDaily,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { authorization: `Bearer ${on.settings.apiKey}` },
): Promise<{ status: number; json: Record<string, unknown> }> {
  const response = await fetch(on.url + path, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, json: jsonObject.parse(await response.json()) };
}

/** Unix seconds from now. */
export const inSeconds = (seconds: number): number => Math.ceil(Date.now() / 1000) + seconds;

/** The next full second that leaves a test 100 ms or more, as Unix seconds. */
export const soon = (): number => Math.ceil((Date.now() + 100) / 1000);

/** A phone room with a bot in it, whose addresses are ready. */
export async function readyRoom(
  on: SimulatedDaily,
  name: string,
  endpoints = 1,
): Promise<{ addresses: readonly string[]; leave: () => void }> {
  const addresses = emptyRoom(on, name, endpoints);
  const ready: string[] = [];
  const joined = on.join({ room: name, userName: 'bot', onDialinReady: (address) => ready.push(address) });
  if (!joined.joined) throw new Error(joined.reason);
  await until(() => ready.length === endpoints);
  return { addresses, leave: joined.leave };
}

/** A phone room without anybody in it. */
export function emptyRoom(on: SimulatedDaily, name: string, endpoints = 1): readonly string[] {
  const made = on.rooms.create({
    name,
    properties: { exp: inSeconds(600), sip: { sip_mode: 'dial-in', num_endpoints: endpoints } },
  });
  if (!made.ok) throw new Error(made.info);
  return made.room.endpoints.map(({ address }) => address);
}

/** Waits for a condition. */
export function until(condition: () => boolean): Promise<void> {
  return vi.waitFor(
    () => {
      if (!condition()) throw new Error(`Never came true: ${condition.toString()}`);
    },
    { timeout: 30_000, interval: 5 },
  );
}
