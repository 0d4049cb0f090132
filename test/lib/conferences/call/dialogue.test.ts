import { beforeEach, describe, expect, test } from 'vitest';
import { callArrived, maxTriesPerCaller, pinKeyed } from '../../../../lib/conferences/call/dialogue.ts';
import type { Instruction } from '../../../../lib/conferences/model/instructions.ts';
import type { AttemptStore } from '../../../../lib/conferences/ports.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { newConference, startMs } from '../../../support/new-conference.ts';
import { bridgeIn, conferenceWorld, type ConferenceWorld } from '../support.ts';
import type { Arrival } from '../../../../lib/conferences/model/pin-call.ts';
import { maxTriesPerHour } from '../../../../lib/conferences/model/pins.ts';

const dialIn = '+12025550143';
const bridgeDialIn = '+12025550144';
const callersDialIn = '+12025550145';
const sipDomain = 'bridge.sip.example';
const pin = '00123456789';
const bridgePin = '98765432109876';

let world: ConferenceWorld;
let calls = 0;

function setUp(conference: Parameters<typeof newConference>[1] = {}) {
  world = conferenceWorld(newConference('c1', conference));
  world.openDialIn(dialIn, { kind: 'pin' });
  world.openDialIn(bridgeDialIn, { kind: 'pin', opensTo: 'bridge' });
  world.openDialIn(callersDialIn, { kind: 'pin', opensTo: 'callers' });
  world.openDialIn(sipDomain, { kind: 'pin', opensTo: 'bridge' });
  world.addPin(pin, { conference: 'c1', kind: 'caller' });
  world.addPin(bridgePin, { conference: 'c1', kind: 'bridge' });
}
beforeEach(() => setUp());

/** A call arrives; returns how it keys digits: each try is one more, unless it is said which one it is. */
async function dial(change: Partial<Arrival> = {}) {
  const call = voiceCall(`CA${(calls += 1)}`);
  const first = await callArrived(world.deps, {
    call,
    dialled: dialIn,
    voice: 'twilio',
    isNumberVerified: false,
    isSip: false,
    ...change,
  });
  let last = 0;
  const key = (digits: string, attempt = last + 1) => {
    last = attempt;
    return pinKeyed(world.deps, { call, attempt, digits });
  };
  return { call, first, key };
}

/** What is said, asked and done, in short. */
const brief = (instructions: readonly Instruction[]) =>
  instructions.map((each) => {
    if (each.kind === 'say') return each.spoken.sentence;
    if (each.kind === 'collect') return each.prompt.map(({ sentence }) => sentence).join(' ');
    if (each.kind === 'join') return `join as ${each.role}`;
    return each.kind === 'pause' ? `pause ${each.seconds}` : each.kind;
  });
const right = ['join as caller'];
const wrong = ['wrong-pin enter-pin'];
const tooMany = ['too-many-tries', 'hangUp'];
/** As many wrong tries as the deployment may have in an hour, from as many calls. */
const spendBudget = (scope = 'deployment') =>
  Promise.all(
    Array.from({ length: maxTriesPerHour }, (_, index) =>
      world.deps.attempts.charge([{ name: scope }], `guess-${index}`, startMs),
    ),
  );

