import { describe, expect, test } from 'vitest';
import { callArrived, pinKeyed } from '../../../../lib/conferences/call/dialogue.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { newConference, startMs } from '../../../support/new-conference.ts';
import { bridgeIn, conferenceWorld } from '../support.ts';
import type { Arrival } from '../../../../lib/conferences/model/pin-call.ts';

const dialIn = '+12025550143';
const number = '+12025550188';
const call = voiceCall('CA1');

/** A call that arrives and keys PINs, a second for each; returns what was counted under a name. */
async function counted(
  metric: string,
  {
    arrival = {},
    digits = [],
    conference = {},
  }: {
    readonly arrival?: Partial<Arrival>;
    readonly digits?: readonly string[];
    readonly conference?: Parameters<typeof newConference>[1];
  },
) {
  const world = conferenceWorld(newConference('c1', conference));
  world.openDialIn(dialIn, { kind: 'pin', deny: ['+1900'] });
  world.openDialIn('+12025550144', { kind: 'refuse' });
  world.addPin('1', { kind: 'caller', conference: 'c1' });
  world.addPin('2', { kind: 'caller', conference: 'c1', validUntilMs: startMs });
  world.addPin('3', { kind: 'bridge', conference: 'c1' });
  world.addPin('4', { kind: 'forward', address: 'board@example.sip.daily.co' });
  world.addKnown(number, { conference: 'c1', dialled: dialIn });
  world.world.isUp = () => true;
  const arrived = {
    call,
    dialled: dialIn,
    isNumberVerified: true,
    voice: 'twilio',
    isSip: false,
    ...arrival,
  } as const;
  await callArrived(world.deps, arrived);
  for (const [index, keyed] of digits.entries()) {
    world.advance(1_000);
    await pinKeyed(world.deps, { call, attempt: index + 1, digits: keyed });
  }
  const { counts, logs } = world.record;
  return {
    counts: counts.flatMap(({ metric: name, ...rest }) => (name === metric ? [rest] : [])),
    reasons: logs.filter(({ code }) => code === 'dial-in-refused').map(({ fields }) => fields),
  };
}

describe('each try of a PIN is counted by what became of it', () => {
  const closed = { isClosed: true };
  const full = { settings: { closesAtMs: startMs } };
  test.each<[string, readonly string[], Parameters<typeof newConference>[1], readonly string[]]>([
    ['right', ['1'], {}, ['right']],
    ['wrong twice, then right', ['9', '9', '1'], {}, ['wrong', 'wrong', 'right']],
    [
      'wrong thrice, and then not looked at',
      ['9', '9', '9', '1'],
      {},
      ['wrong', 'wrong', 'wrong', 'too-many'],
    ],
    ['expired', ['2'], {}, ['expired']],
    ["the bridge's", ['3'], {}, ['right']],
    ["the bridge's, while another leg is in", ['3'], { bridge: bridgeIn }, ['second-bridge']],
    ['one that forwards', ['4'], {}, ['right']],
    ['of a closed conference', ['1'], closed, ['conference-closed']],
    ['after the opening window', ['1'], full, ['conference-closed']],
    ['none keyed', [''], {}, []],
  ])('%s', async (_, digits, conference, reasons) => {
    const { counts } = await counted('pinsTried', { digits, conference });
    expect(counts).toEqual(reasons.map((reason) => ({ value: 1, reason })));
  });
});

describe('the time before a conference is counted', () => {
  const known = { settings: { knownCallers: 'verified' } } as const;
  test.each<[string, Parameters<typeof counted>[1], readonly object[]]>([
    ['of a caller', { digits: ['9', '1'] }, [{ value: 2_000, reason: 'caller' }]],
    ['of the bridge', { digits: ['3'] }, [{ value: 1_000, reason: 'bridge' }]],
    ['of a call that is forwarded', { digits: ['4'] }, [{ value: 1_000, reason: 'forward' }]],
    ['of a known caller', { arrival: { number }, conference: known }, [{ value: 0, reason: 'known' }]],
    ['but not of who does not get there', { digits: ['9'] }, []],
  ])('%s', async (_, what, counts) => {
    expect((await counted('unauthenticatedMs', what)).counts).toEqual(counts);
  });
});

describe('a call that is refused unanswered is counted by why, and logged', () => {
  test.each<[string, Partial<Arrival>]>([
    ['unknown-number', { dialled: '+12025550199' }],
    ['dial-in-refuses', { dialled: '+12025550144' }],
    ['caller-denied', { number: '+19005550188', from: '+19005550188' }],
  ])('%s', async (why, arrival) => {
    const { counts, reasons } = await counted('dialInsRefused', { arrival });
    expect(counts).toEqual([{ value: 1, reason: why }]);
    expect(reasons).toMatchObject([{ callId: call, why }]);
  });

  test('and one that is answered is not', async () => {
    expect((await counted('dialInsRefused', { arrival: { number } })).counts).toEqual([]);
    expect((await counted('dialInsArrived', { arrival: { number } })).counts).toHaveLength(1);
  });
});
