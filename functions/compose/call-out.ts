import { createCallOutStore } from '../../lib/aws/stores/conferences/call-out-store.ts';
import { createConferenceAdmin } from '../../lib/aws/stores/conferences/conference-store.ts';
import { createDialInStore } from '../../lib/aws/stores/conferences/dial-in-store.ts';
import { createPinCallStore } from '../../lib/aws/stores/conferences/pin-call-store.ts';
import { orderCallOut } from '../../lib/conferences/call-out/order.ts';
import type { CallOutLimits } from '../../lib/conferences/model/call-out.ts';
import type { VoiceId } from '../../lib/conferences/model/conference.ts';
import type { PlaceCall } from '../../lib/conferences/ports.ts';
import { makeCallOut as makePlivo } from '../../lib/providers/plivo/call-out.ts';
import { makeCallOut as makeSinch } from '../../lib/providers/sinch/call-out.ts';
import { makeCallOut as makeTwilio } from '../../lib/providers/twilio/call-out.ts';
import { makeCallOut as makeVonage } from '../../lib/providers/vonage/call-out.ts';
import type { AdminApiDeps } from '../admin/operation.ts';
import type { Base } from './compose.ts';
import { clientOf } from './voice-client.ts';

/** How each voice provider calls somebody: one line each. */
const phoneOf: Record<VoiceId, (base: Base) => PlaceCall> = {
  twilio: (base) => makeTwilio(clientOf(base, 'twilio', base.env.TWILIO_API_URL), base.env.PUBLIC_URL),
  sinch: (base) => makeSinch(clientOf(base, 'sinch', base.env.SINCH_API_URL)),
  plivo: (base) => makePlivo(clientOf(base, 'plivo', base.env.PLIVO_API_URL), base.env.PUBLIC_URL),
  vonage: (base) => makeVonage(clientOf(base, 'vonage', base.env.VONAGE_API_URL), base.env.PUBLIC_URL),
};

/** What the settings of the stage allow; of a stage without `callOuts`: nothing. */
export const callOutLimits = ({ env }: Pick<Base, 'env'>): CallOutLimits => ({
  allow: env.CALL_OUT_PREFIXES ?? [],
  perMinute: env.CALL_OUTS_PER_MINUTE ?? 0,
  perHour: env.CALL_OUTS_PER_HOUR ?? 0,
});

/** Calls people as far as the settings of the stage allow it. */
export function composeCallOut(base: Base): AdminApiDeps['callOut'] {
  const { env, clock, random, log, counter, table } = base;
  const store = { table, clock, random };
  const deps = {
    conferences: createConferenceAdmin(store),
    dialIns: createDialInStore(store),
    callOuts: createCallOutStore(store),
    pinCalls: createPinCallStore(store),
    phones: (id: VoiceId) => (env.VOICE_PROVIDERS.includes(id) ? phoneOf[id](base) : undefined),
    ...{ clock, log, count: counter.count },
    limits: callOutLimits(base),
  };
  return (order) => orderCallOut(deps, order);
}
