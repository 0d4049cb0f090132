import { beforeEach, describe, expect, test } from 'vitest';
import { poll } from '../../../../lib/conferences/reconcile/poll.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { conferenceId, startMs } from '../../../support/new-conference.ts';
import { c1, conferenceWorld, meeting, outside, running, type ConferenceWorld } from '../support.ts';

const c2 = conferenceId('c2');
const to = { kind: 'conference', conference: c2 } as const;
const calls = ['CA1', 'CA2', 'CA3', 'CA4', 'CA5', 'CA6'];

let world: ConferenceWorld;
/** Six callers were led into another conference, ten seconds ago; the list has all of them here. */
beforeEach(async () => {
  world = conferenceWorld(running());
  for (const call of calls) {
    await world.letIn(call);
    await world.change(call, { kind: 'transferOrdered', atMs: startMs, to });
    await world.change(call, { kind: 'ledOn', atMs: startMs, outcome: 'answered' });
    belongsTo(call, c2);
  }
  shows(calls);
  world.advance(10_000);
});
const belongsTo = (call: string, conference: typeof c1) => {
  const pinCall = world.pinCall(call);
  if (pinCall === undefined) throw new Error('nobody has called');
  world.addPinCall({ ...pinCall, conference });
};
const shows = (some: readonly string[]) => {
  const legs = some.map((call) => ({ call: voiceCall(call), muted: false }));
  world.world.participants = () => ({ meeting, legs });
};
/** Who is taken out by a look, and whom the log names for it. */
async function takenOut() {
  world.record.commands.length = 0;
  world.record.logs.length = 0;
  await poll(world.deps, world.conference('c1'), world.callers('c1'));
  return { commands: world.record.commands, healed: world.record.logs.map(({ fields }) => fields) };
}
const out = (some: readonly string[]) => ({
  commands: some.map((call) => `phone leadOut ${call} ${calls.indexOf(call) + 1}`),
  healed: some.map((callId) => ({ conference: c1, what: 'stray', callId })),
});

describe('of callers who were led into another conference, and are here all the same,', () => {
  test('five are taken out, and the others the next time', async () => {
    expect(await takenOut()).toEqual(out(calls.slice(0, 5)));
    shows(['CA6']);
    expect(await takenOut()).toEqual(out(['CA6']));
  });

  test('those whom the list shows only by a longer name are', async () => {
    shows(['eu-3_CA2']);
    expect(await takenOut()).toEqual(out(['CA2']));
  });

  test('those who were led back here are not', async () => {
    belongsTo('CA2', c1);
    shows(['CA1', 'CA2']);
    expect(await takenOut()).toEqual(out(['CA1']));
  });

  test('those of whose call nothing is known are not', async () => {
    const { deps } = world;
    const pinCalls = { ...deps.pinCalls, get: () => Promise.resolve(undefined) };
    await poll({ ...deps, pinCalls }, world.conference('c1'), world.callers('c1'));
    expect(world.record.commands).toEqual([]);
    expect(world.record.logs).toEqual([]);
  });

  test('nobody is of whom the list may be late', async () => {
    world.advance(-1);
    expect(await takenOut()).toEqual(out([]));
  });

  test('nobody is where the provider can take nobody out, which is logged all the same', async () => {
    world.world.leadOut = undefined;
    shows(['CA1']);
    expect(await takenOut()).toEqual({ ...out(['CA1']), commands: [] });
  });
});

describe('a caller on the list whose join was told by nobody', () => {
  const joined = async (reportsJoins: boolean) => {
    world = conferenceWorld(running());
    world.world.traits = { ...outside, reportsJoins };
    await world.letIn('CA1');
    await world.change('CA1', { kind: 'rejoining', atMs: startMs, joinSequence: 2 });
    shows(['CA1']);
    world.advance(1_000);
    await takenOut();
    return world.caller('c1', 'CA1').presence;
  };

  test('is in at once where nobody tells of joins', async () => {
    expect(await joined(false)).toBe('in');
  });

  test('may be there by the join before where they are told, so soon after', async () => {
    expect(await joined(true)).toBe('joining');
  });
});

test('where no meeting is known that could be asked for, only whoever is on their way may be found gone', async () => {
  world = conferenceWorld(running({ meeting: undefined }));
  world.world.meetingOf = () => undefined;
  await world.letIn('CA1');
  await world.letIn('CA2');
  await world.change('CA2', { kind: 'rejoining', atMs: startMs, joinSequence: 9 });
  world.world.participants = () => undefined;
  world.world.isUp = () => false;
  world.advance(60_000);
  await poll(world.deps, { ...world.conference('c1'), meeting: undefined }, world.callers('c1'));
  expect(world.callers('c1').map(({ call, presence, missed }) => [call, presence, missed])).toEqual([
    ['CA1', 'in', undefined],
    ['CA2', 'gone', undefined],
  ]);
});
