import { afterEach, beforeEach, expect, test } from 'vitest';
import { roomsTag } from '../../../lib/providers/digital-samba/provisioner.ts';
import { containing } from '../../support/matching.ts';
import { report, startHealthy, type Healthy } from './gateway.ts';

let gateway: Healthy;
beforeEach(async () => {
  gateway = await startHealthy();
});
afterEach(() => gateway.stop());

const room = (...tags: string[]) => {
  const made = gateway.digitalSamba.rooms.create({
    privacy: 'private',
    roles: ['moderator'],
    private_group_chat_roles: [],
    tags,
  });
  if (!made.ok) throw new Error('the simulator refused the room');
  return made.room.id;
};

test('doctor finds rooms that this gateway made, and that belong to no conference', async () => {
  const left = room(roomsTag(gateway.front.url));
  room('patchbay-other.example.com');
  const { findings } = await report(gateway);
  const found = findings.filter(({ what }) => what.includes('belong to no conference'));
  expect(found).toEqual([
    expect.objectContaining({ check: 'conferences', severity: 'warning', what: containing(`1 rooms`) }),
  ]);
  expect(found[0]?.what).toContain(left);
});
