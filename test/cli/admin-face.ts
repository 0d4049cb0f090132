import { randomInt, randomUUID } from 'node:crypto';
import { operations } from '../../functions/admin/operations.ts';
import { makeHandler, type AdminEvent } from '../../functions/admin.ts';
import { startFront } from '../../local/runtime/front/front.ts';
import { isSigned, localCaller, type WireRequest } from '../../local/runtime/front/signature.ts';
import { traitsOf } from '../../lib/providers/voices.ts';
import { makeAudited } from '../../lib/aws/stores/audit.ts';
import { createCallStore } from '../../lib/aws/stores/held-calls/call-store.ts';
import { transferCaller } from '../../lib/conferences/admin/transfer.ts';
import { transferCall } from '../../lib/held-calls/steps/transfer.ts';
import { settings } from '../support/held-calls.ts';
import { createCallLog } from '../../lib/aws/stores/held-calls/call-log.ts';
import { conferencePage } from '../../lib/aws/stores/conferences/conference-rooms.ts';
import { createCallOutStore } from '../../lib/aws/stores/conferences/call-out-store.ts';
import { createPinCallStore } from '../../lib/aws/stores/conferences/pin-call-store.ts';
import { orderCallOut } from '../../lib/conferences/call-out/order.ts';
import type { PlaceCall } from '../../lib/conferences/ports.ts';
import { createConferenceStore } from '../../lib/aws/stores/conferences/conference-store.ts';
import { createDialInAdmin, createDialInStore } from '../../lib/aws/stores/conferences/dial-in-store.ts';
import { createIdempotencyStore } from '../../lib/aws/stores/idempotency-store.ts';
import { createKnownStore } from '../../lib/aws/stores/conferences/known-store.ts';
import { createPinStore } from '../../lib/aws/stores/conferences/pin-store.ts';
import { createRouteAdmin, createRouteStore } from '../../lib/aws/stores/route-store.ts';
import { valuesOf } from '../../lib/providers/secret.ts';
import type { ClientSettings } from '../../lib/aws/clients/timeouts.ts';
import { backgroundRetry, createWakeQueue, openWakeClient } from '../../lib/aws/clients/wake-queue.ts';
import { openTable } from '../../lib/aws/table/table.ts';
import { voiceCallIdSchema } from '../../lib/conferences/model/conference.ts';
import { pinKeysOf } from '../../lib/conferences/model/pins.ts';
import { makeRoomProvisioner } from '../../lib/providers/digital-samba/provisioner.ts';
import type { Log } from '../../lib/telemetry/telemetry.ts';

/** Who signs as a user of a stage: in every Region that the tests name. */
const stageCaller = { accessKeyId: 'test', secretAccessKey: 'test' } as const;
const signers = [
  { ...localCaller, region: 'us-east-1' },
  { ...stageCaller, region: 'us-east-1' },
  { ...stageCaller, region: 'eu-central-1' },
].map((signer) => ({ ...signer, service: 'execute-api' }));

/** +…66 is a number from which no answer to the order comes, +…65 one that the provider does not call. */
const placeCall: PlaceCall = ({ to }) => {
  if (to.endsWith('66')) return Promise.resolve('unknown');
  if (to.endsWith('65')) return Promise.resolve('refused');
  return Promise.resolve({ kind: 'placed', call: voiceCallIdSchema.parse(`CA${to.slice(-2)}`) });
};

