import { useEffect } from 'preact/hooks';
import type { About, Phone } from '../../api/events.ts';
import { numberText } from '../../derive/format.ts';
import { phoneStateOf } from '../../derive/phone.ts';
import { addressOf } from '../kit/use-selected.ts';
import { useOrders } from '../kit/orders.ts';
import { Keypad } from './keypad.tsx';
import type { Sound } from './sound.ts';
import { Transcript } from './transcript.tsx';

/** A caller's phone: what is heard, keys, and the way out. */
export function PhoneCard({
  phone,
  about,
  sound,
  onPutAway,
}: {
  readonly phone: Phone;
  readonly about: Extract<About, { readonly kind: 'local' }>;
  readonly sound: Sound;
  readonly onPutAway: () => void;
}) {
  const { give } = useOrders();
  const { id, provider, to } = phone;
  const state = phoneStateOf(phone);
  const known = about.providers.find((one) => one.id === provider);
  useEffect(() => {
    sound.hold(id, state.isOnHold && !state.isOver);
    return () => sound.hold(id, false);
  }, [state.isOnHold, state.isOver]);
  const pins = state.isInMeeting
    ? []
    : about.numbers.filter(({ number, pin }) => number === to && pin !== undefined);
  const key = (keys: string) => void give((client) => client.key(id, keys));
  return (
    <article class={`phone${state.isOver ? ' phone-over' : ''}`} aria-label={`Call to ${to}`} data-phone={id}>
      <header>
        <strong>{numberText(to)}</strong>
        <span class="phone-state">
          {state.label}
          {state.isMuted && <span class="badge badge-bad">muted</span>}
        </span>
      </header>
      <Transcript phone={phone} />
      {state.isAnswered && !state.isOver && provider !== 'daily' && (
        <>
          {pins.map(({ pin = '', leadsTo }) => (
            <button type="button" class="chip" key={pin} onClick={() => key(`${pin}#`)}>
              Key the PIN of {leadsTo.replace(/^.*: /, '')} <code>{pin}#</code>
            </button>
          ))}
          {state.isInMeeting && known && <InMeeting keys={known.keys} onKeys={key} />}
          <Keypad onKey={key} />
        </>
      )}
      <footer>
        {state.isOver ? (
          <button type="button" onClick={onPutAway}>
            Put away
          </button>
        ) : (
          <button type="button" class="danger" onClick={() => void give((client) => client.hangUp(id))}>
            Hang up
          </button>
        )}
        <a href={addressOf(id)}>What happened</a>
      </footer>
    </article>
  );
}

/** What keys do in a meeting, where they do anything. */
function InMeeting({
  keys,
  onKeys,
}: {
  readonly keys: 'leave' | 'stay' | 'none';
  readonly onKeys: (keys: string) => void;
}) {
  if (keys === 'none') return <p class="hint">This provider reports no keys of a meeting.</p>;
  // The star leads to a menu, which takes a moment to begin.
  const before = keys === 'leave' ? '*W' : '';
  return (
    <div class="quick-keys">
      <button type="button" class="chip" onClick={() => onKeys(`${before}6`)}>
        Mute or unmute <code>{keys === 'leave' ? '* 6' : '6'}</code>
      </button>
      <button type="button" class="chip" onClick={() => onKeys(`${before}9`)}>
        Hand up or down <code>{keys === 'leave' ? '* 9' : '9'}</code>
      </button>
    </div>
  );
}
