import { describe, expect, test } from 'vitest';
import { callIdFrom, type HeldCall } from '../../../../lib/held-calls/model/call.ts';
import type { RoutingAnswer } from '../../../../lib/held-calls/ports.ts';
import { acceptCall } from '../../../../lib/held-calls/steps/accept.ts';
import { holdCall } from '../../../../lib/held-calls/steps/hold.ts';
import {
  botTarget,
  heldCall,
  inMemory,
  lobbyTarget,
  secondBotTarget,
  startMs,
} from '../../../support/held-calls.ts';

const id = callIdFrom('c1');
const url = 'https://routing.example.com/calls';
const task = (token: string) => ({ id, token });

/** A call of a route that asks, at that place among its targets. */
function asking(targets: HeldCall['targets'], before: number, answer: RoutingAnswer) {
  const all = inMemory([heldCall('c1', { targets, ask: { url, before } })]);
  all.world.route = () => answer;
  return all;
}

describe('no answer that can be used', () => {
  const none: RoutingAnswer = { kind: 'none', why: 'http-503' };

  test('leads to the other targets of the route, and nobody is asked again', async () => {
    const { deps, record, call } = asking([botTarget], 0, none);
    expect(await holdCall(deps, task('t1'))).toBe('waiting');
    expect(record.botsStarted.map(({ target }) => target)).toEqual([botTarget]);
    expect(call('c1').ask).toBeUndefined();
    await holdCall(deps, task('t2'));
    expect(record.asked).toHaveLength(1);
    expect(record.logs.map(({ code }) => code)).toContain('routing-unanswered');
  });

  test('of a route without others is asked for again with the next task, by the same id', async () => {
    const { deps, record, world } = asking([], 0, none);
    expect(await holdCall(deps, task('t1'))).toBe('no-target');
    expect(record.created).toEqual([]);
    world.route = () => ({ kind: 'targets', targets: [botTarget, lobbyTarget] });
    expect(await holdCall(deps, task('t2'))).toBe('waiting');
    expect(record.asked.map((question) => question.id)).toEqual([id, id]);
    expect(record.botsStarted.map(({ target }) => target)).toEqual([botTarget]);
  });

  test('in time for nobody any more ends the wait', async () => {
    const { deps, advance } = asking([], 0, none);
    await holdCall(deps, task('t1'));
    advance(80_000);
    expect(await holdCall(deps, task('t2'))).toBe('budget-spent');
  });
});

describe('a refusal', () => {
  test('ends the call as refused, without a room or a bot', async () => {
    const { deps, record, call } = asking([botTarget], 0, { kind: 'refusal' });
    expect(await holdCall(deps, task('t1'))).toBe('over');
    expect(call('c1')).toMatchObject({ state: 'refused', outcome: 'declined' });
    expect(call('c1').dueAtMs).toBeUndefined();
    expect([record.created, record.botsStarted]).toEqual([[], []]);
    expect(record.counts).toContainEqual({ metric: 'callsRefused', reason: 'declined' });
  });
});

describe('an answer', () => {
  test('with targets stands in its place among those of the route', async () => {
    const { deps, call } = asking([lobbyTarget, botTarget], 1, {
      kind: 'targets',
      targets: [secondBotTarget],
    });
    await holdCall(deps, task('t1'));
    expect(call('c1').targets).toEqual([lobbyTarget, secondBotTarget, botTarget]);
  });

  test('with an existing room first is tried there first', async () => {
    const { deps, call, record } = asking([botTarget], 0, { kind: 'targets', targets: [lobbyTarget] });
    await holdCall(deps, task('t1'));
    expect(call('c1').targets).toEqual([lobbyTarget, botTarget]);
    expect(call('c1').refusals).toMatchObject([{ target: 0, why: 'room-unknown' }]);
    expect(record.botsStarted.map(({ target }) => target)).toEqual([botTarget]);
  });

  test('with data goes to every bot of the route', async () => {
    const data = { tenant: 'acme' };
    const { deps, record, call } = asking([botTarget, lobbyTarget], 0, { kind: 'data', data });
    await holdCall(deps, task('t1'));
    expect(call('c1').targets).toEqual([{ ...botTarget, data }, lobbyTarget]);
    expect(record.botsStarted[0]?.target).toMatchObject({ data });
  });

  test('of a task whose call has gone on meanwhile is dropped', async () => {
    const { deps, world, call } = asking([], 0, { kind: 'none', why: 'http-503' });
    world.route = () => {
      void deps.calls.move(id, { kind: 'released', atMs: 1, why: 'budget-spent', unlessReady: true });
      return { kind: 'targets', targets: [botTarget] };
    };
    expect(await holdCall(deps, task('t1'))).toBe('over');
    expect(call('c1')).toMatchObject({ state: 'released', targets: [] });
  });
});

test('is told of the call, and of nothing else', async () => {
  const { deps, record } = asking([botTarget], 0, { kind: 'none', why: 'time-out' });
  await holdCall(deps, task('t1'));
  expect(record.asked).toEqual([
    {
      id,
      url,
      call: { id, to: '+12025550143', from: '+12025550188', sipHeaders: undefined },
      endsAtMs: startMs + 2_000,
    },
  ]);
});

test('a call of a route that asks keeps who is asked, and the webhook asks nobody', async () => {
  const { deps, record, call, routes } = inMemory();
  routes.set('+12025550143', {
    kind: 'targets',
    targets: [lobbyTarget, { kind: 'ask', url }, botTarget],
    dialOut: false,
  });
  await acceptCall(deps, { providerCallId: 'c1', hold: 'hold', to: '+12025550143' });
  expect(call('c1')).toMatchObject({ targets: [lobbyTarget, botTarget], ask: { url, before: 1 } });
  expect(record.asked).toEqual([]);
});
