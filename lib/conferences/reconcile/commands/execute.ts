import { sideOf, type Command } from '../../model/command.ts';
import { doneIf, type Done, type SyncDeps } from './outcome.ts';
import {
  connectBridge,
  disconnectBridge,
  giveUpDialling,
  hangUpLeg,
  isAnotherLive,
  proveBridge,
} from './bridge.ts';
import type { Conference, VoiceCallId } from '../../model/conference.ts';
import { findJoin, letIn } from './letting-in.ts';
import { askTransfer, giveUpTransfer, leadOut } from './leading-out.ts';
import { proveKicks } from './host.ts';
import { announce, handInRoom, muteInRoom, withdraw } from './room.ts';
import { tellCaller } from './tellings.ts';
import type { CallerEvent } from '../../model/caller-events.ts';
import { spokenTo } from '../../call/spoken.ts';
import { changeTellingOutcome } from '../../call/transfer/outcome.ts';

/** Commands that are carried out side by side; more would run into the providers' limits. */
const maxAtOnce = 10;

/**
 * Nothing more is begun on the voice side, or on both, this long after a run has begun. A run that its function's time-out
 * of 15 s killed would keep the conference's next wakes waiting until the queue gives out its message again.
 */
export const voiceMaxMs = 5_000;
const runMaxMs = 9_000;

/**
 * The voice side first: what is heard matters more than what is shown. Neither side suffers from the other's fault. A side
 * that wants to be left alone is, from then on.
 *
 * @throws AggregateError after all else is done, if commands threw
 */
export async function executeAll(
  deps: SyncDeps,
  conference: Conference,
  commands: readonly Command[],
  startedAtMs: number,
): Promise<readonly Done[]> {
  const isVoice = (command: Command) => command.kind === 'kick' || sideOf(command) === 'voice';
  const results: Done[] = [];
  const errors: unknown[] = [];
  const sides = [
    { side: 'voice', all: commands.filter(isVoice), endsAtMs: startedAtMs + voiceMaxMs },
    { side: 'room', all: commands.filter((command) => !isVoice(command)), endsAtMs: startedAtMs + runMaxMs },
  ] as const;
  for (const { side, all, endsAtMs } of sides) {
    for (let start = 0; start < all.length; start += maxAtOnce) {
      if (deps.clock.now() >= endsAtMs) {
        results.push('failed');
        break;
      }
      const some = all.slice(start, start + maxAtOnce);
      const settled = await Promise.allSettled(
        some.map((command) => executeCommand(deps, conference, command)),
      );
      const done: Done[] = [];
      for (const each of settled) {
        if (each.status === 'rejected') errors.push(each.reason);
        else done.push(each.value);
      }
      results.push(...done);
      if (await noteRest(deps, conference, side, done)) break;
      // Nothing gets through: each further command would only wait for its time-out.
      if (done.length === some.length && !done.includes('done')) break;
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} commands of a sync threw`);
  return results;
}

/** Notes until when a side wants to be left alone; whether it does. */
async function noteRest(
  { conferences, clock }: SyncDeps,
  { id }: Conference,
  side: 'room' | 'voice',
  results: readonly Done[],
): Promise<boolean> {
  const moments = results.flatMap((result) => (typeof result === 'object' ? (result.notBeforeMs ?? []) : []));
  if (moments.length === 0) return false;
  const event = { kind: 'providerRests', atMs: clock.now(), side, untilMs: Math.max(...moments) } as const;
  await conferences.changeConference(id, event);
  return true;
}

async function executeCommand(deps: SyncDeps, conference: Conference, command: Command): Promise<Done> {
  const { clock, conferences } = deps;
  const voice = deps.voices.of(conference.voice);
  const atMs = clock.now();
  const record = (call: VoiceCallId, event: CallerEvent) =>
    conferences.changeCaller(conference.id, call, event);
  switch (command.kind) {
    case 'kick':
      await record(command.call, { kind: 'kicked', atMs, why: command.why });
      return 'done';
    case 'endSession':
      if (await isAnotherLive(deps, conference)) return 'done';
      await Promise.all(
        command.calls.map((call) => record(call, { kind: 'kicked', atMs, why: 'session-over' })),
      );
      return 'done';
    case 'endCall': {
      const { call, why } = command;
      const result =
        why === undefined ? await voice.hangUp(call) : await voice.end(call, await spokenTo(deps, call, why));
      if (result === 'gone') await changeTellingOutcome(deps, conference.id, call, { kind: 'gone', atMs });
      if (result === 'done') await record(call, { kind: 'kickTold', atMs });
      return doneIf(deps, command.kind, result);
    }
    case 'mutePhone':
      return mutePhone(deps, conference, command);
    case 'askToUnmute':
    case 'tellRecording':
    case 'tellWait':
      return tellCaller(deps, conference, command);
    case 'letIn':
      return letIn(deps, conference, command.call);
    case 'leadOut':
      return leadOut(deps, conference, command);
    case 'askTransfer':
      return askTransfer(deps, conference, command);
    case 'giveUpTransfer':
      return giveUpTransfer(deps, conference, command.call);
    case 'findJoin':
      return findJoin(deps, conference, command);
    case 'proveKicks':
      return proveKicks(deps, conference, command.calls);
    case 'announce':
      return announce(deps, conference, command.callers);
    case 'withdraw':
      return withdraw(deps, conference, command.calls);
    case 'forget':
      await record(command.call, { kind: 'roomHasNot', atMs });
      return 'done';
    case 'muteInRoom':
      return muteInRoom(deps, conference, command.caller);
    case 'handInRoom':
      return handInRoom(deps, conference, command.caller);
    case 'hangUpLeg':
      return hangUpLeg(deps, conference, command.call);
    case 'proveBridge':
      return proveBridge(deps, conference, command);
    case 'connectBridge':
      return connectBridge(deps, conference);
    case 'giveUpDialling':
      return giveUpDialling(deps, conference);
    case 'disconnectBridge':
      return disconnectBridge(deps, conference);
  }
}

async function mutePhone(
  deps: SyncDeps,
  conference: Conference,
  { kind, meeting, call, joinSequence, muted }: Extract<Command, { readonly kind: 'mutePhone' }>,
): Promise<Done> {
  const { conferences, voices, clock } = deps;
  const of = { atMs: clock.now(), joinSequence };
  // Recorded first: should the answer or this run be lost, it is told again, whatever is wanted by then.
  await conferences.changeCaller(conference.id, call, { kind: 'phoneUnknown', ...of });
  const result = await voices.of(conference.voice).mute({ conference: conference.id, meeting, call }, muted);
  if (result === 'done')
    await conferences.changeCaller(conference.id, call, { kind: 'phoneHas', ...of, muted });
  // The news of a leg's leaving, or of where it is now, is on its way; until then nothing is known of it.
  return result === 'gone' ? 'failed' : doneIf(deps, kind, result);
}
