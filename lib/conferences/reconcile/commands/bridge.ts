import type { Command } from '../../model/command.ts';
import { doneIf, type Done, type SyncDeps } from './outcome.ts';
import { bridgeDialMs, nextBridgeTryMs, unsureDialMs } from '../../state/bridge.ts';
import { nextAskMs, nobodyTherePauseMs } from '../plan/bridge.ts';
import type { Conference, ConferenceId, VoiceCallId } from '../../model/conference.ts';
import { type CommandResult, isNotYet, wordFor } from '../../model/command-result.ts';
import { findJoin } from './letting-in.ts';
import { unheardSession } from '../../state/session.ts';

/** A room that will not drop its bridge is asked this often; then the voice side ends the leg. */
const maxDisconnects = 3;

/**
 * Whether people are in the room although its session has ended: then the start of another was never reported, and is
 * recorded now.
 */
export async function isAnotherLive(deps: SyncDeps, { id, room, session }: Conference): Promise<boolean> {
  if (session?.endedAtMs === undefined || (await deps.rooms.isLive(room)) !== true) return false;
  const event = { kind: 'sessionStarted', atMs: session.endedAtMs, session: unheardSession } as const;
  await deps.conferences.changeConference(id, event);
  return true;
}

/** Without a session nobody is in the room to talk to; one whose start was never reported is found by asking. */
async function isAnybodyInRoom(deps: SyncDeps, conference: Conference): Promise<boolean> {
  const { session, room } = conference;
  if (session === undefined) return (await deps.rooms.isLive(room)) !== false;
  return session.endedAtMs === undefined || isAnotherLive(deps, conference);
}

/** Whether a leg that was let in as the bridge is in, unheard: whoever looked for it may have been kept from it. */
async function hasBridgeCome(deps: SyncDeps, conference: Conference): Promise<boolean> {
  const { comingBridge } = conference;
  if (comingBridge === undefined) return false;
  return (await findJoin(deps, conference, { callers: [], bridge: comingBridge.call })) === 'done';
}

/**
 * Asks the room to dial. An answer that says for certain that it does not is no try, nor is none at all: tries are for
 * bridges that were dialled and did not come.
 */
export async function connectBridge(deps: SyncDeps, conference: Conference): Promise<Done> {
  const { rooms, conferences, clock, count } = deps;
  const { id, room } = conference;
  if (await hasBridgeCome(deps, conference)) return 'done';
  if (!(await isAnybodyInRoom(deps, conference))) {
    const lookedAtMs = clock.now();
    const notBeforeMs = lookedAtMs + nobodyTherePauseMs;
    await conferences.changeConference(id, { kind: 'nobodyThere', atMs: lookedAtMs, notBeforeMs });
    return 'done';
  }
  // Recorded first: should this run be lost, or the answer, nobody dials a second bridge while the first may come.
  const atMs = clock.now();
  const event = { kind: 'bridgeAsked', atMs, untilMs: atMs + unsureDialMs } as const;
  const asked = (await conferences.changeConference(id, event))?.bridge;
  if (asked?.state !== 'dialling') return 'done';
  const result = await rooms.connectBridge(room);
  const nowMs = clock.now();
  if (result === 'done') {
    // The room may have dialled at the first request, of which the answer was lost.
    const untilMs = atMs + bridgeDialMs;
    await conferences.changeConference(id, { kind: 'bridgeDialled', atMs: nowMs, untilMs });
    return 'done';
  }
  deps.log.warn('conference-command', { command: 'connectBridge', result: wordFor(result) });
  count('bridgeFailed');
  if (result === 'unknown') return 'done';
  const nextMs = nextAskMs((asked.failures ?? 0) + 1, nowMs);
  if (isNotYet(result)) await postpone(deps, id, Math.max(nextMs, result.notBeforeMs ?? 0));
  else await postpone(deps, id, nextMs, { isRefused: true });
  return 'done';
}

