import { expect, test } from 'vitest';
import { connectsWithinMs, proveThatCallsGetThrough, type ProveDeps } from '../../../lib/canary/prove.ts';
import { readRouteHeader, routeHeaderName } from '../../../lib/held-calls/steps/bots/tokens.ts';
import type { HeldCall } from '../../../lib/held-calls/model/call.ts';
import { heldCall, inMemory, startMs } from '../../support/held-calls.ts';
import { canaryCallId } from '../../../lib/canary/id.ts';
import { canaryRouteName } from '../../../lib/canary/route.ts';

const id = canaryCallId('n1');

/** A canary whose call is as the test says at each look; the last one stays. */
function canary(
  polls: readonly (Partial<HeldCall> | undefined)[],
  refusals: { announce?: string; left?: string } = {},
) {
  const { deps, record, world } = inMemory();
  const told: { what: string; id: string; header?: string | undefined }[] = [];
  const counted: number[] = [];
  let poll = 0;
  const proveDeps: ProveDeps = {
    ...deps,
    count: (metric, value = 1) => {
      if (metric === 'canaryFailed') counted.push(value);
    },
    calls: {
      get: () => {
        const change = polls[Math.min(poll, polls.length - 1)];
        poll += 1;
        return Promise.resolve(change && heldCall(id, change));
      },
    },
    provider: {
      announce: (call, headers) => {
        told.push({ what: 'held', id: call, header: headers[routeHeaderName] });
        return Promise.resolve(refusals.announce);
      },
      reportLeft: (room) => {
        told.push({ what: 'left', id: room });
        return Promise.resolve(refusals.left);
      },
    },
    newId: () => 'n1',
  };
  return {
    prove: () => proveThatCallsGetThrough(proveDeps),
    told,
    counted,
    record,
    world,
    clock: deps.clock,
  };
}

test('a call that is connected is hung up, and proves it', async () => {
  const { prove, told, counted, record } = canary([{}, { state: 'waiting' }, { state: 'connected' }]);
  expect(await prove()).toEqual({ ok: true, callId: id, tookMs: 1_000 });
  expect(told.map(({ what, id: about }) => [what, about])).toEqual([
    ['held', id],
    ['left', `pb-test-${id}-1`],
  ]);
  expect(readRouteHeader('a signing key of a test', told[0]?.header ?? '', startMs)).toMatchObject({
    ok: true,
    header: { route: canaryRouteName, call: id },
  });
  expect(counted).toEqual([0]);
  expect(record.logs).toEqual([]);
});

test.each<[string, ...Parameters<typeof canary>]>([
  ['announced-http-503', [{}], { announce: 'http-503' }],
  ['not-stored', [undefined]],
  ['no-target', [{}, { state: 'released', outcome: 'no-target' }]],
  ['caller-gone', [{ state: 'abandoned', outcome: 'caller-gone' }]],
  ['ended', [{ state: 'ended' }]],
  ['still-waiting', [{ state: 'waiting' }]],
  ['still-connecting', [{ state: 'waiting' }, { state: 'connecting' }]],
  ['left-no-secret', [{ state: 'connected' }], { left: 'no-secret' }],
])('a call that does not get through says where it stopped: %s', async (why, polls, refusals) => {
  const { prove, counted, record, clock } = canary(polls, refusals);
  expect(await prove()).toEqual({ ok: false, callId: id, why });
  expect(counted).toEqual([1]);
  expect(record.logs).toEqual([{ level: 'error', code: 'canary-failed', fields: { callId: id, why } }]);
  expect(clock.now()).toBeLessThanOrEqual(startMs + connectsWithinMs);
});

test('without a key nothing is placed', async () => {
  const { prove, told, world } = canary([{}]);
  world.signingKey = undefined;
  expect(await prove()).toMatchObject({ ok: false, why: 'no-signing-key' });
  expect(told).toEqual([]);
});
