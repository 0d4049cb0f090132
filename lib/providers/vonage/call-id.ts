import { voiceCallIdSchema, type VoiceCallId } from '../../conferences/model/conference.ts';
import type { Region } from './regions.ts';

/** Legs are named with hyphens and without. */
const theirs = /^[A-Za-z0-9-]{1,64}$/;

/**
 * A leg's name in the domain: `<region>_<uuid>`, since it can be reached at its region alone, and so nobody else need know of
 * regions. Undefined: it cannot be Vonage's. `region` undefined: none was named.
 */
export function callIdOf(uuid: string, region: Region | undefined): VoiceCallId | undefined {
  if (!theirs.test(uuid)) return undefined;
  return voiceCallIdSchema.parse(region === undefined ? uuid : `${region}_${uuid}`);
}

/** Back again. */
export function locate(call: VoiceCallId): { readonly region: Region | undefined; readonly uuid: string } {
  const at = call.indexOf('_');
  return at < 0 ? { region: undefined, uuid: call } : { region: call.slice(0, at), uuid: call.slice(at + 1) };
}
