import { isCallOver, type LoggedCall } from '../aws/stores/held-calls/call-log.ts';
import type { CallOutOutcome } from '../conferences/model/call-out.ts';
import { callingWords, textOf } from '../conferences/model/languages/index.ts';
import { noticeWords } from '../conferences/model/notice.ts';
import type { Caller } from '../conferences/model/conference.ts';
import type { PinCall } from '../conferences/model/pin-call.ts';
import { isBeingCalled } from '../conferences/state/reduce/transfer.ts';
import type { HeldCall, TimelineLine } from '../held-calls/model/call.ts';
import { targetName } from '../held-calls/model/route.ts';
import type { CallSummary, CallView, PinState } from './call-schema.ts';
import { masked } from '../telemetry/telemetry.ts';

const momentOf = (atMs: number) => new Date(atMs).toISOString();

type AtDialIn = Extract<LoggedCall, { readonly kind: 'pin' }>;

/** A call in a list. Of numbers of callers only the last two digits are left. */
export function summaryOf(logged: LoggedCall, nowMs: number): CallSummary {
  const isLive = !isCallOver(logged, nowMs);
  if (logged.kind === 'held') {
    const { id, state, to, from, heldAtMs, reason, outcome, timeline, targets, targetIndex } = logged.call;
    const target = targets[targetIndex];
    const connectedAtMs = timeline.find(({ event }) => event === 'connected')?.atMs;
    return {
      journey: 'held',
      ...{
        id,
        isLive,
        state,
        to,
        from: from && masked(from),
        arrivedAt: momentOf(heldAtMs),
        reason,
        target: target && targetName(target),
        outcome,
      },
      waitedMs: connectedAtMs === undefined ? undefined : connectedAtMs - heldAtMs,
    };
  }
  const { conferenceName } = logged;
  const { call, dialIn, number, arrivedAtMs, role, conference, callOut } = logged.call;
  return {
    journey: 'pin',
    ...{ id: call, isLive, arrivedAt: momentOf(arrivedAtMs) },
    ...(callOut === undefined
      ? { to: dialIn, from: number && masked(number) }
      : { to: masked(number), from: dialIn }),
    state: pinStateOf(logged, isLive),
    ...{ voice: logged.call.voice, role, conference, conferenceName },
    ...(callOut && { callOut: { conference: callOut.conference, outcome: outcomeOf(logged.call, isLive) } }),
  };
}

/** Of a call-out that nobody has told the end of in its time, nothing is known any more. */
function outcomeOf({ callOut, conference }: PinCall, isLive: boolean): CallOutOutcome | undefined {
  if (callOut?.outcome !== undefined) return callOut.outcome.is;
  if (conference !== undefined) return 'joined';
  return isLive ? undefined : 'unknown';
}

function pinStateOf({ call, caller, bridge }: AtDialIn, isLive: boolean): PinState {
  if (!isLive) return 'ended';
  if (call.conference === undefined) return call.callOut === undefined ? 'unauthenticated' : 'calling';
  if (bridge === 'coming') return 'joining';
  if (caller !== undefined && isBeingCalled(caller)) return 'absent';
  return caller === undefined || caller.presence === 'gone' ? 'in' : caller.presence;
}

/** A call with everything that is known of it. */
export function viewOf(logged: LoggedCall, nowMs: number): CallView {
  const summary = summaryOf(logged, nowMs);
  if (logged.kind === 'held' && summary.journey === 'held') {
    const { call } = logged;
    return {
      ...summary,
      heard: heardOnHold(call),
      timeline: timed(call.timeline.map((line) => withNotice(line, call))),
      targets: call.targets.map(targetName),
      attempts: call.attempt,
      connects: call.updates,
      room: call.room?.name,
      transfer: transferOf(call),
    };
  }
  if (logged.kind === 'pin' && summary.journey === 'pin') {
    const { call, caller } = logged;
    return {
      ...summary,
      heard: heardAtDialIn(summary, logged),
      timeline: timed(linesAtDialIn(logged)),
      language: call.language,
      muted: caller?.muted.is,
      announced: caller && caller.announced !== undefined,
    };
  }
  throw new Error('a call has turned into one of the other journey');
}

