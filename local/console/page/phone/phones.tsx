import { useState } from 'preact/hooks';
import type { About } from '../../api/events.ts';
import type { State } from '../../derive/state.ts';
import { Card } from '../kit/card.tsx';
import { Dialer } from './dialer.tsx';
import { PhoneCard } from './phone-card.tsx';
import type { Sound } from './sound.ts';

/** Of calls that are over, so many stay to be read. */
const maxOver = 2;

/** The phones: one that dials, and one for each call that goes on. */
export function Phones({
  about,
  state,
  sound,
}: {
  readonly about: Extract<About, { readonly kind: 'local' }>;
  readonly state: State;
  readonly sound: Sound;
}) {
  const [putAway, setPutAway] = useState<readonly string[]>([]);
  const phones = state.phones.filter(({ id }) => !putAway.includes(id));
  const over = phones.filter(({ isOver }) => isOver).slice(-maxOver);
  const shown = [...over, ...phones.filter(({ isOver }) => !isOver)].reverse();
  return (
    <Card id="phone" title="Phone">
      <Dialer about={about} />
      {shown.slice(0, maxShown).map((phone) => (
        <PhoneCard
          key={phone.id}
          {...{ phone, about, sound }}
          onPutAway={() => setPutAway([...putAway, phone.id])}
        />
      ))}
      {shown.length > maxShown && (
        <p class="hint">And {shown.length - maxShown} more calls, which stand among the calls.</p>
      )}
    </Card>
  );
}

/** Nobody holds more phones at once. */
const maxShown = 6;
