import { expect } from 'vitest';
import * as z from 'zod';
import { callViewSchema } from '../../../lib/admin/call-schema.ts';
import { createDialInAdmin } from '../../../lib/aws/stores/conferences/dial-in-store.ts';
import { openTable } from '../../../lib/aws/table/table.ts';
import type { VoiceId } from '../../../lib/conferences/model/conference.ts';
import { dialInSchema } from '../../../lib/conferences/model/dial-in.ts';
import type { Room } from '../../../local/simulated/digital-samba/rooms/room.ts';
import { signedFetch } from '../../support/signed-fetch.ts';
import { setRoute, staticAddressOf } from '../held-calls/helpers-bots.ts';
import { numbers, until, type Stack } from '../stack.ts';

/** Numbers of no provider's own: one that leads nowhere, and one that forwards to Daily. */
const [unknown, forwarded] = ['+12025550191', '+12025550192'];

/** A simulated voice provider, with a number more. */
function voiceWith(stack: Stack, id: VoiceId, number: string) {
  const { voices, gateway } = stack.localGateway;
  const { simulated } = voices[id];
  if (simulated === undefined) throw new Error(`${id} is not simulated`);
  simulated.configure(gateway.url, [number]);
  return simulated;
}

/** What starts cold under load costs seconds, in which people are told that something went wrong. */
export async function warmUp(stack: Stack, id: VoiceId): Promise<void> {
  const { gateway } = stack.localGateway;
  const voice = voiceWith(stack, id, unknown);
  const calls = [1, 2].map(() => voice.place({ to: unknown }).call);
  await until('strangers to be refused', () => calls.every(({ events }) => isOver(events)) || undefined);
  expect(calls.flatMap(({ events }) => events.filter(({ kind }) => kind === 'answered'))).toEqual([]);
  await fetch(`${gateway.url}/digital-samba/events`, { method: 'POST', body: '{}' });
  await gateway.invoke('conference-sync', { Records: [{ body: JSON.stringify({ conference: 'none' }) }] });
}

const isOver = (events: readonly { readonly kind: string }[]) => events.at(-1)?.kind === 'hung-up';

/**
 * A number that forwards to Daily's static address leads to the bot of the route that its signed header names.
 * @returns the names under which the headers have come
 */
export async function forwardsToDaily(stack: Stack, id: VoiceId): Promise<readonly string[]> {
  const { tableName, awsClient } = stack.localGateway.gateway;
  const address = await staticAddressOf(stack);
  await setRoute(stack, address, {
    kind: 'targets',
    targets: [{ kind: 'pipecat-cloud', agent: 'stand-in' }],
  });
  const table = openTable(tableName, awsClient);
  await createDialInAdmin({ table, clock: { now: () => Date.now() } }).set(
    forwarded,
    dialInSchema.parse({ kind: 'forward', voice: id, address, route: numbers.bot }),
  );
  table.close();
  const { call } = voiceWith(stack, id, forwarded).place({ to: forwarded });
  const held = await until('the call to arrive at Daily', () => stack.daily.calls.all.at(-1));
  await stack.reaches(held.callId, 'connected');
  expect(call.events.map(({ kind }) => kind)).toContain('forwarded');
  expect(stack.sessions(held.callId).map(({ agent }) => agent)).toEqual(['receptionist']);
  call.hangUp();
  await stack.reaches(held.callId, 'ended');
  return Object.keys(held.identity.sipHeaders ?? {});
}

/** Asks the admin API of a stack. */
async function askAdmin(stack: Stack, method: string, path: string, body?: object) {
  const url = `${stack.localGateway.gateway.url}/admin/v1/${path}`;
  const headers = method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {};
  const response = await signedFetch(url, { method, headers, ...(body && { body }) });
  return { status: response.status, body: z.unknown().parse(await response.json()) };
}

/** Has somebody called into a conference. */
export const orderCallOut = (stack: Stack, conference: string, number: string, name?: string) =>
  askAdmin(stack, 'POST', `conferences/${conference}/call-outs`, { number, name });

