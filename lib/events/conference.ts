import type { Caller, Conference } from '../conferences/model/conference.ts';
import { maxConsentAsks, maxPrompts, type PinCall } from '../conferences/model/pin-call.ts';
import { newsOfCaller, newsOfConference, newsOfPinCall, type CallerNews } from '../conferences/state/news.ts';
import { masked } from '../telemetry/telemetry.ts';
import { moment, type EventView } from './held-call.ts';
import type { PatchbayEvent } from './schema.ts';

/** Numbers of a call's events that one write of its caller takes: more than it can have to say. */
const numbersPerWrite = 16;
/** A call's own, before it is anybody's caller, are below: it arrives, answers its questions, and then it is known what came of it. */
const firstTry = 2;
const firstAnswer = firstTry + maxPrompts;
const callOutOver = firstAnswer + maxConsentAsks;
const ownNumbers = { arrived: 1, firstTry, firstAnswer, callOutOver, forwarded: callOutOver + 1 };
/** Of a call that is led from one conference into another the numbers begin anew, above all of before: so many writes has no caller. */
const numbersPerConference = 65_536 * numbersPerWrite;

/** What others are told of a write of a call at a dial-in. Pure. */
export function eventsOfPinCall(
  before: PinCall | undefined,
  after: PinCall,
  view: EventView,
  nowMs: number,
): readonly PatchbayEvent[] {
  const { call: id, voice, dialIn, number, arrivedAtMs, tries = [], callOut, ledOn = [] } = after;
  const shown = number && (view.showsNumbers ? number : masked(number));
  const ends = callOut === undefined ? { to: dialIn, from: shown } : { to: shown ?? '', from: dialIn };
  const call = { id, voice, ...ends, arrivedAt: moment(arrivedAtMs) };
  const common = (own: number, atMs: number) => {
    const sequence = ledOn.length * numbersPerConference + own;
    const eventId = `${id}-${arrivedAtMs}-${sequence}`;
    return { version: 1, id: eventId, stage: view.stage, at: moment(atMs), sequence, call } as const;
  };
  return newsOfPinCall(before, after).flatMap((news): PatchbayEvent[] => {
    switch (news.event) {
      case 'arrived':
        return [{ ...common(ownNumbers.arrived, arrivedAtMs), type: 'call.arrived' }];
      case 'ordered': {
        const { conference = '' } = callOut ?? {};
        return [{ ...common(ownNumbers.arrived, arrivedAtMs), type: 'call.ordered', conference }];
      }
      case 'callOutOver': {
        if (callOut?.outcome === undefined) return [];
        const { conference, outcome } = callOut;
        const of = { conference, outcome: outcome.is };
        return [{ ...common(ownNumbers.callOutOver, outcome.atMs), type: 'call.callOutOver', ...of }];
      }
      case 'tried': {
        const tried = tries[news.try];
        if (tried === undefined) return [];
        const { atMs, attempt, why, isLast } = tried;
        const own = ownNumbers.firstTry + news.try;
        return [{ ...common(own, atMs), type: 'call.tried', attempt, why, isHungUp: isLast }];
      }
      case 'noticeHeard':
      case 'agreed':
      case 'notAgreed': {
        const { event, noticeVersion } = news;
        const { attempt, atMs, outcome } = news.answer;
        const told = { ...common(ownNumbers.firstAnswer + attempt - 1, atMs), noticeVersion };
        return event === 'notAgreed'
          ? [{ ...told, type: 'call.notAgreed', attempt, isHungUp: outcome === 'hung-up' }]
          : [{ ...told, type: `call.${event}` }];
      }
      case 'forwarded':
        return [{ ...common(ownNumbers.forwarded, nowMs), type: 'call.forwarded' }];
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
  const { conference, call, externalId, admittedAtMs, kicked, transfer, ledOn = 0 } = after;
  return newsOfCaller(before, after).map((news, index) => {
    const sequence = ledOn * numbersPerConference + version * numbersPerWrite + index;
    const common = {
      version: 1,
      id: `${conference}-${call}-${admittedAtMs}-${sequence}`,
      ...{ stage, at: moment(momentOf(news, after, atMs)), sequence },
      caller: { call, conference, externalId, admittedAt: moment(admittedAtMs) },
    } as const;
    if (news === 'kicked') return { ...common, type: 'caller.kicked', why: kicked?.why ?? 'kicked' };
    return news === 'transferOutcome'
      ? { ...common, type: 'caller.transferOutcome', outcome: transfer?.outcome ?? 'failed' }
      : { ...common, type: `caller.${news}` };
  });
}

/** When it happened, as far as the caller says. */
function momentOf(
  news: CallerNews,
  { presenceAtMs, muted, kicked, transfer }: Caller,
  writtenAtMs: number,
): number {
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
    case 'transferOutcome':
      return transfer?.outcomeAtMs ?? writtenAtMs;
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
