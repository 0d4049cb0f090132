import { destinationSchema } from '../../../lib/numbers/destination.ts';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { expect } from 'vitest';
import { createConferenceStore } from '../../../lib/aws/stores/conferences/conference-store.ts';
import { readItem, type Key, type Table } from '../../../lib/aws/table/table.ts';
import {
  conferenceIdSchema,
  conferenceSettingsSchema,
  voiceCallIdSchema,
  type Conference,
} from '../../../lib/conferences/model/conference.ts';
import type { ConferenceStore } from '../../../lib/conferences/ports.ts';
import type { CallerEvent } from '../../../lib/conferences/model/caller-events.ts';
import type { ConferenceEvent } from '../../../lib/conferences/model/conference-events.ts';

export const nowMs = 1_800_000_000_000;
export const conferenceId = (id: string) => conferenceIdSchema.parse(id);
export const callId = (id: string) => voiceCallIdSchema.parse(id);

/** Time stands still. Sleeping takes a tenth of what was asked for, which is noted, or as much as `patience` says. */
export function depsOver(table: Table, now = nowMs, patience = 0.1) {
  const slept: number[] = [];
  const sleep = (ms: number) => {
    slept.push(ms);
    return new Promise<void>((resolve) => setTimeout(resolve, ms * patience));
  };
  return { table, clock: { now: () => now, sleep }, random: Math.random, slept };
}

export const storeOver = (table: Table, now = nowMs) => createConferenceStore(depsOver(table, now));
/** Sleeps as long as asked, for crowds: they get through because they wait for each other. */
export const patientStoreOver = (table: Table) => createConferenceStore(depsOver(table, nowMs, 1));

let conferences = 0;
/** A conference of its own room that nobody has called yet. */
export function newConference(over: Partial<Conference> = {}): Conference {
  const id = conferenceId(`conference-${(conferences += 1)}`);
  return {
    id,
    name: 'Weekly',
    room: `room-of-${over.id ?? id}`,
    voice: 'twilio',
    settings: conferenceSettingsSchema.parse({ opensAtMs: nowMs }),
    isClosed: false,
    bridge: { state: 'absent', tries: 0, notBeforeMs: 0 },
    joins: 0,
    createdAtMs: nowMs,
    ...over,
  };
}

/** Such a conference, stored. */
export async function stored(table: Table, over: Partial<Conference> = {}): Promise<Conference> {
  const conference = newConference(over);
  expect(await storeOver(table).put(conference)).toBe('stored');
  return conference;
}

export async function loaded({ id }: Conference, store: ConferenceStore) {
  const found = await store.load(id);
  if (found === undefined) throw new Error('The conference is not there.');
  return found;
}

/** An item as it is stored, whatever its ttl. */
export const itemAt = (table: Table, key: Key) => readItem(table, key, 0);

export const started = (session: string): ConferenceEvent => ({
  kind: 'sessionStarted',
  atMs: nowMs,
  session,
});
export const joinRendered: ConferenceEvent = { kind: 'joinRendered', atMs: nowMs };
export const closed: ConferenceEvent = { kind: 'closed', atMs: nowMs };
export const hand = (raised: boolean): CallerEvent => ({ kind: 'hand', atMs: nowMs, raised });
export const admitted = (conference: Conference, call: string, name = 'Caller'): CallerEvent => ({
  kind: 'admitted',
  atMs: nowMs,
  joinSequence: 1,
  newcomer: { conference: conference.id, call: callId(call), name, muted: false },
});

/** The same table, some of whose following transactions meet others: `conflicts` times. */
export function injectConflicts(client: Table['client'], conflicts: number): void {
  let left = conflicts;
  client.middlewareStack.add(
    (next, context) => (args) => {
      if (context.commandName !== 'TransactWriteItemsCommand' || left === 0) return next(args);
      left -= 1;
      const CancellationReasons = [{ Code: 'None' }, { Code: 'TransactionConflict' }];
      throw new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
    },
    { step: 'initialize', name: 'injectedConflicts' },
  );
}

/** Few values of each kind, so that events are about the present state as often as not. */
const atMs = fc.integer({ min: nowMs, max: nowMs + 5 });
/** Of reads that know of what came before, and of those long after. */
const laterMs = fc.constantFrom(nowMs, nowMs + 20_000, nowMs + 60_000, nowMs + 200_000);
const joinSequence = fc.integer({ min: 1, max: 3 });
const bool = fc.boolean();
const session = fc.constantFrom('session-1', 'session-2');
const leg = fc.constantFrom(callId('leg-1'), callId('leg-2'));
const meeting = fc.constantFrom('meeting-1', 'meeting-2');

