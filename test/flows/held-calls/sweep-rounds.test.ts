import { describe, expect, test } from 'vitest';
import { warmUp } from './helpers-connecting.ts';
import { numbers, Stack, until } from '../stack.ts';

const stack = new Stack({
  settings: { holdBudgetS: 44, holdSliceS: 8, connectSliceS: 6 },
  daily: { rateLimits: false },
  // A wake that fails comes again after a tenth of a second instead of three minutes.
  visibilityScale: 0.0005,
});
warmUp(stack);

/** A sweep by a function that has just started, which looks at everything. */
async function sweepAnew() {
  await stack.localGateway.gateway.crash('sweep');
  const swept = await stack.sweep();
  if (!swept.ok) throw new Error(`the sweep failed: ${swept.error.errorMessage}`);
  return swept.payload;
}

/** One after the other: a sweep looks at everything. */
describe('the sweep', () => {
  test('revives a webhook that Daily has given up, and its events count again', async () => {
    const [webhook] = stack.daily.events.webhooks;
    if (webhook === undefined) throw new Error('the gateway has no webhook');
    const { hmac } = webhook;
    expect(await sweepAnew()).toMatchObject({ webhooksRevived: 0 });
    webhook.state = 'FAILED';
    expect(await sweepAnew()).toMatchObject({ webhooksRevived: 1 });
    expect(webhook).toMatchObject({ state: 'ACTIVE', hmac });
    await until('the line that says so', () =>
      stack.logs.find((line) => line.includes('"sweep-healed"') && line.includes('daily-webhook')),
    );

    const call = stack.place({ to: numbers.bot });
    const item = await stack.expectConnectedOnce(call);
    expect(item.timeline.find(({ event }) => event === 'connected')?.detail).toBe('provider');
  });

  test('wakes a conference again whose wake was given up, and says so if it is in vain', async () => {
    const { queue } = stack.localGateway.gateway;
    // Conferences are never called so: the sync fails on it each time.
    queue.send({ body: '{"conference":"!"}', groupId: '!', deduplicationId: 'one' });
    const died = () => until('the wake to be dead', () => queue.deadLetters()[0]);
    expect((await died()).body).toBe('{"conference":"!"}');
    expect(await sweepAnew()).toMatchObject({ revived: 1 });
    expect((await died()).body).toBe('{"conference":"!","isSecond":true}');
    expect(await sweepAnew()).toMatchObject({ revived: 0 });
    const line = await until('the line that says so', () =>
      stack.logs.find((each) => each.includes('given-up-again')),
    );
    expect(JSON.parse(line)).toMatchObject({ code: 'sweep-failed', what: 'dead-letter', conference: '!' });
  });
});
