import { rejoin } from '../../call/join.ts';
import { changeTellingOutcome } from '../../call/transfer/outcome.ts';
import type { Command } from '../../model/command.ts';
import type { Conference, VoiceCallId } from '../../model/conference.ts';
import { isNotYet, wordFor } from '../../model/command-result.ts';
import type { Done, SyncDeps } from './outcome.ts';
import { legsByCall } from '../legs.ts';
import { meetingNow } from '../meeting-now.ts';

/** So many numbers are there for one to tell a move from another of the same caller. */
const manyMoves = 2 ** 32;

/**
 * Moves a caller who waits outside into the meeting. It is recorded first, so that the caller's own next question does not
 * lead in too; should the move come to nothing, a later one does.
 */
export async function letIn(deps: SyncDeps, conference: Conference, call: VoiceCallId): Promise<Done> {
  const { conferences, pinCalls, voices, clock, log, randomBelow } = deps;
  const pinCall = await pinCalls.get(call);
  // Their call is about to be written, and is moved then: whoever was noted as moved too soon would wait for nothing.
  if (pinCall?.conference === undefined) return 'look-again';
  const atMs = clock.now();
  // Of two runs at once, in the same millisecond too, one moves the call: the other would take it out of the meeting again.
  const move = randomBelow(manyMoves);
  const event = { kind: 'letIn', atMs, move } as const;
  const caller = await conferences.changeCaller(conference.id, call, event);
  // They have gone in by themselves a moment ago, or are being moved.
  if (caller?.moved?.by !== move) return 'done';
  const join = await rejoin(deps, pinCall, conference, caller);
  const result = (await voices.of(conference.voice).letIn?.(call, join)) ?? 'refused';
  if (result === 'gone') await changeTellingOutcome(deps, conference.id, call, { kind: 'gone', atMs });
  if (result === 'done' || result === 'gone') return 'done';
  log.warn('conference-command', { command: 'letIn', callId: call, result: wordFor(result) });
  return isNotYet(result) ? result : 'done';
}

/** Whoever is on their way in is there within this long; then they are looked for as what could not be done is tried again. */
const onTheWayMs = 30_000;

/** Looks for those who are on their way into the meeting, of whom nothing but the list may tell. */
export async function findJoin(
  deps: Pick<SyncDeps, 'conferences' | 'pinCalls' | 'voices' | 'clock'>,
  conference: Conference,
  { callers, bridge }: Pick<Extract<Command, { readonly kind: 'findJoin' }>, 'callers' | 'bridge'>,
): Promise<Done> {
  const { conferences, pinCalls, voices, clock } = deps;
  const { id, meeting, voice } = conference;
  const atMs = clock.now();
  const list = await voices.of(voice).participants(id, await meetingNow(deps, conference, callers, atMs));
  const sinceMs = [conference.comingBridge?.atMs ?? 0, ...callers.map(({ presenceAtMs }) => presenceAtMs)];
  const isSoon = atMs - Math.max(...sinceMs) < onTheWayMs;
  const notYet = isSoon ? 'look-again' : 'failed';
  if (list === undefined) return notYet;
  const { legs, meeting: running } = list;
  if (running !== undefined && running !== meeting)
    await conferences.changeConference(id, { kind: 'meetingSeen', atMs, meeting: running });
  const legOf = legsByCall(legs);
  const found = callers.flatMap((caller) => {
    const leg = legOf(caller.call);
    return leg === undefined ? [] : [{ caller, leg }];
  });
  await Promise.all(
    found.map(({ caller: { call, joinSequence }, leg: { muted } }) =>
      conferences.changeCaller(id, call, { kind: 'seen', atMs, joinSequence, muted, isOnlySource: true }),
    ),
  );
  const bridgeLeg = bridge && legOf(bridge);
  const isBridgeFound = bridgeLeg !== undefined && running !== undefined;
  if (bridge !== undefined && isBridgeFound) {
    const pinCall = await pinCalls.get(bridge);
    const joinSequence = bridgeLeg.joinSequence ?? pinCall?.joinSequence;
    if (joinSequence !== undefined) {
      const isVouched = pinCall?.isBridgeOrigin === true;
      const join = { call: bridge, joinSequence, meeting: running, isVouched };
      await conferences.changeConference(id, { kind: 'bridgeJoined', atMs, ...join });
    }
  }
  const areAllFound = found.length === callers.length && (bridge === undefined || isBridgeFound);
  return areAllFound ? 'done' : notYet;
}
