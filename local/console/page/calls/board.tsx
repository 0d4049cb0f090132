import type { ComponentChildren } from 'preact';
import type { CallView } from '../../../../lib/admin/call-schema.ts';
import { useNow } from '../kit/use-now.ts';
import { LaneRow } from './lane-row.tsx';

/** The calls of one journey, each a lane. */
export function Board({
  id,
  title,
  about,
  steps,
  calls,
  selected,
  empty,
}: {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly steps: readonly string[];
  readonly calls: readonly CallView[];
  readonly selected: string | undefined;
  /** What to do when there are none. */
  readonly empty: ComponentChildren;
}) {
  const live = calls.filter(({ isLive }) => isLive).length;
  const nowMs = useNow(live > 0);
  return (
    <section class={`board board-${id}`} aria-labelledby={`${id}-title`}>
      <header>
        <h3 id={`${id}-title`}>{title}</h3>
        <span class="count">{live === 0 ? 'none live' : `${live} live`}</span>
        <p>{about}</p>
      </header>
      <p class="legend" aria-hidden="true">
        {steps.map((step) => (
          <span key={step}>{step}</span>
        ))}
      </p>
      {calls.length === 0 ? (
        <div class="empty">{empty}</div>
      ) : (
        <ul class="lanes" aria-label={title}>
          {calls.map((call) => (
            <LaneRow key={call.id} call={call} nowMs={nowMs} isSelected={call.id === selected} />
          ))}
        </ul>
      )}
    </section>
  );
}
