import type { CallerEvent } from '../model/caller-events.ts';
import type { Conference } from '../model/conference.ts';
import type { PinCall } from '../model/pin-call.ts';
import {
  bridgeJoined,
  bridgeLeft,
  recorded,
  type EventResult,
  type MeetingEventDeps,
} from './meeting-events.ts';

/** A call went from one meeting into another, of which one may be its conference's: where the provider does not say whose. */
interface LegMove {
  readonly from: string;
  readonly to: string;
  /** It is told as the news of a meeting that we had the call go into, and not as news of anything. */
  readonly isAsked: boolean;
}

export async function legMoved(deps: MeetingEventDeps, call: PinCall, move: LegMove): Promise<EventResult> {
  const { from, to, isAsked } = move;
  return legOf(deps, call, to, ({ meeting }) => {
    if (meeting === from) return 'left';
    // On its way in a call may come through others. One that was asked for is the conference's, though the bridge be in
    // another by what is known: then it has left that, and it is not told yet.
    const isOthers = call.role === 'caller' && !isAsked && meeting !== to;
    return isOthers ? undefined : 'joined';
  });
}

/** A leg of a meeting, which the provider names without its conference. News of any other meeting are nothing. */
export const legIn = (
  deps: MeetingEventDeps,
  call: PinCall,
  meeting: string,
  what: LegNews,
): Promise<EventResult> =>
  legOf(deps, call, meeting, (conference) => (conference.meeting === meeting ? what : undefined));

export type LegNews = 'joined' | 'left' | 'muted' | 'unmuted';

/**
 * What became of a leg of a call's conference, which its meeting tells. The caller is read meanwhile: the news may be none.
 * Whether a leg that has moved is muted is not said.
 */
async function legOf(
  deps: MeetingEventDeps,
  pinCall: PinCall,
  meeting: string,
  newsIn: (conference: Conference) => LegNews | undefined,
): Promise<EventResult> {
  const { conference: id, call, role } = pinCall;
  if (id === undefined) return 'unknown';
  const atMs = deps.clock.now();
  const finding = deps.conferences.get(id).then((found) => ({ found, news: found && newsIn(found) }));
  const changing =
    role === 'bridge'
      ? undefined
      : deps.conferences.changeCallerBy(
          id,
          call,
          finding.then(({ news }) => news && callerEvent(news, atMs)),
        );
  const [{ found, news }, caller] = await Promise.all([finding, changing]);
  if (found === undefined) return 'unknown';
  if (news === undefined) return 'recorded';
  if (role === 'bridge') {
    const event = { conference: id, call, meeting };
    if (news === 'joined') return bridgeJoined(deps, pinCall, event);
    return news === 'left' ? bridgeLeft(deps, pinCall, event) : 'recorded';
  }
  if (caller?.presence === 'in' && found.meeting !== meeting)
    await deps.conferences.changeConference(id, { kind: 'meetingSeen', atMs, meeting });
  return recorded(deps, id, news === 'unmuted' ? 'muted' : news, call);
}

function callerEvent(news: LegNews, atMs: number): CallerEvent {
  switch (news) {
    case 'joined':
      return { kind: 'joined', atMs };
    case 'left':
      return { kind: 'left', atMs };
    case 'muted':
    case 'unmuted':
      return { kind: 'phoneSeen', atMs, muted: news === 'muted' };
  }
}
