import { callIdFrom } from '../../../../lib/held-calls/model/call.ts';
import type { Incoming } from '../../frame/network.ts';
import type { JudgedWorld } from '../judged.ts';

/** With a bot that is stopped its room is over: nobody may be in there. */
export function checkStop(world: JudgedWorld, { method, path }: Incoming): void {
  if (method !== 'DELETE') return;
  const bot = world.bots.all.find(({ session, state }) => path.endsWith(session) && state !== 'ended');
  const room = bot && world.rooms.byName.get(bot.room);
  if (room === undefined) return;
  const caller = world.callers.all.find(({ legs }) => [...legs.values()].includes(room));
  if (caller === undefined) return;
  world.checks.deletedWithCaller(room, caller, world.table.call(callIdFrom(caller.plan.callId)));
}
