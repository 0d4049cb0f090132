import { describe, expect, test } from 'vitest';
import { acceptCall } from '../../../../lib/held-calls/steps/accept.ts';
import { callIdFrom } from '../../../../lib/held-calls/model/call.ts';
import { signRouteHeader } from '../../../../lib/held-calls/steps/bots/tokens.ts';
import { botTarget, inMemory, lobbyTarget, settings, startMs } from '../../../support/held-calls.ts';

const incoming = { providerCallId: 'c1', hold: 'h1', to: '+12025550143', from: '+12025550188' };

function withRoute() {
  const world = inMemory();
  world.routes.set('+12025550143', { kind: 'targets', targets: [botTarget], dialOut: false });
  return world;
}

describe('a call that is not taken on', () => {
  test('has no route and is refused, with its reason kept in its timeline', async () => {
    const { deps, record, call } = inMemory();
    expect(await acceptCall(deps, incoming)).toMatchObject({ kind: 'refused', reason: 'unknown-number' });
    expect(record.started).toEqual([]);
    expect(call('c1')).toMatchObject({
      state: 'refused',
      outcome: 'unknown-number',
      targets: [],
      dialOut: false,
      timeline: [{ atMs: startMs, event: 'refused', detail: 'unknown-number' }],
    });
    expect(call('c1').dueAtMs).toBeUndefined();
    expect(record.counts).toEqual([{ metric: 'callsRefused', reason: 'unknown-number' }]);
    expect(record.sums.get('callsRefused')).toBe(1);
  });

  test('stays refused when the webhook is repeated, even if its number has a route by then', async () => {
    const { deps, routes, record } = inMemory();
    await acceptCall(deps, incoming);
    routes.set('+12025550143', { kind: 'targets', targets: [botTarget], dialOut: false });
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
  test.each(['x', '𝟙'])('of who calls 320 characters are stored: %s', async (letter) => {
    const { deps, call } = withRoute();
    await acceptCall(deps, { ...incoming, from: letter.repeat(500) });
    expect(call('c1').from).toBe(letter.repeat(320));
  });

  test('is stored with its ways and its budget, and its machine is started', async () => {
    const { deps, record, call } = withRoute();
    expect(await acceptCall(deps, incoming)).toEqual({ kind: 'held', id: 'c1' });
    expect(record.started).toEqual(['c1']);
    expect(call('c1')).toMatchObject({
      state: 'held',
      hold: 'h1',
      from: '+12025550188',
      dialOut: false,
      attempt: 0,
      targetIndex: 0,
      updates: 0,
      targets: [botTarget],
      reason: 'number',
      budgetEndsAtMs: startMs + settings.holdBudgetMs,
      timeline: [{ atMs: startMs, event: 'held', detail: 'number' }],
    });
  });

  test('is kept for the retention, in whole seconds', async () => {
    const { deps, advance, call } = withRoute();
    advance(999);
    await acceptCall(deps, incoming);
    expect(call('c1').ttl).toBe((startMs + settings.retentionMs) / 1_000);
  });

  test('may dial out if its route says so, and has no number if its caller withholds it', async () => {
    const { deps, routes, call } = inMemory();
    routes.set('+12025550143', { kind: 'targets', targets: [botTarget], dialOut: true });
    const { from, ...withheld } = incoming;
    expect(from).toBeDefined();
    await acceptCall(deps, withheld);
    expect(call('c1').dialOut).toBe(true);
    // The table would not take it as undefined.
    expect(call('c1')).not.toHaveProperty('from');
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

  test.each(['+12025550143', 'default'])(
    'to %s, without a route of its own, goes to the default one',
    async (to) => {
      const { deps, routes, call } = inMemory();
      routes.set('default', { kind: 'targets', targets: [lobbyTarget], dialOut: false });
      await acceptCall(deps, { ...incoming, to });
      expect(call('c1')).toMatchObject({ reason: 'default', targets: [lobbyTarget] });
    },
  );

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
    world.routes.set('vip', { kind: 'targets', targets: [lobbyTarget], dialOut: false });
    await acceptCall(world.deps, { ...incoming, providerCallId, sipHeaders: { 'x-patchbay-route': value } });
    return world.call(providerCallId).reason;
  };

  const refusedFor = (why: string) => ({ metric: 'webhooksRefused', reason: `route-header-${why}` });

  test.each([
    ['forged', 'forged', `${header().slice(0, -1)}${header().endsWith('A') ? 'B' : 'A'}`],
    [
      'signed with another key',
      'forged',
      signRouteHeader('other', { route: 'vip', call: callIdFrom('x'), expiresAtMs: startMs + 1_000 }),
    ],
    ['expired', 'expired', header({ expiresAtMs: startMs })],
    ['from too far ahead', 'expired', header({ expiresAtMs: startMs + 3_600_000 })],
    ['no header of ours', 'forged', 'vip'],
    ['empty', 'forged', ''],
  ])('%s selects nothing, and is counted as %s', async (_, why, value) => {
    const world = withRoute();
    expect(await accept(world, value)).toBe('number');
    expect(world.record.counts).toContainEqual(refusedFor(why));
    expect(world.record.sums.get('webhooksRefused')).toBe(1);
    expect(world.record.logs).toContainEqual(expect.objectContaining({ code: 'route-header-refused' }));
  });

  test('selects nothing while there is no key', async () => {
    const world = withRoute();
    world.world.signingKey = undefined;
    expect(await accept(world, header())).toBe('number');
    expect(world.record.counts).toContainEqual(refusedFor('no-key'));
  });

  test('counts once, but for one call as often as its webhook is repeated', async () => {
    const world = withRoute();
    expect(await accept(world, header())).toBe('signed-header');
    expect(await accept(world, header())).toBe('signed-header');
    expect(await accept(world, header(), 'c2')).toBe('number');
    expect(world.record.counts).toContainEqual(refusedFor('spent'));
  });

  test('counts by either key while the signing key is rotated', async () => {
    const world = withRoute();
    world.world.signingKey = 'the next signing key';
    expect(await accept(world, header())).toBe('number');
    const deps = { ...world.deps, otherSigningKey: () => Promise.resolve(key) };
    expect(await accept({ ...world, deps }, header(), 'c2')).toBe('signed-header');
    expect(await accept({ ...world, deps }, header({ expiresAtMs: startMs }), 'c3')).toBe('number');
    expect(world.record.counts).toContainEqual(refusedFor('expired'));
  });

  test('selects no route by another spelling of its name, and no other instead', async () => {
    const world = withRoute();
    expect(await accept(world, header({ route: 'v-i-p' }))).toBe('unknown-number');
  });

  test('is not handed on to a bot', async () => {
    const world = withRoute();
    await accept(world, header());
    expect(world.call('c1').sipHeaders).toEqual({});
  });
});
