import type { Noted } from './noted.ts';

type Called = Extract<Noted, { readonly kind: 'called' }>;

/** After these no further bot is asked for a call. */
const lastOnes = ['connected', 'hung-up'];

/**
 * How the first, second … bot of a call behaved, by the names of `botKinds`; none: all were good. A call that had none chosen for
 * itself had those that were chosen for all, and others from the moment on that this was changed.
 * @param notes in order
 * @param before what was chosen for all when the recording began
 */
export function botsOf(called: Called, notes: readonly Noted[], before: string): readonly string[] {
  if (called.caller.at !== 'daily') return [];
  const names = called.bots ?? chosenFor(called, notes, before);
  return names.every((name) => name === 'good') ? [] : names;
}

function chosenFor(called: Called, notes: readonly Noted[], before: string): readonly string[] {
  const start = notes.indexOf(called);
  const first = notes.slice(0, start).findLast((note) => note.kind === 'bots')?.name ?? before;
  const later: string[] = [];
  for (const note of notes.slice(start)) {
    if (note.kind === 'heard' && note.call === called.call && lastOnes.includes(note.event.kind)) break;
    if (note.kind === 'bots') later.push(note.name);
  }
  return [first, ...later];
}
