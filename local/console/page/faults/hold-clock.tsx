import { useOrders } from '../kit/orders.ts';

const choices = [
  { hurry: 1, label: 'In real time' },
  { hurry: 8, label: '8 times faster' },
];

/** How fast what held calls wait for is over. */
export function HoldClock({ hurry }: { readonly hurry: number }) {
  const { give } = useOrders();
  const isKnown = choices.some((choice) => choice.hurry === hurry);
  const shown = isKnown ? choices : [...choices, { hurry, label: `${hurry} times faster` }];
  return (
    <label class="field" for="clock">
      The next calls on hold wait
      <select
        id="clock"
        value={String(hurry)}
        onChange={(event) => {
          const wanted = Number(event.currentTarget.value);
          void give((client) => client.setClock(wanted));
        }}
      >
        {shown.map((choice) => (
          <option key={choice.hurry} value={String(choice.hurry)}>
            {choice.label}
          </option>
        ))}
      </select>
    </label>
  );
}
