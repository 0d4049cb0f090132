import { isConnected, type HeldCall } from '../model/call.ts';
import type { HeldCallDeps } from '../ports.ts';

type Resumed = 'resumed' | 'over' | 'failed' | 'nothing-to-resume';

/**
 * Lets the machine go on if the call's item says that it should: it waits and its room is ready, or it is connected. A
 * function of the item alone, so whoever sees the item, however often, may do so.
 */
export async function resume(
  { machine, log }: Pick<HeldCallDeps, 'machine' | 'log'>,
  call: HeldCall,
): Promise<Resumed> {
  const due =
    (call.state === 'waiting' && call.ready !== undefined) || isConnected(call) || call.state === 'ended';
  if (!due || call.token === undefined) return 'nothing-to-resume';
  const resumed = await machine.resume(call.token);
  const fields = { callId: call.id, state: call.state, result: resumed };
  if (resumed === 'failed') log.error('call-resume-failed', fields);
  else log.info('call-resumed', fields);
  return resumed;
}
