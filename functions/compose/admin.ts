import { randomInt } from 'node:crypto';
import { makeAudited } from '../../lib/aws/stores/audit.ts';
import { createCallLog } from '../../lib/aws/stores/held-calls/call-log.ts';
import { conferencePage } from '../../lib/aws/stores/conferences/conference-rooms.ts';
import { createCallOutStore } from '../../lib/aws/stores/conferences/call-out-store.ts';
import { createConferenceAdmin } from '../../lib/aws/stores/conferences/conference-store.ts';
import { createDialInAdmin, createDialInStore } from '../../lib/aws/stores/conferences/dial-in-store.ts';
import { createIdempotencyStore } from '../../lib/aws/stores/idempotency-store.ts';
import { createKnownStore } from '../../lib/aws/stores/conferences/known-store.ts';
import { createPinStore } from '../../lib/aws/stores/conferences/pin-store.ts';
import { createRouteAdmin, createRouteStore } from '../../lib/aws/stores/route-store.ts';
import { createWakeQueue, openWakeClient, backgroundRetry } from '../../lib/aws/clients/wake-queue.ts';
import { transferCaller } from '../../lib/conferences/admin/transfer.ts';
import { transferCall } from '../../lib/held-calls/steps/transfer.ts';
import { pinKeysOf } from '../../lib/conferences/model/pins.ts';
import { makeRoomProvisioner } from '../../lib/providers/digital-samba/provisioner.ts';
import { webhookUrl } from '../../lib/providers/descriptor.ts';
import { digitalSambaDescriptor } from '../../lib/providers/digital-samba/descriptor.ts';
import { measured } from '../../lib/providers/measured.ts';
import { traitsAmong } from '../../lib/providers/voices.ts';
import type { AdminApiDeps } from '../admin/operation.ts';
import type { Base } from './compose.ts';
import { composeTransfers } from './releases.ts';
import { callOutLimits, composeCallOut } from './call-out.ts';

/** What the HTTP face needs, which programs and the command line ask. */
export function composeAdmin(base: Base): AdminApiDeps {
  const { env, clock, random, newId, log, counter, http, secret, table } = base;
  const provisioner = makeRoomProvisioner(
    {
      http: measured(http, 'digital-samba', counter.count),
      log,
      apiUrl: env.DIGITAL_SAMBA_API_URL,
      developerKey: secret('digitalSambaDeveloperKey'),
    },
    webhookUrl(env.PUBLIC_URL, digitalSambaDescriptor.webhooks.events),
  );
  const wake = createWakeQueue({
    client: openWakeClient(backgroundRetry),
    queueUrl: env.WAKE_QUEUE_URL,
    newId,
  });
  const conferences = createConferenceAdmin({ table, clock, random });
  const traitsOf = traitsAmong(env.VOICE_PROVIDERS);
  const dialIns = createDialInStore({ table, clock });
  const leading = {
    ...{ conferences, dialIns, wake, traitsOf, clock, log, count: counter.count },
    callOuts: createCallOutStore({ table, clock, random }),
    limits: callOutLimits(base),
  };
  return {
    admin: {
      conferences,
      pins: createPinStore({ table, clock, random }),
      known: createKnownStore({ table, clock, random }),
      wake,
      clock,
      provisioner,
      randomBelow: (below) => randomInt(below),
      pinKeys: async () => pinKeysOf(await base.secrets.read()),
      traitsOf,
    },
    conferencePage: (page) => conferencePage({ table, clock }, page),
    routes: {
      store: createRouteStore({ table, clock }),
      admin: createRouteAdmin({ table, clock }),
    },
    dialIns: { store: dialIns, admin: createDialInAdmin({ table, clock }) },
    calls: createCallLog({ table, clock }),
    transfer: (id, to) => transferCall(composeTransfers(base), { id, to, by: 'operator' }),
    transferCaller: (call, to) => transferCaller(leading, call, to),
    callOut: composeCallOut(base),
    audited: makeAudited(table, log),
    idempotency: createIdempotencyStore({ table, clock, newId }),
    isPlainHttpFine: env.PUBLIC_URL.startsWith('http:'),
  };
}
