import { describe, expect, test, vi } from 'vitest';
import { ConferenceStack } from './conference-stack.ts';

vi.setConfig({ testTimeout: 90_000 });

// In real time: whoever waits asks every 15 s what to listen to, and twenty at a tenth of that would be a load of its own.
const stack = new ConferenceStack({
  conferences: { twenty: { bridge: 'host' } },
  twilio: { timeScale: 1, keyGapMs: 10 },
});

describe('twenty callers who wait for the bridge', () => {
  test('are announced in one request when it comes, each once', async () => {
    const conference = stack.conference('twenty');
    conference.room.join('Moderator');
    const calls = [];
    for (let group = 0; group < 5; group += 1) {
      const some = [1, 2, 3, 4].map(() => stack.dialInto(conference, { from: 'anonymous' }));
      await stack.isIn(conference, ...some);
      calls.push(...some);
    }
    conference.room.connectTelephony();
    await stack.expectAgreement(conference, calls);
    expect(stack.requests(conference, 'joined').map(({ body }) => body)).toEqual([
      expect.objectContaining({ length: calls.length }),
    ]);
    const names = conference.room.phoneParticipants().map(({ name }) => name);
    expect(new Set(names).size).toBe(calls.length);
  });
});
