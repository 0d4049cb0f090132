import type { BotBehaviour } from './behaviour.ts';

/** One way for a bot to behave, by a name that the page, `npm run call` and scenarios share. */
interface BotKind {
  readonly name: string;
  readonly label: string;
  readonly behaviour: BotBehaviour;
}

/** What every kind leaves as it is. */
const plain = { outcome: 'joins', startUpMs: 200, lateMs: 60_000 } as const;

/** How bots can be told to behave. */
export const botKinds: readonly BotKind[] = [
  { name: 'good', label: 'Joins at once', behaviour: plain },
  { name: 'slow', label: 'Takes 8 seconds to start', behaviour: { ...plain, startUpMs: 8_000 } },
  { name: 'full', label: 'Is at capacity', behaviour: { ...plain, outcome: 'at-capacity' } },
  { name: 'dead', label: 'Says yes and never comes', behaviour: { ...plain, outcome: 'silent' } },
  { name: 'late', label: 'Comes after 40 seconds', behaviour: { ...plain, outcome: 'late', lateMs: 40_000 } },
  {
    name: 'transfers',
    label: 'Leads its caller on after 3 seconds',
    behaviour: { ...plain, transfersAfterMs: 3_000, transfersTo: 'desk@pbx.example.com' },
  },
  { name: 'failing', label: 'Answers with an error', behaviour: { ...plain, outcome: 'error' } },
];

/** What the first, second … bot of a call does, or a sentence on what there is. */
export type NamedBots =
  | { readonly ok: true; readonly behaviours: BotBehaviour[] }
  | { readonly ok: false; readonly problem: string };

/** Reads names of kinds: that of the first bot of a call, of the second …; the last one repeats. */
export function botsNamed(names: readonly string[]): NamedBots {
  const behaviours = names.map((wanted) => botKinds.find(({ name }) => name === wanted)?.behaviour);
  const known = behaviours.filter((behaviour) => behaviour !== undefined);
  if (known.length === names.length) return { ok: true, behaviours: known };
  const all = botKinds.map(({ name }) => name).join(', ');
  return { ok: false, problem: `Bots are ${all}, and not ${names.join(', ')}.` };
}
