import type { Command } from '../model/command.ts';
import type { Done, SyncDeps } from './command-outcome.ts';
import type { Conference } from '../model/conference.ts';
import type { Sentence } from '../model/sentences.ts';
import { isNotYet, wordFor } from '../model/command-result.ts';
import type { CallerEvent } from '../model/caller-events.ts';
import { spokenTo } from '../call/spoken.ts';

/** Tells a caller that a moderator asks them to unmute. */
export function askToUnmute(
  deps: SyncDeps,
  conference: Conference,
  command: Extract<Command, { readonly kind: 'askToUnmute' }>,
): Promise<Done> {
  const event = { kind: 'askTold', atMs: deps.clock.now(), askedAtMs: command.askedAtMs } as const;
  const { keys } = deps.voices.of(conference.voice).traits;
  const sentence = keys === 'leave' ? 'asked-to-unmute' : 'asked-to-unmute-by-key';
  return tell(deps, conference, { ...command, sentence }, event);
}

/** Tells a caller why nobody is heard. */
export function tellWait(
  deps: SyncDeps,
  conference: Conference,
  command: Extract<Command, { readonly kind: 'tellWait' }>,
): Promise<Done> {
  return tell(deps, conference, command, { kind: 'waitTold', atMs: deps.clock.now() });
}

/** Says a sentence to one leg. Again only if they surely did not hear it: what may have been heard is not said twice. */
async function tell(
  deps: SyncDeps,
  conference: Conference,
  {
    kind,
    meeting,
    call,
    sentence,
  }: Pick<Extract<Command, { readonly kind: 'tellWait' }>, 'meeting' | 'call'> & {
    readonly kind: Command['kind'];
    readonly sentence: Sentence;
  },
  event: CallerEvent,
): Promise<Done> {
  const seat = { conference: conference.id, meeting, call };
  const told = await deps.voices.of(conference.voice).tell(seat, await spokenTo(deps, call, sentence));
  if (told !== 'done')
    deps.log.warn('conference-command', { command: kind, callId: call, result: wordFor(told) });
  if (isNotYet(told)) return told;
  // Out of the meeting, which we shall hear of: they are told when they are back.
  if (told === 'gone') return 'failed';
  await deps.conferences.changeCaller(conference.id, call, event);
  return 'done';
}
