import { expect, test } from 'vitest';
import { botsNamed } from '../../../../local/simulated/bots/kinds.ts';

test('names are read in their order', () => {
  expect(botsNamed(['full', 'good'])).toMatchObject({
    ok: true,
    behaviours: [{ outcome: 'at-capacity' }, { outcome: 'joins' }],
  });
});

test('a name that there is not is answered with those that there are', () => {
  expect(botsNamed(['good', 'first-full'])).toEqual({
    ok: false,
    problem: 'Bots are good, slow, full, dead, late, transfers, failing, and not good, first-full.',
  });
});
