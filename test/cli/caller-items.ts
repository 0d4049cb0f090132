import { createCallStore } from '../../lib/aws/stores/held-calls/call-store.ts';
import { createConferenceStore } from '../../lib/aws/stores/conferences/conference-store.ts';
import { createPinCallStore } from '../../lib/aws/stores/conferences/pin-call-store.ts';
import { conferenceIdSchema, voiceCallIdSchema } from '../../lib/conferences/model/conference.ts';
import type { HeldCall } from '../../lib/held-calls/model/call.ts';
import { endedCall } from '../support/ended-calls.ts';
import { nowMs, type StandIn } from './gateway.ts';

/** Puts into a gateway's table what calls leave there. */
export function storesOf({ table }: Pick<StandIn, 'table'>) {
  const clock = { now: () => nowMs, sleep: () => Promise.resolve() };
  return {
    held: async (id: string, over: Partial<HeldCall>): Promise<void> => {
      const store = createCallStore({ table, clock, life: { longestCallMs: 1 }, newWriteId: () => id });
      await store.put(endedCall(id, nowMs, { heldAtMs: nowMs - 86_400_000, ...over }));
    },

    /** A call at a dial-in that was let into the conference, and is over or not. */
    atDialIn: async (
      id: string,
      at: {
        readonly conference: string;
        readonly dialIn: string;
        readonly from: string;
        readonly isOver: boolean;
      },
    ): Promise<void> => {
      const { dialIn, from } = at;
      const call = voiceCallIdSchema.parse(id);
      const into = conferenceIdSchema.parse(at.conference);
      const calls = createPinCallStore({ table, clock });
      const arrived = {
        language: 'en',
        voice: 'twilio',
        opensTo: 'both',
        isBridgeOrigin: false,
        arrivedAtMs: nowMs,
      } as const;
      await calls.arrived({ call, dialIn, number: from, ...arrived });
      await calls.admitted(call, { conference: into, role: 'caller', joinSequence: 1 });
      const store = createConferenceStore({ table, clock, random: () => 0 });
      const newcomer = { conference: into, call, name: 'Ana', number: from, muted: false };
      await store.changeCaller(into, call, { kind: 'admitted', atMs: nowMs, joinSequence: 1, newcomer });
      if (at.isOver) await store.changeCaller(into, call, { kind: 'gone', atMs: nowMs });
    },
  };
}
