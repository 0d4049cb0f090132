import { randomInt } from 'node:crypto';
import { createAttemptStore } from '../../lib/aws/stores/conferences/attempt-store.ts';
import { createUnauthenticatedCallStore } from '../../lib/aws/stores/conferences/unauthenticated-store.ts';
import { createCallOutStore } from '../../lib/aws/stores/conferences/call-out-store.ts';
import { dueConferences } from '../../lib/aws/stores/conferences/conference-marks.ts';
import { createConferenceStore } from '../../lib/aws/stores/conferences/conference-store.ts';
import { createDialInStore } from '../../lib/aws/stores/conferences/dial-in-store.ts';
import { createKnownStore } from '../../lib/aws/stores/conferences/known-store.ts';
import { createPinCallStore } from '../../lib/aws/stores/conferences/pin-call-store.ts';
import { createPinStore } from '../../lib/aws/stores/conferences/pin-store.ts';
import {
  createWakeQueue,
  openWakeClient,
  backgroundRetry,
  type WakeRetry,
  type WakeQueue,
} from '../../lib/aws/clients/wake-queue.ts';
import { makeVoices } from '../../lib/conferences/call/voices.ts';
import { pinKeysOf } from '../../lib/conferences/model/pins.ts';
import type { VoiceId } from '../../lib/conferences/model/conference.ts';
import type { ConferenceDeps, VoiceProvider } from '../../lib/conferences/ports.ts';
import { makeRooms } from '../../lib/providers/digital-samba/rooms.ts';
import { callIdFrom } from '../../lib/held-calls/model/call.ts';
import {
  routeHeaderLifeMs,
  routeHeaderName,
  signRouteHeader,
} from '../../lib/held-calls/steps/bots/tokens.ts';
import { measured } from '../../lib/providers/measured.ts';
import type { SecretField } from '../../lib/providers/secret.ts';
import { makeVoice as makePlivo } from '../../lib/providers/plivo/voice.ts';
import { makeVoice as makeSinch } from '../../lib/providers/sinch/voice.ts';
import { makeVoice as makeTwilio } from '../../lib/providers/twilio/voice.ts';
import type { VonageKeys } from '../../lib/providers/vonage/traits.ts';
import { makeVoice as makeVonage } from '../../lib/providers/vonage/voice.ts';
import type { Base } from './compose.ts';
import { clientOf } from './voice-client.ts';

/** Each voice provider that a stage can have: one line each. */
const voiceOf: Record<VoiceId, (base: Base) => VoiceProvider> = {
  twilio: (base) => makeTwilio(clientOf(base, 'twilio', base.env.TWILIO_API_URL), base.env.PUBLIC_URL),
  sinch: (base) => makeSinch(clientOf(base, 'sinch', base.env.SINCH_API_URL)),
  plivo: (base) => makePlivo(clientOf(base, 'plivo', base.env.PLIVO_API_URL), base.env.PUBLIC_URL),
  vonage: (base) =>
    makeVonage(clientOf(base, 'vonage', base.env.VONAGE_API_URL), base.env.PUBLIC_URL, vonageKeys(base)),
};

export const vonageKeys = ({ env }: Pick<Base, 'env'>): VonageKeys =>
  env.VONAGE_KEYS === undefined ? 'none' : 'stay';

/** What the sweep needs of conferences: its function carries nothing else of them. */
export function composeConferenceSweep(base: Base, patience: WakeRetry = backgroundRetry) {
  const { env, clock, random, newId, log, counter, table } = base;
  return {
    conferences: { due: (nowMs: number, limit: number) => dueConferences(table, nowMs, limit) },
    pinCalls: createPinCallStore({ table, clock }),
    callOuts: createCallOutStore({ table, clock, random }),
    unauthenticated: createUnauthenticatedCallStore({ table }),
    dialIns: createDialInStore({ table, clock }),
    voices: makeVoices(env.VOICE_PROVIDERS.map((id) => voiceOf[id](base))),
    wake: createWakeQueue({ client: openWakeClient(patience), queueUrl: env.WAKE_QUEUE_URL, newId }),
    clock,
    log,
    count: counter.count,
  };
}

/** What the other functions of conferences need. */
export function composeConferences(
  base: Base,
  patience?: WakeRetry,
): ConferenceDeps & { readonly wake: WakeQueue } {
  const { env, clock, random, newId, log, counter, http, secret, table } = base;
  const signingKey = secret('signingKey').read;
  const composed = composeConferenceSweep(base, patience);
  return {
    ...composed,
    conferences: createConferenceStore({ table, clock, random }),
    wakeLater: composed.wake,
    pins: createPinStore({ table, clock, random }),
    known: createKnownStore({ table, clock, random }),
    attempts: createAttemptStore({ table, newWriteId: newId }),
    rooms: makeRooms({
      http: measured(http, 'digital-samba', counter.count),
      log,
      apiUrl: env.DIGITAL_SAMBA_API_URL,
      developerKey: secret('digitalSambaDeveloperKey'),
    }),
    randomBelow: (below) => randomInt(below),
    pinKeys: async () => pinKeysOf(await base.secrets.read()),
    signRoute: async (route, call) => {
      const key = await signingKey();
      if (key === undefined) return undefined;
      const header = { route, call: callIdFrom(call), expiresAtMs: clock.now() + routeHeaderLifeMs };
      return { [routeHeaderName]: signRouteHeader(key, header) };
    },
  };
}

/** What the front door of a voice provider's webhooks needs beside them. `fields`: of the secret, that check them. */
export function composeVoiceWebhooks({ env, secrets, http, uses }: Base, ...fields: readonly SecretField[]) {
  return {
    secrets,
    isUsed: uses(...fields),
    publicUrl: env.PUBLIC_URL,
    timeoutSignal: http.timeoutSignal,
  };
}
