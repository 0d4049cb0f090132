import { beforeEach, describe, expect, test } from 'vitest';
import {
  callArrived,
  maxTriesPerCaller,
  pinKeyed,
  type DialogueDeps,
} from '../../../../lib/conferences/call/dialogue.ts';
import { maxUnauthenticatedMs } from '../../../../lib/conferences/call/unauthenticated.ts';
import type { Instruction } from '../../../../lib/conferences/model/instructions.ts';
import { maxTriesPerHour } from '../../../../lib/conferences/model/pins.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { newConference } from '../../../support/new-conference.ts';
import { operations } from '../reconcile/operations.ts';
import { bridgeIn, c1, conferenceWorld, type ConferenceWorld } from '../support.ts';

// Where the dialogue's limits lie, and what is written of what it finds.

const [dialled, number, call] = ['+12025550143', '+12025550188', voiceCall('CA1')];
const [pin, bridgePin] = ['00123456789', '98765432109876'];

let world: ConferenceWorld;
async function setUp(conference: Parameters<typeof newConference>[1] = {}) {
  world = conferenceWorld(newConference('c1', conference));
  world.openDialIn(dialled, { kind: 'pin' });
  world.addPin(pin, { conference: 'c1', kind: 'caller' });
  world.addPin(bridgePin, { conference: 'c1', kind: 'bridge' });
  await arrive();
}
beforeEach(() => setUp());

const arrive = (deps: DialogueDeps = world.deps) =>
  callArrived(deps, { call, dialled, number, voice: 'twilio', isNumberVerified: true, isSip: false });
const brief = (instructions: readonly Instruction[]) =>
  instructions.map((each) => {
    if (each.kind === 'say') return each.spoken.sentence;
    return each.kind === 'collect' ? each.prompt.map(({ sentence }) => sentence).join(' ') : each.kind;
  });
const key = async (digits: string, change: Partial<DialogueDeps> = {}) =>
  brief(await pinKeyed({ ...world.deps, ...change }, { call, attempt: 1, digits }));

test.each([
  [maxUnauthenticatedMs, ['join']],
  [maxUnauthenticatedMs + 1, ['no-input', 'hangUp']],
])('a right PIN after %i ms: %j', async (ms, expected) => {
  world.advance(ms);
  expect(await key(pin)).toEqual(expected);
});

describe('tries that were charged: of the call, of the deployment in this hour, and of the number', () => {
  const asked = ['wrong-pin enter-pin'];
  const slow = ['slow-down', 'pause', 'too-many-tries', 'hangUp'];
  test.each<[readonly number[], readonly string[], number]>([
    [[1, maxTriesPerHour, maxTriesPerCaller], asked, 0],
    [[1, maxTriesPerHour + 1, 1], slow, 1],
    [[1, 1, maxTriesPerCaller + 1], slow, 0],
    [[2, 1, maxTriesPerCaller + 1], ['too-many-tries', 'hangUp'], 0],
  ])('%j', async (charged, expected, spent) => {
    const attempts = { ...world.deps.attempts, charge: () => Promise.resolve(charged) };
    expect(await key('11111', { attempts })).toEqual(expected);
    const counts = world.record.counts.filter(({ metric }) => metric === 'pinBudgetSpent');
    expect(counts).toHaveLength(spent);
  });
});

test('a try that has let the call in is none in vain, and none is noted', async () => {
  const { count } = operations(world);
  expect(await key(pin)).toEqual(['join']);
  expect(count('pinCalls.noteTry')).toBe(0);
});

test('a try in vain that cannot be noted is logged with its call', async () => {
  world.world.before = (operation) =>
    operation === 'pinCalls.noteTry' ? Promise.reject(new Error('no answer')) : Promise.resolve();
  expect(await key('11111')).toEqual(['wrong-pin enter-pin']);
  expect(world.record.logs).toContainEqual({
    ...{ level: 'error', code: 'pin-try-not-noted', fields: { callId: call }, cause: new Error('no answer') },
  });
});

describe('a second leg that knows the bridge’s PIN', () => {
  test('casts doubt on the first, and the sync is woken to look', async () => {
    await setUp({ bridge: bridgeIn });
    expect(await key(bridgePin)).toEqual(['wrong-pin', 'hangUp']);
    expect(world.conference('c1').bridge).toEqual({ ...bridgeIn, missedAtMs: world.now() });
    expect(world.record.wakes).toEqual([c1]);
  });

  test('is no second one if it is the first, whose request is repeated', async () => {
    await setUp({ bridge: { ...bridgeIn, call } });
    expect(await key(bridgePin)).toEqual(['join']);
  });
});

describe('a conference that is there no more', () => {
  const none = () => Promise.resolve(undefined);
  const conferences = (change: Partial<DialogueDeps['conferences']>) => ({
    conferences: { ...world.deps.conferences, ...change },
  });
  test.each([
    ['when it is read', { load: none }],
    ['when its join is counted', { changeConference: none }],
  ])('takes no right PIN: %s', async (_, change) => {
    expect(await key(pin, conferences(change))).toEqual(['conference-closed', 'hangUp']);
    expect(world.callers('c1')).toEqual([]);
  });

  test('takes no known caller', async () => {
    await setUp({ settings: { knownCallers: 'verified' } });
    world.addKnown(number, { conference: 'c1', dialled });
    const deps = { ...world.deps, ...conferences({ changeConference: none }) };
    expect(brief(await arrive(deps))).toEqual(['conference-closed', 'hangUp']);
    expect(world.callers('c1')).toEqual([]);
  });
});

describe('a caller who is known', () => {
  const other = voiceCall('CA2');
  const arrives = async (change: object = {}) => {
    await setUp({ settings: { knownCallers: 'verified' } });
    world.openDialIn(dialled, { kind: 'pin', ...change });
    world.addKnown(number, { conference: 'c1', dialled, name: 'Ana', externalId: 'crm-7' });
    const { count } = operations(world);
    const arrival = { call: other, dialled, number, isNumberVerified: true, isSip: false } as const;
    return { first: brief(await callArrived(world.deps, { ...arrival, voice: 'twilio' })), count };
  };

  test('is counted among none that are before their PIN', async () => {
    const { first, count } = await arrives();
    expect([first, count('beforePin.enter')]).toEqual([['join'], 0]);
  });

  test('hears a notice without having answered a question for a PIN', async () => {
    await arrives({ notice: { version: '7', text: { en: 'This call is recorded.' } } });
    expect(world.pinCall(other)?.noticed).toEqual({
      ...{ attempt: 0, atMs: world.now() },
      goesOn: { kind: 'caller', conference: c1, name: 'Ana', externalId: 'crm-7' },
    });
  });

  test('is looked for nowhere if their number is withheld', async () => {
    const { count } = operations(world);
    await callArrived(world.deps, {
      ...{ call: other, dialled, voice: 'twilio', isNumberVerified: true, isSip: false },
    });
    expect([count('dial-ins.find'), count('known.find')]).toEqual([1, 0]);
  });
});
