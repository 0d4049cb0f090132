import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { voiceIds } from '../../lib/conferences/model/conference.ts';
import type { VoiceTraits } from '../../lib/conferences/model/voice.ts';
import { traitsOf } from '../../lib/providers/voices.ts';

// What docs/conferences.md says of voice providers is what their traits say.

const rows = readFileSync(new URL('../../docs/conferences.md', import.meta.url), 'utf8')
  .split('### What differs\n', 2)
  .join()
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const [, , ...names] = rows.find((cells) => cells.includes('Twilio') && cells.includes('Vonage')) ?? [];

test('the table has a column for each voice provider', () => {
  expect(names.filter(Boolean).map((name) => name.toLowerCase())).toEqual(voiceIds);
});

test.each<[string, (traits: VoiceTraits) => string]>([
  ['callers at once', ({ maxLegs }) => `${maxLegs - 1}`],
  ['longest stay of a caller', ({ longestCallS = 0 }) => `${longestCallS / 3_600} hours`],
  [
    'where callers wait for the bridge',
    ({ waits }) => (waits === 'inside' ? 'in the meeting' : 'outside, on the line'),
  ],
  ['joins are', ({ reportsJoins }) => (reportsJoins ? 'reported' : 'looked for, once a second')],
  ['`--known-callers verified`', ({ vouchesForNumbers }) => (vouchesForNumbers ? 'yes' : 'no')],
])('"%s" is as the traits have it', (name, said) => {
  const [, , ...cells] = rows.find(([, first]) => first === name) ?? [];
  const expected = voiceIds.flatMap((id) => traitsOf(id) ?? []).map(said);
  expect(cells.filter(Boolean)).toEqual(expected);
});
