import { Hono } from 'hono';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { HttpAnswer } from '../../functions/shared/http.ts';
import { makeHandler as makeEvents } from '../../functions/vonage-events.ts';
import { makeHandler as makeVoiceHandler } from '../../functions/vonage-voice.ts';
import { orderCallOut } from '../../lib/conferences/call-out/order.ts';
import { makeVoices } from '../../lib/conferences/call/voices.ts';
import { textOf } from '../../lib/conferences/model/languages/index.ts';
import { syncConference } from '../../lib/conferences/reconcile/sync.ts';
import { callIdOf } from '../../lib/providers/vonage/call-id.ts';
import { makeCallOut } from '../../lib/providers/vonage/call-out.ts';
import type { VonageKeys } from '../../lib/providers/vonage/traits.ts';
import { makeVoice } from '../../lib/providers/vonage/voice.ts';
import { listen } from '../../local/simulated/kit/http.ts';
import type { SipDialRequest } from '../../local/simulated/kit/sip-dialler.ts';
import type { VonageCall } from '../../local/simulated/vonage/calls/call.ts';
import type { SimulatedVonageOptions } from '../../local/simulated/vonage/options.ts';
import { startSimulatedVonage } from '../../local/simulated/vonage/start.ts';
import { inMemoryConferences } from '../support/conferences.ts';
import { inUse } from '../support/in-use.ts';
import { conferenceId, newConference } from '../support/new-conference.ts';

// The functions and their adapter against the simulated Vonage, over HTTP: nothing between them is a double, and each point that
// Vonage leaves open is tried in its other setting too.

const number = '+12025550180';
const farNumber = '+12025550182';
const forwarding = '+12025550184';
const pin = '01234567890';
const bridgePin = '98765432109876';
const weekly = conferenceId('weekly');
/** So much faster than life go the calls, and the domain's clock with them. */
const pace = 20;

interface Options extends SimulatedVonageOptions {
  readonly keys?: VonageKeys;
}

