import { clockText } from '../../derive/format.ts';
import { useOrders } from '../kit/orders.ts';
import { useNow } from '../kit/use-now.ts';

/** Begins a recording, and ends it. */
export function RecordButton({
  since,
  onFile,
}: {
  /** Undefined: nothing is being recorded. */
  readonly since: string | undefined;
  /** Gets what was recorded, as a scenario file. */
  readonly onFile: (file: string | undefined) => void;
}) {
  const { give } = useOrders();
  const nowMs = useNow(since !== undefined);
  if (since === undefined)
    return (
      <button
        type="button"
        class="quiet"
        onClick={() => {
          onFile(undefined);
          void give((client) => client.record());
        }}
      >
        Record
      </button>
    );
  return (
    <button
      type="button"
      class="recording"
      onClick={() => void give((client) => client.endRecording()).then(onFile)}
    >
      <span class="recording-dot" aria-hidden="true" />
      Stop recording <span aria-hidden="true">{clockText(nowMs - Date.parse(since))}</span>
    </button>
  );
}
