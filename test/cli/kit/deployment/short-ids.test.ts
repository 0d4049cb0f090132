import { expect, test } from 'vitest';
import { meant, shortIds } from '../../../../cli/kit/deployment/short-ids.ts';
import { refused } from '../../../../cli/kit/output.ts';

const first = '59ad1150-c845-4e0f-9413-07530ecbcd54';
const near = '59ad1150-c9aa-4e0f-9413-07530ecbcd54';
const far = 'CA05f1a654655e4235bce74043d5582a51';

test('an id is shown as far as it takes to tell it from the others', () => {
  const short = shortIds([first, near, far, 'board', 'canary-12']);
  expect([first, near, far, 'board', 'canary-12'].map(short)).toEqual([
    '59ad1150-c8',
    '59ad1150-c9',
    'CA05f1a6',
    'board',
    'canary-12',
  ]);
});

const none = refused('There is none.');
const all = [{ id: first, name: 'Board' }, { id: near, name: 'Stand-up' }, { id: far }, { id: 'board-2' }];
const found = (typed: string) => meant(all, typed, 'things', none);

test.each([
  [first, first],
  ['59ad1150-c8', first],
  ['CA', far],
  ['board', first],
  ['STAND-UP', near],
  ['board-', 'board-2'],
])('%s means %s', (typed, id) => {
  expect(found(typed)).toMatchObject({ ok: true, value: { id } });
});

test('what may mean several is refused with all of them', () => {
  expect(found('59ad')).toEqual({
    ok: false,
    outcome: { exitCode: 3, problem: `59ad may mean several things: ${first} (Board), ${near} (Stand-up).` },
  });
});

test('what means nothing is refused', () => {
  expect(found('nobody')).toEqual({ ok: false, outcome: none });
});
