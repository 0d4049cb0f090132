import { expect, test } from 'vitest';
import { eventSchema, type PatchbayEvent } from '../../../lib/events/schema.ts';
import { newCallId, numbers, Stack, until } from '../stack.ts';

const told: { readonly event: PatchbayEvent; readonly atMs: number }[] = [];
const stack = new Stack({
  settings: { events: {} },
  onEvent: ({ detail }) => void told.push({ event: eventSchema.parse(detail), atMs: Date.now() }),
});

const toldOf = (callId: string) => told.filter(({ event }) => 'call' in event && event.call.id === callId);
const isNews = (callId: string, type: PatchbayEvent['type']) =>
  until(`${type} to be told`, () => toldOf(callId).find(({ event }) => event.type === type));

test('others are told of a call, in order, while the function that tells them is killed', async () => {
  const callId = newCallId();
  const call = stack.place({ to: numbers.bot, callId });
  await isNews(callId, 'call.held');
  await stack.localGateway.gateway.crash('publish-events');
  await isNews(callId, 'call.connected');
  call.hangUp();
  await isNews(callId, 'call.callerLeft');

  const events = toldOf(callId).map(({ event }) => event);
  expect(events.map(({ type }) => type)).toEqual(['call.held', 'call.connected', 'call.callerLeft']);
  expect(events.map(({ sequence }) => sequence)).toEqual(
    events.map(({ sequence }) => sequence).toSorted((a, b) => a - b),
  );
  expect(events[1]).toMatchObject({
    stage: 'local',
    call: { to: numbers.bot, from: '…88', reason: 'number' },
    target: 'pipecat-cloud:receptionist',
    attempt: 1,
  });
  expect(JSON.stringify(events)).not.toContain('555018');
});