/** A call as operators see it. */
export const callView = async (stack: Stack, id: string) =>
  callViewSchema.parse((await askAdmin(stack, 'GET', `calls/${id}`)).body);

/** A simulated phone that the gateway has called. */
interface Callee {
  readonly identity: { readonly to: string; readonly from: string };
  readonly ended: Promise<unknown>;
}

/** Who is called in where, through which provider. */
interface CallsIn<Call extends Callee> {
  readonly id: string;
  readonly room: Room;
  /** The dial-in, which callees see. */
  readonly number: string;
  readonly calls: () => readonly Call[];
  /** How the gateway names a call. */
  readonly nameOf: (call: Call) => string;
}

/** Somebody is called in, presses 1, is shown by name and removed; of a busy phone, and of one that rings on, nothing comes. */
export async function callsPeopleIn<Call extends Callee>(stack: Stack, all: CallsIn<Call>): Promise<void> {
  const { id, room, number, calls, nameOf } = all;
  room.join('Host');
  const order = (to: string, name?: string) =>
    until('the conference to run', async () => {
      const known = new Set(calls());
      const { status } = await orderCallOut(stack, id, to, name);
      return status === 201 ? calls().find((call) => !known.has(call) && call.identity.to === to) : undefined;
    });
  const outcomeOf = (call: Call) =>
    until('the outcome', async () => {
      const view = await callView(stack, nameOf(call));
      return view.journey === 'pin' ? view.callOut?.outcome : undefined;
    });
  const callee = await order('+12025550188', 'Ana');
  expect(callee.identity).toMatchObject({ from: number, to: '+12025550188' });
  await until('the callee to be announced', () => room.phoneParticipants().length === 1 || undefined);
  expect(room.phoneParticipants()).toMatchObject([{ name: 'Ana' }]);
  const [busy, nobody] = [await order('+12025550101'), await order('+12025550100')];
  room.remove(nameOf(callee));
  await callee.ended;
  await until('the room to be empty', () => room.phoneParticipants().length === 0 || undefined);
  await Promise.all([busy.ended, nobody.ended]);
  const outcomes = [await outcomeOf(callee), await outcomeOf(busy), await outcomeOf(nobody)];
  expect(outcomes).toEqual(['joined', 'busy', 'no-answer']);
}

/** Has a caller led on; the status of the answer. */
export const orderTransfer = async (stack: Stack, call: string, to: string) =>
  (await askAdmin(stack, 'POST', `calls/${call}/transfer`, { to })).status;

/** What has come of leading a caller on, once something has. */
export const transferOutcome = (stack: Stack, call: string) =>
  until('the outcome of the transfer', async () => {
    const { timeline } = await callView(stack, call);
    return timeline.findLast(({ event }) => event === 'transferOutcome')?.detail;
  });

/** Whom the last two digits of a number reach (docs/local.md): somebody who stays on the line, and a busy phone. */
export const transferTargets = { desk: '+12025550177', busy: '+12025550101' } as const;

interface LedCaller {
  /** As the gateway knows the call. */
  readonly call: string;
  /** How many phones the room shows. */
  readonly shown: () => number;
}

/** A caller who is in is led to a busy number, comes back, is led to one that answers, and is shown no more. */
export async function isLedOutAndBack(stack: Stack, { call, shown }: LedCaller): Promise<void> {
  await until('the caller to be shown', () => shown() === 1 || undefined);
  expect(await orderTransfer(stack, call, transferTargets.busy)).toBe(200);
  expect(await transferOutcome(stack, call)).toBe('rejected');
  await until('the caller to be shown again', () => shown() === 1 || undefined);
  expect(await orderTransfer(stack, call, transferTargets.desk)).toBe(200);
  await until('the room to be empty', () => shown() === 0 || undefined);
  await until('somebody to answer', async () =>
    (await transferOutcome(stack, call)) === 'answered' ? true : undefined,
  );
}
