import { describe, expect, it } from 'vitest';
import { makeBotEndpoint } from '../../../../lib/providers/bot-endpoint/bot-endpoint.ts';
import { parseEvent } from '../../../../lib/providers/daily/events.ts';
import { parsePinlessRequest } from '../../../../lib/providers/daily/incoming-call.ts';
import {
  checkSignature,
  pinlessHeaders,
  webhookHeaders,
  type SignatureHeaders,
} from '../../../../lib/providers/daily/signature.ts';
import { makeVideoRooms } from '../../../../lib/providers/daily/rooms/video-rooms.ts';
import { makePipecatCloud } from '../../../../lib/providers/pipecat-cloud/pipecat-cloud.ts';
import { callIdSchema } from '../../../../lib/held-calls/model/call.ts';
import type { BotOrder } from '../../../../lib/held-calls/ports.ts';
import type { BotTarget } from '../../../../lib/held-calls/model/route.ts';
import {
  bots as simulatedBots,
  daily as simulatedDaily,
  receiver,
  secret,
  until,
  type Received,
} from '../../../local/simulated/harness.ts';
import { fakeKey, fakeLog } from '../../http/fake-http.ts';

const http = {
  fetch: (url: string, init: RequestInit) => fetch(url, init),
  timeoutSignal: (ms: number) => AbortSignal.timeout(ms),
  clock: {
    now: () => Date.now(),
    sleep: (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms)),
  },
};
const { log } = fakeLog();
/** When a request to a stand-in has to be answered. */
const soon = () => Date.now() + 5_000;
const read = (value: string) => () => Promise.resolve(value);

function bodyOf(received: Received | undefined, names: SignatureHeaders): string {
  expect(received).toBeDefined();
  const { text = '', headers = {} } = received ?? {};
  expect(checkSignature(text, headers, names, [secret], Date.now())).toBe('ok');
  return text;
}

/** Everything that a held call needs of outside parties, spoken with strict stand-ins of them. */
async function outside() {
  const [calls, events] = [await receiver(), await receiver()];
  const provider = await simulatedDaily({ defaultPinless: { url: calls.url, hmac: secret } });
  provider.registerWebhook({ url: events.url, hmac: secret });
  const backEnds = await simulatedBots({ daily: provider });
  const video = makeVideoRooms({
    http,
    log,
    apiUrl: provider.url,
    apiKey: fakeKey(provider.settings.apiKey),
    domainId: read(provider.settings.domainId),
  });
  const pipecatCloud = makePipecatCloud({
    http,
    log,
    apiUrl: backEnds.pipecatCloudUrl,
    publicKey: fakeKey(backEnds.publicKey),
    privateKey: fakeKey(backEnds.privateKey),
  });
  const endpoint = makeBotEndpoint({ http, log, secret: read(backEnds.endpointSecret) });
  const parsedEvents = () =>
    events.got.map((received) => parseEvent(bodyOf(received, webhookHeaders), Date.now()));
  const heldCall = async () => {
    const caller = provider.placeCall({ to: '+12025550143', sipHeaders: { 'X-Tenant': 'acme' } });
    await caller.waitFor('webhook-answered');
    const request = parsePinlessRequest(bodyOf(calls.got[0], pinlessHeaders));
    if (request.kind !== 'call') throw new Error(`not a call: ${request.kind}`);
    return { caller, call: request.call };
  };
  return { provider, backEnds, video, pipecatCloud, endpoint, parsedEvents, heldCall };
}

async function room(video: Awaited<ReturnType<typeof outside>>['video'], name: string) {
  const expiresAtMs = Date.now() + 600_000;
  const made = await video.create({
    name,
    expiresAtMs,
    dialOut: false,
    displayName: '+12025550188',
    endsAtMs: soon(),
  });
  if (!made.ok) throw new Error(made.why);
  const token = await video.botToken(name, 0, expiresAtMs);
  if (token === undefined) throw new Error('no token');
  return { name, token, ...made };
}