async function stage({ keys = 'stay', ...options }: Options) {
  // The account's requests a second are real ones, and life is faster here.
  const vonage = await startSimulatedVonage({
    ...{ timeScale: 1 / pace, maxRequestsPerSecond: 15 * pace, retryDelayMs: 20, ...options },
  });
  onTestFinished(() => vonage.stop());
  const startedAtMs = Date.now();
  const clock = {
    now: () => startedAtMs + (Date.now() - startedAtMs) * pace,
    sleep: (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms / pace)),
  };
  const { applicationId, privateKey, signatureSecret, apiKey } = vonage.settings;
  const known = () =>
    Promise.resolve({
      vonageApplicationId: applicationId,
      vonagePrivateKey: privateKey,
      vonageSignatureSecrets: [signatureSecret],
      vonageApiKey: apiKey,
    });
  const secrets = { read: known, reread: known };
  const world = inMemoryConferences([
    newConference('weekly', { voice: 'vonage', dialIn: number, settings: { joinMuted: true } }),
  ]);
  const app = new Hono();
  const server = await listen(app, 0);
  onTestFinished(() => server.close());
  const publicUrl = server.origin;
  // Tokens are of real time; pauses are not.
  const realTime = { ...clock, now: () => Date.now() };
  const http = { fetch, timeoutSignal: (ms: number) => AbortSignal.timeout(ms), clock: realTime };
  const client = {
    http,
    log: world.deps.log,
    apiUrl: vonage.origin,
    secrets,
    newId: () => crypto.randomUUID(),
  };
  const voice = makeVoice(client, publicUrl, keys);
  // One sync at a time, and one more for whatever comes in meanwhile, as the queue has it.
  let synced: Promise<unknown> = Promise.resolve();
  const wake = () => {
    synced = synced.then(() => syncConference(deps, weekly));
    return Promise.resolve('sent' as const);
  };
  const deps = { ...world.deps, voices: makeVoices([voice]), clock, wake: { wake } };
  for (const each of [number, farNumber]) {
    world.openDialIn(each, { kind: 'pin', voice: 'vonage', opensTo: 'callers' });
  }
  const { host } = vonage.settings.sip;
  const bridgeUser = '+12025550181';
  world.openDialIn(bridgeUser, { kind: 'pin', voice: 'vonage', opensTo: 'bridge' });
  world.openDialIn(forwarding, {
    kind: 'forward',
    voice: 'vonage',
    address: 'room@sip.example.com',
    route: 'board',
  });
  world.addPin(pin, { conference: 'weekly', kind: 'caller' });
  world.addPin(bridgePin, { conference: 'weekly', kind: 'bridge' });
  world.world.connectBridge = () => {
    vonage.placeCall({ to: `sip:${bridgeUser}@${host}`, keys: `wait-for input, ${bridgePin}#` });
    return 'done';
  };
  const front = { ...deps, ...inUse, secrets, publicUrl, keys, clock: realTime };
  const timeoutSignal = (ms: number): AbortSignal => AbortSignal.timeout(ms);
  const [answers, events] = [makeVoiceHandler({ ...front, timeoutSignal }), makeEvents(front)];
  app.post('/vonage/:route', async (c) => {
    const { pathname, searchParams } = new URL(c.req.url);
    const isEvent = ['events', 'rtc', 'keys'].includes(c.req.param('route'));
    const answer: HttpAnswer = await (isEvent ? events : answers)({
      rawPath: pathname,
      rawQueryString: searchParams.toString(),
      headers: c.req.header(),
      body: await c.req.text(),
      isBase64Encoded: false,
    });
    const sent = Object.entries(answer.headers ?? {}).map(([name, value]): [string, string] => [
      name,
      `${value}`,
    ]);
    return new Response(answer.body ?? null, { status: answer.statusCode ?? 200, headers: sent });
  });
  vonage.configureNumber({ number });
  vonage.configureNumber({ number: forwarding });
  vonage.configureNumber({ number: farNumber, region: 'ap-4' });
  const at = (route: string): string => `${publicUrl}/vonage/${route}`;
  vonage.configureWebhooks({ answer: at('voice'), event: at('events'), rtc: at('rtc') });
  onTestFinished(() => synced.then(() => undefined));
  const caller = (call: VonageCall) =>
    world.caller('weekly', callIdOf(call.uuid, call.identity.region) ?? '');
  /** Has somebody called in; what comes of asking, and the call. */
  const callIn = async (to: string) => {
    const limits = { allow: ['+1202555'], perMinute: 20, perHour: 20 };
    const order = { id: crypto.randomUUID(), conference: weekly, number: to, name: 'Ana', isRepeated: false };
    const phones = () => makeCallOut(client, publicUrl);
    const asked = await orderCallOut({ ...deps, limits, phones }, order);
    return { asked, call: vonage.calls.all.at(-1) };
  };
  const outcomeOf = (uuid: string) => world.pinCall(uuid)?.callOut?.outcome?.is;
  return { vonage, world, caller, wake, callIn, outcomeOf };
}

type Stage = Awaited<ReturnType<typeof stage>>;

/** A caller who is in with the bridge. */
async function entered({ vonage, world, caller }: Stage, to = number): Promise<VonageCall> {
  const call = vonage.placeCall({ to, from: '+12025550188', keys: `wait-for input, ${pin}#` });
  await call.waitFor(({ kind }) => kind === 'conference-joined');
  await expect.poll(() => caller(call).presence).toBe('in');
  await expect.poll(() => world.conference('weekly').bridge.state).toBe('in');
  return call;
}

const withoutFault = ({ vonage }: Stage): void => {
  expect(vonage.complaints).toEqual([]);
  const bad = vonage.callbacks.filter(({ status }) => status !== 200 && status !== 204);
  expect(bad).toEqual([]);
};

