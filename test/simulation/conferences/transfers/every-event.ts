import {
  conferenceIdSchema,
  voiceCallIdSchema,
  type Caller,
} from '../../../../lib/conferences/model/conference.ts';
import type { CallerEvent } from '../../../../lib/conferences/model/caller-events.ts';
import { reduceCaller } from '../../../../lib/conferences/state/reduce/caller.ts';
import { destinationSchema } from '../../../../lib/numbers/destination.ts';
import type { Searched } from '../../frame/deaths.ts';
import { Violation } from '../../frame/violation.ts';

// Everything that may be heard or done about a caller who is to be led on, in every state that it can bring them into.

const conference = conferenceIdSchema.parse('c1');
const newcomer = { conference, call: voiceCallIdSchema.parse('caller'), name: 'Caller 1', muted: false };
const desk = destinationSchema.parse('+493012345678');
const other = conferenceIdSchema.parse('c2');

type Happening = CallerEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, 'atMs'>
    : never
  : never;

const happenings = [
  { kind: 'admitted', joinSequence: 1, newcomer },
  { kind: 'admitted', joinSequence: 2, newcomer },
  { kind: 'letIn' },
  { kind: 'joined', joinSequence: 1 },
  { kind: 'left', joinSequence: 1 },
  { kind: 'returned', joinSequence: 1 },
  { kind: 'gone' },
  { kind: 'gone', end: 'busy' },
  { kind: 'seen', joinSequence: 1, muted: false },
  { kind: 'missed', joinSequence: 1, isUp: false },
  { kind: 'leftRoom' },
  { kind: 'leaveExplained' },
  { kind: 'kicked', why: 'kicked' },
  { kind: 'transferOrdered', to: { kind: 'destination', destination: desk } },
  { kind: 'transferOrdered', to: { kind: 'conference', conference: other } },
  { kind: 'leadingOut' },
  { kind: 'ledOn' },
  { kind: 'cameBack', outcome: 'failed' },
  { kind: 'transferEnded', outcome: 'answered' },
  { kind: 'transferEnded', outcome: 'rejected' },
] as const satisfies readonly Happening[];

/** How long after the last of these the next happens: at once, or when every list knows of the last. */
const gapsMs = [100, 60_000] as const;
/** A list that is read this soon after a caller has gone may be older. */
const listLagMs = 10_000;
const maxDepth = 8;

const known = ({ presence, joinSequence, kicked, leftRoomAtMs, missed, transfer }: Caller) =>
  JSON.stringify([
    ...[presence, joinSequence, kicked !== undefined, leftRoomAtMs !== undefined, missed !== undefined],
    ...[transfer?.to.kind, transfer?.outcome, transfer?.isOver],
    ...[transfer?.askedAtMs !== undefined, transfer?.ledAtMs !== undefined],
  ]);

/** Which law an event has broken; undefined: none. */
function brokenLaw(before: Caller, event: CallerEvent, after: Caller): string | undefined {
  const { transfer, presence } = before;
  const isGone = presence === 'gone';
  const isOrdered = transfer !== undefined && transfer.outcome === undefined && before.kicked === undefined;
  const isToGo = isOrdered && transfer.ledAtMs === undefined;
  const isOutside = isGone && transfer?.ledAtMs !== undefined && transfer.isOver === undefined;
  const isLedOut = isOutside && transfer.to.kind === 'destination';
  const changed = JSON.stringify(before) !== JSON.stringify(after);
  const isNew = event.kind === 'transferOrdered' && changed;
  if (isNew && (isGone || before.kicked !== undefined)) return 'somebody is to be led on who is out';
  if (isNew && transfer !== undefined && transfer.outcome === undefined) return 'an order replaced another';
  if (event.kind === 'leadingOut' && changed && !(isToGo && before.leftRoomAtMs === undefined))
    return 'somebody is asked to come out who is not to be led on';
  if (event.kind === 'ledOn' && changed && !(isToGo && before.leftRoomAtMs === undefined && !isGone))
    return 'somebody was led on who is not to be';
  if (event.kind === 'letIn' && changed && isToGo) return 'somebody is let in who is to be led on';
  if (event.kind === 'missed' && changed && isGone)
    return 'a list without a leg says something of a transfer';
  if (event.kind === 'admitted' && changed && !(isGone && transfer?.ledAtMs !== undefined))
    return 'somebody was let in twice';
  if (event.kind === 'admitted' && changed && event.joinSequence <= before.joinSequence)
    return 'somebody was let in by an older join';
  const isBack = isGone && after.presence !== 'gone';
  if (isBack && event.kind !== 'admitted' && !isLedOut) return 'somebody is back who was not led out';
  if (isBack && event.kind === 'seen' && event.atMs - before.presenceAtMs < listLagMs)
    return 'an older list brought somebody back';
  const isInVain =
    presence === 'absent' && transfer?.askedAtMs !== undefined && transfer.outcome !== undefined;
  if (event.kind === 'cameBack' && changed && !isLedOut && !isInVain)
    return 'somebody came back who was not out';
  const isOutcome = after.transfer?.outcome !== transfer?.outcome && after.transfer?.outcome !== undefined;
  if (isOutcome && transfer?.outcome !== undefined) return 'an outcome became another';
  if (isOutcome && event.kind === 'transferEnded' && event.outcome === 'answered' && !isLedOut)
    return 'somebody was taken who was not led out';
  const isOfCall = event.kind === 'gone' || event.kind === 'missed';
  return isOutcome && isOfCall && after.presence !== 'gone'
    ? 'a transfer ended with a call that goes on'
    : undefined;
}

/** Whether the order that a caller has becomes another when its write is told again, since the answer to it got lost. */
function isOrderedTwice(caller: Caller): boolean {
  const { transfer } = caller;
  if (transfer === undefined) return false;
  const again = { kind: 'transferOrdered', to: transfer.to, atMs: transfer.atMs } as const;
  return JSON.stringify(reduceCaller(caller, again)) !== JSON.stringify(caller);
}

/** Each state of a caller, and what everything would make of it. */
export function* everyEventOfTransfers(): Generator<Searched, void, void> {
  const started = [{}, { waits: true } as const].flatMap((waits) => {
    const caller = reduceCaller(undefined, {
      kind: 'admitted',
      atMs: 0,
      joinSequence: 1,
      newcomer,
      ...waits,
    });
    return caller === undefined ? [] : [{ caller, atMs: 0, path: '' }];
  });
  const seen = new Set(started.map(({ caller }) => known(caller)));
  let tried = started;
  for (let depth = 0; depth < maxDepth && tried.length > 0; depth += 1) {
    const next: typeof started = [];
    for (const { caller, atMs: lastMs, path } of tried) {
      let broken = isOrderedTwice(caller) ? `${path}: an order that is told again is another` : undefined;
      for (const gapMs of gapsMs)
        for (const happening of happenings) {
          const atMs = lastMs + gapMs;
          const event = { ...happening, atMs };
          const after = reduceCaller(caller, event);
          if (after === undefined) continue;
          const law = brokenLaw(caller, event, after);
          if (law !== undefined) broken ??= `${path}${event.kind}: ${law}`;
          if (seen.has(known(after))) continue;
          seen.add(known(after));
          next.push({ caller: after, atMs, path: `${path}${event.kind} ` });
        }
      const violation = broken === undefined ? undefined : new Violation('transfer-laws', broken);
      yield { what: path, end: 'lawful', violation };
    }
    tried = next;
  }
}
