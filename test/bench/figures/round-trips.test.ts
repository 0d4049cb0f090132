import { expect, test } from 'vitest';
import { askedDuring, sequentialRoundTrips } from '../../../bench/figures/round-trips.ts';

const span = (receivedAt: number, at: number) => ({ receivedAt, at });

test.each([
  { what: 'nothing', spans: [], count: 0 },
  { what: 'one after the other', spans: [span(0, 1), span(1, 2), span(5, 6)], count: 3 },
  { what: 'two at once', spans: [span(0, 2), span(1, 3)], count: 1 },
  {
    what: 'a transaction, which is noted once for each of its items',
    spans: [span(0, 2), span(0, 2)],
    count: 1,
  },
  { what: 'two short ones beside a long one', spans: [span(0, 9), span(1, 2), span(3, 4)], count: 2 },
  { what: 'answers out of order', spans: [span(5, 6), span(0, 1)], count: 2 },
])('round trips: $what', ({ spans, count }) => {
  expect(sequentialRoundTrips(spans)).toBe(count);
});

test('an answer is charged what its function asked meanwhile, and nobody else', () => {
  const asked = {
    ...{ functionName: 'sinch-voice', action: 'dynamodb:GetItem', resource: '*' },
    ...{ readUnits: 1, writeUnits: 0, status: 200 },
  };
  const records = [
    { ...asked, ...span(9, 11) },
    { ...asked, ...span(11, 12) },
    { ...asked, ...span(12, 13), functionName: 'conference-sync' },
    { ...asked, ...span(19, 21) },
  ];
  const answered = { functionName: 'sinch-voice', receivedAt: 10, tookMs: 10 };
  expect(askedDuring(answered, records)).toEqual([records[1]]);
});
