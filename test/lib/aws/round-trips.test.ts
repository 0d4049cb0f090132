import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { sequentialRoundTrips, type Span } from '../../../bench/figures/round-trips.ts';
import { createAttemptStore } from '../../../lib/aws/stores/conferences/attempt-store.ts';
import { createConferenceStore } from '../../../lib/aws/stores/conferences/conference-store.ts';
import { createDialInAdmin, createDialInStore } from '../../../lib/aws/stores/conferences/dial-in-store.ts';
import { createKnownStore } from '../../../lib/aws/stores/conferences/known-store.ts';
import { createPinCallStore } from '../../../lib/aws/stores/conferences/pin-call-store.ts';
import { createPinStore } from '../../../lib/aws/stores/conferences/pin-store.ts';
import { createUnauthenticatedCallStore } from '../../../lib/aws/stores/conferences/unauthenticated-store.ts';
import { createCallStore } from '../../../lib/aws/stores/held-calls/call-store.ts';
import { createRouteAdmin, createRouteStore } from '../../../lib/aws/stores/route-store.ts';
import type { Table } from '../../../lib/aws/table/table.ts';
import { answered } from '../../../lib/conferences/call/answered.ts';
import { callArrived, pinKeyed } from '../../../lib/conferences/call/dialogue.ts';
import { legIn, legMoved } from '../../../lib/conferences/events/leg-moves.ts';
import {
  legJoined,
  legLeft,
  legMuted,
  voiceCallEnded,
} from '../../../lib/conferences/events/meeting-events.ts';
import { roomReported, type RoomEvent } from '../../../lib/conferences/events/room-events.ts';
import type { VoiceId } from '../../../lib/conferences/model/conference.ts';
import { dialInSchema } from '../../../lib/conferences/model/dial-in.ts';
import { hashPin, pinEntrySchema } from '../../../lib/conferences/model/pins.ts';
import type { ConferenceDeps } from '../../../lib/conferences/ports.ts';
import { callIdFrom } from '../../../lib/held-calls/model/call.ts';
import { defaultRouteKey, type Route } from '../../../lib/held-calls/model/route.ts';
import { acceptCall } from '../../../lib/held-calls/steps/accept.ts';
import { connectCall } from '../../../lib/held-calls/steps/connect.ts';
import { holdCall } from '../../../lib/held-calls/steps/hold.ts';
import { ownRoomReady } from '../../../lib/held-calls/steps/rooms/ready.ts';
import { plivoTraits } from '../../../lib/providers/plivo/traits.ts';
import { sinchTraits } from '../../../lib/providers/sinch/traits.ts';
import { twilioTraits } from '../../../lib/providers/twilio/traits.ts';
import { vonageTraits } from '../../../lib/providers/vonage/traits.ts';
import { inMemoryConferences, pinKey, voiceCall } from '../../support/conferences.ts';
import { freshTable } from '../../support/dynamo.ts';
import { botTarget, inMemory, settings } from '../../support/held-calls.ts';
import { newConference } from '../../support/new-conference.ts';

// How many requests to AWS follow each other before an answer, or before what is told is written: counted from when each began
// and ended. Every request takes so long here that those which are sent together are seen to be.
const requestMs = 15;

interface Request extends Span {
  readonly isWrite: boolean;
  readonly isTable: boolean;
}

let requests: Request[] = [];

/** A request that takes a while, and is counted. */
async function counted<Answer>(
  kind: Pick<Request, 'isWrite' | 'isTable'>,
  send: () => Promise<Answer>,
): Promise<Answer> {
  const receivedAt = performance.now();
  try {
    await sleep(requestMs);
    return await send();
  } finally {
    requests.push({ ...kind, receivedAt, at: performance.now() });
  }
}

/** The requests of some work, and how many of them follow each other: all; until the first write has begun. */
async function during(work: () => Promise<unknown>) {
  requests = [];
  await work();
  const firstWriteAt = Math.min(
    ...requests.filter(({ isWrite }) => isWrite).map(({ receivedAt }) => receivedAt),
  );
  return {
    all: sequentialRoundTrips(requests),
    table: sequentialRoundTrips(requests.filter(({ isTable }) => isTable)),
    beforeWrite: sequentialRoundTrips(requests.filter(({ at }) => at <= firstWriteAt)),
  };
}

/** A table of its own, whose requests are counted. */
async function countedTable(): Promise<Table> {
  const table = await freshTable();
  table.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) =>
        counted({ isWrite: !/^(Get|Query)/.test(commandName), isTable: true }, () => next(args)),
    { step: 'initialize', name: 'counted' },
  );
  return table;
}

const asked = { isWrite: true, isTable: false };
const [dialled, pin, room] = ['+12025550143', '00123456789', 'room-of-c1'];
const traitsOf = { twilio: twilioTraits, sinch: sinchTraits, plivo: plivoTraits, vonage: vonageTraits };

/** All that conferences need, over the table: one conference of a voice provider, its bridge in or not, and a dial-in. */
async function conferenceAt(voice: VoiceId, isBridgeIn: boolean): Promise<ConferenceDeps> {
  const conference = newConference('c1', {
    voice,
    session: { id: 's1', startedAtMs: 0 },
    meeting: 'meeting-1',
    ...(isBridgeIn && { bridge: { state: 'in', call: voiceCall('bridge'), joinSequence: 1, sinceMs: 0 } }),
  });
  const world = inMemoryConferences();
  world.world.traits = traitsOf[voice];
  const { clock } = world.deps;
  const own = { table: await countedTable(), clock, random: Math.random };
  const conferences = createConferenceStore(own);
  const pins = createPinStore(own);
  await conferences.put(conference);
  await createDialInAdmin(own).set(dialled, dialInSchema.parse({ kind: 'pin', voice }));
  const entry = { conference: 'c1', kind: 'caller', keyId: pinKey.id };
  await pins.put(hashPin(pinKey.key, pin), pinEntrySchema.parse(entry));
  return {
    ...world.deps,
    ...{ conferences, pins, known: createKnownStore(own), dialIns: createDialInStore(own) },
    pinCalls: createPinCallStore(own),
    unauthenticated: createUnauthenticatedCallStore(own),
    attempts: createAttemptStore({ table: own.table, newWriteId: randomUUID }),
    wake: { wake: () => counted(asked, () => Promise.resolve('sent' as const)) },
  };
}

