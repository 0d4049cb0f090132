import { section } from '../../figures/section.ts';
import type { Memory } from '../resident.ts';
import type { Gathering } from './gathering.ts';
import type { Mixed } from './mixed.ts';

/** All that came of a load of conferences. */
interface ConferencesLoad {
  readonly gathering: Gathering;
  readonly mixed: Mixed;
  /** Of the gateway's process, before and after both journeys; what the simulators remember of every call is part of it. */
  readonly memory: { readonly before: Memory; readonly after: Memory };
}

/** The load as a person reads it in a terminal. */
export function printableConferences({ gathering, mixed, memory }: ConferencesLoad): string {
  const { held, pins, leftBehind } = mixed;
  const broken = [...gathering.broken, ...held.score.broken, ...pins.broken, ...leftBehind];
  return [
    section('Conferences that were full at once', [
      ['conferences', `${gathering.conferences}`],
      ['callers', `${gathering.callers}`],
      ['turned away, and dialled again', `${gathering.turnedAway}`],
      ['everybody in and shown after, s', gathering.gatheredS.toFixed(0)],
      ['every mute and removal done after, s', gathering.moderatedS.toFixed(0)],
      ['nothing left after, s', gathering.clearedS.toFixed(0)],
      ['left behind', `${gathering.leftBehind}`],
    ]),
    section(`Both journeys for ${held.seconds.toFixed(0)} s`, [
      ['functions killed', `${held.kills}`],
      ['invocations cut short', `${held.cutShort}`],
      ['table frozen, s', `${held.frozenS}`],
      ['held calls', `${held.score.calls}`],
      ...Object.entries(held.score.outcomes).map(([name, calls]) => [`  ${name}`, `${calls}`]),
      ['PIN calls', `${pins.calls}`],
      ...Object.entries(pins.outcomes).map(([name, calls]) => [`  ${name}`, `${calls}`]),
      ['left behind', `${held.leftBehind + leftBehind.length}`],
      ['resident before and after, MB', `${memory.before.residentMb}, ${memory.after.residentMb}`],
      ['heap before and after, MB', `${memory.before.heapMb}, ${memory.after.heapMb}`],
    ]),
    section(
      broken.length === 0 ? 'Everything promised was kept' : 'BROKEN',
      broken.map((what) => [what]),
    ),
    '',
  ].join('\n');
}
