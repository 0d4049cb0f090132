import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterAll, expect, test } from 'vitest';
import { eventSchema, type PatchbayEvent } from '../../../lib/events/schema.ts';
import { close, listen } from '../../../local/runtime/ports.ts';
import { eventSettings } from '../../../local/simulators.ts';
import { newCallId, numbers, Stack, until } from '../stack.ts';

const secret = `whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`;

/** A consumer that is down for the first request of all, and checks the signature of every one. */
const posted: { readonly event: PatchbayEvent; readonly status: number }[] = [];
const consumer = createServer((request, response) => {
  void text(request).then((body) => {
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
    const event = eventSchema.parse(new Webhook(secret).verify(body, Object.fromEntries(headers)));
    const status = posted.length === 0 ? 503 : 204;
    posted.push({ event, status });
    response.writeHead(status).end();
  });
});
const environment = { EVENTS_URL: await listen(consumer, 0), EVENT_WEBHOOK_SECRETS: [secret] };
afterAll(() => close(consumer));

/** Each once: a function that is killed has told what it cannot say that it has. */
const told: PatchbayEvent[] = [];
const stack = new Stack({
  settings: { events: eventSettings({ PORT: 0, ...environment }) },
  environment,
  onEvent: ({ detail }) => {
    const event = eventSchema.parse(detail);
    if (!told.some(({ id }) => id === event.id)) told.push(event);
  },
});

const isNews = (callId: string, type: PatchbayEvent['type']) =>
  until(`${type} to be told`, () =>
    told.find((event) => 'call' in event && event.call.id === callId && event.type === type),
  );

test('others are told of a call, in order, while the function that tells them is killed and a consumer is down', async () => {
  const callId = newCallId();
  const call = stack.place({ to: numbers.bot, callId });
  await isNews(callId, 'call.held');
  await stack.localGateway.gateway.crash('publish-events');
  await isNews(callId, 'call.connected');
  call.hangUp();
  await isNews(callId, 'call.callerLeft');

  expect(told.map(({ type }) => type)).toEqual(['call.held', 'call.connected', 'call.callerLeft']);
  expect(told.map(({ sequence }) => sequence)).toEqual(
    told.map(({ sequence }) => sequence).toSorted((a, b) => a - b),
  );
  expect(told[1]).toMatchObject({
    stage: 'local',
    call: { to: numbers.bot, from: '…88', reason: 'number' },
    target: 'pipecat-cloud:receptionist',
    attempt: 1,
  });
  expect(JSON.stringify(told)).not.toContain('555018');

  await until('the consumer to have all', () => posted.length === told.length + 1 || undefined);
  expect(posted.map(({ event, status }) => [event.type, status])).toEqual([
    ['call.held', 503],
    ['call.held', 204],
    ['call.connected', 204],
    ['call.callerLeft', 204],
  ]);
  expect(posted.slice(1).map(({ event }) => event)).toEqual(told);
});
