import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createExistingRoomStore } from '../../../lib/aws/stores/held-calls/existing-room-store.ts';
import { openTable } from '../../../lib/aws/table/table.ts';
import { encodeHold } from '../../../lib/providers/daily/hold.ts';
import { acceptCall, startGraceMs } from '../../../lib/held-calls/steps/accept.ts';
import type { Route } from '../../../lib/held-calls/model/route.ts';
import { openExistingRoom } from '../../../local/existing-rooms.ts';
import { botRoom, expectNothingLeft, makeOlder, warmUp } from './helpers-connecting.ts';
import { settings as holdSettings } from '../../support/held-calls.ts';
import { newCallId, numbers, Stack, until } from '../stack.ts';

const stack = new Stack({
  settings: { holdBudgetS: 60, holdSliceS: 15 },
  daily: { rateLimits: false },
});
warmUp(stack);

const botRoute: Route = {
  kind: 'targets',
  targets: [{ kind: 'pipecat-cloud', agent: 'receptionist' }],
  dialOut: false,
};

/** Longer than any grace that a call has before the sweep looks at it. */
const minutesMs = 5 * 60_000;

const sweptSchema = z.object({
  due: z.number(),
  healed: z.number(),
  cleaned: z.number(),
  failed: z.number(),
});

/** What a sweep did with calls on hold. */
const sweep = async () => {
  const swept = await stack.sweep();
  if (!swept.ok) throw new Error(`the sweep failed: ${swept.error.errorMessage}`);
  return sweptSchema.parse(swept.payload);
};
const nothing = { due: 0, healed: 0, cleaned: 0, failed: 0 };

