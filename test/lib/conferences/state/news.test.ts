import { expect, test } from 'vitest';
import { callOutIdSchema } from '../../../../lib/conferences/model/call-out.ts';
import type { Caller, Conference } from '../../../../lib/conferences/model/conference.ts';
import type { PinCall } from '../../../../lib/conferences/model/pin-call.ts';
import { newsOfCaller, newsOfConference, newsOfPinCall } from '../../../../lib/conferences/state/news.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { startMs } from '../../../support/new-conference.ts';
import { bridgeIn, c1, callerIn, running } from '../support.ts';
import { at } from './reducing.ts';

// Of news that go on their way the tests of the events tell more; here it is what is news and what is none.

const muted = { is: true, by: 'room', atMs: at(5) } as const;
const kicked = { why: 'kicked', atMs: at(6) } as const;
const ordered = { to: { kind: 'conference', conference: c1 }, atMs: at(7) } as const;
const over = (s: number) => ({ ...ordered, outcome: 'failed', outcomeAtMs: at(s) }) as const;

test.each<[string, Partial<Caller>, Partial<Caller>, ReturnType<typeof newsOfCaller>]>([
  ['nothing that can be published', {}, { waitToldAtMs: at(1) }, []],
  ['a mute', {}, { muted }, ['muted']],
  ['the mute once more', { muted }, { muted: { ...muted, atMs: at(6) } }, []],
  ['that the mute ends', { muted }, { muted: { ...muted, is: false } }, ['unmuted']],
  ['a hand', {}, { hand: true }, ['handRaised']],
  ['that it is lowered', { hand: true }, { hand: false }, ['handLowered']],
  ['an order to lead them on', {}, { transfer: ordered }, []],
  ['what comes of it', { transfer: ordered }, { transfer: over(8) }, ['transferOutcome']],
  ['that it is over', { transfer: over(8) }, { transfer: { ...over(8), isOver: true } }, []],
  ['what comes of the next one', { transfer: over(8) }, { transfer: over(9) }, ['transferOutcome']],
  ['a removal', {}, { kicked }, ['kicked']],
  ['that they have heard of it', { kicked }, { kicked: { ...kicked, toldAtMs: at(7) } }, []],
  ['their end after it', { kicked }, { kicked, presence: 'gone' }, ['gone']],
  ['a join that is under way', { presence: 'absent' }, { presence: 'joining' }, []],
  [
    'all at once',
    {},
    { muted, hand: true, kicked, presence: 'gone' },
    ['muted', 'handRaised', 'kicked', 'gone'],
  ],
])('of a caller: %s', (_, before, after, news) => {
  expect(newsOfCaller(callerIn('CA1', before), callerIn('CA1', after))).toEqual(news);
});

test('of a caller who comes muted, or with a hand up, only that they are there', () => {
  const waiting = callerIn('CA1', { muted, hand: true, presence: 'waiting' });
  expect(newsOfCaller(undefined, waiting)).toEqual(['waiting']);
});

const out: Partial<Conference> = { bridge: { state: 'dialling', tries: 0, untilMs: at(25) } };

test.each<
  [string, Partial<Conference> | undefined, Partial<Conference>, ReturnType<typeof newsOfConference>]
>([
  ['a new one', undefined, out, []],
  ['that it is dialled', { bridge: { state: 'absent', tries: 0, notBeforeMs: 0 } }, out, []],
  ['its bridge', out, {}, ['bridgeIn']],
  ['another bridge', {}, { bridge: { ...bridgeIn, joinSequence: 2 } }, []],
  ['that it has dropped', {}, out, ['bridgeOut']],
  ['its end', {}, { isClosed: true }, ['closed']],
  ['its end, once more', { isClosed: true }, { isClosed: true }, []],
])('of a conference: %s', (_, before, after, news) => {
  expect(newsOfConference(before && running(before), running(after))).toEqual(news);
});

const arrived: PinCall = {
  ...{ voice: 'twilio', call: voiceCall('CA1'), dialIn: '+12025550151', language: 'en', opensTo: 'both' },
  isBridgeOrigin: false,
  arrivedAtMs: startMs,
};
const tryAt = (s: number) => ({ attempt: s, atMs: at(s), why: 'wrong-pin', isLast: false }) as const;
const callOut = { id: callOutIdSchema.parse('out'), conference: c1, conferenceName: 'Board', name: 'Ana' };
const isOver = { ...callOut, outcome: { is: 'declined', atMs: at(9) } } as const;
const answer = { attempt: 1, atMs: at(3), keyed: 'no key', outcome: 'hung-up' } as const;

test.each<[string, PinCall | undefined, PinCall, ReturnType<typeof newsOfPinCall>]>([
  ['the first of it', undefined, arrived, [{ event: 'arrived' }]],
  ['another call by the same name', arrived, { ...arrived, arrivedAtMs: at(1) }, [{ event: 'arrived' }]],
  ['that it is ordered', undefined, { ...arrived, callOut }, [{ event: 'ordered' }]],
  ['nothing of the order yet', { ...arrived, callOut }, { ...arrived, callOut, conference: c1 }, []],
  ['what comes of it', { ...arrived, callOut }, { ...arrived, callOut: isOver }, [{ event: 'callOutOver' }]],
  ['that, known already', { ...arrived, callOut: isOver }, { ...arrived, callOut: isOver }, []],
  [
    'the tries since the last write',
    { ...arrived, tries: [tryAt(1)] },
    { ...arrived, tries: [tryAt(1), tryAt(2), tryAt(3)] },
    [
      { event: 'tried', try: 1 },
      { event: 'tried', try: 2 },
    ],
  ],
  ['where it belongs', arrived, { ...arrived, conference: c1, role: 'caller' }, []],
  ['that it goes elsewhere', arrived, { ...arrived, role: 'forward' }, [{ event: 'forwarded' }]],
  ['that, known already', { ...arrived, role: 'forward' }, { ...arrived, role: 'forward', tries: [] }, []],
  [
    'nothing, if a notice that asks nothing was not heard to its end',
    { ...arrived, notice: { version: '7' } },
    { ...arrived, notice: { version: '7' }, noticeAnswers: [answer] },
    [],
  ],
])('of a call before its conference: %s', (_, before, after, news) => {
  expect(newsOfPinCall(before, after)).toEqual(news);
});
