import type { Caller, Conference } from '../../../../lib/conferences/model/conference.ts';
import { reduceCaller } from '../../../../lib/conferences/state/reduce/caller.ts';
import { reduceConference } from '../../../../lib/conferences/state/reduce/conference.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { startMs } from '../../../support/new-conference.ts';
import { meeting } from '../support.ts';
import type { CallerEvent } from '../../../../lib/conferences/model/caller-events.ts';
import type { ConferenceEvent } from '../../../../lib/conferences/model/conference-events.ts';

/** The conference after all of the events, in their order. */
export const after = (conference: Conference, ...events: readonly ConferenceEvent[]) =>
  events.reduce(reduceConference, conference);

/** The caller after all of the events, in their order. */
export const callerOf = (caller: Caller | undefined, ...events: readonly CallerEvent[]) =>
  events.reduce(reduceCaller, caller);

/** So many seconds after the start, Unix ms. */
export const at = (s: number) => startMs + s * 1000;

export const session = (kind: 'sessionStarted' | 'sessionEnded', id: string, s: number) =>
  ({ kind, atMs: at(s), session: id }) as const;

export const bridgeJoined = (call: string, joinSequence: number) =>
  ({ kind: 'bridgeJoined', atMs: startMs, call: voiceCall(call), joinSequence, meeting }) as const;

export const bridgeLeft = (call: string, joinSequence?: number) =>
  ({
    kind: 'bridgeLeft',
    atMs: startMs,
    call: voiceCall(call),
    ...(joinSequence === undefined ? {} : { joinSequence }),
  }) as const;

/** The call of a leg is over that was let in by this join, of which nobody may have told. */
export const bridgeOver = (call: string, renderedJoin: number) => ({ ...bridgeLeft(call), renderedJoin });
