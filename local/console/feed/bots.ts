import type { BotBehaviour } from '../../simulated/bots/behaviour.ts';

interface BotKind {
  readonly name: string;
  readonly label: string;
  readonly behaviour: BotBehaviour;
}

/** What every kind leaves as it is. */
const plain = { outcome: 'joins', startUpMs: 200, lateMs: 60_000 } as const;

/** How the bots can be told to behave that are started from now on. */
export const botKinds: readonly BotKind[] = [
  { name: 'good', label: 'Joins at once', behaviour: plain },
  { name: 'slow', label: 'Takes 10 seconds to start', behaviour: { ...plain, startUpMs: 10_000 } },
  { name: 'full', label: 'Is at capacity', behaviour: { ...plain, outcome: 'at-capacity' } },
  { name: 'dead', label: 'Says yes and never comes', behaviour: { ...plain, outcome: 'silent' } },
  { name: 'late', label: 'Comes after 40 seconds', behaviour: { ...plain, outcome: 'late', lateMs: 40_000 } },
  { name: 'failing', label: 'Answers with an error', behaviour: { ...plain, outcome: 'error' } },
];