const conferenceEvents = {
  sessionStarted: fc.record({ kind: fc.constant('sessionStarted'), atMs, session }),
  sessionEnded: fc.record({ kind: fc.constant('sessionEnded'), atMs, session }),
  joinRendered: fc.record({ kind: fc.constant('joinRendered'), atMs }),
  bridgeJoined: fc.record(
    { kind: fc.constant('bridgeJoined'), atMs, call: leg, joinSequence, meeting, isVouched: fc.boolean() },
    { requiredKeys: ['kind', 'atMs', 'call', 'joinSequence', 'meeting'] },
  ),
  bridgeDoubted: fc.record({ kind: fc.constant('bridgeDoubted'), atMs, call: leg }),
  bridgeLeft: fc.record(
    { kind: fc.constant('bridgeLeft'), atMs, call: leg, joinSequence },
    { requiredKeys: ['kind', 'atMs', 'call'] },
  ),
  bridgeDialled: fc.record({ kind: fc.constant('bridgeDialled'), atMs, untilMs: atMs }),
  bridgeAsked: fc.record({ kind: fc.constant('bridgeAsked'), atMs, untilMs: atMs }),
  bridgeNotDialled: fc.record(
    { kind: fc.constant('bridgeNotDialled'), atMs, notBeforeMs: atMs, isRefused: fc.constant(true as const) },
    { requiredKeys: ['kind', 'atMs', 'notBeforeMs'] },
  ),
  bridgeProved: fc.record(
    {
      kind: fc.constant('bridgeProved'),
      atMs,
      call: leg,
      joinSequence,
      isUnsure: fc.constant(true as const),
    },
    { requiredKeys: ['kind', 'atMs', 'call', 'joinSequence'] },
  ),
  nobodyThere: fc.record({ kind: fc.constant('nobodyThere'), atMs, notBeforeMs: atMs }),
  bridgeKept: fc.record({ kind: fc.constant('bridgeKept'), atMs, tries: joinSequence, notBeforeMs: atMs }),
  legEnded: fc.record({ kind: fc.constant('legEnded'), atMs, call: leg }),
  meetingSeen: fc.record({ kind: fc.constant('meetingSeen'), atMs, meeting }),
  polled: fc.record(
    {
      kind: fc.constant('polled'),
      atMs: laterMs,
      live: fc.option(fc.record({ session: fc.option(session, { nil: undefined }) }), { nil: undefined }),
      bridge: fc.record({ call: leg, joinSequence, isThere: bool }),
    },
    { requiredKeys: ['kind', 'atMs', 'live'] },
  ),
  settingsChanged: fc.record({
    kind: fc.constant('settingsChanged'),
    atMs,
    change: fc.record(
      {
        capacity: fc.constantFrom(undefined, 1, 249),
        opensAtMs: fc.constantFrom(undefined, nowMs),
        joinMuted: bool,
      },
      { requiredKeys: [] },
    ),
  }),
  providerRests: fc.record({
    kind: fc.constant('providerRests'),
    atMs,
    side: fc.constantFrom('room', 'voice'),
    untilMs: atMs,
  }),
  recording: fc.record({
    kind: fc.constant('recording'),
    atMs,
    isOn: bool,
    session: fc.option(session, { nil: undefined }),
  }),
  closed: fc.record({ kind: fc.constant('closed'), atMs }),
  bridgeComing: fc.record({ kind: fc.constant('bridgeComing'), atMs, call: fc.constant(callId('leg-1')) }),
} satisfies { [Kind in ConferenceEvent['kind']]: fc.Arbitrary<Extract<ConferenceEvent, { kind: Kind }>> };
export const anyConferenceEvent: fc.Arbitrary<ConferenceEvent> = fc.oneof(...Object.values(conferenceEvents));

