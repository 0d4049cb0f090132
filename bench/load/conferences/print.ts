import { section } from '../../figures/section.ts';
import type { Memory } from '../resident.ts';
import type { Gathering } from './gathering.ts';
import type { Mixed } from './mixed.ts';

/** Both journeys, and the gateway's memory before and after; what the simulators remember of every call is part of it. */
export interface MixedLoad extends Mixed {
  readonly before: Memory;
  readonly after: Memory;
}

/** What came of a load of conferences, or of the part of it that was chosen. */
interface ConferencesLoad {
  readonly gathering: Gathering | undefined;
  readonly mixed: MixedLoad | undefined;
}

/** All that was promised and not kept. */
export function brokenIn({ gathering, mixed }: ConferencesLoad): readonly string[] {
  return [
    ...(gathering?.broken ?? []),
    ...(mixed === undefined ? [] : [...mixed.held.score.broken, ...mixed.pins.broken, ...mixed.leftBehind]),
  ];
}

/** The load as a person reads it in a terminal. */
export function printableConferences(load: ConferencesLoad): string {
  const { gathering, mixed } = load;
  const broken = brokenIn(load);
  return [
    ...(gathering === undefined ? [] : [gatheringSection(gathering)]),
    ...(mixed === undefined ? [] : [mixedSection(mixed)]),
    section(
      broken.length === 0 ? 'Everything promised was kept' : 'BROKEN',
      broken.map((what) => [what]),
    ),
    '',
  ].join('\n');
}

const gatheringSection = (gathering: Gathering) =>
  section('Conferences that were full at once', [
    ['conferences', `${gathering.conferences}`],
    ['callers', `${gathering.callers}`],
    ['turned away, and dialled again', `${gathering.turnedAway}`],
    ['everybody in and shown after, s', gathering.gatheredS.toFixed(0)],
    ['every mute and removal done after, s', gathering.moderatedS.toFixed(0)],
    ['nothing left after, s', gathering.clearedS.toFixed(0)],
    ['left behind', `${gathering.leftBehind}`],
    ['resident when all were in, MB', `${gathering.residentMb}`],
  ]);

const mixedSection = ({ held, pins, leftBehind, before, after }: MixedLoad) =>
  section(`Both journeys for ${held.seconds.toFixed(0)} s`, [
    ['functions killed', `${held.kills}`],
    ['invocations cut short', `${held.cutShort}`],
    ['table frozen, s', `${held.frozenS}`],
    ['held calls', `${held.score.calls}`],
    ...Object.entries(held.score.outcomes).map(([name, calls]) => [`  ${name}`, `${calls}`]),
    ['PIN calls', `${pins.calls}`],
    ...Object.entries(pins.outcomes).map(([name, calls]) => [`  ${name}`, `${calls}`]),
    ['left behind', `${held.leftBehind + leftBehind.length}`],
    ['resident before and after, MB', `${before.residentMb}, ${after.residentMb}`],
    ['heap before and after, MB', `${before.heapMb}, ${after.heapMb}`],
  ]);
