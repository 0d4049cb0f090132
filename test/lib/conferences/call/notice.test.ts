import { beforeEach, describe, expect, test } from 'vitest';
import { answered } from '../../../../lib/conferences/call/answered.ts';
import { callArrived, pinKeyed } from '../../../../lib/conferences/call/dialogue.ts';
import { noticeAnswered } from '../../../../lib/conferences/call/notice.ts';
import { maxConsentAsks } from '../../../../lib/conferences/model/pin-call.ts';
import { sweepUnauthenticated } from '../../../../lib/conferences/call/unauthenticated.ts';
import type { Instruction } from '../../../../lib/conferences/model/instructions.ts';
import type { Notice } from '../../../../lib/conferences/model/notice.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { newConference, startMs } from '../../../support/new-conference.ts';
import { bridgeIn, conferenceWorld, outside, type ConferenceWorld } from '../support.ts';

const dialled = '+12025550143';
const number = '+12025550188';
const pin = '00123456789';
const bridgePin = '98765432109876';
const call = voiceCall('CA1');
const text = { en: 'You are talking to an automated agent.', de: 'Hier spricht ein Automat.' };

let world: ConferenceWorld;
function setUp(change: Partial<Notice> = {}, conference: Parameters<typeof newConference>[1] = {}) {
  world = conferenceWorld(newConference('c1', conference));
  world.openDialIn(dialled, { kind: 'pin', notice: { version: '2026-11', text, ...change } });
  world.addPin(pin, { conference: 'c1', kind: 'caller', name: 'Ana', externalId: 'crm-7' });
  world.addPin(bridgePin, { conference: 'c1', kind: 'bridge' });
}
beforeEach(() => setUp());

const arrive = (isNumberVerified = false) =>
  callArrived(world.deps, { call, dialled, number, voice: 'twilio', isNumberVerified, isSip: false });
const key = (digits: string, attempt = 1) => pinKeyed(world.deps, { call, attempt, digits });
const answer = (digits: string, attempt = 1) => noticeAnswered(world.deps, { call, attempt, digits });
const keyed = async (digits = pin) => {
  await arrive();
  return key(digits);
};

/** What is said, asked and done, in short. */
const brief = (instructions: readonly Instruction[]) =>
  instructions.map((each) => {
    if (each.kind === 'say') return each.spoken.sentence;
    if (each.kind === 'notice') return each.words.audioUrl ?? each.words.text;
    if (each.kind !== 'collect') return each.kind;
    return ['ask', ...each.prompt.map(({ sentence }) => sentence)].join(' ');
  });

describe('a caller at a dial-in with a notice', () => {
  test('hears it after the PIN, and is in no conference yet', async () => {
    expect(brief(await keyed())).toEqual([text.en, 'ask']);
    expect(world.callers('c1')).toEqual([]);
    expect(world.pinCall(call)).toMatchObject({
      noticed: { attempt: 1, atMs: startMs, goesOn: { kind: 'caller', conference: 'c1' } },
    });
    expect(world.pinCall(call)?.role).toBeUndefined();
  });

  test('goes in, as the PIN says, by what is asked after it', async () => {
    await keyed();
    world.advance(7_000);
    expect(brief(await answer(''))).toEqual(['join']);
    expect(world.caller('c1', call)).toMatchObject({ name: 'Ana', externalId: 'crm-7', presence: 'joining' });
    expect(world.pinCall(call)).toMatchObject({
      role: 'caller',
      noticeAnswers: [{ attempt: 1, atMs: startMs + 7_000, keyed: 'no key', outcome: 'went-on' }],
    });
  });

  test('hears the file, where there is one, in its place', async () => {
    const audioUrl = 'https://audio.example/notice.mp3';
    setUp({ audioUrl, text: undefined });
    expect(brief(await keyed())).toEqual([audioUrl, 'ask']);
  });

  test('hears it in the language of the dial-in', async () => {
    world.openDialIn(dialled, { kind: 'pin', language: 'de', notice: { version: '1', text } });
    expect(brief(await keyed())).toEqual([text.de, 'ask']);
  });

  test('hears what it said when the call came', async () => {
    await arrive();
    world.openDialIn(dialled, { kind: 'pin' });
    expect(brief(await key(pin))).toEqual([text.en, 'ask']);
  });

  test('is no call that guesses PINs while it listens', async () => {
    await keyed();
    expect(world.unauthenticated()).toEqual([]);
    await world.deps.unauthenticated.enter({ call, number, isExempt: false }, startMs, () => undefined, []);
    world.advance(200_000);
    expect(await sweepUnauthenticated(world.deps)).toEqual({ endedUnauthenticated: 0 });
    expect(world.unauthenticated()).toEqual([]);
  });

  test.each([
    ['a PIN', () => key(pin)],
    ['an answer', () => answer('')],
  ])('gets the same answer to %s that is told twice, and is in once', async (_, again) => {
    await keyed();
    await answer('');
    await again();
    expect(world.callers('c1')).toHaveLength(1);
    expect(world.pinCall(call)?.noticeAnswers).toHaveLength(1);
    expect(world.pinCall(call)?.noticed?.atMs).toBe(startMs);
  });

  test('gets in by no answer before its PIN was right', async () => {
    await arrive();
    expect(brief(await answer('1'))).toEqual(['hangUp']);
    await key('11111111111');
    expect(brief(await answer('1'))).toEqual(['hangUp']);
    expect(
      brief(await noticeAnswered(world.deps, { call: voiceCall('CA9'), attempt: 1, digits: '1' })),
    ).toEqual(['hangUp']);
  });

  test.each<[string, Parameters<typeof newConference>[1], string]>([
    ['was closed', { isClosed: true }, 'conference-closed'],
    ['has filled', { settings: { capacity: 1 } }, 'conference-full'],
  ])('is told so if the conference %s in the meantime', async (_, after, sentence) => {
    await keyed();
    if (after?.isClosed === true) await world.tell({ kind: 'closed', atMs: startMs });
    else {
      await world.tell({ kind: 'settingsChanged', atMs: startMs, change: { capacity: 1 } });
      await world.letIn('CA2');
    }
    expect(brief(await answer(''))).toEqual([sentence, 'hangUp']);
  });

  test('hears it too who is known, and keys no PIN', async () => {
    setUp({}, { settings: { knownCallers: 'verified' } });
    world.addKnown(number, { conference: 'c1', dialled, name: 'Bo' });
    expect(brief(await arrive(true))).toEqual([text.en, 'ask']);
    expect(brief(await answer(''))).toEqual(['join']);
    expect(world.caller('c1', call).name).toBe('Bo');
  });

  test('hears it before being forwarded by a PIN', async () => {
    world.addPin('5555555', { kind: 'forward', address: 'desk@sip.example', route: 'desk' });
    expect(brief(await keyed('5555555'))).toEqual([text.en, 'ask']);
    expect(world.pinCall(call)?.role).toBeUndefined();
    expect(await answer('')).toMatchObject([{ kind: 'forward', address: 'desk@sip.example' }]);
    expect(world.pinCall(call)?.role).toBe('forward');
  });

  test('waits outside, where people do, only after it', async () => {
    world.world.traits = outside;
    expect(brief(await keyed())).toEqual([text.en, 'ask']);
    await world.tell({
      kind: 'bridgeJoined',
      atMs: startMs,
      call: bridgeIn.call,
      joinSequence: 9,
      meeting: 'm',
    });
    expect(await world.sync()).toBeDefined();
    expect(world.record.commands.filter((command) => command.includes(call))).toEqual([]);
  });
});

