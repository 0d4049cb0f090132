import { expect, test, vi } from 'vitest';
import { newConferenceSchema } from '../../lib/conferences/admin/administer.ts';
import { dialInSchema } from '../../lib/conferences/model/dial-in.ts';
import { newCallId, numbers, Stack } from './stack.ts';

vi.setConfig({ testTimeout: 120_000 });

const maxKept = 5;
const rounds = 4;
const callsPerRound = 3;
const pinNumber = '+12025550151';

const stack = new Stack({
  maxKept,
  conferences: {
    dialIns: { [pinNumber]: dialInSchema.parse({ kind: 'pin' }) },
    conferences: [newConferenceSchema.parse({ name: 'Board meeting', dialIn: pinNumber })],
  },
  twilio: { timeScale: 0.1 },
});

/** How many of each a gateway holds that nobody calls. */
const held = () => {
  const { gateway, daily, bots, twilio, digitalSamba } = stack.localGateway;
  const rooms = digitalSamba?.rooms.all ?? [];
  return {
    executions: gateway.machine.executions().length,
    records: gateway.recorder.records.length,
    dailyCalls: daily?.calls.all.length,
    dailyRooms: daily?.rooms.names.length,
    dailyEvents: daily?.events.emitted.length,
    dailyDeliveries: daily?.events.deliveries.length,
    dailyUpdates: daily?.updates.length,
    dailyRequests: daily?.requests.length,
    bots: bots?.sessions.length,
    twilioCalls: twilio?.calls.all.length,
    twilioConferences: twilio?.conferences.all.length,
    twilioCallbacks: twilio?.callbacks.emitted.length,
    twilioDeliveries: twilio?.callbacks.deliveries.length,
    twilioWebhooks: twilio?.webhooks.length,
    twilioRequests: twilio?.requests.length,
    sessions: digitalSamba?.sessions.length,
    roomEvents: digitalSamba?.events.emitted.length,
    roomDeliveries: digitalSamba?.events.deliveries.length,
    roomRequests: digitalSamba?.requests.length,
    roomLines: Math.max(...rooms.map(({ log }) => log.length)),
    dialledBridges: Math.max(...rooms.map(({ bridge }) => bridge.dialled.length)),
  };
};

test('a gateway that is told to keep five of each holds no more, however many calls it has had', async () => {
  const { twilio, digitalSamba, conferences } = stack.localGateway;
  const [conference] = conferences;
  const room = digitalSamba?.rooms.find(conference?.room ?? '');
  for (let round = 0; round < rounds; round += 1) {
    const callers = Array.from({ length: callsPerRound }, () =>
      stack.place({ callId: newCallId(), to: numbers.bot, talkMs: 100 }),
    );
    room?.join('Ana');
    const keys = `wait-for enter your PIN, ${conference?.pin ?? ''}#, wait-for conference-started, hangup`;
    await Promise.all([
      ...callers.map(({ ended }) => ended),
      ...Array.from({ length: 2 }, () => twilio?.placeCall({ to: pinNumber, keys }).ended),
    ]);
    expect(callers.map(({ legCount }) => legCount)).toEqual(callers.map(() => 1));
    room?.endSession();
  }
  await vi.waitFor(
    async () => {
      await stack.sweep();
      const tooMany = Object.entries(held()).filter(([, count = 0]) => count > maxKept);
      expect(tooMany).toEqual([]);
      expect(stack.daily.rooms.names).toEqual([]);
      expect(stack.localGateway.gateway.queue.depth()).toBe(0);
    },
    { timeout: 60_000, interval: 500 },
  );
  // Each of the records is in use: a list that stays empty would tell nothing.
  expect(Object.entries(held()).filter(([, count]) => count === 0)).toEqual([['dailyRooms', 0]]);
});
