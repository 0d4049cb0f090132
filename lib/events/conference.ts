import type { Caller, Conference } from '../conferences/model/conference.ts';
import type { PinCall } from '../conferences/model/pin-call.ts';
import { newsOfCaller, newsOfConference, newsOfPinCall, type CallerNews } from '../conferences/state/news.ts';
import { masked } from '../telemetry/telemetry.ts';
import { moment, type EventView } from './held-call.ts';
import type { PatchbayEvent } from './schema.ts';

/**
 * Numbers of a call's events that one write of its caller takes: more than it can have to say. A call's own, before it is anybody's
 * caller, are below: it arrives, has three tries at most, and may be forwarded.
 */
const numbersPerWrite = 8;
const forwardedNumber = numbersPerWrite - 1;
/** A callee keys no PIN, so that no try has this number. */
const callOutOverNumber = 2;

/** What others are told of a write of a call at a dial-in. Pure. */
export function eventsOfPinCall(
  before: PinCall | undefined,
  after: PinCall,
  view: EventView,
  nowMs: number,
): readonly PatchbayEvent[] {
  const { call: id, voice, dialIn, number, arrivedAtMs, tries = [], callOut } = after;
  const shown = number && (view.showsNumbers ? number : masked(number));
  const ends = callOut === undefined ? { to: dialIn, from: shown } : { to: shown ?? '', from: dialIn };
  const call = { id, voice, ...ends, arrivedAt: moment(arrivedAtMs) };
  const common = (sequence: number, atMs: number) =>
    ({
      version: 1,
      id: `${id}-${arrivedAtMs}-${sequence}`,
      stage: view.stage,
      at: moment(atMs),
      sequence,
      call,
    }) as const;
  return newsOfPinCall(before, after).flatMap((news): PatchbayEvent[] => {
    switch (news.event) {
      case 'arrived':
        return [{ ...common(1, arrivedAtMs), type: 'call.arrived' }];
      case 'ordered':
        return [{ ...common(1, arrivedAtMs), type: 'call.ordered', conference: callOut?.conference ?? '' }];
      case 'callOutOver': {
        if (callOut?.outcome === undefined) return [];
        const { conference, outcome } = callOut;
        const of = { conference, outcome: outcome.is };
        return [{ ...common(callOutOverNumber, outcome.atMs), type: 'call.callOutOver', ...of }];
      }
      case 'tried': {
        const tried = tries[news.try];
        if (tried === undefined) return [];
        const { atMs, attempt, why, isLast } = tried;
        return [{ ...common(2 + news.try, atMs), type: 'call.tried', attempt, why, isHungUp: isLast }];
      }
      case 'forwarded':
        return [{ ...common(forwardedNumber, nowMs), type: 'call.forwarded' }];
    }
  });
}

/** A write of an item that counts its versions. */
interface VersionedWrite<Value> {
  readonly before: Value | undefined;
  readonly after: Value;
  /** Of the item after it. */
  readonly version: number;
  /** When it was written, in Unix ms. */
  readonly atMs: number;
}

/** What others are told of a write of a caller. Pure. */
export function eventsOfCaller(
  { before, after, version, atMs }: VersionedWrite<Caller>,
  { stage }: EventView,
): readonly PatchbayEvent[] {
  const { conference, call, externalId, admittedAtMs, kicked } = after;
  return newsOfCaller(before, after).map((news, index) => {
    const sequence = version * numbersPerWrite + index;
    const common = {
      version: 1,
      id: `${conference}-${call}-${admittedAtMs}-${sequence}`,
      ...{ stage, at: moment(momentOf(news, after, atMs)), sequence },
      caller: { call, conference, externalId, admittedAt: moment(admittedAtMs) },
    } as const;
    return news === 'kicked'
      ? { ...common, type: 'caller.kicked', why: kicked?.why ?? 'kicked' }
      : { ...common, type: `caller.${news}` };
  });
}

/** When it happened, as far as the caller says. */
function momentOf(news: CallerNews, { presenceAtMs, muted, kicked }: Caller, writtenAtMs: number): number {
  switch (news) {
    case 'waiting':
    case 'in':
    case 'absent':
    case 'gone':
      return presenceAtMs;
    case 'muted':
    case 'unmuted':
      return muted.atMs;
    case 'kicked':
      return kicked?.atMs ?? writtenAtMs;
    case 'handRaised':
    case 'handLowered':
      return writtenAtMs;
  }
}

/** What others are told of a write of a conference. Pure. */
export function eventsOfConference(
  { before, after, version, atMs }: VersionedWrite<Conference>,
  { stage }: EventView,
): readonly PatchbayEvent[] {
  const { id, name, voice } = after;
  return newsOfConference(before, after).map((news, index) => {
    const sequence = version * numbersPerWrite + index;
    return {
      ...({
        version: 1,
        id: `${id}-${after.createdAtMs}-${sequence}`,
        stage,
        at: moment(atMs),
        sequence,
      } as const),
      type: `conference.${news}`,
      conference: { id, name, voice },
    };
  });
}
