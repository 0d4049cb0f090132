import { describe, expect, test } from 'vitest';
import type { HeldCall } from '../../../../../lib/held-calls/model/call.ts';
import { startBotIn } from '../../../../../lib/held-calls/steps/bots/start-bot.ts';
import { bearerToken, type BotPurpose } from '../../../../../lib/held-calls/steps/bots/tokens.ts';
import { botTarget, heldCall, inMemory, startMs } from '../../../../support/held-calls.ts';

const signingKey = 'a signing key of a test';
const room = { name: 'pb-test-c1-2', url: 'https://example.daily.co/pb-test-c1-2', expiresAtMs: startMs + 1 };
const notice = { version: '2026-01', text: { en: 'This call is recorded.' } };

/** Asks for the bot of a call's second target, in the room of its second attempt. */
async function start(change: Partial<HeldCall>, ...[token]: readonly (string | undefined)[]) {
  const { deps, record } = inMemory();
  const call = heldCall('c1', { attempt: 2, ...change });
  const askedFor: unknown[] = [];
  const botToken = (...order: readonly unknown[]) => (askedFor.push(...order), Promise.resolve(token));
  const video = { ...deps.video, botToken };
  const what = { index: 1, target: botTarget, room, signingKey, endsAtMs: startMs + 2 };
  const started = await startBotIn({ ...deps, video }, call, what);
  return { started, record, call, askedFor };
}

/** What a bot of the second attempt is given, so that it may ask for that. */
const may = (purpose: BotPurpose) => ({
  url: `https://gateway.example.com/calls/c1/${purpose}`,
  token: bearerToken(signingKey, purpose, 'test', room.name),
});

describe('a bot is told of its room and the call, and what it may ask for', () => {
  test.each<[string, Partial<HeldCall>, object]>([
    ['that it is ready', {}, {}],
    [
      'that the caller is led on, if the route allows that to anywhere',
      { transferTo: ['+4930'] },
      { transfer: may('transfer') },
    ],
    [
      'that the caller has heard the notice, if there is one',
      { notice },
      { notice: { ...notice, ...may('noticed') } },
    ],
    [
      'all of it',
      { transferTo: [], notice },
      { transfer: may('transfer'), notice: { ...notice, ...may('noticed') } },
    ],
  ])('%s', async (_, change, more) => {
    const { started, record, call, askedFor } = await start(change, 'token of the room');
    expect(started).toEqual({ kind: 'started', session: 'session-2' });
    expect(askedFor).toEqual([room.name, 1, room.expiresAtMs]);
    expect(record.botsStarted).toEqual([
      {
        ...{ id: 'c1-2-2', target: botTarget, call, endsAtMs: startMs + 2 },
        room: { name: room.name, url: room.url, token: 'token of the room' },
        ...{ report: may('ready'), ...more },
      },
    ]);
    expect(record.counts).toEqual([{ metric: 'botStarts', reason: 'pipecat-cloud-started' }]);
  });
});

test('no token that lets it in: nobody is asked, and nothing is counted', async () => {
  const { started, record } = await start({}, undefined);
  expect(started).toEqual({ kind: 'no-room', why: 'no-room-token' });
  expect([record.botsStarted, record.counts]).toEqual([[], []]);
});
