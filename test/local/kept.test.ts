import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openKept } from '../../local/kept.ts';

const folder = mkdtempSync(join(tmpdir(), 'kept-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const pin = '48151623421';
const made = {
  conferences: [
    {
      id: 'c',
      voice: 'twilio' as const,
      dialIn: '+12025550151',
      name: 'A',
      room: 'r',
      pin,
      invitation: 'Dial',
    },
  ],
  forwardPins: [],
};
const rooms = [{ id: 'a2f5e0f2-6b35-4bb0-a7ac-1a1d4a4f5b0c', request: { description: 'Board meeting' } }];

test('at the first start there is nothing, and at the next what was kept', () => {
  const kept = openKept(join(folder, 'new'));
  expect(kept).toMatchObject({ made: { conferences: [], forwardPins: [] }, rooms: [] });
  kept.keepRooms(rooms);
  kept.keepMade(made);
  expect(openKept(join(folder, 'new'))).toMatchObject({ made, rooms });
});

test.each(['{', '{"conferences":[]}'])('what cannot be read is told with what to do: %s', (text) => {
  openKept(folder);
  writeFileSync(join(folder, 'kept.json'), text);
  expect(() => openKept(folder)).toThrow(
    `kept in ${folder} cannot be read. Delete the folder to begin anew.`,
  );
});
