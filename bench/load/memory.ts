import { parseArgs } from 'node:util';
import * as z from 'zod';
import { newConferenceSchema } from '../../lib/conferences/admin/administer.ts';
import { dialInSchema } from '../../lib/conferences/model/dial-in.ts';
import { maxKeptByStart, startLocalGateway, type LocalGateway } from '../../local/local-gateway.ts';
import { memoryAtRest, residentMb } from './resident.ts';
import { dialled, receptionist, sayingSince } from './stack.ts';

// npm run load:memory -- [--calls N]
// Places N held calls, and a PIN call for every ten of them, at one local gateway that keeps what `npm start` keeps, as many at a
// time as callers who wait for each other. Says what memory its process has after the first 200 and after all. Ends with 1 if
// the difference is above the limit. DynamoDB Local is another process, which Java limits to 256 MB. With more than two arenas
// glibc would keep for each sandbox that has ended what that had freed, which says nothing about the gateway.

const maxGrowthMb = 100;
const firstCalls = 200;
const heldPerPinCall = 10;
/** PIN calls in one session of the room. */
const callsPerSession = 5;
/** Calls that last at the same time: two cores serve them without a queue. */
const lanes = 4;
/** More at first: what a peak leaves behind, which is not given back, is there in both measurements. */
const firstLanes = 8;
const talkMs = 200;
const pinNumber = '+12025550151';

const { calls } = z
  .object({ calls: z.coerce.number().int().min(firstCalls).default(2_000) })
  .parse(parseArgs({ options: { calls: { type: 'string' } } }).values);

const startedAtMs = Date.now();
const say = sayingSince(startedAtMs);

const gateway = await startLocalGateway({
  environment: { PORT: 0 },
  routes: new Map([[dialled, receptionist]]),
  conferences: {
    dialIns: { [pinNumber]: dialInSchema.parse({ kind: 'pin' }) },
    conferences: [newConferenceSchema.parse({ name: 'Board meeting', dialIn: pinNumber })],
  },
  daily: { rateLimits: false },
  // Prompts and pauses take a tenth of their time.
  twilio: { timeScale: 0.1 },
  timers: true,
  maxKept: maxKeptByStart,
  onLog: () => undefined,
});
try {
  process.exitCode = await measure(gateway);
} finally {
  await gateway.stop();
}

/** The exit code. */
async function measure(local: LocalGateway): Promise<number> {
  await place(local, 0, firstCalls, firstLanes);
  const before = await memoryAtRest(say);
  await place(local, firstCalls, calls, lanes);
  const after = await memoryAtRest(say);
  const growthMb = { resident: after.residentMb - before.residentMb, heap: after.heapMb - before.heapMb };
  const isKept = Math.max(growthMb.resident, growthMb.heap) <= maxGrowthMb;
  process.stdout.write(
    [
      `after ${firstCalls} calls: ${before.residentMb} MB resident, ${before.heapMb} MB of it heap of the main thread`,
      `after ${calls} calls: ${after.residentMb} MB resident, ${after.heapMb} MB of it heap of the main thread`,
      `growth: ${growthMb.resident} MB resident, ${growthMb.heap} MB heap; limit ${maxGrowthMb} MB: ${isKept ? 'kept' : 'NOT KEPT'}`,
      '',
    ].join('\n'),
  );
  return isKept ? 0 : 1;
}

/** Places the held calls with these numbers, and the PIN calls that go with them; settles when all are over. */
async function place(local: LocalGateway, from: number, to: number, atOnce: number): Promise<void> {
  let next = from;
  const lane = async () => {
    while (next < to) {
      next += 1;
      await heldCall(local);
    }
  };
  const progress = setInterval(() => say(`${next} of ${to} calls placed, ${residentMb()} MB`), 15_000);
  await Promise.all([...Array.from({ length: atOnce }, lane), pinCalls(local, (to - from) / heldPerPinCall)]);
  clearInterval(progress);
}

async function heldCall({ daily }: LocalGateway): Promise<void> {
  const call = daily?.placeCall({ to: dialled, talkMs });
  await call?.ended;
  if (call?.legCount !== 1) say(`not connected: ${JSON.stringify(call?.events)}`);
}

/** One caller after the other, into a room with a moderator and the bridge. */
async function pinCalls({ twilio, digitalSamba, conferences }: LocalGateway, count: number): Promise<void> {
  const [conference] = conferences;
  const room = digitalSamba?.rooms.find(conference?.room ?? '');
  if (!twilio || !room || !conference) throw new Error('the load needs the simulators and a conference');
  for (let nth = 0; nth < count; nth += 1) {
    if (nth % callsPerSession === 0) room.join('Ana');
    const keys = `wait-for enter your PIN, ${conference.pin}#, wait-for conference-started, wait 5, hangup`;
    await twilio.placeCall({ to: pinNumber, keys }).ended;
    if (nth % callsPerSession === callsPerSession - 1) room.endSession();
  }
  room.endSession();
}
