import type { State } from '../../derive/state.ts';
import { Card } from '../kit/card.tsx';
import { HoldClock } from './hold-clock.tsx';
import { useOrders } from '../kit/orders.ts';
import { Switch } from '../kit/switch.tsx';

/** What can go wrong, and what is promised then. */
export function Faults({ state }: { readonly state: State }) {
  const { give } = useOrders();
  const { about, faults, bot = 'good' } = state;
  const bots = about?.kind === 'local' ? about.bots : [];
  const on = faults.filter(({ isOn }) => isOn).length + (bot === 'good' ? 0 : 1);
  const undo = (
    <button type="button" disabled={on === 0} onClick={() => void give((client) => client.undoFaults())}>
      Undo all{on > 0 && ` (${on})`}
    </button>
  );
  return (
    <Card id="faults" title="Faults" aside={undo}>
      <label class="field" for="bot">
        The next bots
        <select
          id="bot"
          value={bot}
          onChange={(event) => {
            const name = event.currentTarget.value;
            void give((client) => client.setBot(name));
          }}
        >
          {bots.map(({ name, label }) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <HoldClock hurry={state.hurry} />
      {faults.map(({ name, label, promise, isOn }) => (
        <Switch
          key={name}
          {...{ label, isOn, about: promise }}
          onChange={(wanted) => void give((client) => client.setFault(name, wanted))}
        />
      ))}
    </Card>
  );
}