const call = voiceCall('call-1');
const arrival = { call, dialled, number: '+12025550188', isNumberVerified: false, isSip: false } as const;
const keyed = (deps: ConferenceDeps, voice: VoiceId, attempt: number, digits: string) =>
  voice === 'sinch'
    ? answered(deps, { call, digits, at: `moment ${attempt}` })
    : pinKeyed(deps, { call, attempt, digits });

describe.each(['twilio', 'sinch', 'plivo', 'vonage'] as const)('a caller at %s', (voice) => {
  test.each([true, false])('is greeted, mistypes, and gets in; the bridge is in: %s', async (isBridgeIn) => {
    const deps = await conferenceAt(voice, isBridgeIn);
    expect((await during(() => callArrived(deps, { ...arrival, voice }))).all).toBeLessThanOrEqual(3);
    expect((await during(() => keyed(deps, voice, 1, '11111'))).all).toBeLessThanOrEqual(4);
    const right = await during(() => keyed(deps, voice, 2, pin));
    expect(right.table).toBeLessThanOrEqual(5);
    // Where nobody else tells of the caller, the conference is woken, and after the caller is written.
    expect(right.all).toBeLessThanOrEqual(traitsOf[voice].waits === 'outside' ? 6 : 5);
  });
});

describe('what is told of a conference is read for twice before it is written', () => {
  /** A conference whose bridge is in, with a caller on the way in. */
  async function inside(voice: VoiceId) {
    const deps = await conferenceAt(voice, true);
    await callArrived(deps, { ...arrival, voice });
    await keyed(deps, voice, 1, pin);
    return deps;
  }
  const leg = { conference: newConference('c1').id, meeting: 'meeting-1', call, muted: false };

  test('or once, where a leg is told of with its conference', async () => {
    const deps = await inside('twilio');
    for (const happens of [legJoined, legMuted, legLeft]) {
      const trips = await during(() =>
        happens(deps, { ...leg, joinSequence: 1, muted: happens === legMuted }),
      );
      expect(trips).toMatchObject({ beforeWrite: 1, table: 2, all: 3 });
    }
    expect((await during(() => voiceCallEnded(deps, call))).beforeWrite).toBe(2);
  });

  test('where a leg is told of with its meeting', async () => {
    const deps = await inside('vonage');
    const told = async (
      happens: (pinCall: NonNullable<Awaited<ReturnType<typeof find>>>) => Promise<unknown>,
    ) => {
      const trips = await during(async () => {
        const pinCall = await find();
        if (pinCall !== undefined) await happens(pinCall);
      });
      expect(trips).toMatchObject({ beforeWrite: 2, table: 3, all: 4 });
    };
    const find = () => deps.pinCalls.get(call);
    await told((pinCall) => legMoved(deps, pinCall, { from: 'elsewhere', to: 'meeting-1', isAsked: false }));
    await told((pinCall) => legIn(deps, pinCall, 'meeting-1', 'muted'));
    await told((pinCall) => legIn(deps, pinCall, 'meeting-1', 'left'));
  });

  test.each([
    { kind: 'muted', calls: [call] },
    { kind: 'askedToUnmute', calls: [call] },
    { kind: 'participantJoined', calls: [call], session: 's1' },
    { kind: 'participantLeft', calls: [call], session: 's1' },
    { kind: 'sessionEnded', session: 's1' },
  ] as const)('where the room tells of it: $kind', async (event) => {
    const deps = await inside('twilio');
    const told: RoomEvent = { room, atMs: deps.clock.now(), ...event };
    const { beforeWrite, all } = await during(() => roomReported(deps, told));
    expect(beforeWrite).toBeLessThanOrEqual(2);
    expect(all).toBeLessThanOrEqual(4);
  });
});

describe('a held call', () => {
  async function heldCalls() {
    const world = inMemory();
    const own = { table: await countedTable(), clock: world.deps.clock };
    const machine = {
      ...world.deps.machine,
      start: () => counted(asked, () => Promise.resolve('started' as const)),
      resume: () => counted(asked, () => Promise.resolve('resumed' as const)),
    };
    const calls = createCallStore({ ...own, newWriteId: randomUUID, life: settings });
    const deps = { ...world.deps, calls, machine, routes: createRouteStore(own) };
    const route: Route = { kind: 'targets', targets: [botTarget], dialOut: false };
    await createRouteAdmin(own).set(defaultRouteKey, route);
    return deps;
  }

  test('is on hold, and is ordered into its room', async () => {
    const deps = await heldCalls();
    const incoming = { providerCallId: 'c1', hold: 'hold-1', to: dialled };
    expect((await during(() => acceptCall(deps, incoming))).all).toBeLessThanOrEqual(3);
    const id = callIdFrom('c1');
    expect(await holdCall(deps, { id, token: 't1' })).toBe('waiting');
    const ready = await during(() =>
      ownRoomReady(deps, { id, attempt: 1, address: 'a@sip.example', source: 'provider' }),
    );
    const claim = await during(async () => {
      expect(await connectCall(deps, { id, token: 't2' })).toBe('sent');
    });
    expect(ready.all + claim.all).toBeLessThanOrEqual(3);
  });
});
