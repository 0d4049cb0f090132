import { describe, expect, test } from 'vitest';
import { ConferenceStack } from './conference-stack.ts';
import { wait } from './helpers.ts';

/** One announcement holds at most this many callers. */
const maxPerRequest = 100;

// Twice as slow as real time: whoever waits asks every 15 s what to listen to, and a hundred would be a load of their
// own. What is spoken and keyed takes no time instead.
const stack = new ConferenceStack({
  conferences: { 1: { bridge: 'host' }, 20: { bridge: 'host' }, 101: { bridge: 'host' } },
  twilio: { timeScale: 2, speechMsPerCharacter: 0, keyGapMs: 0 },
});

describe.concurrent('callers who wait for the bridge', () => {
  test.each([{ count: 1 }, { count: 20 }, { count: 101 }])(
    'are announced when it comes, each once and a hundred in one request: $count',
    async ({ count }) => {
      const conference = stack.conference(`${count}`);
      const calls = await wait(stack, conference, count, { from: 'anonymous' });
      expect(stack.requests(conference, 'joined')).toEqual([]);
      conference.room.connectTelephony();
      await stack.expectAgreement(conference, calls);
      const requests = stack.requests(conference, 'joined');
      expect(requests).toHaveLength(Math.ceil(count / maxPerRequest));
      const names = conference.room.phoneParticipants().map(({ name }) => name);
      expect(new Set(names).size).toBe(count);
      stack.expectAnsweredInTime();
    },
  );
});
