import { expect, test, vi } from 'vitest';
import { newConferenceSchema } from '../../lib/conferences/admin/administer.ts';
import { dialInSchema } from '../../lib/conferences/model/dial-in.ts';
import { newCallId, numbers, Stack } from './stack.ts';

const maxKept = 2;
const heldCalls = 3;
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
    sessions: digitalSamba?.sessions.length,
    roomEvents: digitalSamba?.events.emitted.length,
    roomDeliveries: digitalSamba?.events.deliveries.length,
    roomRequests: digitalSamba?.requests.length,
    roomLines: Math.max(...rooms.map(({ log }) => log.length)),
  };
};

test('a gateway that is told to keep two of each holds no more', async () => {
  const { twilio, digitalSamba, conferences } = stack.localGateway;
  const [conference] = conferences;
  if (twilio === undefined) throw new Error('Twilio is not simulated');
  const room = digitalSamba?.rooms.find(conference?.room ?? '');
  room?.join('Ana');
  const callers = Array.from({ length: heldCalls }, () =>
    stack.place({ callId: newCallId(), to: numbers.bot, talkMs: 100 }),
  );
  const keys = `wait-for enter your PIN, ${conference?.pin ?? ''}#, wait-for conference-joined, wait 20, hangup`;
  const pinCalls = Array.from({ length: heldCalls }, () => twilio.placeCall({ to: pinNumber, keys }));
  await Promise.all([...callers, ...pinCalls].map(({ ended }) => ended));
  room?.endSession();
  await vi.waitFor(
    async () => {
      await stack.sweep();
      expect(Object.entries(held()).filter(([, count = 0]) => count > maxKept)).toEqual([]);
      expect(stack.daily.rooms.names).toEqual([]);
    },
    { timeout: 60_000, interval: 500 },
  );
  // A list that stays empty would tell nothing.
  expect(Object.values(held())).not.toContain(0);
});
