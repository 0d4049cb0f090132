import { describe, expect, test } from 'vitest';
import { acceptCall } from '../../../lib/held-calls/steps/accept.ts';
import { callIdFrom, ownRoomName, type CallId } from '../../../lib/held-calls/model/call.ts';
import { holdCall } from '../../../lib/held-calls/steps/hold.ts';
import { releaseCall } from '../../../lib/held-calls/steps/release.ts';
import { routeHeaderName, signRouteHeader } from '../../../lib/held-calls/steps/bots/tokens.ts';
import { heldCall, inMemory, settings, startMs } from '../../support/held-calls.ts';
import { canaryCallId, isCanary } from '../../../lib/canary/id.ts';
import {
  canaryCalls,
  canaryRetentionMs,
  canaryRoute,
  canaryRouteName,
  canaryRoutes,
} from '../../../lib/canary/route.ts';
import { canaryBots, canaryVideo } from '../../../lib/canary/parties.ts';

const id = canaryCallId('7d1f');
const room = ownRoomName('test', id, 1);
const ofCaller = ownRoomName('test', callIdFrom('c1'), 1);

/** What serves callers, and the canary beside them. */
function serving(...stored: Parameters<typeof inMemory>) {
  const world = inMemory(...stored);
  const { calls, routes } = world.deps;
  const isCounted = (call: CallId) => !isCanary(call);
  const deps = { ...world.deps, calls: canaryCalls(calls), routes: canaryRoutes(routes), isCounted };
  return { ...world, deps };
}

const headersFor = (route: string, key = 'a signing key of a test') => ({
  [routeHeaderName]: signRouteHeader(key, { route, call: id, expiresAtMs: startMs + 60_000 }),
});
const arriving = (sipHeaders: Record<string, string>, providerCallId: string = id) => ({
  providerCallId,
  hold: 'h',
  to: 'canary',
  sipHeaders,
});

describe('the canary’s route', () => {
  test('takes its call, which is not counted and soon forgotten', async () => {
    const { deps, record, call } = serving();
    expect(await acceptCall(deps, arriving(headersFor(canaryRouteName)))).toEqual({ kind: 'held', id });
    expect(call(id)).toMatchObject({
      state: 'held',
      targets: canaryRoute.kind === 'targets' ? canaryRoute.targets : [],
      reason: 'signed-header',
      ttl: (startMs + canaryRetentionMs) / 1000,
    });
    expect(record.counts).toEqual([]);
  });

  test.each([
    ['without a header', arriving({})],
    ['with a forged header', arriving(headersFor(canaryRouteName, 'another key, of somebody else'))],
    ['with a header for a route of callers', arriving(headersFor('+12025550101'))],
  ])('is closed to whoever comes as the canary %s', async (_, incoming) => {
    const { deps, routes, record } = serving();
    for (const key of ['+12025550101', 'canary', 'default']) routes.set(key, canaryRoute);
    expect(await acceptCall(deps, incoming)).toMatchObject({ kind: 'refused', reason: 'unknown-number' });
    expect(record.started).toEqual([]);
  });

  test('cannot be dialled by a caller, nor be reached with the header of a call of the canary', async () => {
    const { deps, record } = serving();
    for (const sipHeaders of [{}, headersFor(canaryRouteName)]) {
      const accepted = await acceptCall(deps, arriving(sipHeaders, `caller-${record.logs.length}`));
      expect(accepted).toMatchObject({ kind: 'refused', reason: 'unknown-number' });
    }
  });

  test('is asked for by none of the ids that a provider makes', () => {
    expect(isCanary(callIdFrom('b8a3c9a0-5d5b-4a5e-9f0e-2f4f1f1f7d1f'))).toBe(false);
    expect(isCanary(callIdFrom('canary'))).toBe(false);
    expect(isCanary(id)).toBe(true);
  });
});

test('nothing of the canary’s calls is counted, whatever becomes of them', async () => {
  const refused = serving([heldCall(id)]);
  refused.world.bot = () => ({ kind: 'refused', why: 'http-500' });
  expect(await holdCall(refused.deps, { id, token: 't1' })).toBe('no-target');
  expect(await releaseCall(refused.deps, id, 'no-target')).toBe('over');
  expect(refused.call(id).state).toBe('released');
  expect(refused.record.counts).toEqual([]);
});

