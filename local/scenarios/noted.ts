import type { Heard, RoomView } from '../console/api/events.ts';
import type { ScenarioCaller } from './model.ts';

/** What was done and heard while a recording ran, each with its moment in Unix ms. */
export type Noted = { readonly atMs: number } &
  /** `bots`: those that were chosen for the call itself, by their names. */
  (
    | {
        readonly kind: 'called';
        readonly call: string;
        readonly caller: ScenarioCaller;
        readonly bots?: readonly string[];
      }
    /** Bots that are started from now on behave so. */
    | { readonly kind: 'bots'; readonly name: string }
    | { readonly kind: 'keyed'; readonly call: string; readonly keys: string }
    | { readonly kind: 'heard'; readonly call: string; readonly event: Heard }
    | { readonly kind: 'moderated'; readonly room: string; readonly step: string }
    /** People or callers in a room, or what they show, may have changed. */
    | { readonly kind: 'room'; readonly room: RoomView }
    | { readonly kind: 'fault'; readonly name: string; readonly isOn: boolean }
    /** Something was done that no scenario says: `what` of a sentence that begins with "Left out:". */
    | { readonly kind: 'left-out'; readonly what: string }
  );
