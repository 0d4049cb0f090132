import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect } from 'vitest';
import * as z from 'zod';
import { createRouteAdmin } from '../../../lib/aws/stores/route-store.ts';
import { secretSchema, type StoredSecret } from '../../../lib/providers/secret.ts';
import { openTable } from '../../../lib/aws/table/table.ts';
import type { HeldCall } from '../../../lib/held-calls/model/call.ts';
import { routeSchema } from '../../../lib/held-calls/model/route.ts';
import type { BotSession } from '../../../local/simulated/bots/sessions.ts';
import type { HeldCall as Caller } from '../../../local/simulated/daily/calls/held-call.ts';
import { signWebhook } from '../../../local/simulated/daily/signature.ts';
import { numbers, patienceMs, until, type Stack } from '../stack.ts';

const clock = { now: () => Date.now(), sleep: () => Promise.reject(new Error('nothing here sleeps')) };

/** Waits until the caller is in, and checks that this happened once. */
export async function expectConnected(stack: Stack, call: Caller): Promise<HeldCall> {
  await call.waitFor('connected', patienceMs).catch(async (cause: unknown) => {
    const { state, outcome, refusals, timeline } = await stack.item(call.callId);
    const became = JSON.stringify({ state, outcome, refusals, timeline }, undefined, 1);
    throw new Error(`The caller is not in: ${became}`, { cause });
  });
  const item = await stack.expectConnectedOnce(call);
  const accepted = stack.updates(call.callId).filter(({ outcome }) => outcome === 'connecting');
  expect(accepted, 'orders that led to a leg').toHaveLength(1);
  return item;
}

/** Enough that a file's calls find sandboxes that have loaded their function. */
const callsToWarmUp = 8;

/** Has some calls served first, so that no slice of the calls that are tested is spent on functions that start cold. */
export async function warmUp(stack: Stack): Promise<void> {
  const calls = Array.from({ length: callsToWarmUp }, () => stack.place({ to: numbers.bot }));
  // A cold stack on a busy machine may lose one of them to its short slices: warm it is all the same.
  const isIn = (call: (typeof calls)[number]) => call.waitFor('connected', patienceMs).catch(() => undefined);
  await Promise.all(calls.map((call) => Promise.race([isIn(call), call.ended])));
  for (const call of calls) call.hangUp();
}

/** That nothing of a call is stored and no machine runs for it. */
export async function expectUnknown(stack: Stack, callId: string): Promise<void> {
  await expect(stack.item(callId)).rejects.toThrow('no item');
  expect(machinesOf(stack, callId)).toEqual([]);
  expect(stack.updates(callId)).toEqual([]);
  expect(stack.sessions(callId)).toEqual([]);
}

/** The executions of a call. */
export function machinesOf(stack: Stack, callId: string) {
  return stack.localGateway.gateway.machine.executions().filter(({ name }) => name === callId);
}

/** The one room that we made for an attempt, if it is still there. */
export function ownRoom(stack: Stack, callId: string, attempt: number) {
  return stack.daily.rooms.find(`pb-local-${callId}-${attempt}`);
}

/** The n-th bot that was started for a call, once it is. */
export function botOf(stack: Stack, callId: string, nth = 1): Promise<BotSession> {
  return until(`bot ${nth} of ${callId}`, () =>
    stack.sessions(callId).find((session) => session.nth === nth),
  );
}

/** Reports a room ready as its bot would. */
export async function report(session: BotSession): Promise<{ status: number; body: unknown }> {
  const { url, token } = session.order.ready;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: '{}' });
  return { status: response.status, body: await response.json() };
}

/** Ends every call and sweeps until nothing that we made is left. */
export async function expectNothingLeft(stack: Stack): Promise<void> {
  for (const call of stack.daily.calls.all) call.hangUp();
  const rooms = () => stack.daily.rooms.names.filter((name) => name.startsWith('pb-'));
  const running = () => stack.bots.sessions.filter(({ state }) => state !== 'ended');
  await until('rooms and bots to be gone', async () => {
    const swept = await stack.sweep();
    return swept.ok && rooms().length + running().length === 0 ? true : undefined;
  });
  expect(stack.bots.refusals.filter(({ why }) => why === 'bad-order')).toEqual([]);
}

/** What is stored in the secret now. */
export function secretOf(stack: Stack): StoredSecret {
  const { gateway } = stack.localGateway;
  const { body } = gateway.secrets.serve('GetSecretValue', { SecretId: gateway.stack.secretArn });
  return secretSchema.parse(JSON.parse(z.object({ SecretString: z.string() }).parse(body).SecretString));
}

const domainSchema = z.object({
  config: z.object({ pinless_dialin: z.array(z.object({ sip_uri: z.string() })) }),
});

/** The static SIP address of the domain; its entry is the last. */
export async function staticAddressOf({ daily }: Stack): Promise<string> {
  const headers = { authorization: `Bearer ${daily.settings.apiKey}` };
  const answer: unknown = await (await fetch(`${daily.url}/`, { headers })).json();
  const address = domainSchema.parse(answer).config.pinless_dialin.at(-1)?.sip_uri;
  if (address === undefined) throw new Error('the domain has no static address');
  return address;
}

/** Sets a route while the stack runs, as `patchbay route set` does. */
export async function setRoute({ localGateway }: Stack, key: string, route: unknown): Promise<void> {
  const table = openTable(localGateway.gateway.tableName, localGateway.gateway.awsClient);
  await createRouteAdmin({ table, clock }).set(key, routeSchema.parse(route));
  table.close();
}

/** Headers of a body that Daily signed. */
export function signedHeaders(
  scheme: 'pinless' | 'webhook',
  secret: string | undefined,
  body: string,
): Record<string, string> {
  if (secret === undefined) throw new Error('no secret is stored');
  const timestamp = String(Date.now());
  return {
    'content-type': 'application/json',
    [`x-${scheme}-timestamp`]: timestamp,
    [`x-${scheme}-signature`]: signWebhook(secret, timestamp, body),
  };
}

const lineSchema = z.record(z.string(), z.unknown());

/** Lines of the functions' logs that have all these fields. Metrics are lines too: `{ CallsRefused: 1, Reason: … }`. */
export function logged(stack: Stack, fields: Readonly<Record<string, unknown>>, since = 0) {
  return stack.logs
    .slice(since)
    .filter((line) => line.startsWith('{'))
    .map((line) => lineSchema.parse(JSON.parse(line)))
    .filter((line) => Object.entries(fields).every(([name, value]) => line[name] === value));
}

/** A receiver of webhooks in the place of the gateway. */
export interface Receiver {
  readonly url: string;
  stop(): void;
}

/** Answers requests with the status that `receive` gives, not at all, or by cutting the connection. */
export async function startReceiver(
  receive: (body: Buffer, headers: IncomingHttpHeaders, nth: number) => Promise<number | 'silence' | 'cut'>,
): Promise<Receiver> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const nth = requests;
    void buffer(request)
      .then((body) => receive(body, request.headers, nth))
      .then((status) => {
        if (status === 'cut') response.destroy();
        else if (status !== 'silence') response.writeHead(status).end();
      });
  });
  const { promise, resolve } = Promise.withResolvers<AddressInfo>();
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address !== null && typeof address === 'object') resolve(address);
  });
  const { port } = await promise;
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
