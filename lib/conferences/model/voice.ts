import type { VoiceId } from './conference.ts';

/** What a voice provider can do and cannot; constants of its folder. */
export interface VoiceTraits {
  readonly id: VoiceId;
  /** Legs of one meeting, the bridge included. */
  readonly maxLegs: number;
  /** Where people wait for the bridge: in the meeting, or on the line outside, in a loop of `wait`. */
  readonly waits: 'inside' | 'outside';
  /** Keys of somebody in a meeting lead out of it to a menu, are reported while they stay in, or do nothing. */
  readonly keys: 'leave' | 'stay' | 'none';
  /** Whether it reports that a leg has joined. If not, its list alone tells, and a call joins once at most. */
  readonly reportsJoins: boolean;
  /** Whether it can take somebody out of a meeting to be led on. If not, only who waits outside can be. */
  readonly leadsOut: boolean;
  /** Whether it makes a tone when somebody comes into a meeting, and goes. */
  readonly tones: boolean;
  /** Whether it vouches for callers' numbers. */
  readonly vouchesForNumbers: boolean;
  /** The longest that it lets a call be in a meeting, in seconds; undefined: it knows no limit. */
  readonly longestCallS: number | undefined;
}