/** The function `admin` over one table, behind a front door that checks signatures as API Gateway does. */
export async function startAdminFace(of: {
  readonly tableName: string;
  readonly aws: ClientSettings;
  readonly wakeQueueUrl: string;
  readonly digitalSambaUrl: string;
  readonly secret: () => Readonly<Record<string, unknown>>;
  readonly now: () => number;
}) {
  const table = openTable(of.tableName, of.aws);
  const clock = { now: () => of.now(), sleep: () => Promise.resolve() };
  const store = { table, clock, random: () => 0 };
  const wakeClient = openWakeClient(backgroundRetry, of.aws);
  const newId = () => randomUUID();
  const changed: unknown[] = [];
  const log: Log = {
    info: (code, fields) => {
      if (code === 'changed') changed.push(fields);
    },
    warn: () => undefined,
    error: () => undefined,
  };
  const values = () => valuesOf(of.secret());
  const developerKey = () => Promise.resolve(values().digitalSambaDeveloperKey);
  /** Daily takes every order. */
  const transferDeps = {
    ...{ clock, log, settings, random: () => 0, count: () => undefined, isCounted: () => true },
    calls: createCallStore({ table, clock, life: settings, newWriteId: newId }),
    video: { transfer: () => Promise.resolve({ kind: 'taken' } as const) },
  };
  const handle = makeHandler({
    admin: {
      conferences: createConferenceStore(store),
      pins: createPinStore(store),
      known: createKnownStore(store),
      wake: createWakeQueue({ client: wakeClient, queueUrl: of.wakeQueueUrl, newId }),
      clock,
      randomBelow: (below) => randomInt(below),
      pinKeys: () => Promise.resolve(pinKeysOf(values())),
      traitsOf,
      provisioner: makeRoomProvisioner(
        {
          http: { fetch, timeoutSignal: (ms) => AbortSignal.timeout(ms), clock },
          log,
          apiUrl: of.digitalSambaUrl,
          developerKey: { read: developerKey, reread: developerKey },
        },
        'http://127.0.0.1:1/digital-samba/events',
      ),
    },
    conferencePage: (page) => conferencePage(store, page),
    routes: {
      store: createRouteStore(store),
      admin: createRouteAdmin(store),
    },
    dialIns: { store: createDialInStore(store), admin: createDialInAdmin(store) },
    calls: createCallLog(store),
    transferCaller: (call, to) =>
      transferCaller(
        {
          ...{ clock, log, traitsOf, count: () => undefined },
          callOuts: createCallOutStore(store),
          limits: { allow: ['+493'], perMinute: 20, perHour: 20 },
          conferences: createConferenceStore(store),
          dialIns: createDialInStore(store),
          wake: createWakeQueue({ client: wakeClient, queueUrl: of.wakeQueueUrl, newId }),
        },
        call,
        to,
      ),
    transfer: (id, to) => transferCall(transferDeps, { id, to, by: 'operator' }),
    callOut: (order) =>
      orderCallOut(
        {
          ...{ clock, log, count: () => undefined },
          conferences: createConferenceStore(store),
          dialIns: createDialInStore(store),
          callOuts: createCallOutStore(store),
          pinCalls: createPinCallStore(store),
          limits: { allow: ['+1202555'], perMinute: 2, perHour: 5 },
          // A stage without Sinch.
          phones: (voice) => (voice === 'sinch' ? undefined : placeCall),
        },
        order,
      ),
    audited: makeAudited(table, log),
    idempotency: createIdempotencyStore({ table, clock, newId }),
    isPlainHttpFine: true,
  });
  const routes = operations.map(({ spec }) => {
    const [method = '', path = ''] = spec.on.split(' ');
    return { method, path, functionName: 'admin', isSigned: true };
  });
  /** Whether IAM lets the caller ask for it. */
  let isAllowed: (request: Pick<WireRequest, 'method' | 'target'>) => boolean = () => true;
  const front = await startFront(
    routes,
    async (_, event) => ({ ok: true, payload: await handle(event as AdminEvent) }),
    0,
    {
      mayCall: (request, now) =>
        signers.some((signer) => isSigned(request, now, signer)) && isAllowed(request),
    },
  );
  return {
    url: front.url,
    /** The lines about changes that the function left in its log. */
    changed,
    allow: (what: typeof isAllowed) => void (isAllowed = what),
    stop: async () => {
      await front.stop();
      table.close();
      wakeClient.destroy();
    },
  };
}
