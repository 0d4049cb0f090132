import { voiceCallIdSchema, type VoiceCallId } from '../../conferences/model/conference.ts';
import { regions, type Region } from './regions.ts';

/** What Vonage calls a leg or a conversation, and the region in which alone it can be reached; undefined: none was named. */
export interface Located {
  readonly region: Region | undefined;
  /** `uuid` of a leg, or a conversation's id. */
  readonly id: string;
}

/** Legs are named with hyphens and without, conversations begin `CON-`. */
const theirs = /^[A-Za-z0-9-]{1,64}$/;

/** `<region>_<id>`, so that nobody else need know of regions. Undefined: it cannot be Vonage's. */
export function located({ region, id }: Located): string | undefined {
  if (!theirs.test(id)) return undefined;
  return region === undefined ? id : `${region}_${id}`;
}

/** Back again. */
export function locate(ours: string): Located {
  const at = ours.indexOf('_');
  return at < 0 ? { region: undefined, id: ours } : { region: ours.slice(0, at), id: ours.slice(at + 1) };
}

/** A call's name in the domain. */
export function callIdOf(id: string, region: Region | undefined): VoiceCallId | undefined {
  return voiceCallIdSchema.safeParse(located({ region, id })).data;
}

/** What a call may be called here of which Vonage does not say the region, as most of its events do not. */
export function callIdsOf(id: string): readonly VoiceCallId[] {
  return [...regions, undefined].flatMap((region) => callIdOf(id, region) ?? []);
}
