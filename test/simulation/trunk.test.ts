import { expect, test } from 'vitest';
import { play, type BotDoes, type TrunkHistory } from './held-calls/trunk.ts';

const does: readonly BotDoes[] = ['accepts', 'refuses', 'unknown'];
const bots = does.flatMap((first) => does.map((second) => [first, second] as const));

/** Every history of two bots and two announcements: deaths at each request, the second at each or after the first. */
async function* everyHistory(): AsyncGenerator<TrunkHistory> {
  for (const both of bots) {
    const { requests } = await play({ bots: both });
    const each = Array.from({ length: requests }, (_, index) => index + 1);
    for (const secondAt of [undefined, ...each]) {
      yield { bots: both, ...(secondAt !== undefined && { secondAt }) };
      for (const atRequest of each)
        for (const isDone of [false, true])
          yield { bots: both, death: { atRequest, isDone }, ...(secondAt !== undefined && { secondAt }) };
    }
  }
}

test('in every history, 2xx comes after a bot has accepted, all answers agree, and nothing is left', async () => {
  let histories = 0;
  for await (const history of everyHistory()) {
    histories += 1;
    const { answers, record, call } = await play(history);
    const about = JSON.stringify(history);
    const kinds = new Set(answers.map(({ answered }) => answered.kind));
    expect(kinds.size, about).toBeLessThanOrEqual(1);
    for (const { answered, acceptedBefore } of answers)
      if (answered.kind === 'accepted') expect(acceptedBefore, about).toBeGreaterThan(0);
    expect(record.botsStarted.length, about).toBeLessThanOrEqual(2);
    // Nobody ever came in: whatever was answered, room and bots are gone in the end, and nothing is due.
    expect(record.deletedRooms, about).toContain(call.room?.name);
    expect(call.dueAtMs, about).toBeUndefined();
    expect(call.state, about).toBe('released');
  }
  expect(histories).toBeGreaterThan(1_000);
});