test('the bridge hears no notice', async () => {
  expect(brief(await keyed(bridgePin))).toEqual(['join']);
});

describe('where a notice asks for consent', () => {
  beforeEach(() => setUp({ consent: 'press-1' }));

  test('a 1 lets in', async () => {
    expect(brief(await keyed())).toEqual([text.en, 'ask agree-by-key']);
    expect(brief(await answer('1'))).toEqual(['join']);
    expect(world.pinCall(call)?.noticeAnswers).toMatchObject([{ keyed: '1', outcome: 'went-on' }]);
    expect(world.record.counts).toContainEqual({ metric: 'noticesAnswered', value: 1, reason: 'agreed' });
  });

  test('no key and another one ask again, and then it is a goodbye', async () => {
    await keyed();
    expect(brief(await answer('', 1))).toEqual(['ask agree-by-key']);
    expect(brief(await answer('0', 2))).toEqual(['ask agree-by-key']);
    expect(brief(await answer('', maxConsentAsks))).toEqual(['not-agreed', 'hangUp']);
    expect(world.callers('c1')).toEqual([]);
    expect(world.pinCall(call)?.role).toBeUndefined();
    expect(world.pinCall(call)?.noticeAnswers?.map(({ keyed: what }) => what)).toEqual([
      'no key',
      'another key',
      'no key',
    ]);
    expect(world.record.counts).toContainEqual({ metric: 'noticesAnswered', value: 1, reason: 'not-agreed' });
  });

  test('nobody gets in whose consent cannot be written down', async () => {
    await keyed();
    world.deps.pinCalls.noteNoticeAnswer = () => Promise.reject(new Error('the table is down'));
    await expect(answer('1')).rejects.toThrow('the table is down');
    expect(world.callers('c1')).toEqual([]);
  });

  test('a provider that does not say what was asked is understood by the order of answers', async () => {
    let moment = 0;
    const says = (digits: string, at = `t${(moment += 1)}`) => answered(world.deps, { call, digits, at });
    await arrive();
    expect(brief(await says('11111111111'))).toEqual(['ask wrong-pin enter-pin']);
    expect(brief(await says(pin))).toEqual([text.en, 'ask agree-by-key']);
    expect(brief(await says(pin, 't2'))).toEqual([text.en, 'ask agree-by-key']);
    expect(brief(await says('2'))).toEqual(['ask agree-by-key']);
    expect(brief(await says('2', 't3'))).toEqual(['ask agree-by-key']);
    expect(world.pinCall(call)?.noticeAnswers).toHaveLength(1);
    expect(brief(await says('1'))).toEqual(['join']);
  });
});
