import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../../bench/load/faults.ts';
import type { SimulatedCall } from '../../../local/simulated/twilio/calls/call.ts';
import { ConferenceStack, type TestConference } from './conference-stack.ts';
import { enter, gather } from './helpers.ts';
import { until } from '../stack.ts';

const orders = 30;

/** Conferences under way at once; more would only wait for each other on a machine of two cores. */
const atOnce = 5;

/** Latest moment at which a caller dials or the host connects telephony, in ms: about as long as either takes. */
const latestMs = 600;

/** Of ten status callbacks, so many come twice, and so many come after the next. */
const repeatedOfTen = 2;
const reorderedOfTen = 2;

const names = Array.from({ length: orders }, (_, index) => `order ${index}`);

const stack = new ConferenceStack({
  conferences: {
    ...Object.fromEntries(names.map((name) => [name, { bridge: 'host' as const }])),
    'both leave': {},
    'one comes': {},
  },
  // In real time, so that nobody who waits asks often; what is spoken and keyed takes none.
  twilio: { timeScale: 1, speechMsPerCharacter: 0, keyGapMs: 0, reorderLimitMs: 200 },
});

/** The bridge keys its PIN half a second after the answer, so that it takes no longer than a caller. */
function shortenLead({ room }: TestConference): void {
  const keys = room.fields.telephony_pin_dtmf?.replace(/^W+/, 'w') ?? '';
  stack.digitalSamba.rooms.change(room, { telephony_pin_dtmf: keys });
}

/** Callers and bridge come in an order, and are reported in one, that the seed decides. */
async function comeInOrder(conference: TestConference, seed: number): Promise<readonly SimulatedCall[]> {
  const random = randomFrom(seed);
  const { callbacks } = stack.twilio;
  const match = { conference: conference.id };
  const disturbed = Math.floor(random() * 10);
  if (disturbed < repeatedOfTen) callbacks.disturb(match, { copies: 2 }, Infinity);
  else if (disturbed < repeatedOfTen + reorderedOfTen) callbacks.disturb(match, { reorder: true }, 2);
  shortenLead(conference);
  conference.room.join('Moderator');
  const calls: SimulatedCall[] = [];
  const dial = async () => void calls.push(await enter(stack, conference, { from: 'anonymous' }));
  const connect = () => void conference.room.connectTelephony();
  const steps = [dial, connect, ...(random() < 1 / 4 ? [dial] : [])];
  await Promise.all(
    steps.map(async (step) => {
      await sleep(random() * latestMs);
      await step();
    }),
  );
  // A bridge whose PIN a busy machine was too slow to take is gone: the host tries again.
  await until('the bridge to be in', () => {
    if (conference.room.bridge.state === 'off') connect();
    return stack.bridge(conference);
  });
  await stack.agree(conference, calls);
  return calls;
}

test(`in ${orders} orders in which callers and bridge come, each caller is announced once`, async () => {
  const seeds = names.keys();
  // The first alone: what starts cold takes longer than anybody's patience if it starts all at once.
  const come: { readonly conference: TestConference; readonly calls: readonly SimulatedCall[] }[] = [];
  const next = async (seed: number) => {
    const conference = stack.conference(`order ${seed}`);
    come.push({ conference, calls: await comeInOrder(conference, seed) });
  };
  const work = async () => {
    for (const seed of seeds) await next(seed);
  };
  await next(0);
  seeds.next();
  await Promise.all(Array.from({ length: atOnce }, work));
  await stack.isQuiet();
  for (const { conference, calls } of come) stack.expectAgreed(conference, calls);
  expect(come).toHaveLength(orders);
  stack.expectAnsweredInTime();
});

describe.concurrent('while the bridge leaves', () => {
  /** Waits until the bridge that was dialled anew is in. */
  const isBack = (conference: TestConference, before: SimulatedCall | undefined) =>
    until('another bridge to be in', () => {
      const bridge = stack.bridge(conference);
      return bridge === before ? undefined : bridge;
    });

  test('a caller who leaves is not shown again, and one who stays is', async () => {
    const conference = stack.conference('both leave');
    const [stays, leaves] = await gather(stack, conference, 2);
    const before = stack.bridge(conference);
    before?.hangUp();
    leaves?.hangUp();
    await isBack(conference, before);
    await stack.expectAgreement(conference, [stays], { announced: 2 });
    expect(conference.room.announcements(leaves?.sid)).toHaveLength(1);
  });

  test('a caller who joins is announced when it is back', async () => {
    const conference = stack.conference('one comes');
    const [stays] = await gather(stack, conference);
    const before = stack.bridge(conference);
    const comes = stack.dialInto(conference);
    await stack.areSeated(conference, [comes]);
    before?.hangUp();
    await isBack(conference, before);
    await stack.agree(conference, [stays, comes]);
    await stack.isQuiet();
    await stack.agree(conference, [stays, comes]);
    expect(conference.room.announcements(stays.sid)).toHaveLength(2);
    // Who was in a moment before the bridge left may have been announced for that leg too.
    expect([1, 2]).toContain(conference.room.announcements(comes.sid).length);
  });
});
