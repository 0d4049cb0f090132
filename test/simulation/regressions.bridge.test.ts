import { expect, test } from 'vitest';
import { conferenceIdSchema, voiceCallIdSchema } from '../../lib/conferences/model/conference.ts';
import { inMemoryConferences } from '../support/conferences.ts';
import { newConference } from '../support/new-conference.ts';

// Stories that drawn conferences told of bridges whose joins only a list tells.

const atMs = Date.UTC(2026, 0, 1, 12);
const id = conferenceIdSchema.parse('c1');
const leg = voiceCallIdSchema.parse('leg');

test('a bridge leg that was let in and left before the list showed it counted as a try in vain, and the third left it to the host', async () => {
  const world = inMemoryConferences([
    newConference('c1', { voice: 'sinch', bridge: { state: 'absent', tries: 3, notBeforeMs: 0 } }),
  ]);
  for (const kind of ['bridgeComing', 'bridgeLeft'] as const)
    await world.deps.conferences.changeConference(id, { kind, call: leg, atMs });
  expect(world.conference('c1').bridge).toMatchObject({ state: 'absent', tries: 0 });
});

test('of two bridge legs that came before the list showed either, only the later was known, and the other stayed unheard of', async () => {
  const world = inMemoryConferences([newConference('c1', { voice: 'sinch' })]);
  const earlier = voiceCallIdSchema.parse('earlier');
  for (const call of [earlier, leg])
    await world.deps.conferences.changeConference(id, {
      kind: 'bridgeComing',
      call,
      atMs,
    });
  expect(world.conference('c1')).toMatchObject({
    comingBridge: { call: leg },
    replacedBridge: earlier,
  });
});