function orderFor(target: BotTarget, { name, url, token }: Awaited<ReturnType<typeof room>>): BotOrder {
  return {
    id: 'c-1-1-1',
    target,
    room: { name, url, token },
    call: { id: callIdSchema.parse('c-1'), to: '+12025550143', from: '+12025550188' },
    report: { url: 'http://127.0.0.1:9/calls/c-1/ready', token: '1.report' },
    endsAtMs: soon(),
  };
}

const pipecatTarget = { kind: 'pipecat-cloud', agent: 'front-desk' } as const;

describe('a held call, as its outside parties see it', () => {
  it.each(['pipecat-cloud', 'bot-endpoint'] as const)('is connected to a bot of %s', async (kind) => {
    const { provider, backEnds, video, pipecatCloud, endpoint, parsedEvents, heldCall } = await outside();
    const { caller, call } = await heldCall();
    expect(call).toMatchObject({ to: '+12025550143', sipHeaders: { 'X-Tenant': 'acme' } });

    const made = await room(video, 'pb-dev-c-1-1');
    const again = await room(video, made.name);
    expect(again.address).toBe(made.address);
    expect(await video.addressOf(made.name, soon())).toBe(made.address);

    const endpointTarget = { kind: 'bot-endpoint', url: `${backEnds.endpointUrl}/front-desk` } as const;
    const started =
      kind === 'pipecat-cloud'
        ? await pipecatCloud.start(orderFor(pipecatTarget, made), pipecatTarget)
        : await endpoint.start(orderFor(endpointTarget, made), endpointTarget);
    expect(started.kind).toBe('started');

    await until(() => parsedEvents().some((event) => event.kind === 'ready'));
    expect(parsedEvents().find((event) => event.kind === 'ready')).toMatchObject({
      room: made.name,
      address: made.address,
    });
    expect(await video.callerIn(made.name, soon())).toBe('out');

    expect(await video.connect(call.hold, made.address, soon())).toMatchObject({ kind: 'taken' });
    await caller.waitFor('connected');
    expect(await video.callerIn(made.name, soon())).toBe('in');
    await until(() => parsedEvents().some((event) => event.kind === 'connected'));
    expect(provider.updates).toHaveLength(1);

    expect(await video.remove([made.name])).toEqual([]);
    expect(await video.remove([made.name])).toEqual([]);
    expect(await video.callerIn(made.name, soon())).toBe('unknown');
    expect(await video.addressOf(made.name, soon())).toBeUndefined();
  });

  it('is gone once the caller has hung up', async () => {
    const { video, heldCall } = await outside();
    const { caller, call } = await heldCall();
    const made = await room(video, 'pb-dev-c-1-1');
    caller.hangUp();
    expect(await video.connect(call.hold, made.address, soon())).toMatchObject({ kind: 'gone' });
  });

  it('leaves nothing behind, though one of its rooms is gone already', async () => {
    const { video, pipecatCloud, provider, backEnds } = await outside();
    const names = ['pb-dev-c-1-1', 'pb-dev-c-1-2', 'pb-dev-c-1-3', 'pb-dev-c-1-4'];
    const [first] = await Promise.all(names.map((name) => room(video, name)));
    if (first === undefined) throw new Error('no room');
    const started = await pipecatCloud.start(orderFor(pipecatTarget, first), pipecatTarget);
    if (started.kind !== 'started') throw new Error(started.kind);
    expect(await pipecatCloud.stop({ target: pipecatTarget, attempt: 1, ...started }, pipecatTarget)).toBe(
      true,
    );
    expect(backEnds.sessions.map(({ state }) => state)).toEqual(['ended']);

    expect(await video.remove(['pb-dev-c-1-2'])).toEqual([]);
    expect(await video.remove(names)).toEqual([]);
    expect(names.filter((name) => provider.rooms.find(name) !== undefined)).toEqual([]);
  });
});
