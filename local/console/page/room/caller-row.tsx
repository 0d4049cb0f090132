import type { RoomView } from '../../api/events.ts';

type Caller = RoomView['callers'][number];

/** A caller as the moderator sees them, and what a moderator can do. */
export function CallerRow({
  caller,
  onStep,
}: {
  readonly caller: Caller;
  readonly onStep: (step: string) => void;
}) {
  const { callId, name, muted, hand } = caller;
  const button = (label: string, step: string) => (
    <button type="button" aria-label={`${label}: ${name}`} onClick={() => onStep(`${step} ${callId}`)}>
      {label}
    </button>
  );
  return (
    <li>
      <div>
        <strong>{name}</strong> <span class="hint">by phone</span>
        {muted && <span class="badge badge-bad">muted</span>}
        {hand && <span class="badge badge-warn">hand up</span>}
      </div>
      <div class="actions">
        {muted ? button('Ask to unmute', 'ask to unmute') : button('Mute', 'mute')}
        {muted && button('Unmute', 'unmute')}
        {hand && button('Lower hand', 'lower hand')}
        {button('Remove', 'remove')}
      </div>
    </li>
  );
}
