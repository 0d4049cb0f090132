import { createServer } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { createConferenceStore } from '../../../lib/aws/stores/conferences/conference-store.ts';
import { createDialInAdmin } from '../../../lib/aws/stores/conferences/dial-in-store.ts';
import { createPinStore } from '../../../lib/aws/stores/conferences/pin-store.ts';
import { createRouteAdmin } from '../../../lib/aws/stores/route-store.ts';
import { triesKey } from '../../../lib/aws/table/table.ts';
import { usedEvents as dailyEvents } from '../../../lib/providers/daily/admin/webhook.ts';
import { usedEvents as roomEvents } from '../../../lib/providers/digital-samba/admin.ts';
import { conferenceIdSchema, conferenceSettingsSchema } from '../../../lib/conferences/model/conference.ts';
import { dialInSchema } from '../../../lib/conferences/model/dial-in.ts';
import { routeSchema, type Target } from '../../../lib/held-calls/model/route.ts';
import { webhooksOf } from '../../../lib/providers/twilio/urls.ts';
import { startSimulatedBots } from '../../../local/simulated/bots.ts';
import * as z from 'zod';
import { expect } from 'vitest';
import { startConnected } from '../connect/gateway.ts';
import { run, signingKey, type Ran, type RunOptions } from '../gateway.ts';

export const pinlessHmac = Buffer.from('the secret of the pinless webhook').toString('base64');
export const eventsHmac = Buffer.from('the secret of the domain webhook!').toString('base64');
const sharedKey = 'the secret of a rule at Twilio'.replaceAll(' ', '-');
const roomSecret = 'the secret that Digital Samba carries';

/** What each thing that can be dialled is. */
export const dialled = {
  daily: '+12025550143',
  callers: '+12025550151',
  bridge: 'bridge.sip.twilio.com',
  forwarding: '+12025550153',
} as const;

/**
 * A front door that answers as the functions do, and a bot endpoint and a fallback beside it: the functions themselves
 * have tests of their own. `answers` replaces the answer at one path by another status.
 */
