import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect } from 'vitest';
import { callKey, openTable } from '../../../lib/aws/table/table.ts';
import { callIdFrom, ownRoomName, type HeldCall } from '../../../lib/held-calls/model/call.ts';
import type { Fault } from '../../../local/simulated/kit/faults.ts';
import type { Stack } from '../stack.ts';

/** The room that is made for an attempt of a call. */
export const botRoom = (callId: string, attempt = 1): string =>
  ownRoomName('local', callIdFrom(callId), attempt);

/** How many events each function gets beforehand, at once: as many tests of a file place their first calls together. */
const warmEach = 3;

/** Starts copies of every function beforehand: on a busy machine that takes seconds, which a caller on hold does not have. */
export function warmUp(stack: Stack): void {
  beforeAll(async () => {
    const { gateway } = stack.localGateway;
    const post = (path: string) => async () => {
      await fetch(`${gateway.url}${path}`, { method: 'POST', body: '{}' });
    };
    const task = { id: 'nobody', token: 'none', failure: { Error: 'none' } };
    const starts = [
      ...['/daily/pinless', '/daily/events', '/calls/nobody/ready'].map(post),
      ...['hold-call', 'connect-call', 'release-call'].map((name) => async () => {
        await gateway.invoke(name, task);
      }),
    ];
    for (const start of starts) await Promise.all(Array.from({ length: warmEach }, start));
  });
}

/** Spoils the next order, or the next few, to connect this call. */
export function spoilUpdate(stack: Stack, callId: string, fault: Fault, times = 1): void {
  stack.daily.faults.next('POST /dialin/pinlessCallUpdate', { ...fault, inBody: callId }, times);
}

/** Lets nobody see who is in the call's room, until what it returns is called. */
export function hidePresence(stack: Stack, callId: string): () => void {
  return stack.daily.faults.next(`GET /rooms/${botRoom(callId)}/presence`, { status: 500 }, Infinity);
}

/** Daily's news that the caller is in the room gets lost. */
export function loseConnected(stack: Stack, callId: string): void {
  stack.daily.events.disturb({ type: 'dialin.connected', callId }, { lose: true });
}

/** The addresses that Daily was told to connect a call to. */
export const addressesOf = (stack: Stack, callId: string): string[] =>
  stack.updates(callId).map(({ address }) => address);

/** The events of a call's timeline from this one on: what came before it may differ with the speed of the machine. */
export function eventsFrom(first: string, { timeline }: HeldCall): string[] {
  const events = timeline.map(({ event }) => event);
  return events.slice(events.indexOf(first));
}

/** When an event happened to a call: Unix ms. */
export function whenOf(event: string, { timeline }: HeldCall): number {
  const line = timeline.find((each) => each.event === event);
  if (line === undefined) throw new Error(`the call's timeline has no ${event}`);
  return line.atMs;
}

/**
 * That the call has been cleaned up after: no room of ours, no bot and nothing to do for the sweep is left. A call that
 * ends by itself is cleaned up by its machine; for others, run the sweep before.
 */
export async function expectNothingLeft(stack: Stack, callId: string): Promise<HeldCall> {
  const item = await stack.comesTo('be cleaned up after', callId, (call) =>
    call.dueAtMs === undefined ? call : undefined,
  );
  expect(stack.daily.rooms.names.filter((name) => name.includes(callId))).toEqual([]);
  expect(stack.sessions(callId).filter(({ state }) => state !== 'ended')).toEqual([]);
  expect(item.token).toBeUndefined();
  return item;
}

/** That the call ended without its caller having been in any room, and its machine as it should. */
export async function expectNeverConnected(
  stack: Stack,
  callId: string,
  end: Pick<HeldCall, 'state' | 'outcome'>,
): Promise<HeldCall> {
  const item = await stack.reaches(callId, 'abandoned', 'released', 'connected', 'ended');
  expect({ state: item.state, outcome: item.outcome }).toEqual(end);
  expect(stack.daily.calls.find(callId)?.legCount).toBe(0);
  expect((await stack.machineEnded(callId)).status).toBe('SUCCEEDED');
  return item;
}

/** Lets a call's time pass: as if it had been placed, and everything about it been planned, that much earlier. */
export async function makeOlder(stack: Stack, callId: string, byMs: number): Promise<void> {
  const { tableName, awsClient } = stack.localGateway.gateway;
  const { client, close } = openTable(tableName, awsClient);
  await client.send(
    new UpdateCommand({
      TableName: tableName,
      Key: callKey(callIdFrom(callId)),
      UpdateExpression: 'ADD heldAtMs :by, budgetEndsAtMs :by, listAt :by',
      ConditionExpression: 'attribute_exists(listAt)',
      ExpressionAttributeValues: { ':by': -byMs },
    }),
  );
  close();
}
