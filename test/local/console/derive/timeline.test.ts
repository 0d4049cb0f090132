import { expect, test } from 'vitest';
import type { Exchange, Phone } from '../../../../local/console/api/events.ts';
import { heardInWords } from '../../../../local/console/derive/heard.ts';
import { phoneStateOf, transcriptOf } from '../../../../local/console/derive/phone.ts';
import { isFound } from '../../../../local/console/derive/search.ts';
import { timelineOf } from '../../../../local/console/derive/timeline.ts';
import { heldCall, pinCall } from './calls.ts';

const at = (second: number) => `2026-11-29T20:00:0${second}.000Z`;
const phone = (...kinds: readonly string[]): Phone => ({
  ...{ id: 'held-1', provider: 'daily', to: '+12025550143', isOver: false },
  events: kinds.map((kind, second) => ({ kind, time: at(second) })),
});
const exchange = (change: Partial<Exchange> = {}): Exchange => ({
  ...{
    at: at(1),
    direction: 'in',
    party: 'Daily',
    method: 'POST',
    path: '/daily/pinless',
    status: 200,
    tookMs: 12,
  },
  ...change,
});

test('all sides stand in one order, each line with the time since the one before', () => {
  const entries = timelineOf(heldCall(), phone('hold-music', 'answered', 'connected'), [exchange()], []);
  expect(entries.map(({ side, afterMs }) => `${side} ${afterMs}`)).toEqual([
    ...['gateway 0', 'caller 0', 'caller 1000', 'in 0', 'caller 1000'],
  ]);
});

test('a webhook says whether it was let in, and why not', () => {
  const exchanges = [
    exchange(),
    exchange({ status: 401, refusal: 'bad-signature' }),
    exchange({ direction: 'out', status: undefined }),
  ];
  const [fine, refused, lost] = timelineOf(heldCall({ timeline: [] }), undefined, exchanges, []);
  expect(fine).toMatchObject({ text: '200, verified, 12 ms', isBad: false });
  expect(refused).toMatchObject({ text: '401, refused: bad-signature, 12 ms', isBad: true });
  expect(lost).toMatchObject({ text: 'no answer, 12 ms', isBad: true });
});

test('an event that others were told stands where it left, with what it says beside the call, if it is of this one', () => {
  const told = (call: string, event: object) => ({
    ...{
      at: at(2),
      call,
      event: { type: 'call.connected', sequence: 7, stage: 'local', call: {}, ...event },
    },
  });
  const entries = timelineOf(
    heldCall({ timeline: [] }),
    undefined,
    [exchange()],
    [
      told('held-2', {}),
      told('held-1', { target: 'pipecat-cloud:receptionist', waitedMs: 3_000 }),
      told('held-1', { type: 'call.held', sequence: 1 }),
    ],
  );
  expect(entries.map(({ side, title, text }) => [side, title, text]).slice(1)).toEqual([
    [
      'told',
      'call.connected',
      'Others are told, as number 7 of the call: target pipecat-cloud:receptionist, waitedMs 3000.',
    ],
    ['told', 'call.held', 'Others are told, as number 1 of the call.'],
  ]);
});

test('a line of which the page knows nothing is shown by its own word', () => {
  const [entry] = timelineOf(heldCall({ timeline: [] }), phone('something-new'), [], []);
  expect(entry?.title).toBe('something new');
});

test('a phone knows whether it is on hold, in, muted or over', () => {
  expect(phoneStateOf(phone('hold-music'))).toMatchObject({ isOnHold: true, label: 'on hold' });
  expect(phoneStateOf(phone('hold-music', 'connected'))).toMatchObject({
    isOnHold: false,
    isInMeeting: true,
  });
  expect(phoneStateOf(phone('answered', 'conference-joined', 'muted'))).toMatchObject({ isMuted: true });
  expect(phoneStateOf(phone('answered', 'conference-joined', 'muted', 'unmuted'))).toMatchObject({
    isMuted: false,
  });
  expect(phoneStateOf(phone('conference-joined', 'muted', 'conference-left'))).toMatchObject({
    isMuted: false,
  });
  expect(phoneStateOf(phone('hold-music', 'hung-up'))).toMatchObject({ isOnHold: false, isOver: true });
});

test('whoever hangs up goes by their name', () => {
  const by = (party: string) => ({ kind: 'hung-up', time: '2026-01-01T00:00:00Z', by: party });
  expect(['caller', 'api', 'daily', 'room'].map((party) => heardInWords(by(party)).title)).toEqual([
    ...['Hangs up', 'Is hung up by Patchbay', 'Is hung up by Daily', 'Is hung up by the room'],
  ]);
});

test('what only machines said to each other is not among what a caller hears', () => {
  expect(transcriptOf(phone('fetched', 'menu', 'menu-result', 'answered')).map(({ title }) => title)).toEqual(
    ['The call is answered'],
  );
});

test('calls are found by last digits, id, state, or the conference that shows them', () => {
  const call = pinCall({ conferenceName: 'Board meeting' });
  for (const wanted of ['', '77', 'PIN-1', '0151', 'board', 'board 77'])
    expect(isFound(call, wanted)).toBe(true);
  for (const wanted of ['88', 'held', 'board 88']) expect(isFound(call, wanted)).toBe(false);
});