async function startFront() {
  const answers = new Map<string, number>();
  const usual = (path: string, body: string, isByKey: boolean): number => {
    if (path.startsWith('/daily/')) return body.includes('"test"') ? 200 : 401;
    if (path.startsWith('/twilio/')) return isByKey && path.startsWith('/twilio/announce?') ? 200 : 403;
    if (path.startsWith('/digital-samba/')) return 401;
    return path.startsWith('/fallback') ? 200 : 404;
  };
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const settings = request.headers['x-twilio-webhooks-signature-settings'];
    void text(request).then((body) => {
      response.statusCode =
        request.method === 'GET' ? 404 : (answers.get(path) ?? usual(path, body, settings !== undefined));
      response.end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The front door has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    answers,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A gateway in which all is well: everything is stored, and every provider points here. */
export async function startHealthy() {
  const gateway = await startConnected();
  const front = await startFront();
  const bots = await startSimulatedBots({
    daily: gateway.daily,
    agents: ['receptionist'],
    observer: gateway.witness.observer('pipecat-cloud'),
  });
  const { table, daily, twilio, digitalSamba } = gateway;
  const clock = { now: () => Date.now(), sleep: () => Promise.resolve() };
  const deps = { table, clock, random: () => 0 };
  const webhooks = webhooksOf(front.url);
  const providers = {
    daily: {
      ...gateway.providers.daily,
      pinlessUrl: `${front.url}/daily/pinless`,
      eventsUrl: `${front.url}/daily/events`,
    },
    twilio: {
      apiUrl: gateway.providers.twilio.apiUrl,
      voiceUrl: webhooks.voiceUrl,
      statusUrl: webhooks.statusCallback,
      fallbackUrl: `${front.url}/fallback`,
    },
    pipecatCloudApiUrl: bots.pipecatCloudUrl,
  };
  const digitalSambaEventsUrl = `${front.url}/digital-samba/events`;
  gateway.describe({ providers, digitalSambaEventsUrl });
  const keys = {
    ...gateway.keys,
    signingKey,
    dailyDomainId: daily.settings.domainId,
    dailyPinlessHmac: [pinlessHmac],
    dailyWebhookHmac: [eventsHmac],
    pipecatCloudPublicKey: bots.publicKey,
    pipecatCloudPrivateKey: bots.privateKey,
    botEndpointSecret: bots.endpointSecret,
    twilioSharedKeys: [`sharedkey-1=${sharedKey}`],
    digitalSambaWebhookSecrets: [roomSecret],
  };
  gateway.secrets.set(keys);

  daily.configurePinless([
    { phone_number: dialled.daily, room_creation_api: providers.daily.pinlessUrl, hmac: pinlessHmac },
    { room_creation_api: providers.daily.pinlessUrl, hmac: pinlessHmac },
  ]);
  const webhook = daily.registerWebhook({
    url: providers.daily.eventsUrl,
    hmac: eventsHmac,
    eventTypes: [...dailyEvents],
    retryType: 'exponential',
  });
  const configureNumber = (phoneNumber: string, changes = {}) =>
    twilio.configureNumber({
      phoneNumber,
      ...webhooks,
      voiceFallbackUrl: providers.twilio.fallbackUrl,
      ...changes,
    });
  for (const number of [dialled.callers, dialled.forwarding]) configureNumber(number);
  twilio.configureSipDomain({
    domain: dialled.bridge,
    ...webhooks,
    voiceFallbackUrl: providers.twilio.fallbackUrl,
  });
  const roomWebhook = digitalSamba.webhooks.create({
    endpoint: digitalSambaEventsUrl,
    events: [...roomEvents],
    authorization_header: roomSecret,
  });

  daily.rooms.create({
    name: 'lobby',
    properties: {
      exp: Math.ceil(Date.now() / 1000) + 3600,
      sip: { display_name: 'Lobby', sip_mode: 'dial-in' },
    },
  });
  const routes = createRouteAdmin({ table, clock });
  const setRoute = (key: string, targets: readonly Target[]) =>
    routes.set(key, routeSchema.parse({ kind: 'targets', targets }));
  await setRoute(dialled.daily, [
    { kind: 'pipecat-cloud', agent: 'receptionist' },
    { kind: 'bot-endpoint', url: `${bots.endpointUrl}/own` },
    { kind: 'room', room: 'lobby' },
  ]);
  const address = daily.entries().find(({ phone_number }) => phone_number === undefined)?.sip_uri ?? '';
  await setRoute(address, [{ kind: 'room', room: 'lobby' }]);
  const dialIns = createDialInAdmin({ table, clock });
  const setDialIn = (number: string, dialIn: object) => dialIns.set(number, dialInSchema.parse(dialIn));
  await setDialIn(dialled.callers, { kind: 'pin', opensTo: 'callers' });
  await setDialIn(dialled.bridge, { kind: 'pin', opensTo: 'bridge' });
  await setDialIn(dialled.forwarding, { kind: 'forward', address });
  const made = digitalSamba.rooms.create({ privacy: 'private', description: 'Board meeting' });
  if (!made.ok) throw new Error('The simulated Digital Samba refused the room.');
  await createConferenceStore(deps).put({
    id: conferenceIdSchema.parse('board'),
    name: 'Board meeting',
    room: made.room.id,
    voice: 'twilio',
    dialIn: dialled.callers,
    settings: conferenceSettingsSchema.parse({}),
    isClosed: false,
    bridge: { state: 'absent', tries: 0, notBeforeMs: 0 },
    joins: 0,
    createdAtMs: clock.now(),
  });

  return {
    ...gateway,
    front,
    bots,
    providers,
    keys,
    /** As after an hour in which so many wrong PINs were keyed. */
    spendPins: (tries: number) =>
      table.client.send(
        new PutCommand({
          TableName: table.name,
          Item: { ...triesKey('deployment', Math.floor(Date.now() / 3_600_000)), tries },
        }),
      ),
    /** A PIN of six digits, until tomorrow. */
    keepShortPin: () =>
      createPinStore(deps).put('a hash', {
        kind: 'caller',
        conference: conferenceIdSchema.parse('board'),
        keyId: 'a key',
        validUntilMs: Date.now() + 86_400_000,
        isGuessable: true,
      }),
    /** Of Daily's domain. */
    webhook,
    roomWebhook,
    address,
    routes,
    dialIns,
    setRoute,
    setDialIn,
    configureNumber,
    /** Lets the gateway be called at another address, of which Daily has not been told. */
    moveEvents: () => {
      const eventsUrl = providers.daily.eventsUrl.replace('127.0.0.1', 'localhost');
      const moved = { ...providers, daily: { ...providers.daily, eventsUrl } };
      gateway.describe({ providers: moved, digitalSambaEventsUrl });
    },
    /** Examines it, on the clock that the simulated providers have. */
    doctor: (args: readonly string[] = [], options: RunOptions = {}) =>
      run(['doctor', ...args, '--local'], {
        localGatewayFile: gateway.localGatewayFile,
        nowMs: Date.now(),
        ...options,
      }),
    stop: async () => {
      await bots.stop();
      await front.stop();
      await gateway.stop();
    },
  };
}
export type Healthy = Awaited<ReturnType<typeof startHealthy>>;

const findingSchema = z.object({
  check: z.string(),
  severity: z.enum(['critical', 'warning']),
  what: z.string(),
  means: z.string(),
  fix: z.string(),
  isFixed: z.boolean().optional(),
});
/** What `doctor --json` prints. */
const reportSchema = z.object({
  gateway: z.string(),
  checks: z.array(
    z.object({
      check: z.string(),
      state: z.enum(['checked', 'not-checked', 'not-used']),
      why: z.string().optional(),
    }),
  ),
  findings: z.array(findingSchema),
  summary: z.object({
    critical: z.number(),
    warnings: z.number(),
    fixed: z.number(),
    notChecked: z.number(),
  }),
});

/** Examines a gateway, and reads what it prints as JSON. */
export async function report(gateway: Healthy, args: readonly string[] = [], options: RunOptions = {}) {
  const ran = await gateway.doctor([...args, '--json'], options);
  return { ...ran, ...reportSchema.parse(JSON.parse(ran.out)) };
}

/** Neither keys nor secrets stand in what was printed. */
export function expectHidden(gateway: Healthy, { out, err }: Ran) {
  const { twilioAuthTokens, dailyApiKey, digitalSambaDeveloperKey, pipecatCloudPrivateKey } = gateway.keys;
  const secrets = [
    pinlessHmac,
    eventsHmac,
    roomSecret,
    sharedKey,
    dailyApiKey,
    digitalSambaDeveloperKey,
    pipecatCloudPrivateKey,
  ];
  for (const secret of [...secrets, ...twilioAuthTokens]) expect(out + err).not.toContain(secret);
}