const otherwise: SimulatedVonageOptions = {
  withheldFrom: undefined,
  sipIdentity: 'uri',
  answersEmptyNcco: true,
  refusedStatus: 'completed',
  uuidAfterTimeOut: false,
  asynchronousTimedOut: false,
  keepsConversations: true,
  conversationEventUrl: false,
  muteEventOnMutedJoin: true,
  audioEvents: 'member',
  legIds: 'objects',
  listDelayMs: 1_500,
  goneStatus: 400,
  unansweredStatus: 'unanswered',
  regionUrlOfPlaced: false,
  ownEventsOfAnswered: false,
};

describe.each<[string, SimulatedVonageOptions]>([
  ['as it is thought to be', {}],
  ['in every other way that is left open', otherwise],
])('at a Vonage %s', (_, options) => {
  test('a caller keys a PIN, waits, is in with the bridge, muted at once, unmutes, and leaves', async () => {
    const all = await stage(options);
    const call = await entered(all);
    const { caller } = all;
    expect(call.muted).toBe(true);
    expect(call.heard.map((each) => ('text' in each ? each.text : ''))).toContain(
      textOf('waiting-for-bridge', 'en'),
    );
    await call.press('*6');
    await call.waitFor(({ kind }) => kind === 'unmuted');
    await call.waitForText(textOf('you-are-unmuted', 'en'));
    expect(caller(call).muted).toMatchObject({ is: false, by: 'caller' });
    await call.press('9');
    await expect.poll(() => caller(call).hand).toBe(true);
    await call.waitForText(textOf('hand-raised', 'en'));
    call.hangUp();
    await expect.poll(() => caller(call).presence).toBe('gone');
    withoutFault(all);
  });

  test('somebody who is thrown out hears why, and is off the line', async () => {
    const all = await stage(options);
    const call = await entered(all);
    const { world, wake } = all;
    await world.deps.conferences.changeCaller(weekly, all.caller(call).call, {
      ...{ kind: 'kicked', atMs: Date.now(), why: 'kicked' },
    });
    await wake();
    await call.waitForText(textOf('kicked', 'en'));
    expect(await call.ended).toMatchObject({ status: 'completed' });
    withoutFault(all);
  });

  test('somebody who is called in presses 1, is in with the others, stays however often it is looked, and leaves', async () => {
    const all = await stage(options);
    const { world, callIn, outcomeOf, wake } = all;
    const host = await entered(all);
    const { asked, call } = await callIn('+12025550187');
    expect(asked).toEqual({ ok: true, result: 'calling', call: undefined });
    if (call === undefined) throw new Error('nobody was called');
    await call.waitFor(({ kind }) => kind === 'conference-joined');
    const presence = () => {
      const id = world.pinCall(call.uuid)?.call;
      return id && world.caller('weekly', id).presence;
    };
    await expect.poll(presence).toBe('in');
    expect(call.heard.map((each) => ('text' in each ? each.text : ''))[0]).toContain('calls you into');
    expect([outcomeOf(call.uuid), call.conversationUuid]).toEqual(['joined', host.conversationUuid]);
    await expect.poll(() => call.muted).toBe(true);
    await wake();
    expect(presence()).toBe('in');
    call.hangUp();
    await expect.poll(presence).toBe('gone');
    withoutFault(all);
  });

  test('people of two regions meet, and both are muted where they are', async () => {
    const all = await stage(options);
    const near = await entered(all);
    const far = await entered(all, farNumber);
    expect(far.conversationUuid).toBe(near.conversationUuid);
    await far.press('6');
    await far.waitFor(({ kind }) => kind === 'unmuted');
    withoutFault(all);
  });
});

test.each([
  ['twice', { copies: 2 }],
  ['late', { delayMs: 150 }],
  ['twice, and each after the next', { copies: 2, reorder: true }],
])('events that come %s change nothing of it', async (_, disturbance) => {
  const all = await stage({ reorderLimitMs: 100 });
  all.vonage.webhooks.disturb({}, disturbance, Infinity);
  const call = await entered(all);
  const { caller } = all;
  await call.waitFor(({ kind }) => kind === 'muted' || kind === 'conference-joined');
  expect(call.muted).toBe(true);
  await call.press('9');
  await expect.poll(() => caller(call).hand).toBe(true);
  call.hangUp();
  await expect.poll(() => caller(call).presence).toBe('gone');
  expect(caller(call).hand).toBe(true);
  withoutFault(all);
});

