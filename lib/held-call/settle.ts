import type { HeldCall } from './call.ts';
import type { HeldCallDeps } from './ports.ts';

export type Settled = 'settled' | 'over' | 'failed' | 'nothing-to-settle';

/**
 * Lets the machine go on if the call's item says that it should: it waits and its room is ready, or it is connected. A
 * function of the item alone, so whoever sees the item, however often, may settle.
 */
export async function settle(
  { machine, log }: Pick<HeldCallDeps, 'machine' | 'log'>,
  call: HeldCall,
): Promise<Settled> {
  const due =
    (call.state === 'waiting' && call.ready !== undefined) ||
    call.state === 'connected' ||
    call.state === 'ended';
  if (!due || call.token === undefined) return 'nothing-to-settle';
  const settled = await machine.settle(call.token);
  const fields = { callId: call.id, state: call.state, result: settled };
  if (settled === 'failed') log.error('call-settle-failed', fields);
  else log.info('call-settled', fields);
  return settled;
}
