import { useState } from 'preact/hooks';
import type { RoomView } from '../../api/events.ts';
import { Card } from '../kit/card.tsx';
import { useOrders } from '../kit/orders.ts';
import { CallerRow } from './caller-row.tsx';

/** The name under which the page's moderator is in the room. */
const moderator = 'Ana';

const bridges = { off: 'telephony off', dialling: 'dialling in …', connected: 'telephony on' } as const;

/** The room of a conference: play its moderator. */
export function Rooms({ rooms }: { readonly rooms: readonly RoomView[] }) {
  const [chosen, setChosen] = useState<string>();
  const room = rooms.find(({ id }) => id === chosen) ?? rooms[0];
  return (
    <Card
      id="room"
      title="Room"
      aside={
        rooms.length > 1 && (
          <select
            aria-label="Which room"
            value={room?.id}
            onChange={(event) => setChosen(event.currentTarget.value)}
          >
            {rooms.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )
      }
    >
      {room ? (
        <Room room={room} />
      ) : (
        <p class="empty">There is no room yet. Make a conference: patchbay conference create</p>
      )}
    </Card>
  );
}

function Room({ room }: { readonly room: RoomView }) {
  const { give } = useOrders();
  const { id, name, isLive, people, bridge, isRecorded, callers } = room;
  const step = (text: string) => void give((client) => client.step(id, text));
  return (
    <div class="room">
      <div>
        <p class="room-state">
          <strong>{name}</strong>
          <span class={`badge ${isLive ? 'badge-good' : ''}`}>{isLive ? 'session live' : 'no session'}</span>
          <span class={`badge ${bridge === 'connected' ? 'badge-good' : ''}`}>{bridges[bridge]}</span>
          {isRecorded && <span class="badge badge-warn">recorded</span>}
        </p>
        <RoomActions room={room} onStep={step} />
      </div>
      <div>
        <ul class="people" aria-label="Who is in the room">
          {people.map((person) => (
            <li key={person}>
              <strong>{person}</strong> <span class="hint">with a browser</span>
            </li>
          ))}
          {callers.map((caller) => (
            <CallerRow key={caller.callId} caller={caller} onStep={step} />
          ))}
        </ul>
        {callers.length === 0 && (
          <p class="empty">
            {isLive
              ? 'No phone is shown yet. Dial into the conference.'
              : 'Nobody is here. Join as the moderator, then dial into the conference with the phone.'}
          </p>
        )}
      </div>
    </div>
  );
}

/** What a moderator can do about the whole room. */
function RoomActions({ room, onStep }: { readonly room: RoomView; readonly onStep: (step: string) => void }) {
  const { isLive, people, bridge, isRecorded, callers } = room;
  const isIn = people.includes(moderator);
  return (
    <div class="actions">
      <button
        type="button"
        class={isIn ? '' : 'primary other'}
        onClick={() => onStep(isIn ? `leave ${moderator}` : `join ${moderator}`)}
      >
        {isIn ? `Leave as ${moderator}` : `Join as ${moderator}, the moderator`}
      </button>
      {isLive && bridge === 'off' && (
        <button type="button" onClick={() => onStep('connect telephony')}>
          Connect telephony
        </button>
      )}
      {isLive && bridge !== 'off' && (
        <button type="button" onClick={() => onStep('disconnect telephony')}>
          Disconnect telephony
        </button>
      )}
      {isLive && (
        <button type="button" onClick={() => onStep(`${isRecorded ? 'stop' : 'start'} recording`)}>
          {isRecorded ? "End the room's recording" : "Start the room's recording"}
        </button>
      )}
      {callers.length > 1 && (
        <button type="button" onClick={() => onStep('mute all')}>
          Mute all
        </button>
      )}
      {isLive && (
        <button type="button" class="danger" onClick={() => onStep('end')}>
          End session
        </button>
      )}
    </div>
  );
}