async function postpone(
  { conferences, clock }: SyncDeps,
  id: ConferenceId,
  notBeforeMs: number,
  how: { readonly isRefused?: true } = {},
): Promise<void> {
  await conferences.changeConference(id, {
    kind: 'bridgeNotDialled',
    atMs: clock.now(),
    notBeforeMs,
    ...how,
  });
}

/** No bridge has come. A room that may not have dialled was given its time, and is asked again at once. */
export async function giveUpDialling(deps: SyncDeps, { bridge, id }: Conference): Promise<Done> {
  if (bridge.state !== 'dialling') return 'done';
  const nowMs = deps.clock.now();
  if (bridge.isUnsure === true) {
    await postpone(deps, id, nowMs);
    return 'done';
  }
  deps.count('bridgeFailed');
  await postpone(deps, id, nextBridgeTryMs(bridge.tries, nowMs));
  return 'done';
}

const isOver = (result: CommandResult): boolean => result === 'done' || result === 'gone';

/** What the room refuses, or does not answer, again and again, the voice side does: the leg is a call like any other. */
export async function disconnectBridge(deps: SyncDeps, conference: Conference): Promise<Done> {
  const { bridge, id, room, isClosed } = conference;
  const { conferences, pinCalls, rooms, voices, clock, log } = deps;
  if (bridge.state !== 'in' || (!isClosed && (await isAnotherLive(deps, conference)))) return 'done';
  const { call, joinSequence } = bridge;
  const tries = (bridge.letGo?.tries ?? 0) + 1;
  const isByRoom = tries <= maxDisconnects;
  const hangUp = () => voices.of(conference.voice).hangUp(call);
  const asked = isByRoom ? await rooms.disconnectBridge(room) : await hangUp();
  // A leg for which nobody vouches may be a stranger's, whom no room can drop.
  const isAnybodys = isByRoom && isOver(asked) && (await pinCalls.get(call))?.isBridgeOrigin === false;
  const isByVoice = isAnybodys || !isByRoom;
  const result = isAnybodys ? await hangUp() : asked;
  const atMs = clock.now();
  if (isOver(result)) {
    await conferences.changeConference(id, { kind: 'bridgeLeft', atMs, call, joinSequence });
    return 'done';
  }
  log.warn('conference-command', { command: 'disconnectBridge', result: wordFor(result) });
  // The command counts as the room's: how long the voice side wants to be left alone is not to keep the room from anything.
  if (isNotYet(result)) return isByVoice ? 'failed' : result;
  const notBeforeMs = nextBridgeTryMs(tries, atMs);
  await conferences.changeConference(id, { kind: 'bridgeKept', atMs, tries, notBeforeMs });
  return 'done';
}

/** Ends a leg in whose place another is the bridge, or is to be. */
export async function hangUpLeg(deps: SyncDeps, { id, voice }: Conference, call: VoiceCallId): Promise<Done> {
  const result = await deps.voices.of(voice).hangUp(call);
  if (result === 'done' || result === 'gone')
    await deps.conferences.changeConference(id, { kind: 'legEnded', atMs: deps.clock.now(), call });
  return doneIf(deps, 'hangUpLeg', result);
}

/**
 * A bridge that came in for a session before this one may have gone with it. What cannot be said counts as it is
 * recorded: should the leg be out after all, its leave is on its way, and is no drop that somebody in this session meant.
 */
export async function proveBridge(
  { conferences, voices, clock }: SyncDeps,
  { id, voice }: Conference,
  { call, joinSequence }: Extract<Command, { readonly kind: 'proveBridge' }>,
): Promise<Done> {
  const atMs = clock.now();
  const isUp = await voices.of(voice).isUp(call);
  const kind = isUp === false ? 'bridgeLeft' : 'bridgeProved';
  const doubt = isUp === undefined ? { isUnsure: true as const } : {};
  await conferences.changeConference(id, { kind, atMs, call, joinSequence, ...doubt });
  return 'done';
}