describe('a call arrives', () => {
  test('and is asked for its PIN: one prompt that yields to keys', async () => {
    const { first } = await dial();
    expect(first).toEqual([
      expect.objectContaining({ kind: 'collect', question: { kind: 'pin', attempt: 1 }, maxDigits: 20 }),
    ]);
    expect(brief(first)).toEqual(['greeting enter-pin']);
  });

  test('repeated, the answer is the same, and its first arrival counts', async () => {
    const { call, first } = await dial();
    world.advance(10_000);
    const again = await callArrived(world.deps, {
      call,
      dialled: dialIn,
      voice: 'twilio',
      isNumberVerified: false,
      isSip: false,
    });
    expect(again).toEqual(first);
    expect(world.pinCall(call)?.arrivedAtMs).toBe(startMs);
  });

  test.each<[string, Partial<Arrival>, unknown]>([
    ['at a number that nobody set up', { dialled: '+12025550199' }, undefined],
    ['at a dial-in that refuses', { dialled: '+12025550150' }, { kind: 'refuse' }],
    [
      'from a denied prefix',
      { dialled: '+12025550150', number: '+12025550188', from: '+12025550188' },
      { kind: 'pin', deny: ['+1202555'] },
    ],
    [
      'from a denied prefix in a SIP address',
      { dialled: '+12025550150', from: 'sip:12025550188@pbx.example.net' },
      { kind: 'pin', deny: ['+1202555'] },
    ],
  ])('%s: refused before it is answered, and not remembered', async (_, change, dialIn) => {
    if (dialIn !== undefined) world.openDialIn('+12025550150', dialIn);
    const { call, first } = await dial(change);
    expect(first).toEqual([{ kind: 'reject' }]);
    expect(world.pinCall(call)).toBeUndefined();
    expect(JSON.stringify(world.record.logs)).not.toContain('12025550188');
  });

  test('in the language of its dial-in, with its audio where it has some', async () => {
    const audio = { greeting: 'https://audio.example/greeting.mp3' };
    world.openDialIn(dialIn, { kind: 'pin', language: 'de', audio });
    const { first } = await dial();
    expect(first).toMatchObject([
      {
        prompt: [
          { sentence: 'greeting', language: 'de', audioUrl: audio.greeting },
          { sentence: 'enter-pin', language: 'de', audioUrl: undefined },
        ],
      },
    ]);
  });

  test('at a dial-in that forwards: with the signed header, or not at all', async () => {
    world.openDialIn(dialIn, { kind: 'forward', address: 'lobby@sip.example', route: 'vip' });
    const { call, first } = await dial({ number: '+12025550188' });
    expect(first).toEqual([
      {
        kind: 'forward',
        address: 'lobby@sip.example',
        headers: { 'X-Route': `vip.${call}.signed`, 'X-Caller-Id': '+12025550188' },
      },
    ]);
    world.world.signRoute = () => undefined;
    expect(brief((await dial()).first)).toEqual(['internal-failure', 'hangUp']);
  });
});

describe('a PIN', () => {
  test('that is right the first time lets the caller in, and costs no try', async () => {
    const { call, key } = await dial();
    expect(brief(await key(pin))).toEqual(right);
    expect(world.pinCall(call)).toMatchObject({ conference: 'c1', role: 'caller' });
    expect(world.charged(`call-${call}`)).toBe(0);
    expect(world.charged('deployment')).toBe(0);
  });

  test.each(['123456789', '0123456789', '00123456789*', '000123456789'])(
    'is its digits, leading zeros included: %s is another',
    async (digits) => {
      expect(brief(await (await dial()).key(digits))).toEqual(wrong);
    },
  );

  test('wrong, wrong, right', async () => {
    const { call, key } = await dial();
    expect(brief(await key('1'))).toEqual(wrong);
    expect(brief(await key('2'))).toEqual(wrong);
    expect(brief(await key(pin))).toEqual(right);
    expect(world.charged(`call-${call}`)).toBe(2);
  });

  test('three times wrong ends the call, and what is keyed then is not looked at', async () => {
    const { key } = await dial();
    await key('1');
    await key('2');
    expect(brief(await key('3'))).toEqual(tooMany);
    expect(brief(await key(pin))).toEqual(tooMany);
  });

  test('that is empty is no wrong PIN, but nobody is asked for ever', async () => {
    const { call, key } = await dial();
    for (let attempt = 1; attempt < 5; attempt += 1)
      expect(brief(await key(''))).toEqual(['no-input enter-pin']);
    expect(brief(await key(''))).toEqual(['no-input', 'hangUp']);
    expect(world.charged(`call-${call}`)).toBe(0);
  });

  test('that is keyed at the last prompt counts', async () => {
    const { key } = await dial();
    for (let attempt = 1; attempt < 5; attempt += 1) await key('');
    expect(brief(await key(pin))).toEqual(right);
  });

  test('of a call that takes too long is not looked at', async () => {
    const { key } = await dial();
    world.advance(150_001);
    expect(brief(await key(pin))).toEqual(['no-input', 'hangUp']);
  });

  test('of a call that never arrived leads nowhere', async () => {
    const answer = await pinKeyed(world.deps, { call: voiceCall('stranger'), attempt: 1, digits: pin });
    expect(brief(answer)).toEqual(['hangUp']);
  });

  test('is not right while the key that hashes it is missing', async () => {
    world.world.pinKeys = [];
    expect(brief(await (await dial()).key(pin))).toEqual(['internal-failure', 'hangUp']);
  });

  test('and its digits are never logged', async () => {
    const { key } = await dial();
    await key('5550001');
    await key(pin);
    expect(JSON.stringify(world.record.logs)).not.toMatch(/5550001|00123456789/);
  });
});

