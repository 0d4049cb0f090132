import { describe, expect, test } from 'vitest';
import { newCallId, numbers, Stack } from '../stack.ts';

const stack = new Stack({ settings: { canary: {} } });

describe.concurrent('a caller on hold', () => {
  test('is connected to the bot, once, in two transitions and six writes', async () => {
    const call = stack.place({ to: numbers.bot });
    await call.waitFor('connected');
    const item = await stack.expectConnectedOnce(call);
    expect(item.timeline.map(({ event }) => event)).toEqual([
      'held',
      'tokenStored',
      'asked',
      'ready',
      'claimed',
      'connected',
    ]);
    expect(stack.updates(call.callId)).toHaveLength(1);
    expect((await stack.machineEnded(call.callId)).transitions).toBe(2);
    call.hangUp();
    expect((await stack.reaches(call.callId, 'ended')).outcome).toBe('caller-left');
  });

  test('is connected to the room of others, with no bot', async () => {
    const { openExistingRoom } = await import('../../../local/existing-rooms.ts');
    openExistingRoom(stack.daily, 'lobby');
    const call = stack.place({ to: numbers.lobby });
    expect(await call.waitFor('connected')).toMatchObject({ room: 'lobby' });
    await stack.expectConnectedOnce(call);
    expect(stack.sessions(call.callId)).toEqual([]);
  });

  test('is cleaned up after: its room is gone and its bot has left', async () => {
    const callId = newCallId();
    stack.bots.script(callId, [{ staysAfterCaller: true }]);
    const call = stack.place({ callId, to: numbers.bot });
    await call.waitFor('connected');
    await stack.expectConnectedOnce(call);
    call.hangUp();
    await stack.reaches(callId, 'ended');
    expect(await stack.sweep()).toMatchObject({ ok: true });
    expect(stack.daily.rooms.find(`pb-local-${callId}-1`)).toBeUndefined();
    expect(stack.sessions(callId).map(({ state }) => state)).toEqual(['ended']);
    expect((await stack.item(callId)).dueAtMs).toBeUndefined();
  });
});
