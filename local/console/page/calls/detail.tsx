import { useEffect, useState } from 'preact/hooks';
import type { CallView } from '../../../../lib/admin/call-schema.ts';
import type { Exchange, Phone, Published } from '../../api/events.ts';
import { numberText } from '../../derive/format.ts';
import { laneOf } from '../../derive/lane.ts';
import { timelineOf } from '../../derive/timeline.ts';
import { Card } from '../kit/card.tsx';
import { useOrders } from '../kit/orders.ts';
import { Facts } from './facts.tsx';
import { Timeline } from './timeline.tsx';

/** After a change of the call, what went to and fro is asked for once it has settled. */
const askAfterMs = 150;

/** Everything about one call. */
export function Detail({
  call,
  phone,
  published,
  onClose,
}: {
  readonly call: CallView;
  readonly phone: Phone | undefined;
  readonly published: readonly Published[];
  readonly onClose: () => void;
}) {
  const exchanges = useExchanges(call, phone);
  useEffect(() => {
    // Whoever opened it with the keyboard, or hears the page, goes on from here.
    document.getElementById('call-title')?.focus({ preventScroll: true });
    document.getElementById('call')?.scrollIntoView({ block: 'nearest' });
  }, [call.id]);
  const lane = laneOf(call);
  const close = (
    <button type="button" class="quiet" onClick={onClose}>
      Close
    </button>
  );
  return (
    <Card
      id="call"
      title={`${call.from ?? 'withheld'} → ${numberText(call.to)}: ${lane.label}`}
      aside={close}
    >
      <Facts call={call} />
      <Timeline entries={timelineOf(call, phone, exchanges, published)} />
    </Card>
  );
}

/** Asked for anew whenever the call or its phone has moved. */
function useExchanges(call: CallView, phone: Phone | undefined): readonly Exchange[] {
  const { client } = useOrders();
  const [exchanges, setExchanges] = useState<readonly Exchange[]>([]);
  useEffect(() => {
    let isWanted = true;
    const timer = setTimeout(() => {
      client.exchanges(call.id).then(
        (known) => isWanted && setExchanges(known),
        () => undefined, // the header says that the connection is lost; what was known stays
      );
    }, askAfterMs);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [call, phone]);
  return exchanges;
}