describe('a right PIN that does not let the caller in', () => {
  test.each<[string, Parameters<typeof newConference>[1], readonly string[]]>([
    ['closed', { isClosed: true }, ['conference-closed', 'hangUp']],
    ['past its window', { settings: { closesAtMs: startMs } }, ['conference-closed', 'hangUp']],
    ['before its window', { settings: { opensAtMs: startMs + 1 } }, ['conference-not-open-yet', 'hangUp']],
    ['at the start of its window', { settings: { opensAtMs: startMs, closesAtMs: startMs + 1 } }, right],
  ])('%s', async (_, conference, answer) => {
    setUp(conference);
    expect(brief(await (await dial()).key(pin))).toEqual(answer);
  });

  test('full: and a place that becomes free is given to the next', async () => {
    setUp({ settings: { capacity: 2 } });
    await world.letIn('first');
    await world.letIn('second');
    expect(brief(await (await dial()).key(pin))).toEqual(['conference-full', 'hangUp']);
    await world.change('first', { kind: 'gone', atMs: startMs });
    expect(brief(await (await dial()).key(pin))).toEqual(right);
  });

  test('expired: said, not charged, and asked again', async () => {
    world.addPin('7', { conference: 'c1', kind: 'caller', validUntilMs: startMs });
    world.addPin('8', { conference: 'c1', kind: 'caller', validUntilMs: startMs + 1 });
    const { key } = await dial();
    expect(brief(await key('7'))).toEqual(['expired-pin enter-pin']);
    expect(world.charged('deployment')).toBe(0);
    expect(brief(await key('8'))).toEqual(right);
  });

  test('of a conference that is no more', async () => {
    world.addPin('7', { conference: 'forgotten', kind: 'caller' });
    expect(brief(await (await dial()).key('7'))).toEqual(['conference-closed', 'hangUp']);
  });
});

describe('tries', () => {
  test('of a request that is repeated are charged once, and answered alike', async () => {
    const { call, key } = await dial();
    const first = await key('1', 1);
    expect(await key('1', 1)).toEqual(first);
    expect(world.charged(`call-${call}`)).toBe(1);
    expect(world.charged('deployment')).toBe(1);
  });

  test('are charged before the PIN is looked up', async () => {
    const { call, key } = await dial();
    world.world.before = (operation) =>
      operation === 'pins.find' ? Promise.reject(new Error('crash')) : Promise.resolve();
    await expect(key(pin)).rejects.toThrow('crash');
    expect(world.charged(`call-${call}`)).toBe(1);
    world.world.before = () => Promise.resolve();
    expect(brief(await key(pin, 1))).toEqual(right);
    expect(world.charged(`call-${call}`)).toBe(0);
  });

  test('of one number over all its calls are spent: who has it still gets in, with one slow try a call', async () => {
    const from = { number: '+12025550188' };
    for (let call = 0; call < maxTriesPerCaller; call += 1) await (await dial(from)).key('1');
    expect(brief(await (await dial(from)).key(pin))).toEqual(['slow-down', 'pause 5', ...right]);
    const { key } = await dial(from);
    expect(brief(await key('1'))).toEqual(['slow-down', 'pause 5', ...tooMany]);
    expect(brief(await key(pin))).toEqual(tooMany);
    expect(brief(await (await dial({ number: '+12025550189' })).key(pin))).toEqual(right);
    expect(world.record.counts.map(({ metric }) => metric)).not.toContain('pinBudgetSpent');
  });

  test('that are not looked at cost the deployment nothing', async () => {
    const { key } = await dial();
    for (const digits of ['1', '2', '3']) await key(digits);
    expect(brief(await key('4'))).toEqual(tooMany);
    expect(world.charged('deployment')).toBe(3);
  });

  test('of callers without a number are not counted as those of one', async () => {
    for (let call = 0; call <= maxTriesPerCaller; call += 1) await (await dial()).key('1');
    expect(brief(await (await dial()).key(pin))).toEqual(right);
  });

  test('never name the number that they are counted for', async () => {
    const scopes: string[] = [];
    const attempts: AttemptStore = {
      ...world.deps.attempts,
      charge: (some, key, nowMs) => {
        scopes.push(...some.map(({ name }) => name));
        return world.deps.attempts.charge(some, key, nowMs);
      },
    };
    const deps = { ...world.deps, attempts };
    const { call } = await dial({ number: '+12025550188' });
    await pinKeyed(deps, { call, attempt: 1, digits: '1' });
    expect(scopes).toHaveLength(3);
    expect(scopes.join()).not.toContain('2025550188');
  });

  test('of the whole deployment are spent: everybody still gets in, with one slow try each', async () => {
    await spendBudget();
    expect(brief(await (await dial()).key(pin))).toEqual(['slow-down', 'pause 5', ...right]);
    const { key } = await dial();
    expect(brief(await key('1'))).toEqual(['slow-down', 'pause 5', ...tooMany]);
    expect(brief(await key(pin))).toEqual(tooMany);
    expect(world.record.counts).toContainEqual({
      metric: 'pinBudgetSpent',
      value: undefined,
      reason: undefined,
    });
    world.advance(3_600_000);
    expect(brief(await (await dial()).key(pin))).toEqual(right);
  });
});

