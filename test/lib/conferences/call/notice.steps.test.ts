import { beforeEach, describe, expect, test } from 'vitest';
import { noticeAnswered, noticeSteps, tellNotice } from '../../../../lib/conferences/call/notice.ts';
import { callOutIdSchema } from '../../../../lib/conferences/model/call-out.ts';
import type { Notice } from '../../../../lib/conferences/model/notice.ts';
import type { AfterNotice, PinCall } from '../../../../lib/conferences/model/pin-call.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { startMs } from '../../../support/new-conference.ts';
import { operations } from '../reconcile/operations.ts';
import { c1, conferenceWorld, running, type ConferenceWorld } from '../support.ts';

// What is said and asked after a notice, to the word and the second, and what is counted of it.

const call = voiceCall('CA1');
const notice: Notice = { version: '7', text: { en: 'This call is recorded.' } };
const withConsent: Notice = { ...notice, consent: 'press-1' };
const goesOn: AfterNotice = { kind: 'caller', conference: c1 };
const plain: PinCall = {
  ...{ voice: 'twilio', call, dialIn: '+12025550143', language: 'en', opensTo: 'both' },
  ...{ isBridgeOrigin: false, arrivedAtMs: startMs },
};
const callOut = { id: callOutIdSchema.parse('order-1'), conference: c1, conferenceName: 'Board' };

let world: ConferenceWorld;
beforeEach(() => void (world = conferenceWorld(running())));

const words = {
  kind: 'notice',
  words: { language: 'en', text: 'This call is recorded.', audioUrl: undefined },
};
/** The question after a notice: without a sentence it only asks the call to go on. */
const question = (attempt: number, sentence?: string) => ({
  ...{ kind: 'collect', question: { kind: 'notice', attempt }, maxDigits: 1 },
  prompt: sentence === undefined ? [] : [{ sentence, language: 'en', audioUrl: undefined }],
  timeoutS: sentence === undefined ? 1 : 8,
});

describe('after a notice', () => {
  test('that asks for nothing a call goes on at once', () => {
    expect(noticeSteps(plain, notice)).toEqual([words, question(1)]);
  });

  test('that asks for consent a call is given time for its key', () => {
    expect(noticeSteps(plain, withConsent)).toEqual([words, question(1, 'agree-by-key')]);
  });

  test('a callee is asked for a key whether or not there is one', async () => {
    const callee = { ...plain, callOut };
    world.addPinCall(callee);
    const calling = expect.objectContaining({ kind: 'notice' }) as unknown;
    const tell = (its: Notice | undefined) =>
      tellNotice(world.deps, { ...callee, notice: its }, its, 0, goesOn);
    expect(await tell(undefined)).toEqual([calling, question(1, 'join-by-key')]);
    expect(await tell(notice)).toEqual([calling, words, question(1, 'join-by-key')]);
    expect(await tell(withConsent)).toEqual([calling, words, question(1, 'agree-by-key')]);
  });
});

/** The call has been told its notice. */
const told = (change: Partial<PinCall>) =>
  world.addPinCall({ ...plain, noticed: { attempt: 1, atMs: startMs, goesOn }, ...change });
const answer = (digits: string, attempt = 1) => noticeAnswered(world.deps, { call, attempt, digits });
const counted = () =>
  world.record.counts.flatMap(({ metric, value, reason }) =>
    metric === 'noticesAnswered' ? [[value, reason]] : [],
  );

describe('is counted', () => {
  test.each<[string, Partial<PinCall>, string, number, readonly unknown[]]>([
    ['a notice that was heard', { notice }, '', 1, [[1, 'heard']]],
    ['one that was agreed to', { notice: withConsent }, '1', 1, [[1, 'agreed']]],
    ['one that was not agreed to', { notice: withConsent }, '2', 3, [[1, 'not-agreed']]],
    ['nothing of one that is asked about again', { notice: withConsent }, '2', 1, []],
    ['nothing where there is none', { callOut }, '1', 1, []],
    ['nothing where there is none and a callee declines', { callOut }, '2', 2, []],
    ['nothing where a callee declines who heard one', { callOut, notice }, '2', 2, []],
  ])('%s', async (_, change, digits, attempt, expected) => {
    told(change);
    await answer(digits, attempt);
    expect(counted()).toEqual(expected);
  });
});

test('whoever keys nothing is asked the next question', async () => {
  told({ notice: withConsent });
  expect(await answer('')).toEqual([question(2, 'agree-by-key')]);
  expect(await answer('', 2)).toEqual([question(3, 'agree-by-key')]);
});

describe('a callee whose request is repeated', () => {
  test('goes in by the same join, once they have joined', async () => {
    told({ callOut });
    const joined = await answer('1');
    expect(joined).toMatchObject([{ kind: 'join', joinSequence: 1 }]);
    expect(await answer('1')).toEqual(joined);
  });

  test('is left in peace after any other outcome, and nothing is written', async () => {
    told({ callOut: { ...callOut, outcome: { is: 'declined', atMs: startMs } } });
    const { all } = operations(world);
    expect(await answer('1')).toMatchObject([
      { kind: 'say', spoken: { sentence: 'not-joined' } },
      { kind: 'hangUp' },
    ]);
    expect(all).toEqual(['pinCalls.get']);
  });
});

describe('a call is told that the conference is closed if it is there no more', () => {
  const none = () => Promise.resolve(undefined);
  test.each([
    ['when it is read', { load: none }],
    ['when its join is counted', { changeConference: none }],
    ['at all', { load: none, changeConference: none }],
  ])('%s', async (_, change) => {
    told({ notice });
    const conferences = { ...world.deps.conferences, ...change };
    const keyed = { call, attempt: 1, digits: '' };
    expect(await noticeAnswered({ ...world.deps, conferences }, keyed)).toMatchObject([
      { kind: 'say', spoken: { sentence: 'conference-closed' } },
      { kind: 'hangUp' },
    ]);
    expect(world.pinCall(call)?.role).toBeUndefined();
  });
});
