import { beforeEach, describe, expect, test } from 'vitest';
import { orderCallOut } from '../../../../lib/conferences/call-out/order.ts';
import { calleeAnswered } from '../../../../lib/conferences/call-out/called.ts';
import {
  callOutIdSchema,
  longestRingS,
  type OutgoingCall,
  type Placed,
} from '../../../../lib/conferences/model/call-out.ts';
import type { Instruction } from '../../../../lib/conferences/model/instructions.ts';
import { noticeAnswered } from '../../../../lib/conferences/call/notice.ts';
import { voiceCallEnded } from '../../../../lib/conferences/events/meeting-events.ts';
import type { ConferenceDeps } from '../../../../lib/conferences/ports.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { startMs } from '../../../support/new-conference.ts';
import { c1, conferenceWorld, running, type ConferenceWorld } from '../support.ts';

const dialIn = '+12025550143';
const callee = '+12025550188';
const call = 'CA-out';
const limits = { allow: ['+1202555'], perMinute: 3, perHour: 5 };

let world: ConferenceWorld;
/** What the provider answers; undefined: it can call nobody. */
let answer: (() => Placed) | undefined;
let placed: string[];
const setUp = (change: Parameters<typeof running>[0] = {}) => {
  world = conferenceWorld(running({ name: 'Board', dialIn, ...change }));
  world.openDialIn(dialIn, { kind: 'pin' });
  answer = () => ({ kind: 'placed', call: voiceCall(call) });
  placed = [];
};
beforeEach(() => setUp());

const deps = (few = limits) => ({
  ...world.deps,
  limits: few,
  phones: () =>
    answer &&
    (({ to, from, longestRingS: ringS }: OutgoingCall) => {
      placed.push(`${to} from ${from}, ${ringS} s`);
      return Promise.resolve(answer?.() ?? 'refused');
    }),
});
const order = (change: Partial<Parameters<typeof orderCallOut>[1]> = {}, few = limits) =>
  orderCallOut(deps(few), {
    id: 'order-1',
    conference: c1,
    number: callee,
    name: 'Ana',
    isRepeated: false,
    ...change,
  });
const id = callOutIdSchema.parse('order-1');
const answers = () => calleeAnswered(world.deps, { call: voiceCall(call), id });
const keys = (digits: string, attempt = 1) =>
  noticeAnswered(world.deps, { call: voiceCall(call), attempt, digits });
/** Without an `end`, nothing is said of how. */
const ends = (end?: 'over' | 'busy' | 'no-answer' | 'failed') =>
  voiceCallEnded(world.deps, voiceCall(call), { ...(end && { end }), callOut: id });
const outcome = () => world.pinCall(call)?.callOut?.outcome?.is;

/** Instructions as a word each: what is said, or what is done. */
const brief = (instructions: readonly Instruction[]) =>
  instructions.map((each) => {
    if (each.kind === 'say') return each.spoken.sentence;
    if (each.kind === 'notice') return each.words.text;
    return each.kind === 'collect' ? each.prompt.map(({ sentence }) => sentence).join() : each.kind;
  });

const noDialIn = 'the number that the conference was made with is no dial-in with a PIN';