describe('the bridge', () => {
  const asBridge = ['join as bridge'];
  test.each<[string, Partial<Arrival>, readonly string[]]>([
    ['its own dial-in', { dialled: bridgeDialIn }, asBridge],
    ['a dial-in for both', {}, asBridge],
    ['its confirmed origin', { dialled: sipDomain, isSip: true }, asBridge],
    ["a callers' dial-in", { dialled: callersDialIn }, wrong],
    ["a callers' dial-in from its confirmed origin", { dialled: callersDialIn, isSip: true }, wrong],
  ])('its PIN at %s', async (_, arrival, answer) => {
    expect(brief(await (await dial(arrival)).key(bridgePin))).toEqual(answer);
  });

  test("has a dial-in that knows no caller's PIN", async () => {
    expect(brief(await (await dial({ dialled: bridgeDialIn })).key(pin))).toEqual(wrong);
  });

  test('from its origin is exempt from tries, from the time before a PIN, and from a spent budget', async () => {
    await spendBudget();
    const { call, key } = await dial({ dialled: sipDomain, isSip: true });
    for (let attempt = 1; attempt < 5; attempt += 1) expect(brief(await key('1'))).toEqual(wrong);
    world.advance(200_000);
    expect(brief(await key(bridgePin))).toEqual(asBridge);
    expect(world.charged(`call-${call}`)).toBe(0);
  });

  test('but is not asked for ever', async () => {
    const { key } = await dial({ dialled: sipDomain, isSip: true });
    expect(brief(await key('1', 5))).toEqual(['wrong-pin', 'hangUp']);
  });

  test('has counters of its own at its own dial-in: a flood at one kind does not slow the other', async () => {
    await spendBudget();
    expect(brief(await (await dial({ dialled: bridgeDialIn })).key(bridgePin))).toEqual(asBridge);
    setUp();
    await spendBudget('bridge-dial-ins');
    expect(brief(await (await dial()).key(pin))).toEqual(right);
    expect(brief(await (await dial({ dialled: bridgeDialIn })).key('1'))).toEqual([
      'slow-down',
      'pause 5',
      ...tooMany,
    ]);
  });

  test('may come before the window opens and when the conference is full, but not once it is closed', async () => {
    setUp({ settings: { capacity: 1, opensAtMs: startMs + 1 } });
    await world.letIn('first');
    expect(brief(await (await dial()).key(bridgePin))).toEqual(asBridge);
    setUp({ isClosed: true });
    expect(brief(await (await dial()).key(bridgePin))).toEqual(['conference-closed', 'hangUp']);
  });

  test.each<[string, boolean, readonly string[]]>([
    ['is refused', false, ['wrong-pin', 'hangUp']],
    ['is let in from the confirmed origin', true, asBridge],
  ])('a second leg %s', async (_, isSip, answer) => {
    setUp({ bridge: bridgeIn });
    expect(brief(await (await dial(isSip ? { dialled: sipDomain, isSip } : {})).key(bridgePin))).toEqual(
      answer,
    );
  });

  test('does not take a place', async () => {
    setUp({ settings: { capacity: 1 }, bridge: bridgeIn });
    expect(brief(await (await dial()).key(pin))).toEqual(right);
    expect(world.callers('c1')).toHaveLength(1);
  });
});
