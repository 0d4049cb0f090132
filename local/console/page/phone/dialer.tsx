import { useState } from 'preact/hooks';
import type { About, NumberOffer } from '../../api/events.ts';
import { numberText } from '../../derive/format.ts';
import { useOrders } from '../kit/orders.ts';

type Local = Extract<About, { readonly kind: 'local' }>;

/** Places a call: one of each kind at a press, or any number. */
export function Dialer({ about }: { readonly about: Local }) {
  const { give } = useOrders();
  const { numbers, providers } = about;
  const [chosen, setChosen] = useState('0');
  const nameOf = (id: string) => providers.find((provider) => provider.id === id)?.name ?? id;
  const call = ({ provider, number: to }: NumberOffer) => give((client) => client.place({ provider, to }));
  const [held, withPin] = [
    numbers.find(({ provider }) => provider === 'daily'),
    numbers.find(({ pin }) => pin !== undefined),
  ];
  const offer = numbers[Number(chosen)];
  return (
    <div class="dialer">
      <div class="quick">
        {held && (
          <button type="button" class="primary" onClick={() => void call(held)}>
            Call a bot
            <small>Daily holds the call until the bot is there</small>
          </button>
        )}
        {withPin && (
          <button type="button" class="primary other" onClick={() => void call(withPin)}>
            Dial into a conference
            <small>{nameOf(withPin.provider)} asks for a PIN</small>
          </button>
        )}
      </div>
      <form
        class="dial"
        onSubmit={(event) => {
          event.preventDefault();
          if (offer) void call(offer);
        }}
      >
        <label for="number">Or another number</label>
        <select id="number" value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
          {numbers.map(({ number, provider, leadsTo }, index) => (
            <option key={`${number} ${leadsTo}`} value={String(index)}>
              {numberText(number)} {leadsTo} ({nameOf(provider)})
            </option>
          ))}
        </select>
        <button type="submit">Call this number</button>
      </form>
    </div>
  );
}
