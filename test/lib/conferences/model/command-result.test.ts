import { expect, test } from 'vitest';
import {
  type CommandResult,
  wordFor,
  notYet,
  isNotYet,
} from '../../../../lib/conferences/model/command-result.ts';

const soon = notYet(1_000, undefined);
const later = notYet(1_000, 500);

test('what surely was not done may be asked again at once, or when the provider says, within reason', () => {
  expect([soon, later]).toEqual([{ notBeforeMs: undefined }, { notBeforeMs: 1_500 }]);
  expect(notYet(1_000, 86_400_000)).toEqual({ notBeforeMs: 301_000 });
});

test.each<[CommandResult, boolean, string]>([
  [soon, true, 'not-done'],
  [later, true, 'not-done'],
  ['refused', false, 'refused'],
  ['unknown', false, 'unknown'],
])('%j', (told, expected, word) => {
  expect(isNotYet(told)).toBe(expected);
  expect(wordFor(told)).toBe(word);
});
