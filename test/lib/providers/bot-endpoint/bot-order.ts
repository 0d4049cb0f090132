import { callIdSchema } from '../../../../lib/held-calls/model/call.ts';
import type { BotOrder } from '../../../../lib/held-calls/ports.ts';
import type { BotTarget } from '../../../../lib/held-calls/model/route.ts';

/** A whole order for a target, and the JSON that its bot must see. */
export function botOrder(target: BotTarget, more: Partial<Omit<BotOrder, 'target'>> = {}): BotOrder {
  return {
    id: 'c-1-2-1',
    target,
    room: { name: 'pb-dev-c-1-2', url: 'https://example.daily.co/pb-dev-c-1-2', token: 'room-token' },
    call: {
      id: callIdSchema.parse('c-1'),
      to: '+12025550143',
      from: '+12025550188',
      sipHeaders: { 'X-Tenant': 'acme' },
    },
    report: { url: 'https://gw.example.com/calls/c-1/ready', token: '2.report-token' },
    endsAtMs: Infinity,
    ...more,
  };
}

export const orderJson = {
  room_url: 'https://example.daily.co/pb-dev-c-1-2',
  token: 'room-token',
  call: { id: 'c-1', to: '+12025550143', from: '+12025550188', sip_headers: { 'X-Tenant': 'acme' } },
  ready: { url: 'https://gw.example.com/calls/c-1/ready', token: '2.report-token' },
};
