import { expect, test } from 'vitest';
import { searchedHistories } from '../guards/histories.ts';
import { numbered } from '../guards/numbered.ts';
import { Runner } from '../guards/pool.ts';
import { caughtBySearch } from '../guards/record.ts';
import { testSeed } from '../support/seed.ts';
import { drawBlueprint } from './held-calls/blueprint.ts';
import { Random } from './frame/random.ts';
import type { Subject } from './subjects.ts';

// A slice of `npm run guards`: some guards that a search is known to need, each taken away in that search.

const drawn = 2;

test('without a guard a search finds a broken promise', async () => {
  const all = numbered().flatMap(({ path, first, guards }) =>
    guards.map(({ id }, index) => ({ id, subject: subjectOf(path), number: first + index })),
  );
  const known = all.filter(({ id }) => id in caughtBySearch);
  const random = new Random(testSeed, 'guards');
  const runner = new Runner(drawBlueprint(), testSeed);
  try {
    for (let count = 0; count < drawn; count += 1) {
      const {
        id,
        subject,
        number: guard,
      } = known[random.between(0, known.length - 1)] ?? expect.fail('no guard is known');
      const searched = searchedHistories(subject).findIndex(({ name }) => name === caughtBySearch[id]);
      const order = { subject, history: { searched } };
      const { broken, ends, requests } = await runner.run(order);
      expect(broken, 'with all guards').toBeUndefined();
      expect((await runner.run({ ...order, guard, ends, requests })).broken, id).toBeDefined();
    }
  } finally {
    await runner.stop();
  }
});

const subjectOf = (path: string): Subject =>
  path.startsWith('lib/held-calls/') ? 'held-calls' : 'conferences';
