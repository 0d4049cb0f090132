import type { CallerEventOf } from '../model/caller-events.ts';
import type { AdminEvent } from '../model/conference-events.ts';
import type { ConferenceId } from '../model/conference.ts';
import type { NotDone } from '../model/not-done.ts';
import type { ConferenceDeps, ConferenceStore, PinAdmin } from '../ports.ts';

/** The room provider, as far as preparing rooms is concerned. */
export interface RoomProvisioner {
  /** The id of a room that exists, by its id or by its name in addresses. */
  find(room: string): Promise<{ readonly ok: true; readonly room: string } | NotDone>;
  /** Makes a room, or adopts the one with this id, with telephony switched on and its events sent to us. */
  prepare(order: {
    readonly name: string;
    readonly room: string | undefined;
    readonly bridgeNumber: string;
    readonly bridgeKeys: string;
    /** A room that is made is marked with it. */
    readonly conference: ConferenceId;
    /** A try that died may have made the room: then that one is taken. */
    readonly isRepeated: boolean;
  }): Promise<{ readonly ok: true; readonly room: string; readonly url: string | undefined } | NotDone>;
  /** Changes what a room's bridge keys. `unknown`: it may have been changed. */
  rekey(
    room: string,
    bridgeKeys: string,
  ): Promise<{ readonly told: 'done' } | { readonly told: 'refused' | 'unknown'; readonly why: string }>;
}

/** What whoever administers conferences and PINs needs. */
export type AdminDeps = Pick<ConferenceDeps, 'clock' | 'randomBelow' | 'pinKeys'> & {
  readonly conferences: ConferenceStore<AdminEvent, CallerEventOf<'transferOrdered'>>;
  readonly pins: PinAdmin;
  readonly provisioner: RoomProvisioner;
};
