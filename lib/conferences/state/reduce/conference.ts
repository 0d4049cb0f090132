import type { Conference } from '../../model/conference.ts';
import type { ConferenceEvent, ConferenceEventOf } from '../../model/conference-events.ts';
import { reduceAdministered } from './administered.ts';
import { bridgePolled, reduceBridge } from './bridge.ts';
import { recordingReported } from '../recording.ts';
import { sessionStarted, sessionEnded, sessionPolled } from './session.ts';

/**
 * The conference after an event. Pure; the same event twice equals once, but for `joinRendered`: a number that is taken
 * twice does no harm.
 */
export function reduceConference(conference: Conference, event: ConferenceEvent): Conference {
  switch (event.kind) {
    case 'sessionStarted':
      return sessionStarted(conference, event);
    case 'sessionEnded':
      return sessionEnded(conference, event);
    case 'recording':
      return recordingReported(conference, event);
    case 'joinRendered':
      return { ...conference, joins: conference.joins + 1 };
    case 'bridgeComing':
    case 'bridgeJoined':
    case 'bridgeDoubted':
    case 'bridgeLeft':
    case 'bridgeAsked':
    case 'bridgeDialled':
    case 'bridgeProved':
    case 'bridgeNotDialled':
    case 'nobodyThere':
    case 'bridgeKept':
    case 'legEnded':
      return reduceBridge(conference, event);
    case 'polled':
      return polled(conference, event);
    case 'meetingSeen':
      return { ...conference, meeting: event.meeting };
    case 'providerRests': {
      const { rests } = conference;
      const isKnown = (rests?.[event.side] ?? 0) >= event.untilMs;
      return isKnown ? conference : { ...conference, rests: { ...rests, [event.side]: event.untilMs } };
    }
    case 'settingsChanged':
    case 'closed':
      return reduceAdministered(conference, event);
  }
}

function polled(conference: Conference, event: ConferenceEventOf<'polled'>): Conference {
  const { atMs, live, bridge } = event;
  const { unansweredSinceMs = atMs, ...rest } = conference;
  const noted = { ...rest, polledAtMs: atMs, ...(event.isUnanswered && { unansweredSinceMs }) };
  const heard = live === undefined ? noted : sessionPolled(noted, live, atMs);
  return bridge === undefined ? heard : bridgePolled(heard, bridge, atMs);
}