test('a bridge of whose join nothing is heard is dialled again, since no list has a meeting by its name', async () => {
  const all = await stage({});
  const { vonage, world, caller } = all;
  vonage.webhooks.disturb({ event: 'transfer' }, { lose: true }, 1);
  const call = vonage.placeCall({ to: number, keys: `wait-for input, ${pin}#` });
  await call.waitFor(({ kind }) => kind === 'input-result');
  const looked = setInterval(() => void all.wake(), 500);
  onTestFinished(() => clearInterval(looked));
  await expect.poll(() => caller(call).presence).toBe('in');
  expect(world.conference('weekly').meeting).toBe(call.conversationUuid);
  withoutFault(all);
});

test('somebody who is called in lets it ring, is busy, is not there, is a machine, or hangs up', async () => {
  const all = await stage(otherwise);
  await entered(all);
  const known = all.vonage.calls.all.length;
  for (const to of ['00', '01', '02', '03', '04']) await all.callIn(`+120255501${to}`);
  const calls = all.vonage.calls.all.slice(known);
  await Promise.all(calls.map(({ ended }) => ended));
  const outcomes = () => calls.map(({ uuid }) => all.outcomeOf(uuid));
  await expect.poll(outcomes).toEqual(['no-answer', 'busy', 'failed', 'declined', 'declined']);
  withoutFault(all);
});

test.each<[string, Parameters<Stage['vonage']['faults']['next']>[1], object, number]>([
  ['refuses a number', { status: 400 }, { ok: false, reason: 'failed' }, 0],
  ['fails, and has called', { status: 503, effect: 'done' }, { ok: true, result: 'unknown' }, 1],
])('a provider that %s is asked once', async (_, fault, expected, calls) => {
  const all = await stage({});
  const host = await entered(all);
  all.vonage.faults.next('POST /v1/calls', fault);
  const { asked } = await all.callIn('+12025550187');
  expect(asked).toMatchObject(expected);
  const placed = all.vonage.calls.all.filter(({ identity }) => identity.placed);
  expect(placed).toHaveLength(calls);
  // What it has called all the same is as good as any.
  for (const call of placed) {
    await call.waitFor(({ kind }) => kind === 'conference-joined');
    await expect.poll(() => all.outcomeOf(call.uuid)).toBe('joined');
  }
  expect(host.status).toBe('answered');
});

test('keys do nothing in the meeting where they are not said to come', async () => {
  const all = await stage({ keys: 'none', keysInConversation: false });
  const call = await entered(all);
  await call.press('*69');
  expect(all.vonage.webhooks.emitted.some(({ event }) => event === 'input')).toBe(false);
  withoutFault(all);
});

test('an unknown number is refused before it is answered', async () => {
  const all = await stage({});
  all.vonage.configureNumber({ number: '+12025550183' });
  const call = all.vonage.placeCall({ to: '+12025550183' });
  expect(await call.ended).toMatchObject({ status: 'rejected' });
  withoutFault(all);
});

test('a forwarded call carries its route in X- headers, and hears of it if nobody is there', async () => {
  const dialled: SipDialRequest[] = [];
  const all = await stage({
    onSipDial: (request) => {
      dialled.push(request);
      return Promise.resolve({ answered: false, status: 'busy', sipResponseCode: 486 });
    },
  });
  const call = all.vonage.placeCall({ to: forwarding, from: '+12025550188' });
  await call.ended;
  const route: unknown = expect.stringMatching(/^board\./);
  expect(dialled).toMatchObject([
    {
      address: 'sip:room@sip.example.com',
      from: forwarding,
      headers: { 'X-Route': route, 'X-Caller-Id': '+12025550188' },
    },
  ]);
  expect(call.heard).toHaveLength(1);
  withoutFault(all);
});
