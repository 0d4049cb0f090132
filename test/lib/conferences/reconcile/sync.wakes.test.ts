import { beforeEach, describe, expect, test } from 'vitest';
import { newConference } from '../../../support/new-conference.ts';
import { bothSides } from './both-sides.ts';
import { bridgeCall, c1, conferenceWorld, running, session, type ConferenceWorld } from '../support.ts';

let world: ConferenceWorld;
let sides: ReturnType<typeof bothSides>;
const begin = (conference = running()) => {
  world = conferenceWorld(conference);
  sides = bothSides(world);
};
beforeEach(() => begin());
/** In how many ms the conference is to be woken, of each wake that was sent since the last question. */
const wakes = () => world.record.delayedWakes.splice(0).map(({ atMs }) => atMs - world.now());

describe('a conference is woken', () => {
  test('5 s after something could not be done, and after each further try in vain', async () => {
    await world.letIn('CA1');
    sides.faults.before = (what) => (what === 'announce' ? 'unknown' : undefined);
    expect(await world.sync()).toBe('later');
    expect(world.record.delayedWakes).toMatchObject([{ id: c1 }]);
    expect(wakes()).toEqual([5_000]);
    world.advance(5_000);
    expect(await world.sync()).toBe('later');
    expect(wakes()).toEqual([5_000]);
    sides.faults.before = () => undefined;
    expect(await world.sync()).toBe('agreed');
  });

  test('when the bridge has had its time to come in, once however often it syncs meanwhile', async () => {
    begin(newConference('c1', { session }));
    await world.letIn('CA1');
    await world.sync();
    expect(wakes()).toEqual([45_000]);
    world.advance(1_000);
    await world.letIn('CA2');
    await world.sync();
    expect(wakes()).toEqual([]);
  });

  test('when the bridge may be dialled again', async () => {
    begin(newConference('c1', { session }));
    world.world.connectBridge = () => 'refused';
    await world.letIn('CA1');
    await world.sync();
    // And once more, should a clock that is behind have it.
    expect(wakes()).toEqual([1_000, 4_000]);
  });

  test('30 s after the session has ended', async () => {
    await world.letIn('CA1');
    await world.sync();
    await world.tell({ kind: 'sessionEnded', atMs: world.now(), session: session.id });
    await world.sync();
    expect(wakes()).toEqual([30_000]);
  });

  test('when a caller has been in the menu for so long that the room shows them no more', async () => {
    await world.letIn('CA1');
    await world.sync();
    world.advance(20_000);
    const joinSequence = world.caller('c1', 'CA1').joinSequence;
    await world.change('CA1', { kind: 'left', atMs: world.now(), joinSequence });
    await world.sync();
    expect(wakes()).toEqual([45_000]);
  });

  test('also if the sweep is to look at it a moment before', async () => {
    await world.letIn('CA1');
    await world.sync();
    world.advance(59_000);
    await world.sync();
    // Near a deadline that is noted, whoever was woken for it may have come on a clock that is behind.
    expect(wakes()).toEqual([4_000]);
    world.advance(500);
    await world.change('CA1', { kind: 'leftRoom', atMs: world.now() });
    await world.sync();
    expect(wakes()).toContain(5_000);
  });

  test('15 s after a caller was told to leave, should the order have been lost', async () => {
    await world.letIn('CA1');
    await world.sync();
    await world.change('CA1', { kind: 'kicked', atMs: world.now(), why: 'kicked' });
    await world.sync();
    expect(wakes()).toEqual([15_000]);
  });
});

describe('no wake is sent', () => {
  test('for what nobody waits for: the sweep looks after a quiet minute', async () => {
    await world.letIn('CA1');
    await world.sync();
    expect(wakes()).toEqual([]);
    expect(await world.deps.conferences.due(world.now() + 60_000, 10)).toEqual([c1]);
  });

  test('when nothing is to come', async () => {
    begin(newConference('c1'));
    await world.tell({ kind: 'bridgeLeft', atMs: world.now(), call: bridgeCall });
    expect(await world.sync()).toBe('agreed');
    expect(wakes()).toEqual([]);
  });
});

test('a wake that cannot be sent leaves the deadline to the sweep', async () => {
  await world.letIn('CA1');
  sides.faults.before = (what) => (what === 'announce' ? 'unknown' : undefined);
  world.world.wake = 'failed';
  expect(await world.sync()).toBe('later');
  expect(await world.deps.conferences.due(world.now() + 5_000, 10)).toEqual([c1]);
});

test('the deadline is noted after its wake was sent: should the run die in between, the next one sends it', async () => {
  await world.letIn('CA1');
  sides.faults.before = (what) => (what === 'announce' ? 'unknown' : undefined);
  world.world.before = (operation) =>
    operation === 'conferences.finished' ? Promise.reject(new Error('died')) : Promise.resolve();
  await expect(world.sync()).rejects.toThrow('died');
  expect(wakes()).toEqual([5_000]);
});
