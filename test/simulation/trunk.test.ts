import { expect, test } from 'vitest';
import { play, type BotDoes, type PlantedBug, type TrunkHistory } from './held-calls/trunk.ts';

/** Bots that come at once, a little later, and long after the answer. */
const does: readonly BotDoes[] = [
  { answer: 'accepts', comes: 500 },
  { answer: 'accepts', comes: 20_000 },
  { answer: 'unknown', comes: 500 },
  { answer: 'unknown', comes: 3_000 },
  { answer: 'unknown', comes: 20_000 },
  { answer: 'refuses' },
];
const bots = does.flatMap((first) => does.map((second) => [first, second] as const));

/** Every history of two bots and two announcements: deaths at each request, the second at each or after the first. */
async function* everyHistory(): AsyncGenerator<TrunkHistory> {
  for (const both of bots) {
    const { requests } = await play({ bots: both });
    // Looks for a bot are all alike: the first ones stand for the others.
    const each = Array.from({ length: Math.min(requests, maxRequests) }, (_, index) => index + 1);
    for (const secondAt of [undefined, ...each]) {
      yield { bots: both, ...(secondAt !== undefined && { secondAt }) };
      for (const atRequest of each)
        for (const isDone of [false, true])
          yield { bots: both, death: { atRequest, isDone }, ...(secondAt !== undefined && { secondAt }) };
    }
  }
}
const maxRequests = 12;

test('in every history, 2xx comes after a bot has accepted, its caller meets one, and nothing is left', async () => {
  let histories = 0;
  let fallBacks = 0;
  for await (const history of everyHistory()) {
    histories += 1;
    const { answers, record, call, mostBots } = await play(history);
    const about = JSON.stringify(history);
    const kinds = new Set(answers.map(({ answered }) => answered.kind));
    expect(kinds.size, about).toBeLessThanOrEqual(1);
    for (const { answered, acceptedBefore } of answers)
      if (answered.kind === 'accepted') expect(acceptedBefore, about).toBeGreaterThan(0);
    expect(mostBots, about).toBeLessThanOrEqual(1);
    if (record.keptOut.length > 0 && kinds.has('accepted')) fallBacks += 1;
    expect(record.botsStarted.length, about).toBeLessThanOrEqual(2);
    // Nobody ever came in: whatever was answered, room and bots are gone in the end, and nothing is due.
    expect(record.deletedRooms, about).toContain(call.room?.name);
    expect(call.dueAtMs, about).toBeUndefined();
    expect(call.state, about).toBe('released');
  }
  expect(histories).toBeGreaterThan(5_000);
  expect(fallBacks).toBeGreaterThan(100);
});

test.each<PlantedBug>(['keeps nobody out', 'waits for nobody'])('a gateway that %s is found', async (bug) => {
  const most: number[] = [];
  for (const both of bots) most.push((await play({ bots: both }, bug)).mostBots);
  expect(Math.max(...most)).toBe(2);
});
