import type { CallView } from '../../../../lib/admin/call-schema.ts';
import { clockText, numberText } from '../../derive/format.ts';
import { laneOf } from '../../derive/lane.ts';
import { addressOf } from '../kit/use-selected.ts';
import { Track } from './track.tsx';

/** Leads whoever uses the keyboard back to the lane of a call. */
export function focusLane(id: string): void {
  document.querySelector<HTMLElement>(`[data-call="${CSS.escape(id)}"]`)?.focus();
}

/** One call in its lane; a link to all about it. */
export function LaneRow({
  call,
  nowMs,
  isSelected,
}: {
  readonly call: CallView;
  readonly nowMs: number;
  readonly isSelected: boolean;
}) {
  const lane = laneOf(call);
  const isBridge = call.journey === 'pin' && call.role === 'bridge';
  return (
    <li>
      <a
        class={`lane tone-${lane.tone}`}
        href={addressOf(call.id)}
        aria-current={isSelected ? 'true' : undefined}
        data-call={call.id}
      >
        <span class="lane-who">
          <strong>{isBridge ? 'The room’s bridge' : (call.from ?? 'withheld')}</strong>
          <span> → {numberText(call.to)}</span>
        </span>
        <span class="lane-state">
          {lane.label}
          <span class="lane-time">
            {call.isLive ? clockText(nowMs - Date.parse(call.arrivedAt)) : call.arrivedAt.slice(11, 16)}
          </span>
        </span>
        <Track lane={lane} />
      </a>
    </li>
  );
}
