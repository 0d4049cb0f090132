import fc from 'fast-check';
import { callIdSchema } from '../../../lib/held-calls/model/call.ts';
import type { RoomEvent } from '../../../lib/held-calls/model/existing-room.ts';

const call = fc.constantFrom(...['c1', 'c2', 'c3'].map((id) => callIdSchema.parse(id)));
const atMs = fc.constantFrom(1_000, 2_000, 3_000);
const session = fc.constantFrom('s1', 's2', undefined);

/** Everything that may happen to an existing room, in any order. */
export const roomEvents: fc.Arbitrary<readonly RoomEvent[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('ready'), address: fc.constantFrom('a@sip', 'b@sip'), atMs }),
    fc.record({ kind: fc.constant('meetingEnded'), atMs }),
    fc.record({ kind: fc.constant('asked'), call, mayWait: fc.boolean() }),
    fc.record({
      kind: fc.constant('connected'),
      call,
      session,
      connectedAtMs: fc.option(atMs, { nil: undefined }),
    }),
    fc.record({ kind: fc.constant('returned'), call }),
  ),
  { maxLength: 8 },
);
