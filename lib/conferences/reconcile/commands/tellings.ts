import type { Command } from '../../model/command.ts';
import type { Done, SyncDeps } from './outcome.ts';
import type { Conference } from '../../model/conference.ts';
import type { Sentence } from '../../model/sentences.ts';
import type { VoiceTraits } from '../../model/voice.ts';
import { isNotYet, wordFor } from '../../model/command-result.ts';
import type { CallerEvent } from '../../model/caller-events.ts';
import { spokenTo } from '../../call/spoken.ts';

type Telling = Extract<Command, { readonly kind: 'askToUnmute' | 'tellRecording' | 'tellWait' }>;

/** Tells a caller who is in the meeting something. */
export function tellCaller(deps: SyncDeps, conference: Conference, command: Telling): Promise<Done> {
  const atMs = deps.clock.now();
  switch (command.kind) {
    case 'askToUnmute':
      return askToUnmute(deps, conference, command);
    case 'tellRecording': {
      const { isOn } = command;
      const sentence = isOn ? 'recording-on' : 'recording-off';
      return tell(deps, conference, { ...command, sentence }, { kind: 'recordingTold', atMs, isOn });
    }
    case 'tellWait':
      return tell(deps, conference, command, { kind: 'waitTold', atMs });
  }
}

/**
 * Tells a caller that a moderator asks them to unmute. Where no key could do that, the asking does it: else whoever is muted
 * would be so for good.
 */
async function askToUnmute(
  deps: SyncDeps,
  conference: Conference,
  command: Extract<Command, { readonly kind: 'askToUnmute' }>,
): Promise<Done> {
  const event = { kind: 'askTold', atMs: deps.clock.now(), askedAtMs: command.askedAtMs } as const;
  const { keys } = deps.voices.of(conference.voice).traits;
  const { call, askedAtMs } = command;
  if (keys === 'none') {
    const press = { key: '6', id: `asked-${askedAtMs}`, atMs: event.atMs };
    const unmuted = { kind: 'muted', atMs: event.atMs, is: false, by: 'caller', press } as const;
    await deps.conferences.changeCaller(conference.id, call, unmuted);
  }
  return tell(deps, conference, { ...command, sentence: sentenceBy[keys] }, event);
}

const sentenceBy: Record<VoiceTraits['keys'], Sentence> = {
  leave: 'asked-to-unmute',
  stay: 'asked-to-unmute-by-key',
  none: 'you-are-unmuted',
};

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
