import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAttemptStore } from '../../../lib/aws/attempt-store.ts';
import { readItem, triesKey, type Table } from '../../../lib/aws/table.ts';
import type { AttemptStore } from '../../../lib/conference/ports.ts';
import { freshTable } from '../../support/dynamo.ts';
import { nowMs } from './conferences.ts';
import { injectFaults } from './faults.ts';

const hourMs = 3_600_000;

let table: Table;
let store: AttemptStore;
let tests = 0;
beforeAll(async () => {
  table = await freshTable();
  store = createAttemptStore({ table });
});

/** Scopes that no other test has. */
const newScopes = () => {
  tests += 1;
  return [`call-${tests}`, `deployment-${tests}`, `caller-${tests}`];
};
const otherCall = (scopes: readonly string[]) => [`${scopes[0] ?? ''}-other`, ...scopes.slice(1)];

describe('charging', () => {
  test('counts each scope on its own', async () => {
    const scopes = newScopes();
    expect(await store.charge(scopes, 'try-1', nowMs)).toEqual([1, 1, 1]);
    expect(await store.charge(scopes, 'try-2', nowMs)).toEqual([2, 2, 2]);
    expect(await store.charge(otherCall(scopes), 'try-1', nowMs)).toEqual([1, 3, 3]);
    expect(await store.charge(scopes.slice(0, 2), 'try-3', nowMs)).toEqual([3, 4]);
  });

  test('no scope counts nothing', async () => {
    expect(await store.charge([], 'try-1', nowMs)).toEqual([]);
    await store.refund([], 'try-1', nowMs);
  });

  test('the same key again counts nothing, and says what is', async () => {
    const scopes = newScopes();
    await store.charge(scopes, 'try-1', nowMs);
    await store.charge(otherCall(scopes), 'try-1', nowMs);
    expect(await store.charge(scopes, 'try-1', nowMs)).toEqual([1, 2, 2]);
    expect(await store.charge(scopes, 'try-1', nowMs)).toEqual([1, 2, 2]);
  });

  test('one key many times at once counts once', async () => {
    const scopes = newScopes();
    await Promise.all(Array.from({ length: 10 }, () => store.charge(scopes, 'try-1', nowMs)));
    expect(await store.charge(scopes, 'try-1', nowMs)).toEqual([1, 1, 1]);
  });

  test('fifty calls at once counts every one', async () => {
    const [, ...shared] = newScopes();
    const calls = Array.from({ length: 50 }, (_, index) => [`flood-${index}`, ...shared]);
    const counts = await Promise.all(calls.map((scopes) => store.charge(scopes, 'try-1', nowMs)));
    expect(counts.map(([, deployment = 0]) => deployment).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 1),
    );
  });

  test('begins anew with each hour', async () => {
    const scopes = newScopes();
    const lastMs = Math.ceil(nowMs / hourMs) * hourMs + hourMs - 1;
    await store.charge(scopes, 'try-1', lastMs);
    expect(await store.charge(scopes, 'try-2', lastMs)).toEqual([2, 2, 2]);
    expect(await store.charge(scopes, 'try-1', lastMs + 1)).toEqual([1, 1, 1]);
  });

  test.each([
    { lost: 'the first write', faults: ['answer-lost'] as const, short: 1 },
    { lost: 'another', faults: ['none', 'answer-lost'] as const, short: -1 },
  ])('is at most one out when the answer to $lost gets lost', async ({ faults, short }) => {
    const other = await freshTable();
    injectFaults(other.client, faults);
    const flaky = createAttemptStore({ table: other });
    const [perCall, ...others] = await flaky.charge(['call', 'deployment'], 'try-1', nowMs);
    expect(perCall).toBe(1);
    expect(others).toEqual([1 - short]);
  });

  test('leaves items that go two hours after their hour has begun', async () => {
    const scopes = newScopes();
    await store.charge(scopes, 'try-1', nowMs);
    const window = Math.floor(nowMs / hourMs);
    for (const scope of scopes)
      expect(await readItem(table, triesKey(scope, window), nowMs)).toMatchObject({
        ttl: ((window + 2) * hourMs) / 1000,
      });
  });
});

describe('a refund', () => {
  test('takes back what its key has charged, once', async () => {
    const scopes = newScopes();
    await store.charge(scopes, 'try-1', nowMs);
    await store.charge(scopes, 'try-2', nowMs);
    await Promise.all(Array.from({ length: 5 }, () => store.refund(scopes, 'try-2', nowMs)));
    expect(await store.charge(scopes, 'try-1', nowMs)).toEqual([1, 1, 1]);
    expect(await store.charge(scopes, 'try-3', nowMs)).toEqual([2, 2, 2]);
  });

  test('of what was never charged takes nothing', async () => {
    const scopes = newScopes();
    await store.refund(scopes, 'try-1', nowMs);
    await store.charge(scopes, 'try-1', nowMs);
    await store.refund(scopes, 'try-2', nowMs);
    await store.refund(otherCall(scopes), 'try-1', nowMs);
    expect(await store.charge(scopes, 'try-1', nowMs)).toEqual([1, 1, 1]);
  });

  test('and charges in any order leave in each scope how many keys are charged', async () => {
    const step = fc.record({
      does: fc.constantFrom('charge', 'refund'),
      call: fc.constantFrom('a', 'b'),
      key: fc.constantFrom('try-1', 'try-2', 'try-3'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 15 }), async (steps) => {
        const [first, deployment = ''] = newScopes();
        const charged = new Set<string>();
        for (const { does, call, key } of steps) {
          const scopes = [`${first ?? ''}-${call}`, deployment];
          if (does === 'refund') {
            charged.delete(`${call} ${key}`);
            await store.refund(scopes, key, nowMs);
          } else {
            charged.add(`${call} ${key}`);
            const ofCall = [...charged].filter((entry) => entry.startsWith(call)).length;
            expect(await store.charge(scopes, key, nowMs)).toEqual([ofCall, charged.size]);
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});