describe('the rooms of the canary’s calls', () => {
  const over = (isTaken = true) => {
    const world = inMemory();
    const reported: string[] = [];
    const asked: (readonly string[])[] = [];
    const remove = (names: readonly string[]) => {
      asked.push(names);
      return world.deps.video.remove(names);
    };
    const reportConnected = (name: string) => {
      reported.push(name);
      return Promise.resolve(isTaken);
    };
    const video = canaryVideo({ ...world.deps.video, remove }, 'test', { reportConnected });
    return { ...world, video, reported, asked };
  };
  const endsAtMs = 1;
  const order = { expiresAtMs: 1, dialOut: false, displayName: 'Caller', endsAtMs };

  test('are made, looked into and deleted without the provider, and connected to by its word', async () => {
    const { video, record, reported, asked } = over();
    const address = `${room}@canary.invalid`;
    expect(await video.create({ ...order, name: room })).toEqual({
      ok: true,
      url: `https://canary.invalid/${room}`,
      address,
    });
    expect(await video.addressOf(room, endsAtMs)).toBe(address);
    expect(await video.callerIn(room, endsAtMs)).toBe('out');
    expect(await video.remove([room])).toEqual([]);
    expect(await video.connect('h', address, endsAtMs)).toMatchObject({ kind: 'taken' });
    expect(reported).toEqual([room]);
    expect(asked).toEqual([]);
    expect(await over(false).video.connect('h', address, endsAtMs)).toMatchObject({ kind: 'busy' });
    expect([record.created, record.deletedRooms, record.connected]).toEqual([[], [], []]);
  });

  test('are told from all others, which are the provider’s as before', async () => {
    const { video, record, world, reported } = over();
    await video.create({ ...order, name: ofCaller });
    expect(await video.addressOf(ofCaller, endsAtMs)).toBe(world.addressOf);
    expect(await video.callerIn(ofCaller, endsAtMs)).toBe(world.callerIn);
    expect(await video.remove([room, ofCaller])).toEqual([]);
    for (const address of [`${ofCaller}@sip.example`, `${room}@sip.example`, `${ofCaller}@canary.invalid`]) {
      expect(await video.connect('h', address, endsAtMs)).toMatchObject({ kind: 'taken' });
    }
    expect(await video.botToken(ofCaller, 0, 1)).toBe(`token-for-${ofCaller}`);
    expect(await video.isBotIn(ofCaller, 1, endsAtMs)).toBe(true);
    expect(await video.keepOut(ofCaller, [0], endsAtMs)).toBe(true);
    expect(record.keptOut).toEqual([0]);
    expect(record).toMatchObject({ created: [{ name: ofCaller }], deletedRooms: [ofCaller] });
    expect(record.connected).toHaveLength(3);
    expect(reported).toEqual([]);
  });
});

test.each([
  [undefined, { kind: 'started' }],
  ['http-502', { kind: 'refused', why: 'http-502' }],
])('a bot of the canary’s calls reports, and is refused if the report is (%s)', async (why, outcome) => {
  const { deps, record } = inMemory();
  const reports: unknown[] = [];
  const bots = canaryBots(deps.bots, {
    reportReady: (report) => {
      reports.push(report);
      return Promise.resolve(why);
    },
  });
  const report = { url: `${settings.publicUrl}/calls/x/ready`, token: '1.t' };
  const target = { kind: 'bot-endpoint', url: 'https://canary.invalid/' } as const;
  const order = { id: 'x', target, room: { name: room, url: 'u', token: 't' }, report, endsAtMs: startMs };
  expect(await bots.start({ ...order, call: { id, to: 'canary' } })).toEqual(outcome);
  expect(record.botsStarted).toEqual([]);
  await bots.start({ ...order, call: { id: callIdFrom('c1'), to: 'canary' } });
  expect(record.botsStarted).toHaveLength(1);
  expect(reports).toEqual([report]);
  expect(await bots.stop({ target, attempt: 1 })).toBe(true);
});
