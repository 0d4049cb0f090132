import type { CallView } from '../../../../lib/admin/call-schema.ts';

/** A call on hold, as the gateway shows it. */
export const heldCall = (
  change: Partial<CallView & { journey: 'held' }> = {},
): CallView & { journey: 'held' } => ({
  ...{ journey: 'held', id: 'held-1', isLive: true, state: 'waiting', to: '+12025550143', from: '…88' },
  ...{
    arrivedAt: '2026-11-29T20:00:00.000Z',
    reason: 'number',
    heard: ['hold music'],
    targets: ['room:lobby'],
  },
  ...{ attempts: 1, connects: 0 },
  timeline: [{ at: '2026-11-29T20:00:00.000Z', afterMs: 0, event: 'held', detail: 'number' }],
  ...change,
});

/** A call at a dial-in. */
export const pinCall = (
  change: Partial<CallView & { journey: 'pin' }> = {},
): CallView & { journey: 'pin' } => ({
  ...{
    journey: 'pin',
    voice: 'twilio',
    id: 'pin-1',
    isLive: true,
    state: 'in',
    to: '+12025550151',
    from: '…77',
    language: 'en',
  },
  ...{ arrivedAt: '2026-11-29T20:00:01.000Z', heard: [], role: 'caller', conference: 'board' },
  timeline: [{ at: '2026-11-29T20:00:01.000Z', afterMs: 0, event: 'arrived' }],
  ...change,
});