/** One after the other: a sweep looks at every call. */
describe('the sweep', () => {
  test('starts the machine of a call that was stored, and then forgotten', async () => {
    const call = stack.place({ to: numbers.bot, webhook: { lose: true } });
    const { callId, callDomain } = call.identity;
    const accepted = await acceptCall(
      {
        calls: stack.calls,
        routes: {
          find: () => Promise.resolve(botRoute),
          spend: () => Promise.reject(new Error('this call has no header')),
        },
        machine: { start: () => Promise.resolve('throttled') },
        clock: { now: () => Date.now(), sleep: () => Promise.reject(new Error('nothing to wait for')) },
        log: { info: () => undefined, warn: () => undefined, error: () => undefined },
        count: () => undefined,
        isCounted: () => true,
        settings: { ...holdSettings, holdBudgetMs: 60_000 },
        signingKey: () => Promise.resolve(undefined),
      },
      { providerCallId: callId, hold: encodeHold(callId, callDomain), to: numbers.bot },
    );
    expect(accepted.kind).toBe('busy');
    expect(await sweep()).toEqual(nothing);
    await makeOlder(stack, callId, startGraceMs);
    expect(await sweep()).toEqual({ ...nothing, due: 1, healed: 1 });
    await stack.expectConnectedOnce(call);
    expect(await sweep()).toEqual(nothing);
  });

  test('resumes a call that is ready and waits for a word that got lost', async () => {
    const callId = newCallId();
    stack.bots.script(callId, [{ reports: false }]);
    stack.daily.events.disturb({ type: 'dialin.ready', callId }, { lose: true });
    const call = stack.place({ callId, to: numbers.bot });
    await until('the room to be ready', () =>
      stack.daily.events.emitted.find(({ type, payload }) => {
        return type === 'dialin.ready' && payload.room === botRoom(callId);
      }),
    );
    const asked = await stack.comesTo('have its bot noted', callId, (item) =>
      item.askedAtMs === undefined ? undefined : item,
    );
    expect(await sweep()).toEqual(nothing);
    // As a report that was stored a while ago, by a function that died before it could settle the machine.
    const { id, address } = asked;
    const atMs = Date.now() - 10_000;
    const ready = { kind: 'ready', atMs, room: botRoom(callId), source: 'provider', address } as const;
    expect(await stack.calls.move(id, ready)).toMatchObject({ ok: true });

    expect(await sweep()).toEqual({ ...nothing, due: 1, healed: 1 });
    await stack.expectConnectedOnce(call);
    expect(stack.updates(callId)).toHaveLength(1);
    expect(await sweep()).toEqual(nothing);
  });

  test.each([
    ['waits', 'silent'],
    ['is being connected', 'joins'],
  ] as const)('releases a call that %s and has no machine any more', async (_, outcome) => {
    const callId = newCallId();
    stack.bots.script(callId, [{ outcome }]);
    stack.place({ callId, to: numbers.bot, connect: 'nothing' });
    const state = outcome === 'silent' ? 'waiting' : 'connecting';
    await until(`a bot, and the call to be ${state}`, async () => {
      const item = await stack.reaches(callId, state);
      return item.bots.length === 0 ? undefined : item;
    });
    const { machine } = stack.localGateway.gateway;
    const execution = machine.executions().find(({ name }) => name === callId);
    machine.abort(execution?.arn ?? '');
    expect((await stack.machineEnded(callId)).status).toBe('ABORTED');
    expect(await sweep()).toEqual(nothing);

    await makeOlder(stack, callId, minutesMs);
    expect(await sweep()).toEqual({ ...nothing, due: 1, healed: 1 });
    expect(await stack.item(callId)).toMatchObject({ state: 'released', outcome: 'machine-lost' });
    // Nobody was ordered into the room of a call that waited, so it is cleaned up after at once.
    expect(await sweep()).toEqual(outcome === 'silent' ? nothing : { ...nothing, due: 1, cleaned: 1 });
    expect(await sweep()).toEqual(nothing);
    await expectNothingLeft(stack, callId);
    // Where a caller may be on the way, the room goes first, and its bot with it.
    const endReason = outcome === 'silent' ? 'stopped' : 'room-deleted';
    expect(stack.sessions(callId)).toMatchObject([{ endReason }]);
    expect(stack.daily.calls.find(callId)?.legCount).toBe(0);
  });

  test('ends a call of whose end nobody told, and gives its address back', async () => {
    openExistingRoom(stack.daily, 'lobby', 1);
    const callId = newCallId();
    stack.daily.events.disturb({ type: 'dialin.stopped', callId }, { lose: true });
    const call = stack.place({ callId, to: numbers.lobby });
    await stack.expectConnectedOnce(call);
    call.hangUp();
    const { awsClient, tableName } = stack.localGateway.gateway;
    const rooms = createExistingRoomStore({
      table: openTable(tableName, awsClient),
      clock: { now: () => Date.now(), sleep: () => Promise.reject(new Error('a read never waits')) },
      random: () => 0,
    });
    const leases = async () => Object.values((await rooms.get('lobby'))?.addresses ?? {});
    expect(await leases()).toMatchObject([{ call: callId }]);
    await makeOlder(stack, callId, 5 * 3_600_000);
    expect(await sweep()).toEqual({ ...nothing, due: 1, cleaned: 1 });
    expect((await stack.item(callId)).outcome).toBe('overdue');
    const [lease] = await leases();
    expect(lease).toBeDefined();
    expect(lease?.call).toBeUndefined();
    expect(stack.daily.rooms.find('lobby')).toBeDefined();

    await stack.expectConnectedOnce(stack.place({ to: numbers.lobby }));
    expect(await sweep()).toEqual(nothing);
  });

  test('removes the rooms of many calls in one go, and stops their bots', async () => {
    stack.bots.setDefault({ staysAfterCaller: true });
    const calls = Array.from({ length: 3 }, () => stack.place({ to: numbers.bot }));
    for (const call of calls) await stack.expectConnectedOnce(call);
    for (const call of calls) call.hangUp();
    for (const { callId } of calls) await stack.reaches(callId, 'ended');
    const before = stack.daily.requests.length;
    expect(await sweep()).toEqual({ ...nothing, due: 3, cleaned: 3 });
    expect(stack.daily.requests.slice(before)).toEqual([
      { method: 'DELETE', path: '/batch/rooms', status: 200 },
    ]);
    for (const { callId } of calls) await expectNothingLeft(stack, callId);
    expect(calls.flatMap(({ callId }) => stack.sessions(callId)).map(({ endReason }) => endReason)).toEqual([
      ...['stopped', 'stopped', 'stopped'],
    ]);
    expect(await sweep()).toEqual(nothing);
    expect(stack.daily.requests.slice(before)).toHaveLength(1);
  });

  test('says nothing and counts nothing when there is nothing to do', async () => {
    const callId = newCallId();
    stack.bots.script(callId, [{ outcome: 'silent' }]);
    stack.place({ callId, to: numbers.bot });
    await until('the call to wait for its bot', async () => {
      const item = await stack.reaches(callId, 'waiting');
      return item.askedAtMs === undefined ? undefined : item;
    });
    const before = stack.logsOf('sweep').length;
    for (let quiet = 0; quiet < 3; quiet += 1) expect(await sweep()).toEqual(nothing);

    // Lines of one function arrive in order, so whatever the quiet sweeps had said would be there before these.
    await makeOlder(stack, callId, minutesMs);
    expect(await sweep()).toEqual({ ...nothing, due: 1, healed: 1 });
    await until('the lines of the sweep', () =>
      stack.logsOf('sweep').find((line, index) => index >= before && line.includes('"SweepHealed"')),
    );
    expect(stack.logsOf('sweep')[before]).toContain('"call-released"');
  });
});
