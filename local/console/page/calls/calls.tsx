import { useState } from 'preact/hooks';
import type { CallView } from '../../../../lib/admin/call-schema.ts';
import type { About } from '../../api/events.ts';
import { heldLabels, pinLabels } from '../../derive/lane.ts';
import { isFound } from '../../derive/search.ts';
import { Card } from '../kit/card.tsx';
import { Board } from './board.tsx';

/** All calls of both journeys, side by side. */
export function Calls({
  calls,
  about,
  selected,
}: {
  readonly calls: readonly CallView[];
  readonly about: About | undefined;
  readonly selected: string | undefined;
}) {
  const [wanted, setWanted] = useState('');
  const found = calls.filter((call) => isFound(call, wanted));
  const held = found.filter(({ journey }) => journey === 'held');
  const atDialIns = found.filter(({ journey }) => journey === 'pin');
  const none = (text: string) => (
    <p>{wanted === '' ? text : `No such call is among the ${calls.length} here.`}</p>
  );
  const isLocal = about?.kind !== 'stage';
  const search = (
    <input
      type="search"
      class="search"
      placeholder="Last digits, id, state …"
      aria-label="Find calls by last digits, id, conference or state"
      value={wanted}
      onInput={(event) => setWanted(event.currentTarget.value)}
    />
  );
  return (
    <Card id="calls" title="Calls" aside={search}>
      <div class="boards">
        <Board
          id="held"
          title="Held calls"
          about="Daily plays hold music until a bot, or somebody in a room, is there."
          steps={heldLabels}
          {...{ calls: held, selected }}
          empty={none(
            isLocal
              ? 'No call on hold yet. Press “Call a bot” on the phone.'
              : 'No call on hold in the last hour.',
          )}
        />
        <Board
          id="pin"
          title="PIN calls"
          about="A voice provider’s callers key a PIN and get into a conference."
          steps={pinLabels}
          {...{ calls: atDialIns, selected }}
          empty={none(
            isLocal
              ? 'No PIN call yet. Press “Dial into a conference” on the phone.'
              : 'No PIN call in the last hour.',
          )}
        />
      </div>
    </Card>
  );
}