function transferOf(call: HeldCall): (CallView & { journey: 'held' })['transfer'] {
  const { transferAtMs, transferBegunAtMs, transferDestination, transferOutcome: outcome } = call;
  const atMs = transferAtMs ?? transferBegunAtMs;
  if (atMs === undefined && outcome === undefined) return undefined;
  return {
    ...(atMs !== undefined && { at: momentOf(atMs) }),
    ...(transferDestination !== undefined && { to: masked(transferDestination) }),
    ...(outcome !== undefined && { outcome }),
  };
}

/** A bot's report of its notice, with the version that the route had. */
function withNotice(line: TimelineLine, { notice }: HeldCall): TimelineLine {
  return line.event === 'noticed' && notice !== undefined ? { ...line, detail: notice.version } : line;
}

interface Line {
  readonly atMs: number;
  readonly event: string;
  readonly detail?: string | undefined;
}

function timed(lines: readonly Line[]): CallView['timeline'] {
  return lines.map(({ atMs, event, detail }, index) => {
    const before = lines[index - 1]?.atMs ?? atMs;
    return { at: momentOf(atMs), afterMs: atMs - before, event, detail };
  });
}

function heardOnHold({ state, outcome }: HeldCall): string[] {
  const music = "hold music, Daily's or the domain's own";
  switch (state) {
    case 'held':
    case 'waiting':
    case 'connecting':
      return [music];
    case 'connected':
      return [music, 'the room'];
    case 'transferring':
    case 'transferred':
      return [music, 'the room', 'whatever they hear where they are led; nothing of ours'];
    case 'ended':
      return [music, 'the room, until the call was over'];
    case 'abandoned':
      return [`${music}, until the caller hung up`];
    case 'released':
      // Daily documents a time-out message, and not whether each way of giving up plays it.
      return [
        music,
        `Daily's own time-out message, if Daily plays it (${outcome ?? 'released'}); nothing of ours`,
      ];
    case 'refused':
      return ['whatever Daily plays when a call is refused; nothing of ours'];
  }
}

function heardAtDialIn(
  { role, conference, state }: CallSummary & { journey: 'pin' },
  { call, caller }: AtDialIn,
): string[] {
  if (role === 'bridge') return ['the conference: it is the bridge of the room'];
  const { callOut } = call;
  const said = (call.tries ?? []).map(({ why }) => `"${textOf(why, call.language)}"`);
  const notice =
    call.noticed === undefined || call.notice === undefined ? [] : [`the notice ${noticeIn(call)}`];
  const isTurnedAway = call.noticeAnswers?.at(-1)?.outcome === 'hung-up';
  const farewell = callOut === undefined ? 'not-agreed' : 'not-joined';
  const goodbye = isTurnedAway ? [`"${textOf(farewell, call.language)}"`] : [];
  const asked = greetingOf(call);
  const isIn = caller !== undefined && caller.presence !== 'joining' && caller.presence !== 'waiting';
  const kicked = caller?.kicked;
  return [
    ...asked,
    ...said,
    ...notice,
    ...goodbye,
    ...(state === 'unauthenticated' || state === 'calling' || conference === undefined
      ? []
      : ['that they are let in']),
    ...(isIn ? ['the conference'] : []),
    ...(kicked === undefined
      ? []
      : [
          kicked.toldAtMs === undefined
            ? `nothing yet of being removed (${kicked.why})`
            : `why they were removed: ${kicked.why}`,
        ]),
  ];
}

function greetingOf({ callOut, conference, noticed, language }: PinCall): readonly string[] {
  if (callOut !== undefined)
    return noticed === undefined
      ? ['the phone ringing']
      : [`"${callingWords(callOut.conferenceName, language).text}"`];
  return conference === undefined ? ['the greeting, and a request for a PIN'] : ['the greeting'];
}

/** A notice by its version, and as it was said. */
function noticeIn({ notice, language }: PinCall): string {
  if (notice === undefined) return '';
  const { text, audioUrl } = noticeWords(notice, language);
  return `${notice.version}: ${audioUrl ?? `"${text}"`}`;
}

