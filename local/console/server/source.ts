import type { Exchange, FeedEvent } from '../api/events.ts';
import type { CallOrder } from '../api/orders.ts';
import type { Change } from '../feed/audience.ts';
import type { Done, Refusal } from '../feed/result.ts';

/** Calls to be shown, wherever they are. */
export interface Source {
  whole(): Extract<FeedEvent, { readonly kind: 'whole' }>;
  subscribe(listener: (change: Change) => void): () => void;
  /** What went to and fro for a call; none where that is not known. */
  exchanges(callId: string): readonly Exchange[];
  /** What can be done. Undefined: nothing, it is there to be looked at. */
  readonly orders: Orders | undefined;
}

/** What the page and `npm run call` can have done. */
export interface Orders {
  place(order: CallOrder): { readonly ok: true; readonly id: string } | Refusal;
  key(id: string, keys: string): Done;
  hangUp(id: string): Done;
  step(room: string, step: string): Promise<Done>;
  setFault(name: string, isOn: boolean): Done;
  undoFaults(): Done;
  setBot(name: string): Done;
  setClock(hurry: number): Done;
  record(): Done;
  /** `file`: a scenario. */
  endRecording(): { readonly ok: true; readonly file: string } | Refusal;
}
