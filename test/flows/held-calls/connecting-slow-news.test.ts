import { describe, expect, test } from 'vitest';
import { eventsFrom, warmUp } from './helpers-connecting.ts';
import { newCallId, numbers, Stack } from '../stack.ts';

/** A Daily whose rooms show for 12 s nobody who came in, whose news takes 12 s, and that connects whoever it is told to again. */
const stack = new Stack({
  settings: { holdBudgetS: 60, holdSliceS: 10, connectSliceS: 11 },
  daily: { rateLimits: false, repeatedUpdate: 'second-leg', presenceLagMs: 12_000 },
});
warmUp(stack);

describe.concurrent('where the presence of a room lags', { timeout: 60_000 }, () => {
  test('a caller whose arrival is told late is connected once', async () => {
    const callId = newCallId();
    stack.daily.events.disturb({ type: 'dialin.connected', callId }, { delayMs: 12_000 });
    const call = stack.place({ callId, to: numbers.bot });
    const item = await stack.expectConnectedOnce(call);
    expect(item.timeline.at(-1)).toMatchObject({ event: 'connected', detail: 'provider' });
    expect(stack.updates(callId)).toHaveLength(1);
    expect(call.legCount).toBe(1);
  });

  test('a caller whose arrival is never told is found before a second order goes out', async () => {
    const callId = newCallId();
    stack.daily.events.disturb({ type: 'dialin.connected', callId }, { lose: true });
    const call = stack.place({ callId, to: numbers.bot });
    const item = await stack.expectConnectedOnce(call);
    expect(eventsFrom('claimed', item)).toEqual(['claimed', 'reclaimed', 'connected']);
    expect(item.timeline.at(-1)).toMatchObject({ event: 'connected', detail: 'presence' });
    expect(call.legCount).toBe(1);
  });
});
