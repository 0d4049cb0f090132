import { beforeAll, describe, expect, test } from 'vitest';
import { listConferences } from '../../../../../lib/aws/stores/conferences/conference-rooms.ts';
import { createConferenceStore } from '../../../../../lib/aws/stores/conferences/conference-store.ts';
import type { Table } from '../../../../../lib/aws/table/table.ts';
import { freshTable } from '../../../../support/dynamo.ts';
import {
  closed,
  depsOver,
  injectConflicts,
  newConference,
  nowMs,
  stored,
  storeOver,
} from '../../conferences.ts';
import { injectFaults } from '../../faults.ts';

const dayMs = 86_400_000;

let table: Table;
beforeAll(async () => {
  table = await freshTable();
});

describe('putting a conference', () => {
  test('leaves one of the same id, and whose room it is, as they are', async () => {
    const conference = await stored(table);
    const other = { ...conference, name: 'Other', room: 'another room' };
    expect(await storeOver(table).put(other)).toBe('exists');
    expect(await storeOver(table).get(conference.id)).toEqual(conference);
    expect(await storeOver(table).findByRoom(other.room)).toBeUndefined();
  });

  test('is refused while its room is that of another that is open', async () => {
    const store = storeOver(table);
    const first = await stored(table);
    const second = newConference({ room: first.room });
    expect(await store.put(second)).toBe('room-taken');
    expect(await store.get(second.id)).toBeUndefined();
    expect(await store.findByRoom(first.room)).toBe(first.id);

    await store.changeConference(first.id, closed);
    expect(await store.findByRoom(first.room)).toBe(first.id);
    expect(await store.put(second)).toBe('stored');
    // Closing the first once more takes nothing from the second.
    await store.changeConference(first.id, closed);
    expect(await storeOver(table, nowMs + 31 * dayMs).findByRoom(first.room)).toBe(second.id);
  });

  test('has one winner among many that want the same room', async () => {
    const rivals = Array.from({ length: 10 }, () => newConference({ room: 'wanted' }));
    const outcomes = await Promise.all(rivals.map((rival) => storeOver(table).put(rival)));
    expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'room-taken')).toHaveLength(9);
    const winner = rivals[outcomes.indexOf('stored')];
    expect(await storeOver(table).findByRoom('wanted')).toBe(winner?.id);
  });

  test('outlasts transactions that meet on its items, and waits in between', async () => {
    const other = await freshTable();
    injectConflicts(other.client, 7);
    const deps = depsOver(other);
    expect(await createConferenceStore(deps).put(newConference())).toBe('stored');
    expect(deps.slept).toHaveLength(7);
    const endless = await freshTable();
    injectConflicts(endless.client, 8);
    await expect(storeOver(endless).put(newConference())).rejects.toThrow('cancelled');
  });

  test('is done once if its answer gets lost', async () => {
    const other = await freshTable();
    injectFaults(other.client, ['none', 'answer-lost']);
    await stored(other);
  });

  test('lists it, the earliest first', async () => {
    const other = await freshTable();
    const late = await stored(other, { createdAtMs: nowMs + 1 });
    const early = await stored(other);
    expect(await listConferences(depsOver(other))).toEqual([early, late]);
    expect(await listConferences(depsOver(other, nowMs + 31 * dayMs))).toEqual([early, late]);
    await storeOver(other).changeConference(late.id, closed);
    expect(await listConferences(depsOver(other, nowMs + 31 * dayMs))).toEqual([early]);
  });
});
