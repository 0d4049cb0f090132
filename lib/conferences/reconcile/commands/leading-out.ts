import { changeTellingOutcome } from '../../call/transfer/outcome.ts';
import type { Command } from '../../model/command.ts';
import type { Conference, VoiceCallId } from '../../model/conference.ts';
import type { CallerEvent } from '../../model/caller-events.ts';
import { legsByCall } from '../legs.ts';
import { doneIf, type Done, type SyncDeps } from './outcome.ts';
import { mayBeLedOn } from '../../state/reduce/transfer.ts';

/**
 * A call that is up although nobody can be ringing any more has been taken, unless it is in the meeting, into which it was moved late;
 * one that is over was not, as far as anybody has said.
 */
export async function askTransfer(
  deps: SyncDeps,
  { id, voice, meeting }: Conference,
  { call, joinSequence }: Extract<Command, { readonly kind: 'askTransfer' }>,
): Promise<Done> {
  const atMs = deps.clock.now();
  const provider = deps.voices.of(voice);
  const [isUp, list] = await Promise.all([provider.isUp(call), provider.participants(id, meeting)]);
  // Where no meeting has begun, nobody is in one.
  const isListed = list !== undefined || meeting === undefined;
  if (isUp === undefined || (isUp && !isListed)) return 'failed';
  const leg = legsByCall(list?.legs ?? [])(call);
  const event = (): CallerEvent => {
    if (!isUp) return { kind: 'gone', atMs };
    if (leg === undefined) return { kind: 'transferEnded', atMs, outcome: 'answered' };
    return { kind: 'seen', atMs, joinSequence, muted: leg.muted };
  };
  await changeTellingOutcome(deps, id, call, event());
  return 'done';
}

/** Has the call ask what to do. It is recorded first: the call may ask before the provider has answered us. */
export async function leadOut(
  deps: SyncDeps,
  conference: Conference,
  { call, joinSequence }: Extract<Command, { readonly kind: 'leadOut' }>,
): Promise<Done> {
  const { conferences, pinCalls, voices, clock } = deps;
  const atMs = clock.now();
  const asked = await conferences.changeCaller(conference.id, call, { kind: 'leadingOut', atMs });
  // They have asked by themselves a moment ago, or left the room.
  if (asked === undefined || !mayBeLedOn(asked)) return 'done';
  const { language = 'en' } = (await pinCalls.get(call)) ?? {};
  const result = (await voices.of(conference.voice).leadOut?.(call, { joinSequence, language })) ?? 'refused';
  if (result === 'gone') await changeTellingOutcome(deps, conference.id, call, { kind: 'gone', atMs });
  if (result === 'refused') return giveUpTransfer(deps, conference, call);
  return doneIf(deps, 'leadOut', result);
}

/** The caller stays where they are. */
export async function giveUpTransfer(deps: SyncDeps, { id }: Conference, call: VoiceCallId): Promise<Done> {
  const event = { kind: 'transferEnded', atMs: deps.clock.now(), outcome: 'failed' } as const;
  await changeTellingOutcome(deps, id, call, event);
  return 'done';
}
