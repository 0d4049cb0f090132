import { useMemo, useState } from 'preact/hooks';
import { callsOf } from '../derive/calls.ts';
import { Alarms } from './calls/alarms.tsx';
import { Calls } from './calls/calls.tsx';
import { Detail } from './calls/detail.tsx';
import { Faults } from './faults/faults.tsx';
import { focusLane } from './calls/lane-row.tsx';
import { Header } from './header.tsx';
import { OrdersContext, ordersWith } from './kit/orders.ts';
import { useSelected } from './kit/use-selected.ts';
import { useStateOfGateway } from './kit/use-state-of-gateway.ts';
import { Phones } from './phone/phones.tsx';
import { SoundButtons } from './phone/sound-buttons.tsx';
import { Sound } from './phone/sound.ts';
import { RecordButton } from './recording/record-button.tsx';
import { Recording } from './recording/recording.tsx';
import { Rooms } from './room/room.tsx';

/** The whole page. */
export function App() {
  const [refused, setRefused] = useState<string>();
  const [recorded, setRecorded] = useState<string>();
  const orders = useMemo(() => ordersWith(setRefused), []);
  const sound = useMemo(() => new Sound(), []);
  const { state, link } = useStateOfGateway(orders.client, sound.hear);
  const [selected, select] = useSelected();
  const { about, phones, rooms } = state;
  const calls = callsOf(state.calls, phones);
  const call = calls.find(({ id }) => id === selected);
  return (
    <OrdersContext.Provider value={orders}>
      <Header
        {...{ about, link }}
        record={<RecordButton since={state.recordingSince} onFile={setRecorded} />}
        sound={<SoundButtons sound={sound} />}
      />
      {refused !== undefined && (
        <p class="refused" role="alert">
          {refused}
          <button type="button" class="quiet" onClick={() => setRefused(undefined)}>
            Close
          </button>
        </p>
      )}
      <main class={`layout layout-${about?.kind ?? 'none'}`}>
        {about?.kind === 'local' && (
          <div class="side">
            <Phones {...{ about, state, sound }} />
          </div>
        )}
        <div class="middle">
          {recorded !== undefined && <Recording file={recorded} onClose={() => setRecorded(undefined)} />}
          {about?.kind === 'stage' && <Alarms about={about} />}
          <Calls {...{ calls, about, selected }} />
          {call && (
            <Detail
              call={call}
              phone={phones.find(({ id }) => id === call.id)}
              published={state.published}
              onClose={() => {
                select(undefined);
                focusLane(call.id);
              }}
            />
          )}
          {selected !== undefined && call === undefined && link === 'live' && (
            <p class="card empty">No call with the id {selected} is here. It may be too long ago.</p>
          )}
          {about?.kind === 'local' && <Rooms rooms={rooms} />}
          {about?.kind === 'local' && <Faults state={state} />}
        </div>
      </main>
    </OrdersContext.Provider>
  );
}