/** What was told of a notice, when, and what was keyed. */
function linesOfNotice(call: PinCall): readonly Line[] {
  const { notice, noticed, noticeAnswers = [], callOut } = call;
  if (noticed === undefined) return [];
  const answers = noticeAnswers.flatMap(({ atMs, keyed, outcome }): readonly Line[] => {
    if (notice?.consent === undefined && callOut === undefined) return [{ atMs, event: 'noticeHeard' }];
    const [yes, no] = notice?.consent === undefined ? ['accepted', 'notAccepted'] : ['agreed', 'notAgreed'];
    const answered = { atMs, event: outcome === 'went-on' ? yes : no, detail: keyed };
    return outcome === 'hung-up'
      ? [answered, { atMs, event: 'hungUp', detail: 'by the gateway' }]
      : [answered];
  });
  const told = { atMs: noticed.atMs, event: 'noticeTold', detail: noticeIn(call) };
  return [...(notice === undefined ? [] : [told]), ...answers];
}

function beginningOf({ arrivedAtMs, language, noticed, callOut }: PinCall): readonly Line[] {
  if (callOut === undefined) return [{ atMs: arrivedAtMs, event: 'arrived', detail: language }];
  const { outcome } = callOut;
  return [
    { atMs: arrivedAtMs, event: 'ordered', detail: language },
    ...(noticed === undefined ? [] : [{ atMs: noticed.atMs, event: 'answered' }]),
    ...(outcome === undefined ? [] : [{ atMs: outcome.atMs, event: 'callOutOver', detail: outcome.is }]),
  ];
}

/** Out of which conferences the call has been led, what it was told before it was, and into which. */
function linesOfLeading(call: PinCall): readonly Line[] {
  return (call.ledOn ?? []).flatMap(({ from, to, orderedAtMs, atMs, heard }) => [
    ...(heard === undefined ? [] : linesOfNotice({ ...call, ...heard, noticeAnswers: heard.noticeAnswers })),
    { atMs: orderedAtMs, event: 'transferAsked', detail: `from ${from} to ${to}` },
    { atMs, event: 'ledOn', detail: to },
  ]);
}

/** An order of which nothing has come yet, or nothing good. */
function linesOfTransfer({ transfer }: Caller): readonly Line[] {
  if (transfer === undefined) return [];
  const { to, atMs, ledAtMs, outcome, outcomeAtMs } = transfer;
  const whereTo = to.kind === 'conference' ? to.conference : masked(to.destination);
  // Into another conference, the call itself says so.
  const isLedOut = to.kind === 'destination' && ledAtMs !== undefined;
  return [
    { atMs, event: 'transferAsked', detail: `to ${whereTo}` },
    ...(isLedOut ? [{ atMs: ledAtMs, event: 'ledOn', detail: whereTo }] : []),
    ...(outcomeAtMs === undefined ? [] : [{ atMs: outcomeAtMs, event: 'transferOutcome', detail: outcome }]),
  ];
}

function linesAtDialIn({ call, caller }: AtDialIn): readonly Line[] {
  const lines: Line[] = [...beginningOf(call)];
  for (const { atMs, attempt, why, isLast } of call.tries ?? []) {
    lines.push({ atMs, event: 'tried', detail: `${attempt}, ${why}` });
    if (isLast) lines.push({ atMs, event: 'hungUp', detail: 'by the gateway' });
  }
  lines.push(...linesOfLeading(call), ...linesOfNotice(call));
  if (caller !== undefined) {
    const { admittedAtMs, presence, presenceAtMs, announced, takenBackAtMs, kicked, recordingTold } = caller;
    lines.push({ atMs: admittedAtMs, event: 'admitted' });
    lines.push({ atMs: presenceAtMs, event: presence });
    if (announced !== undefined) lines.push({ atMs: announced.atMs, event: 'announced' });
    if (takenBackAtMs !== undefined) lines.push({ atMs: takenBackAtMs, event: 'withdrawn' });
    if (recordingTold !== undefined)
      lines.push({
        atMs: recordingTold.atMs,
        event: 'recordingTold',
        detail: recordingTold.isOn ? 'on' : 'off',
      });
    if (kicked !== undefined) lines.push({ atMs: kicked.atMs, event: 'kicked', detail: kicked.why });
    lines.push(...linesOfTransfer(caller));
  }
  return lines.sort((a, b) => a.atMs - b.atMs);
}
