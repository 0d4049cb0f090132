import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAttemptStore } from '../../../../../lib/aws/stores/conferences/attempt-store.ts';
import { readItem, triesKey, type Table } from '../../../../../lib/aws/table/table.ts';
import type { AttemptScope, AttemptStore } from '../../../../../lib/conferences/ports.ts';
import { freshTable } from '../../../../support/dynamo.ts';
import { nowMs } from '../../conferences.ts';
import { injectFaults } from '../../faults.ts';

const hourMs = 3_600_000;

let table: Table;
let store: AttemptStore;
let tests = 0;
beforeAll(async () => {
  table = await freshTable();
  store = createAttemptStore({ table, newWriteId: randomUUID });
});

/** Scopes that no other test has. */
const newScopes = (): readonly [AttemptScope, AttemptScope, AttemptScope] => {
  tests += 1;
  return [{ name: `call-${tests}` }, { name: `deployment-${tests}` }, { name: `caller-${tests}` }];
};
const otherCall = ([call, ...shared]: readonly AttemptScope[], other = 'other') => [
  { ...call, name: `${call?.name ?? ''}-${other}` },
  ...shared,
];
/** How many attempts each scope has. */
const countsIn = (scopes: readonly AttemptScope[], over = table) =>
  Promise.all(
    scopes.map(async ({ name }) => {
      const item = await readItem(over, triesKey(name, Math.floor(nowMs / hourMs)), nowMs);
      return item?.tries ?? 0;
    }),
  );

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

  test('the same key again counts nothing for the call, and may count for the others: they never lack it', async () => {
    const scopes = newScopes();
    await store.charge(scopes, 'try-1', nowMs);
    await store.charge(otherCall(scopes), 'try-1', nowMs);
    expect(await store.charge(scopes, 'try-1', nowMs)).toEqual([1, 3, 3]);
    await store.refund(scopes, 'try-1', nowMs);
    expect(await countsIn(scopes)).toEqual([0, 2, 2]);
  });

  test('one key many times at once counts once for the call', async () => {
    const scopes = newScopes();
    await Promise.all(Array.from({ length: 10 }, () => store.charge(scopes, 'try-1', nowMs)));
    expect(await countsIn(scopes)).toEqual([1, 10, 10]);
  });

  test('eight keys at once: no more are charged than one call may have, and the rest are refused', async () => {
    const [call, ...shared] = newScopes();
    const scopes = [{ ...call, max: 3 }, ...shared];
    const charged = await Promise.all(
      Array.from({ length: 8 }, (_, index) => store.charge(scopes, `try-1-${index}`, nowMs)),
    );
    const taken = charged.filter((each) => each !== 'spent').length;
    expect(taken).toBeLessThanOrEqual(3);
    expect(await countsIn(scopes)).toEqual([taken, taken, taken]);
  });

  test('one key many times at once, its attempt refunded at once by each, ends as if it had not been', async () => {
    const scopes = newScopes();
    const tries = Array.from({ length: 10 }, async () => {
      await store.charge(scopes, 'try-1', nowMs);
      await store.refund(scopes, 'try-1', nowMs);
    });
    await Promise.all(tries);
    expect(await countsIn(scopes)).toEqual([0, 0, 0]);
  });

  test('fifty calls at once counts every one', async () => {
    const scopes = newScopes();
    const counts = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        store.charge(otherCall(scopes, String(index)), 'try-1', nowMs),
      ),
    );
    expect(
      counts.map((each) => (each === 'spent' ? 0 : (each[1] ?? 0))).toSorted((one, other) => one - other),
    ).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  test('begins anew with each hour', async () => {
    const scopes = newScopes();
    const lastMs = Math.ceil(nowMs / hourMs) * hourMs + hourMs - 1;
    await store.charge(scopes, 'try-1', lastMs);
    expect(await store.charge(scopes, 'try-2', lastMs)).toEqual([2, 2, 2]);
    expect(await store.charge(scopes, 'try-1', lastMs + 1)).toEqual([1, 1, 1]);
  });

  // Requests of a charge: the call and the deployment, side by side.
  test.each([
    { lost: "the call's write", faults: ['answer-lost'] as const },
    { lost: "the deployment's write", faults: ['none', 'answer-lost'] as const },
  ])('is exact when the answer to $lost gets lost', async ({ faults }) => {
    const other = await freshTable();
    const scopes = [{ name: 'call' }, { name: 'deployment' }];
    injectFaults(other.client, faults);
    const flaky = createAttemptStore({ table: other, newWriteId: randomUUID });
    expect(await flaky.charge(scopes, 'try-1', nowMs)).toEqual([1, 1]);
    expect(await countsIn(scopes, other)).toEqual([1, 1]);
  });

  test.each([1, 2, 3, 4, 5, 6])(
    'and a refund that crash at request %i, repeated, never leave a scope short',
    async (crashAt) => {
      const other = await freshTable();
      const scopes = [{ name: 'call', max: 3 }, { name: 'deployment' }, { name: 'caller', max: 10 }];
      const flaky = createAttemptStore({ table: other, newWriteId: randomUUID });
      await flaky.charge(scopes, 'wrong', nowMs);
      let requests = 0;
      other.client.middlewareStack.add(
        (next) => (args) => {
          requests += 1;
          if (requests === crashAt) throw new Error('crash');
          return next(args);
        },
        { step: 'initialize', name: 'crash' },
      );
      const attempt = async () => {
        await flaky.charge(scopes, 'right', nowMs);
        for (const tries of await countsIn(scopes, other)) expect(tries).toBeGreaterThanOrEqual(2);
        await flaky.refund(scopes, 'right', nowMs);
      };
      await attempt().catch(() => attempt());
      expect(requests).toBeGreaterThanOrEqual(crashAt);
      for (const tries of await countsIn(scopes, other)) expect(tries).toBeGreaterThanOrEqual(1);
    },
  );

  test('leaves items that go two hours after their hour has begun', async () => {
    const scopes = newScopes();
    await store.charge(scopes, 'try-1', nowMs);
    const window = Math.floor(nowMs / hourMs);
    for (const scope of scopes)
      expect(await readItem(table, triesKey(scope.name, window), nowMs)).toMatchObject({
        ttl: ((window + 2) * hourMs) / 1000,
      });
  });
});

