import { callIdFrom } from '../../../../lib/held-calls/model/call.ts';
import { connectCall } from '../../../../lib/held-calls/steps/connect.ts';
import { holdCall } from '../../../../lib/held-calls/steps/hold.ts';
import { heldCall, inMemory, lobbyTarget } from '../../../support/held-calls.ts';

const calls = ['c1', 'c2', 'c3'] as const;

/** Three callers wait for a room of others. */
export async function lobbyWithCalls() {
  const world = inMemory(calls.map((id) => heldCall(id, { targets: [lobbyTarget] })));
  world.addRoom('lobby');
  for (const id of calls) await holdCall(world.deps, { id: callIdFrom(id), token: `hold-${id}` });
  return world;
}

type Lobby = Awaited<ReturnType<typeof lobbyWithCalls>>;

/** One of them is ordered in. */
export const connect = ({ deps }: Lobby, id: (typeof calls)[number]) =>
  connectCall(deps, { id: callIdFrom(id), token: `connect-${id}` });

/** The call that has an address of the room. */
export const holderOf = ({ rooms }: Lobby, address: string) => rooms.get('lobby')?.addresses[address]?.call;
