import { beforeEach, describe, expect, test } from 'vitest';
import { callArrived, pinKeyed } from '../../../../lib/conferences/call/dialogue.ts';
import type { Instruction } from '../../../../lib/conferences/model/instructions.ts';
import type { PinKey } from '../../../../lib/conferences/model/pins.ts';
import { pinKey, voiceCall } from '../../../support/conferences.ts';
import { newConference, startMs } from '../../../support/new-conference.ts';
import { conferenceWorld, type ConferenceWorld } from '../support.ts';
import type { Arrival } from '../../../../lib/conferences/model/pin-call.ts';
import { knownCallerSchema } from '../../../../lib/conferences/model/known-caller.ts';

const dialIn = '+12025550143';
const number = '+12025550188';
const otherDialIn = '+12025550149';
const bridgeDialIn = '+12025550144';
const pin = '00123456789';

let world: ConferenceWorld;
type Settings = NonNullable<Parameters<typeof newConference>[1]>['settings'];
function setUp(settings: Settings = { knownCallers: 'verified' }, isClosed = false) {
  world = conferenceWorld(newConference('c1', { settings, isClosed }));
  world.openDialIn(dialIn, { kind: 'pin' });
  world.openDialIn(otherDialIn, { kind: 'pin', voice: 'sinch' });
  world.openDialIn(bridgeDialIn, { kind: 'pin', opensTo: 'bridge' });
  world.addPin(pin, { conference: 'c1', kind: 'caller' });
  world.addKnown(number, { conference: 'c1', dialled: dialIn, name: 'Ana', externalId: 'crm-7' });
}
beforeEach(() => setUp());

let calls = 0;
async function dial(change: Partial<Arrival> = {}) {
  const call = voiceCall(`CA${(calls += 1)}`);
  const arrival = {
    call,
    dialled: dialIn,
    number,
    isNumberVerified: true,
    voice: 'twilio',
    isSip: false,
    ...change,
  } as const;
  return { call, arrival, first: await callArrived(world.deps, arrival) };
}

/** The first sentence of the question, or that nothing is asked. */
const brief = ([first]: readonly Instruction[]) =>
  first?.kind === 'collect' ? first.prompt.map(({ sentence }) => sentence).join(' ') : first?.kind;
const asked = 'greeting enter-pin';
const otherVoice: Partial<Arrival> = { voice: 'sinch', dialled: otherDialIn };

describe('a number that is known is asked for the PIN all the same', () => {
  test.each<[string, Settings, Partial<Arrival>]>([
    ['unless the conference says otherwise', {}, {}],
    ['while that is off', { knownCallers: 'off' }, {}],
    ['if nobody vouches for it', { knownCallers: 'verified' }, { isNumberVerified: false }],
    ['at another dial-in', { knownCallers: 'unverified-too' }, { dialled: '+12025550145' }],
    ['at the dial-in of the bridge', { knownCallers: 'unverified-too' }, { dialled: bridgeDialIn }],
    [
      'from the origin of the bridge',
      { knownCallers: 'unverified-too' },
      { dialled: bridgeDialIn, isSip: true },
    ],
    [
      'at a dial-in of another provider than the conference’s',
      { knownCallers: 'unverified-too' },
      otherVoice,
    ],
    ['when it is another number', { knownCallers: 'unverified-too' }, { number: '+12025550189' }],
    ['when it is withheld', { knownCallers: 'unverified-too' }, { number: undefined }],
  ])('%s', async (_, settings, change) => {
    setUp(settings);
    world.openDialIn('+12025550145', { kind: 'pin' });
    for (const dialled of [bridgeDialIn, otherDialIn]) world.addKnown(number, { conference: 'c1', dialled });
    const { call, first } = await dial(change);
    expect(brief(first)).toBe(asked);
    expect(world.callers('c1')).toEqual([]);
    expect(world.pinCall(call)?.conference).toBeUndefined();
  });

  test('once the conference is closed', async () => {
    setUp({ knownCallers: 'verified' }, true);
    expect(brief((await dial()).first)).toBe(asked);
  });

  test('by a conference that is no more', async () => {
    world = conferenceWorld();
    world.openDialIn(dialIn, { kind: 'pin' });
    world.addKnown(number, { conference: 'gone', dialled: dialIn });
    expect(brief((await dial()).first)).toBe(asked);
  });

  test('if several conferences would take it', async () => {
    world.addConference(newConference('c2', { settings: { knownCallers: 'unverified-too' } }));
    world.addKnown(number, { conference: 'c2', dialled: dialIn });
    expect(brief((await dial()).first)).toBe(asked);
    // Without the provider's word only one of the two does.
    expect(brief((await dial({ isNumberVerified: false })).first)).toBe('join');
  });

  test('in conferences that do not take it: who is in those is not even read', async () => {
    setUp({ knownCallers: 'off' });
    const loaded: string[] = [];
    world.world.before = (operation) => Promise.resolve(void loaded.push(operation));
    expect(brief((await dial()).first)).toBe(asked);
    expect(loaded).toContain('known.find');
    expect(loaded).not.toContain('conferences.load');
  });

  test('by a conference that is cleared away while it calls', async () => {
    const { deps } = world;
    const conferences = { ...deps.conferences, load: () => Promise.resolve(undefined) };
    const arrival = { call: voiceCall('late'), dialled: dialIn, number, isNumberVerified: true };
    const first = await callArrived({ ...deps, conferences }, { ...arrival, voice: 'twilio', isSip: false });
    expect(brief(first)).toBe(asked);
  });

  test('while the key that hashes numbers is missing', async () => {
    world.world.pinKeys = [];
    expect(brief((await dial()).first)).toBe(asked);
  });
});

