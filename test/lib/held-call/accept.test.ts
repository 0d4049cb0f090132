import { describe, expect, test } from 'vitest';
import { acceptCall } from '../../../lib/held-call/accept.ts';
import { callIdFrom } from '../../../lib/held-call/call.ts';
import { signRouteHeader } from '../../../lib/held-call/tokens.ts';
import { botWay, inMemory, lobbyWay, settings, startMs } from '../../support/held-calls.ts';

const incoming = { providerCallId: 'c1', hold: 'h1', to: '+12025550143', from: '+12025550188' };

function withRoute() {
  const world = inMemory();
  world.routes.set('+12025550143', { kind: 'ways', ways: [botWay], dialOut: false });
  return world;
}

describe('a call that is not taken on', () => {
  test('has no route and is refused, with its reason kept in its timeline', async () => {
    const { deps, record, call } = inMemory();
    expect(await acceptCall(deps, incoming)).toMatchObject({ kind: 'refused', reason: 'unknown-number' });
    expect(record.started).toEqual([]);
    expect(call('c1')).toMatchObject({ state: 'refused', outcome: 'unknown-number' });
    expect(call('c1').dueAtMs).toBeUndefined();
    expect(record.counts).toContainEqual({ metric: 'callsRefused', reason: 'unknown-number' });
  });

  test('stays refused when the webhook is repeated, even if its number has a route by then', async () => {
    const { deps, routes, record } = inMemory();
    await acceptCall(deps, incoming);
    routes.set('+12025550143', { kind: 'ways', ways: [botWay], dialOut: false });
    expect(await acceptCall(deps, incoming)).toMatchObject({ kind: 'refused', reason: 'unknown-number' });
    expect(record.started).toEqual([]);
  });

  test('cannot be started now: busy, but stored, so that the sweep starts it', async () => {
    const { deps, world, call } = withRoute();
    world.start = 'throttled';
    expect(await acceptCall(deps, incoming)).toMatchObject({ kind: 'busy' });
    expect(call('c1')).toMatchObject({ state: 'held', dueAtMs: startMs + 10_000 });
  });
});

describe('a call that is taken on', () => {
  test('is stored with its ways and its budget, and its machine is started', async () => {
    const { deps, record, call } = withRoute();
    expect(await acceptCall(deps, incoming)).toEqual({ kind: 'held', id: 'c1' });
    expect(record.started).toEqual(['c1']);
    expect(call('c1')).toMatchObject({
      state: 'held',
      hold: 'h1',
      ways: [botWay],
      reason: 'number',
      budgetEndsAtMs: startMs + settings.holdBudgetMs,
      timeline: [{ atMs: startMs, event: 'held', detail: 'number' }],
    });
  });

  test('twice equals once, but the machine is started each time: the first start may have been lost', async () => {
    const { deps, record, call } = withRoute();
    await acceptCall(deps, incoming);
    const before = call('c1');
    await acceptCall(deps, incoming);
    expect(call('c1')).toEqual(before);
    expect(record.started).toEqual(['c1', 'c1']);
    expect(record.counts.filter(({ metric }) => metric === 'callsHeld')).toHaveLength(1);
  });

  test('an id that is not safe in a name is hashed, and always the same way', () => {
    const id = callIdFrom('sip/call id:1');
    expect(id).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(callIdFrom('sip/call id:1')).toBe(id);
  });

  test('an unknown number goes to the default route', async () => {
    const { deps, routes, call } = inMemory();
    routes.set('default', { kind: 'ways', ways: [lobbyWay], dialOut: false });
    await acceptCall(deps, incoming);
    expect(call('c1')).toMatchObject({ reason: 'default', ways: [lobbyWay] });
  });

  test('no number is logged', async () => {
    const { deps, record } = withRoute();
    await acceptCall(deps, incoming);
    expect(JSON.stringify(record.logs)).not.toMatch(/\d{7,}/);
  });
});

describe('the route header', () => {
  const key = 'a signing key of a test';
  const header = (change: object = {}) =>
    signRouteHeader(key, {
      route: 'vip',
      call: callIdFrom('twilio-call'),
      expiresAtMs: startMs + 60_000,
      ...change,
    });
  const accept = async (world: ReturnType<typeof withRoute>, value: string, providerCallId = 'c1') => {
    world.routes.set('vip', { kind: 'ways', ways: [lobbyWay], dialOut: false });
    await acceptCall(world.deps, { ...incoming, providerCallId, sipHeaders: { 'x-patchbay-route': value } });
    return world.call(providerCallId).reason;
  };

  test.each([
    ['forged', `${header().slice(0, -1)}${header().endsWith('A') ? 'B' : 'A'}`],
    [
      'signed with another key',
      signRouteHeader('other', { route: 'vip', call: callIdFrom('x'), expiresAtMs: startMs + 1_000 }),
    ],
    ['expired', header({ expiresAtMs: startMs })],
    ['from too far ahead', header({ expiresAtMs: startMs + 3_600_000 })],
    ['no header of ours', 'vip'],
    ['empty', ''],
  ])('%s selects nothing', async (_, value) => {
    const world = withRoute();
    expect(await accept(world, value)).toBe('number');
    expect(world.record.logs).toContainEqual(expect.objectContaining({ code: 'route-header-refused' }));
  });

  test('selects nothing while there is no key', async () => {
    const world = withRoute();
    world.world.signingKey = undefined;
    expect(await accept(world, header())).toBe('number');
  });

  test('counts once, but for one call as often as its webhook is repeated', async () => {
    const world = withRoute();
    expect(await accept(world, header())).toBe('signed-header');
    expect(await accept(world, header())).toBe('signed-header');
    expect(await accept(world, header(), 'c2')).toBe('number');
  });

  test('counts by either key while the signing key is rotated', async () => {
    const world = withRoute();
    world.world.signingKey = 'the next signing key';
    expect(await accept(world, header())).toBe('number');
    const deps = { ...world.deps, otherSigningKey: () => Promise.resolve(key) };
    expect(await accept({ ...world, deps }, header(), 'c2')).toBe('signed-header');
  });

  test('is not handed on to a bot', async () => {
    const world = withRoute();
    await accept(world, header());
    expect(world.call('c1').sipHeaders).toEqual({});
  });
});