const newcomer = fc.record(
  {
    conference: fc.constant(conferenceId('any')),
    call: fc.constant(callId('any')),
    name: fc.constantFrom('', 'Caller'),
    number: fc.constant('+12025550101'),
    externalId: fc.constant('crm-7'),
    muted: bool,
  },
  { requiredKeys: ['conference', 'call', 'name', 'muted'] },
);
const press = fc.record(
  { id: fc.constantFrom('1', '2'), key: fc.constantFrom('6', '9'), atMs },
  { requiredKeys: ['key', 'atMs'] },
);
const callerEvents = {
  admitted: fc.record(
    { kind: fc.constant('admitted'), atMs, joinSequence, newcomer, waits: fc.constant(true as const) },
    { requiredKeys: ['kind', 'atMs', 'joinSequence', 'newcomer'] },
  ),
  waited: fc.record({ kind: fc.constant('waited'), atMs: laterMs }),
  letIn: fc.record(
    { kind: fc.constant('letIn'), atMs, move: fc.constantFrom(1, 2) },
    { requiredKeys: ['kind', 'atMs'] },
  ),
  rejoining: fc.record({ kind: fc.constant('rejoining'), atMs, joinSequence }),
  joined: fc.record({ kind: fc.constant('joined'), atMs, joinSequence, muted: bool }),
  left: fc.record({ kind: fc.constant('left'), atMs, joinSequence }),
  returned: fc.record({ kind: fc.constant('returned'), atMs, joinSequence }),
  gone: fc.record({ kind: fc.constant('gone'), atMs }),
  seen: fc.record({
    kind: fc.constant('seen'),
    atMs: laterMs,
    joinSequence,
    muted: bool,
    isOnlySource: bool,
  }),
  missed: fc.record(
    { kind: fc.constant('missed'), atMs: laterMs, joinSequence, isUp: bool },
    { requiredKeys: ['kind', 'atMs', 'joinSequence'] },
  ),
  muted: fc.record(
    {
      kind: fc.constant('muted'),
      atMs,
      is: bool,
      by: fc.constantFrom('room', 'caller'),
      menu: joinSequence,
      press,
    },
    { requiredKeys: ['kind', 'atMs', 'is', 'by'] },
  ),
  hand: fc.record(
    { kind: fc.constant('hand'), atMs, raised: bool, menu: joinSequence, press },
    { requiredKeys: ['kind', 'atMs', 'raised'] },
  ),
  askedToUnmute: fc.record({ kind: fc.constant('askedToUnmute'), atMs: laterMs }),
  askTold: fc.record({ kind: fc.constant('askTold'), atMs, askedAtMs: laterMs }),
  leftRoom: fc.record(
    { kind: fc.constant('leftRoom'), atMs, takenBackAtMs: atMs },
    { requiredKeys: ['kind', 'atMs'] },
  ),
  waitTold: fc.record({ kind: fc.constant('waitTold'), atMs }),
  recordingTold: fc.record({ kind: fc.constant('recordingTold'), atMs, isOn: bool }),
  leaveExplained: fc.record({ kind: fc.constant('leaveExplained'), atMs }),
  kicked: fc.record({ kind: fc.constant('kicked'), atMs, why: fc.constantFrom('kicked', 'overdue') }),
  kickTold: fc.record({ kind: fc.constant('kickTold'), atMs }),
  transferOrdered: fc.record({
    kind: fc.constant('transferOrdered'),
    atMs,
    to: fc.constantFrom(
      { kind: 'conference' as const, conference: conferenceId('c2') },
      { kind: 'destination' as const, destination: destinationSchema.parse('+12025550177') },
    ),
  }),
  leadingOut: fc.record({ kind: fc.constant('leadingOut'), atMs }),
  ledOn: fc.record(
    { kind: fc.constant('ledOn'), atMs, outcome: fc.constantFrom('answered') },
    { requiredKeys: ['kind', 'atMs'] },
  ),
  cameBack: fc.record(
    {
      kind: fc.constant('cameBack'),
      atMs,
      outcome: fc.constantFrom('rejected', 'no-answer', 'failed'),
      waits: fc.record({ joinSequence }),
    },
    { requiredKeys: ['kind', 'atMs', 'outcome'] },
  ),
  transferEnded: fc.record({
    kind: fc.constant('transferEnded'),
    atMs,
    outcome: fc.constantFrom('rejected', 'failed'),
  }),
  phoneUnknown: fc.record({ kind: fc.constant('phoneUnknown'), atMs, joinSequence }),
  phoneHas: fc.record({ kind: fc.constant('phoneHas'), atMs, joinSequence, muted: bool }),
  phoneSeen: fc.record({ kind: fc.constant('phoneSeen'), atMs, joinSequence, muted: bool }),
  roomHas: fc.record(
    {
      kind: fc.constant('roomHas'),
      atMs,
      session,
      bridge: fc.constant('leg-1-1'),
      muted: bool,
      hand: bool,
      isUnsure: bool,
      isFirst: bool,
    },
    { requiredKeys: ['kind', 'atMs', 'session', 'bridge'] },
  ),
  roomConfirmed: fc.record({
    kind: fc.constant('roomConfirmed'),
    atMs,
    session,
    bridge: fc.constant('leg-1-1'),
  }),
  roomHasNot: fc.record(
    { kind: fc.constant('roomHasNot'), atMs, isAnswer: fc.constant(true as const) },
    { requiredKeys: ['kind', 'atMs'] },
  ),
  roomMuteUnknown: fc.record({ kind: fc.constant('roomMuteUnknown'), atMs, muted: bool }),
  roomLetsGo: fc.record({ kind: fc.constant('roomLetsGo'), atMs }),
  roomHandUnknown: fc.record({ kind: fc.constant('roomHandUnknown'), atMs }),
  roomNotAsked: fc.record({ kind: fc.constant('roomNotAsked'), atMs, askedAtMs: atMs }),
  roomRefused: fc.record({ kind: fc.constant('roomRefused'), atMs, askedAtMs: atMs, untilMs: atMs }),
} satisfies { [Kind in CallerEvent['kind']]: fc.Arbitrary<Extract<CallerEvent, { kind: Kind }>> };
export const anyCallerEvent: fc.Arbitrary<CallerEvent> = fc.oneof(...Object.values(callerEvents));
