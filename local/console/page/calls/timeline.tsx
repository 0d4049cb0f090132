import { useState } from 'preact/hooks';
import type { Entry, Side } from '../../derive/timeline.ts';
import { EntryRow } from './entry-row.tsx';

const sides: readonly { readonly label: string; readonly shows: readonly Side[] }[] = [
  { label: 'Everything', shows: ['gateway', 'caller', 'in', 'out', 'told'] },
  { label: 'The caller', shows: ['caller'] },
  { label: 'The gateway', shows: ['gateway'] },
  { label: 'Requests', shows: ['in', 'out'] },
  { label: 'Events', shows: ['told'] },
];

/** Everything that happened to one call, in order; one side of it alone, if wanted. */
export function Timeline({ entries }: { readonly entries: readonly Entry[] }) {
  const [label, setLabel] = useState('Everything');
  const shows = sides.find((side) => side.label === label)?.shows ?? [];
  const shown = entries.filter(({ side }) => shows.includes(side));
  return (
    <>
      <div class="filters" role="group" aria-label="Show in the timeline">
        {sides.map((side) => (
          <button
            type="button"
            key={side.label}
            aria-pressed={side.label === label}
            onClick={() => setLabel(side.label)}
          >
            {side.label}{' '}
            <span class="count">{entries.filter((entry) => side.shows.includes(entry.side)).length}</span>
          </button>
        ))}
      </div>
      {shown.length === 0 ? (
        <p class="empty">Nothing of this kind is known of the call.</p>
      ) : (
        <ol class="timeline" aria-label="Timeline" tabIndex={0}>
          {shown.map((entry) => (
            <EntryRow key={entry.key} entry={entry} />
          ))}
        </ol>
      )}
    </>
  );
}