describe('a scope that has had its most', () => {
  const limited = (): readonly AttemptScope[] => {
    const [call, deployment, caller] = newScopes();
    return [{ ...call, max: 2 }, deployment, { ...caller, max: 3 }];
  };

  test('is spent: nothing is charged, not even where there is no limit', async () => {
    const scopes = limited();
    for (const key of ['try-1', 'try-2']) await store.charge(scopes, key, nowMs);
    expect(await store.charge(scopes, 'try-3', nowMs)).toBe('spent');
    expect(await countsIn(scopes)).toEqual([2, 2, 2]);
    await store.charge(otherCall(scopes), 'try-1', nowMs);
    const third = otherCall(scopes, 'third');
    expect(await store.charge(third, 'try-1', nowMs)).toBe('spent');
    expect(await countsIn(third)).toEqual([0, 3, 3]);
  });

  test('still answers a request that is repeated', async () => {
    const scopes = limited();
    await store.charge(scopes, 'try-1', nowMs);
    await store.charge(scopes, 'try-2', nowMs);
    expect(await store.charge(scopes, 'try-2', nowMs)).toEqual([2, 3, 3]);
  });

  test('has one more after a refund', async () => {
    const scopes = limited();
    for (const key of ['try-1', 'try-2']) await store.charge(scopes, key, nowMs);
    await store.refund(scopes, 'try-2', nowMs);
    expect(await store.charge(scopes, 'try-3', nowMs)).toEqual([2, 2, 2]);
  });

  test('is not exceeded by many calls at once', async () => {
    const scopes = limited();
    const charged = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        store.charge(otherCall(scopes, String(index)), 'try-1', nowMs),
      ),
    );
    const carriedOut = charged.filter((each) => each !== 'spent').length;
    expect(carriedOut).toBeLessThanOrEqual(3);
    expect((await countsIn(scopes)).slice(1)).toEqual([carriedOut, carriedOut]);
  });
});

describe('a refund', () => {
  test('takes back what its key has charged', async () => {
    const scopes = newScopes();
    await store.charge(scopes, 'try-1', nowMs);
    await store.charge(scopes, 'try-2', nowMs);
    await store.refund(scopes, 'try-2', nowMs);
    expect(await countsIn(scopes)).toEqual([1, 1, 1]);
    expect(await store.charge(scopes, 'try-3', nowMs)).toEqual([2, 2, 2]);
  });

  test('of requests that are repeated takes back what each has charged, however they mix', async () => {
    const request = fc.record({
      call: fc.constantFrom('a', 'b'),
      key: fc.constantFrom('try-1', 'try-2', 'try-3'),
      isRight: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 5, maxLength: 15 }), async (requests) => {
        const [first, deployment] = newScopes();
        const wrong = new Map<string, Set<string>>();
        let others = 0;
        const carryOut = async ({ call, key, isRight }: (typeof requests)[number]) => {
          const scopes = otherCall([first, deployment], call);
          await store.charge(scopes, key, nowMs);
          if (isRight) return store.refund(scopes, key, nowMs);
          others += 1;
          wrong.set(call, (wrong.get(call) ?? new Set()).add(key));
        };
        // A key is right or wrong, whoever asks and however often.
        const isRight = new Map(requests.map((each) => [each.key, each.isRight]));
        await Promise.all(
          requests.map((each) => carryOut({ ...each, isRight: isRight.get(each.key) ?? false })),
        );
        for (const call of ['a', 'b'])
          expect(await countsIn(otherCall([first, deployment], call))).toEqual([
            wrong.get(call)?.size ?? 0,
            others,
          ]);
      }),
      { numRuns: 25 },
    );
  });
});