describe('an order', () => {
  test('has the provider call once, and is known as a call', async () => {
    expect(await order()).toEqual({ ok: true, result: 'calling', call });
    expect(placed).toEqual([`${callee} from ${dialIn}, ${longestRingS} s`]);
    expect(world.pinCall(call)).toMatchObject({
      ...{ number: callee, dialIn, arrivedAtMs: startMs },
      callOut: { id: 'order-1', conference: 'c1', conferenceName: 'Board', name: 'Ana' },
    });
    expect(world.record.counts).toContainEqual({ metric: 'callOutsOrdered', value: 1, reason: 'placed' });
  });

  test.each<[string, () => void, Partial<Parameters<typeof orderCallOut>[1]>, string]>([
    [
      'a number that is not allowed',
      () => undefined,
      { number: '+442079460000' },
      'the settings of this stage do not allow that number',
    ],
    ['a conference that is closed', () => setUp({ isClosed: true }), {}, 'that conference is closed'],
    ['one that is full', () => setUp({ settings: { capacity: 1 } }), {}, 'that conference is full'],
    ['one without a dial-in', () => setUp({ dialIn: undefined }), {}, noDialIn],
    ['one whose number is no dial-in any more', () => setUp({ dialIn: '+12025550144' }), {}, noDialIn],
    [
      'one whose dial-in is of another provider now',
      () => world.openDialIn(dialIn, { kind: 'pin', voice: 'sinch' }),
      {},
      noDialIn,
    ],
    ['a provider that cannot', () => void (answer = undefined), {}, 'nobody can be called through twilio'],
  ])('about %s calls nobody, is not counted, and says why', async (what, change, more, why) => {
    change();
    if (what === 'one that is full') await world.letIn('CA2');
    expect(await order(more)).toEqual({ ok: false, reason: 'refused', why });
    expect(placed).toEqual([]);
    expect(await world.deps.callOuts.charge(id, startMs, { ...limits, perMinute: 1 })).toBe('charged');
  });

  test('where nothing is allowed says where that is said', async () => {
    const refused = await order({}, { ...limits, allow: [] });
    expect('why' in refused && refused.why).toContain('callOuts');
  });

  test('whose answer got lost may have called, and is not sent again', async () => {
    answer = () => 'unknown';
    expect(await order()).toEqual({ ok: true, result: 'unknown' });
    expect(await order({ isRepeated: true })).toEqual({ ok: true, result: 'unknown' });
    expect(placed).toHaveLength(1);
    await answers();
    expect(await order({ isRepeated: true })).toEqual({ ok: true, result: 'unknown', call });
    expect(brief(await answers())).toEqual(['Board calls you into a meeting.', 'join-by-key']);
  });

  test('whose first try died before it could call says so', async () => {
    expect(await order({ isRepeated: true })).toMatchObject({ ok: false, reason: 'failed' });
    expect(placed).toEqual([]);
  });

  test('that the provider refuses says so too if it is sent again since the answer got lost', async () => {
    answer = () => 'refused';
    await order();
    expect(await order({ isRepeated: true })).toMatchObject({ ok: false, reason: 'failed' });
  });

  test('that the provider refuses calls nobody', async () => {
    answer = () => 'refused';
    expect(await order()).toMatchObject({ ok: false, reason: 'failed' });
    answer = () => ({ notBeforeMs: undefined });
    expect(await order()).toMatchObject({ ok: false, reason: 'failed' });
    expect(world.pinCall(call)).toBeUndefined();
  });

  test('by a stolen key, as fast as it comes, calls as many as the settings say and no more', async () => {
    const perMinute: number[] = [];
    for (let minute = 0; minute < 180; minute += 1) {
      const before = placed.length;
      for (let second = 0; second < 60; second += 10) {
        const ids = Array.from({ length: 4 }, (_, index) => `order-${minute}-${second}-${index}`);
        await Promise.all(ids.map((each) => order({ id: each })));
        world.advance(10_000);
      }
      perMinute.push(placed.length - before);
    }
    expect(placed).toHaveLength(3 * limits.perHour);
    expect(Math.max(...perMinute)).toBe(limits.perMinute);
    expect(world.record.counts).toContainEqual({ metric: 'callOutsOrdered', value: 1, reason: 'limit' });
  });
});

test.each([
  ['a minute', { ...limits, perMinute: 1 }, '1 in a minute'],
  ['an hour', { ...limits, perHour: 1 }, '1 in an hour'],
])('one order too many in %s is refused with the limit', async (_, few, why) => {
  await order({}, few);
  const refused = await order({ id: 'order-2' }, few);
  expect(refused).toMatchObject({ ok: false, reason: 'refused' });
  expect('why' in refused && refused.why).toContain(why);
});

