import type { Caller, Conference } from '../model/conference.ts';
import type { NoticeAnswer, PinCall } from '../model/pin-call.ts';

/** What can be published of a caller: their presence, but for a join that is under way, and what was done to them or by them. */
export type CallerNews =
  | Exclude<Caller['presence'], 'joining'>
  | 'muted'
  | 'unmuted'
  | 'handRaised'
  | 'handLowered'
  | 'kicked'
  | 'transferOutcome';

/** What a write of a caller has to say, given the caller before it (undefined: there was none). */
export function newsOfCaller(before: Caller | undefined, after: Caller): readonly CallerNews[] {
  const news: CallerNews[] = [];
  if (before !== undefined && before.muted.is !== after.muted.is)
    news.push(after.muted.is ? 'muted' : 'unmuted');
  if (before !== undefined && before.hand !== after.hand)
    news.push(after.hand ? 'handRaised' : 'handLowered');
  if (after.transfer?.outcome !== undefined && before?.transfer?.outcomeAtMs !== after.transfer.outcomeAtMs)
    news.push('transferOutcome');
  if (before?.kicked === undefined && after.kicked !== undefined) news.push('kicked');
  if (before?.presence !== after.presence && after.presence !== 'joining') news.push(after.presence);
  return news;
}

/** What can be published of a conference as a whole. */
type ConferenceNews = 'bridgeIn' | 'bridgeOut' | 'closed';

/** What a write of a conference has to say. */
export function newsOfConference(
  before: Conference | undefined,
  after: Conference,
): readonly ConferenceNews[] {
  const news: ConferenceNews[] = [];
  const was = before?.bridge.state === 'in';
  const is = after.bridge.state === 'in';
  if (was !== is) news.push(is ? 'bridgeIn' : 'bridgeOut');
  if (before?.isClosed !== true && after.isClosed) news.push('closed');
  return news;
}

/** What can be published of a call before its conference. `try`: the first is 0. */
type PinCallNews =
  | { readonly event: 'arrived' | 'ordered' | 'callOutOver' }
  | { readonly event: 'tried'; readonly try: number }
  | {
      readonly event: 'noticeHeard' | 'agreed' | 'notAgreed';
      readonly answer: NoticeAnswer;
      readonly noticeVersion: string;
    }
  | { readonly event: 'forwarded' };

/** What a write of a call at a dial-in has to say. */
export function newsOfPinCall(before: PinCall | undefined, after: PinCall): readonly PinCallNews[] {
  const known = before?.arrivedAtMs === after.arrivedAtMs ? before : undefined;
  const { tries = [], callOut } = after;
  return [
    ...(known === undefined ? [{ event: callOut === undefined ? 'arrived' : 'ordered' } as const] : []),
    ...(callOut?.outcome !== undefined && known?.callOut?.outcome === undefined
      ? [{ event: 'callOutOver' } as const]
      : []),
    ...tries.slice(known?.tries?.length ?? 0).map((_, index) => ({
      event: 'tried' as const,
      try: (known?.tries?.length ?? 0) + index,
    })),
    ...newsOfNotice(known, after),
    ...(after.role === 'forward' && known?.role !== 'forward' ? [{ event: 'forwarded' } as const] : []),
  ];
}

/** What came after the notice. A callee who is told no notice, or follows by a key alone, is told of when something has come of it. */
function newsOfNotice(
  known: PinCall | undefined,
  { notice, noticeAnswers = [] }: PinCall,
): readonly PinCallNews[] {
  if (notice === undefined) return [];
  const { version: noticeVersion, consent } = notice;
  return noticeAnswers.slice(known?.noticeAnswers?.length ?? 0).flatMap((answer): readonly PinCallNews[] => {
    const goesOn = answer.outcome === 'went-on';
    if (consent === undefined) return goesOn ? [{ event: 'noticeHeard', answer, noticeVersion }] : [];
    return [{ event: goesOn ? 'agreed' : 'notAgreed', answer, noticeVersion }];
  });
}
