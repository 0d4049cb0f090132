import { randomInt } from 'node:crypto';
import { createAttemptStore } from '../lib/aws/attempt-store.ts';
import { createConferenceStore } from '../lib/aws/conference-store.ts';
import { createDoorStore } from '../lib/aws/door-store.ts';
import { createPinCallStore } from '../lib/aws/pin-call-store.ts';
import { createPinStore } from '../lib/aws/pin-store.ts';
import { createWakeQueue, openWakeClient } from '../lib/aws/wake-queue.ts';
import { pinKeyOf } from '../lib/conference/pins.ts';
import type { ConferenceDeps } from '../lib/conference/ports.ts';
import { makeRooms } from '../lib/digital-samba/rooms.ts';
import { callIdFrom } from '../lib/held-call/call.ts';
import { routeHeaderLifeMs, routeHeaderName, signRouteHeader } from '../lib/held-call/tokens.ts';
import { makeVoice } from '../lib/twilio/voice.ts';
import type { Base } from './compose.ts';

/** What the functions of conferences need. */
export function composeConferences(base: Base): ConferenceDeps {
  const { env, clock, random, newId, log, counter, http, secret, table } = base;
  const signingKey = secret('signingKey').read;
  return {
    conferences: createConferenceStore({ table, clock, random }),
    pinCalls: createPinCallStore({ table, clock }),
    doors: createDoorStore({ table, clock }),
    pins: createPinStore({ table, clock, random }),
    attempts: createAttemptStore({ table }),
    voice: makeVoice({ http, log, apiUrl: env.TWILIO_API_URL, secrets: base.secrets }, env.PUBLIC_URL),
    rooms: makeRooms({
      http,
      log,
      apiUrl: env.DIGITAL_SAMBA_API_URL,
      developerKey: secret('digitalSambaDeveloperKey'),
    }),
    wake: createWakeQueue({ client: openWakeClient(), queueUrl: env.WAKE_QUEUE_URL, newId }),
    clock,
    log,
    count: counter.count,
    randomBelow: (below) => randomInt(below),
    pinKey: async () => {
      const key = await signingKey();
      return key === undefined ? undefined : pinKeyOf(key);
    },
    signRoute: async (route, call) => {
      const key = await signingKey();
      if (key === undefined) return undefined;
      const header = { route, call: callIdFrom(call), expiresAtMs: clock.now() + routeHeaderLifeMs };
      return { [routeHeaderName]: signRouteHeader(key, header) };
    },
  };
}

/** What the front door of Twilio's webhooks needs beside them. */
export function composeTwilioWebhooks({ env, secrets, http }: Base) {
  return { secrets, publicUrl: env.PUBLIC_URL, timeoutSignal: http.timeoutSignal };
}
