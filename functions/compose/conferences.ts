import { randomInt } from 'node:crypto';
import { createAttemptStore } from '../../lib/aws/stores/conferences/attempt-store.ts';
import { createUnauthenticatedCallStore } from '../../lib/aws/stores/conferences/unauthenticated-store.ts';
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
import type { ConferenceDeps } from '../../lib/conferences/ports.ts';
import { makeRooms } from '../../lib/providers/digital-samba/rooms.ts';
import { callIdFrom } from '../../lib/held-calls/model/call.ts';
import { routeHeaderLifeMs, routeHeaderName, signRouteHeader } from '../../lib/held-calls/steps/tokens.ts';
import { measured } from '../../lib/providers/measured.ts';
import { makeVoice } from '../../lib/providers/twilio/voice.ts';
import type { Base } from './compose.ts';

/** What the sweep needs of conferences: its function carries nothing else of them. */
export function composeConferenceSweep(base: Base, patience: WakeRetry = backgroundRetry) {
  const { env, clock, random, newId, log, counter, http, table } = base;
  return {
    conferences: createConferenceStore({ table, clock, random }),
    pinCalls: createPinCallStore({ table, clock }),
    unauthenticated: createUnauthenticatedCallStore({ table }),
    dialIns: createDialInStore({ table, clock }),
    voices: makeVoices([
      makeVoice(
        {
          http: measured(http, 'twilio', counter.count),
          log,
          apiUrl: env.TWILIO_API_URL,
          secrets: base.secrets,
        },
        env.PUBLIC_URL,
      ),
    ]),
    wake: createWakeQueue({ client: openWakeClient(patience), queueUrl: env.WAKE_QUEUE_URL, newId }),
    clock,
    log,
    count: counter.count,
  } satisfies Partial<ConferenceDeps>;
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

/** What the front door of Twilio's webhooks needs beside them. */
export function composeTwilioWebhooks({ env, secrets, http, uses }: Base) {
  return {
    secrets,
    isUsed: uses('twilioAuthTokens', 'twilioSharedKeys'),
    publicUrl: env.PUBLIC_URL,
    timeoutSignal: http.timeoutSignal,
  };
}
