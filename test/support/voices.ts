import type { CommandResult } from '../../lib/conferences/model/command-result.ts';
import type { VoiceCallId } from '../../lib/conferences/model/conference.ts';
import type { Spoken } from '../../lib/conferences/model/instructions.ts';
import type { Sentence } from '../../lib/conferences/model/sentences.ts';
import type { VoiceTraits } from '../../lib/conferences/model/voice.ts';
import type { Voice, Voices } from '../../lib/conferences/ports.ts';

/** What voice providers answer; tests change single answers. */
export interface VoiceWorld {
  mutePhone: (call: VoiceCallId, muted: boolean) => CommandResult;
  end: (call: VoiceCallId, sentence: Sentence) => CommandResult;
  tell: (call: VoiceCallId, sentence: Sentence) => CommandResult;
  hangUp: (call: VoiceCallId) => CommandResult;
  participants: (meeting: string | undefined) => Awaited<ReturnType<Voice['participants']>>;
  isUp: (call: VoiceCallId) => boolean | undefined;
  /** Default: meetings are found without it. */
  meetingOf?: (call: VoiceCallId) => string | undefined;
  /** Undefined: a running call cannot be moved. */
  letIn: ((call: VoiceCallId) => CommandResult) | undefined;
  /** Undefined: a running call cannot be taken out. */
  leadOut: ((call: VoiceCallId) => CommandResult) | undefined;
  /** What all of them can do. */
  traits: Omit<VoiceTraits, 'id'>;
}

/** All voice providers as one double, whatever their name; what they are asked is noted. */
export function inMemoryVoices(
  world: VoiceWorld,
  told: ({ call: VoiceCallId; ends: boolean } & Spoken)[],
  command: <Result>(line: string, answer: () => Result) => Promise<Result>,
): Voices {
  const voice: Voice = {
    mute: ({ meeting, call }, muted) =>
      command(`phone ${muted ? 'mute' : 'unmute'} ${meeting} ${call}`, () => world.mutePhone(call, muted)),
    end: (call, spoken) => {
      const { sentence } = spoken;
      told.push({ call, ...spoken, ends: true });
      return command(`phone end ${call} ${sentence}`, () => world.end(call, sentence));
    },
    tell: ({ meeting, call }, spoken) => {
      const { sentence } = spoken;
      told.push({ call, ...spoken, ends: false });
      return command(`phone tell ${meeting} ${call} ${sentence}`, () => world.tell(call, sentence));
    },
    hangUp: (call) => command(`phone hangUp ${call}`, () => world.hangUp(call)),
    participants: (_, meeting) => Promise.resolve(world.participants(meeting)),
    isUp: (call) => Promise.resolve(world.isUp(call)),
  };
  return {
    of(id) {
      const { letIn, leadOut, meetingOf } = world;
      const provider = {
        ...voice,
        ...(leadOut && {
          leadOut: (call: VoiceCallId, { joinSequence }: { readonly joinSequence: number }) =>
            command(`phone leadOut ${call} ${joinSequence}`, () => leadOut(call)),
        }),
        traits: { ...world.traits, id },
        ...(meetingOf && { meetingOf: (call: VoiceCallId) => Promise.resolve(meetingOf(call)) }),
      };
      if (letIn === undefined) return provider;
      return {
        ...provider,
        letIn: (call, { joinSequence }) => command(`phone letIn ${call} ${joinSequence}`, () => letIn(call)),
      };
    },
  };
}