describe('a callee', () => {
  test('hears who calls, presses 1, and is in as any caller', async () => {
    await order();
    world.advance(9_000);
    expect(brief(await answers())).toEqual(['Board calls you into a meeting.', 'join-by-key']);
    expect(brief(await keys('1'))).toEqual(['join']);
    expect(world.caller('c1', call)).toMatchObject({ name: 'Ana', presence: 'joining' });
    expect(outcome()).toBe('joined');
    await ends();
    expect(outcome()).toBe('joined');
    expect(world.caller('c1', call).presence).toBe('gone');
    expect(world.record.counts.filter(({ metric }) => metric === 'callOutsOver')).toHaveLength(1);
  });

  test('without a name is shown as a caller without a personal PIN', async () => {
    await order({ name: undefined });
    await answers();
    await keys('1');
    expect(world.caller('c1', call).name).toMatch(/^Caller \d \(…188\)$/);
  });

  test('hears the notice of the dial-in too, and agrees to it by the same key', async () => {
    const notice = { version: '1', text: { en: 'This call is recorded.' }, consent: 'press-1' };
    world.openDialIn(dialIn, { kind: 'pin', notice });
    await order();
    expect(brief(await answers())).toEqual([
      'Board calls you into a meeting.',
      'This call is recorded.',
      'agree-by-key',
    ]);
    expect(brief(await keys('1'))).toEqual(['join']);
    expect(world.pinCall(call)?.noticeAnswers).toMatchObject([{ keyed: '1', outcome: 'went-on' }]);
  });

  test.each(['', '2'])('who presses "%s" twice is left in peace', async (digits) => {
    await order();
    await answers();
    expect(brief(await keys(digits))).toEqual(['join-by-key']);
    expect(brief(await keys(digits, 2))).toEqual(['not-joined', 'hangUp']);
    expect(outcome()).toBe('declined');
    expect(world.callers('c1')).toEqual([]);
    expect(brief(await answers())).toEqual(['hangUp']);
  });

  test('who has declined is not let in by the same request once more, whose answer got lost', async () => {
    await order();
    await answers();
    await keys('');
    await keys('', 2);
    expect(brief(await keys('', 2))).toEqual(['not-joined', 'hangUp']);
    expect(brief(await keys('1', 2))).toEqual(['not-joined', 'hangUp']);
    expect(world.callers('c1')).toEqual([]);
    expect(outcome()).toBe('declined');
  });

  test('who was turned away stays so, though a place is free by the time that the request comes once more', async () => {
    setUp({ settings: { capacity: 1 } });
    await order();
    await answers();
    await world.letIn('CA2');
    expect(brief(await keys('1'))).toEqual(['conference-full', 'hangUp']);
    await voiceCallEnded(world.deps, voiceCall('CA2'));
    expect(brief(await keys('1'))).toEqual(['not-joined', 'hangUp']);
    expect(outcome()).toBe('turned-away');
  });

  test('who pressed 1 is not let in after something else was noted of the call at the same moment', async () => {
    await order();
    await answers();
    const pinCalls: ConferenceDeps['pinCalls'] = {
      ...world.deps.pinCalls,
      noteNoticeAnswer: async (...noted) => {
        await ends();
        return world.deps.pinCalls.noteNoticeAnswer(...noted);
      },
    };
    const keyed = { call: voiceCall(call), attempt: 1, digits: '1' };
    expect(brief(await noticeAnswered({ ...world.deps, pinCalls }, keyed))).toEqual(['not-joined', 'hangUp']);
    expect(outcome()).toBe('declined');
    expect(world.pinCall(call)?.conference).toBeUndefined();
    expect(world.callers('c1')).toEqual([]);
  });

  test('who hangs up while listening has declined', async () => {
    await order();
    await answers();
    expect(await ends()).toBe('recorded');
    expect(outcome()).toBe('declined');
  });

  test.each(['busy', 'no-answer', 'failed'] as const)('who was not reached: %s', async (end) => {
    await order();
    expect(await ends(end)).toBe('recorded');
    expect(await ends('over')).toBe('recorded');
    expect(outcome()).toBe(end);
  });

  test('whose provider could not fetch what to say was not reached', async () => {
    await order();
    await ends('over');
    expect(outcome()).toBe('failed');
  });

  test('of whose order no answer came is known by the first news of the call', async () => {
    answer = () => 'unknown';
    await order();
    await ends('busy');
    expect(outcome()).toBe('busy');
  });

  test('is turned away by a conference that was closed while the phone rang', async () => {
    await order();
    await answers();
    await world.tell({ kind: 'closed', atMs: startMs });
    expect(brief(await keys('1'))).toEqual(['conference-closed', 'hangUp']);
    expect(outcome()).toBe('turned-away');
  });

  test('gets in by no call that nobody ordered', async () => {
    expect(brief(await answers())).toEqual(['hangUp']);
    expect(await ends('busy')).toBe('unknown');
  });
});
