import { setTimeout as sleep } from 'node:timers/promises';
import { createConferenceStore } from '../../../lib/aws/stores/conferences/conference-store.ts';
import { openTable } from '../../../lib/aws/table/table.ts';
import { voiceIds } from '../../../lib/conferences/model/conference.ts';
import type { ConferenceStore } from '../../../lib/conferences/ports.ts';
import type { LocalGateway } from '../../../local/local-gateway.ts';
import { conferencesOf, type LoadConference } from './conferences.ts';
import type { Snapshot } from './judge.ts';

/** A local gateway under a load of conferences. */
export interface ConferencesStack {
  readonly local: LocalGateway;
  readonly conferences: readonly LoadConference[];
  /** The conferences as the functions keep them. */
  readonly store: ConferenceStore;
}

/** @param callers how many there are to be in each conference */
export function conferencesStackOf(local: LocalGateway, callers: number): ConferencesStack {
  const { tableName, awsClient } = local.gateway;
  const store = createConferenceStore({
    table: openTable(tableName, awsClient),
    clock: { now: () => Date.now(), sleep: (ms) => sleep(ms) },
    random: Math.random,
  });
  return { local, conferences: conferencesOf(local, callers), store };
}

export async function snapshotOf(
  { store }: ConferencesStack,
  { id, voice, room, phones }: LoadConference,
): Promise<Snapshot> {
  const loaded = await store.load(id);
  return {
    name: `${loaded?.conference.name ?? id} (${voice})`,
    inMeeting: phones.filter(({ isIn }) => isIn).length,
    shown: room.phoneParticipants().map(({ callId }) => callId),
    kept: loaded?.callers ?? [],
  };
}

/** What is still there though everybody has gone: phones on the line or shown, bridges, callers who are kept as present. */
export async function leftIn(stack: ConferencesStack): Promise<readonly string[]> {
  const left: string[] = [];
  for (const { id, voice, room, phones } of stack.conferences) {
    const loaded = await stack.store.load(id);
    const kept = loaded?.callers.filter(({ presence }) => presence !== 'gone') ?? [];
    const onTheLine = phones.filter(({ endedAtMs }) => endedAtMs === undefined);
    const what = [
      ...onTheLine.map(() => 'a phone on the line'),
      ...room.phoneParticipants().map(() => 'a phone that is shown'),
      ...(room.bridge.state === 'off' ? [] : [`a bridge that is ${room.bridge.state}`]),
      ...(loaded?.conference.bridge.state === 'in' ? ['a bridge that is kept'] : []),
      ...kept.map(({ presence }) => `a caller who is kept as ${presence}`),
    ];
    left.push(...what.map((one) => `${loaded?.conference.name ?? id} (${voice}): ${one}`));
  }
  return left;
}

/** Copies of each function that are started beforehand: what starts cold on a busy machine answers too late. */
const warmEach = 2;

/** Starts what a PIN call needs, and these functions too. */
export async function warmUp(
  { local: { gateway } }: ConferencesStack,
  others: readonly string[] = [],
): Promise<void> {
  for (const name of [...pinCallFunctions(gateway.stack.functions.keys()), ...others]) {
    await Promise.all(Array.from({ length: warmEach }, () => gateway.invoke(name, { Records: [] })));
  }
}

/** The functions that a PIN call needs, among all of these. */
export function pinCallFunctions(functions: Iterable<string>): readonly string[] {
  const isOfPinCalls = (name: string) =>
    ['conference-sync', 'digital-samba-events'].includes(name) ||
    voiceIds.some((voice) => name.startsWith(`${voice}-`));
  return [...functions].filter(isOfPinCalls);
}