describe('a known caller', () => {
  test('goes in without a PIN, under its own name, and takes no place before a PIN', async () => {
    const { call, first } = await dial();
    expect(first).toMatchObject([{ kind: 'join', conference: 'c1', role: 'caller' }]);
    expect(world.caller('c1', call)).toMatchObject({ name: 'Ana', externalId: 'crm-7' });
    expect(world.pinCall(call)).toMatchObject({ conference: 'c1', role: 'caller' });
    expect(world.charged('deployment')).toBe(0);
    expect(JSON.stringify(world.record.logs)).not.toContain(number);
  });

  test('goes in once, however often its request is repeated', async () => {
    const { arrival, first } = await dial();
    expect(await callArrived(world.deps, arrival)).toEqual(first);
    expect(world.callers('c1')).toHaveLength(1);
  });

  test('goes in unverified if the conference takes that risk', async () => {
    setUp({ knownCallers: 'unverified-too' });
    expect(brief((await dial({ isNumberVerified: false })).first)).toBe('join');
  });

  test.each<[string, Settings, string]>([
    ['before its window', { opensAtMs: startMs + 1 }, 'conference-not-open-yet enter-pin'],
    ['after its window', { closesAtMs: startMs }, 'conference-closed enter-pin'],
  ])('hears why not, and may key the PIN of another conference: %s', async (_, settings, answer) => {
    setUp({ knownCallers: 'verified', ...settings });
    world.addConference(newConference('c2'));
    world.addPin('7', { conference: 'c2', kind: 'caller' });
    const { call, first } = await dial();
    expect(brief(first)).toBe(answer);
    expect(brief(await pinKeyed(world.deps, { call, attempt: 1, digits: '7' }))).toBe('join');
  });

  test('counts for the capacity, and is bound by it', async () => {
    setUp({ knownCallers: 'verified', capacity: 1 });
    expect(brief((await dial()).first)).toBe('join');
    expect(brief((await dial()).first)).toBe('conference-full enter-pin');
  });

  test('is refused by a dial-in that denies its number', async () => {
    world.openDialIn(dialIn, { kind: 'pin', deny: ['+1202555018'] });
    expect(brief((await dial({ from: number })).first)).toBe('reject');
  });
});

test.each([
  [{ name: 'n'.repeat(100), externalId: 'i'.repeat(100) }, true],
  [{ name: '', externalId: '' }, true],
  [{ name: 'n'.repeat(101) }, false],
  [{ externalId: 'i'.repeat(101) }, false],
])('what is kept of a known caller is short', (change, isKept) => {
  const known = { conference: 'c1', dialled: dialIn, maskedNumber: '…88', keyId: 'k1', ...change };
  expect(knownCallerSchema.safeParse(known).success).toBe(isKept);
});

describe('the hash of a known number', () => {
  const current: PinKey = { id: 'current', key: 'the key that hashes numbers now, in these tests' };

  test('under the older key lets the caller in, and moves to the current one', async () => {
    world.world.pinKeys = [current, pinKey];
    expect(brief((await dial()).first)).toBe('join');
    expect(world.knownKeyIds()).toEqual(['current']);
    world.world.pinKeys = [current];
    expect(brief((await dial()).first)).toBe('join');
  });

  test('under both is that of one caller all the same', async () => {
    world.addKnown(number, { conference: 'c1', dialled: dialIn, name: 'Ana' }, current);
    world.world.pinKeys = [current, pinKey];
    expect(brief((await dial()).first)).toBe('join');
    expect(world.knownKeyIds().toSorted()).toEqual(['current', 'k1']);
  });

  test('that cannot move lets the caller in all the same', async () => {
    world.world.pinKeys = [current, pinKey];
    world.world.before = (operation) =>
      operation === 'known.move' ? Promise.reject(new Error('throttled')) : Promise.resolve();
    expect(brief((await dial()).first)).toBe('join');
    expect(world.knownKeyIds()).toEqual(['k1']);
    expect(world.record.logs).toContainEqual(
      expect.objectContaining({ code: 'pin-not-rehashed', fields: { what: 'known-caller' } }),
    );
  });
});
