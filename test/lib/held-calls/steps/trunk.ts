import { trunkCallId, type HeldCall } from '../../../../lib/held-calls/model/call.ts';
import type { RouteTarget } from '../../../../lib/held-calls/model/route.ts';
import type { BotStart } from '../../../../lib/held-calls/ports.ts';
import { answerTrunkCall } from '../../../../lib/held-calls/steps/trunk-call.ts';
import { botTarget, inMemory, secondBotTarget } from '../../../support/held-calls.ts';

/** The room that a trunk's provider has made. */
export const room = { name: 'kQ3vT8xYpLmN0aBcDeFg', url: 'https://example.daily.co/kQ3vT8xYpLmN0aBcDeFg' };
export const ringing = { trunk: 'support', route: 'reception', room };
export const id = trunkCallId(room.name);

/** A trunk that leads to these, and calls that are there already. */
export function world(
  targets: readonly RouteTarget[] = [botTarget, secondBotTarget],
  calls: readonly HeldCall[] = [],
) {
  const gateway = inMemory(calls);
  gateway.routes.set('reception', { kind: 'targets', targets: [...targets], dialOut: false });
  return {
    ...gateway,
    answer: () => answerTrunkCall(gateway.deps, ringing),
    stored: () => gateway.call(id),
  };
}

/** Bots that answer so, the first to the first that is asked. */
export const bots = (...answers: readonly BotStart[]) => {
  const left = [...answers];
  return (): BotStart => left.shift() ?? { kind: 'refused', why: 'nobody-left' };
};
export const full = { kind: 'refused', why: 'at-capacity' } as const;
export const unclear = { kind: 'unknown', why: 'http-502' } as const;
export const started = { kind: 'started', session: 's-1' } as const;
