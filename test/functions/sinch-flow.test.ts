import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import { makeHandler } from '../../functions/sinch-voice.ts';
import { orderCallOut } from '../../lib/conferences/call-out/order.ts';
import { makeVoices } from '../../lib/conferences/call/voices.ts';
import { textOf } from '../../lib/conferences/model/languages/index.ts';
import { syncConference } from '../../lib/conferences/reconcile/sync.ts';
import { makeCallOut } from '../../lib/providers/sinch/call-out.ts';
import { makeVoice } from '../../lib/providers/sinch/voice.ts';
import { listen } from '../../local/simulated/kit/http.ts';
import type { SinchCall } from '../../local/simulated/sinch/calls/call.ts';
import type { SimulatedSinchOptions } from '../../local/simulated/sinch/options.ts';
import { startSimulatedSinch } from '../../local/simulated/sinch/start.ts';
import { callIdOf } from '../../lib/providers/sinch/call-id.ts';
import { inMemoryConferences } from '../support/conferences.ts';
import { inUse } from '../support/in-use.ts';
import { conferenceId, newConference } from '../support/new-conference.ts';

// The function and its adapter against the simulated Sinch, over HTTP: nothing between them is a double, and each point that
// Sinch leaves open is tried in its other setting too.

const number = '+12025550160';
const bridgeNumber = '+12025550161';
const pin = '01234567890';
const bridgePin = '98765432109876';
const weekly = conferenceId('weekly');
/** So much faster than life go the calls, and the domain's clock with them. */
const pace = 20;

async function stage(options: SimulatedSinchOptions) {
  const sinch = await startSimulatedSinch({ timeScale: 1 / pace, ...options });
  onTestFinished(() => sinch.stop());
  const startedAtMs = Date.now();
  const clock = {
    now: () => startedAtMs + (Date.now() - startedAtMs) * pace,
    sleep: (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms / pace)),
  };
  const { applicationKey, applicationSecret } = sinch.settings;
  const known = () =>
    Promise.resolve({ sinchApplicationKey: applicationKey, sinchApplicationSecrets: [applicationSecret] });
  const secrets = { read: known, reread: known };
  const world = inMemoryConferences([
    newConference('weekly', { voice: 'sinch', dialIn: number, settings: { joinMuted: true } }),
  ]);
  const realTime = { ...clock, now: () => Date.now() };
  const http = { fetch, timeoutSignal: (ms: number) => AbortSignal.timeout(ms), clock: realTime };
  const client = { http, log: world.deps.log, apiUrl: sinch.origin, secrets };
  const voice = makeVoice(client);
  // One sync at a time, and one more for whatever comes in meanwhile, as the queue has it.
  let synced: Promise<unknown> = Promise.resolve();
  const wake = () => {
    synced = synced.then(() => syncConference(deps, weekly));
    return Promise.resolve('sent' as const);
  };
  const deps = { ...world.deps, voices: makeVoices([voice]), clock, wake: { wake } };
  world.openDialIn(number, { kind: 'pin', voice: 'sinch', opensTo: 'callers' });
  world.openDialIn(bridgeNumber, { kind: 'pin', voice: 'sinch', opensTo: 'bridge' });
  world.addPin(pin, { conference: 'weekly', kind: 'caller' });
  world.addPin(bridgePin, { conference: 'weekly', kind: 'bridge' });
  world.world.connectBridge = () => {
    sinch.placeCall({ to: bridgeNumber, sip: {}, keys: `wait-for menu, ${bridgePin}#` });
    return 'done';
  };

  const app = new Hono();
  const server = await listen(app, 0);
  onTestFinished(() => server.close());
  const front = { ...deps, ...inUse, secrets, publicUrl: server.origin };
  const handler = makeHandler({
    ...front,
    clock: realTime,
    timeoutSignal: (ms: number) => AbortSignal.timeout(ms),
  });
  app.post('/sinch/voice', async (c) => {
    const {
      statusCode = 200,
      headers,
      body = '',
    } = await handler({
      headers: c.req.header(),
      body: await c.req.text(),
      isBase64Encoded: false,
    });
    const sent = Object.entries(headers ?? {}).map(([name, value]): [string, string] => [name, `${value}`]);
    return new Response(body, { status: statusCode, headers: sent });
  });
  for (const each of [number, bridgeNumber]) sinch.configureNumber({ number: each });
  sinch.configureCallbacks({ primary: `${server.origin}/sinch/voice` });
  onTestFinished(() => synced.then(() => undefined));
  const caller = (call: SinchCall) => world.caller('weekly', callIdOf(call.id) ?? '');
  /** A caller who is in with the bridge. */
  const entered = async () => {
    const call = sinch.placeCall({ to: number, from: '+12025550188', keys: `wait-for menu, ${pin}#` });
    await call.waitFor(({ kind }) => kind === 'muted');
    await expect.poll(() => caller(call).presence).toBe('in');
    await expect.poll(() => world.conference('weekly').bridge.state).toBe('in');
    return call;
  };
  /** Has somebody called in: what comes of asking. */
  const callIn = (to: string) => {
    const limits = { allow: ['+1202555'], perMinute: 20, perHour: 20 };
    const order = { id: crypto.randomUUID(), conference: weekly, number: to, name: 'Ana', isRepeated: false };
    return orderCallOut({ ...deps, limits, phones: () => makeCallOut(client) }, order);
  };
  const outcomeOf = (call: SinchCall) => world.pinCall(callIdOf(call.id) ?? '')?.callOut?.outcome?.is;
  const withoutFault = () => {
    expect(sinch.complaints).toEqual([]);
    expect(sinch.callbacks.filter(({ status }) => status !== 200)).toEqual([]);
  };
  return { sinch, world, wake, caller, entered, callIn, outcomeOf, withoutFault };
}

const otherwise: SimulatedSinchOptions = {
  callIds: 'with-address',
  callIdField: 'callId',
  typeCase: 'upper',
  timestamps: 'seven-decimals',
  sipOrigin: { originationType: 'MXP', domain: 'mxp' },
  cliForm: 'e164',
  dialledType: 'number',
  starInConference: false,
  findsInboundCalls: false,
  emptyStatus: 200,
  pieOnHangUp: true,
  musicAgain: false,
  listDelayMs: 1_500,
  retries: 1,
  customComesBack: false,
  calleeSaidBy: 'reason',
};

const settings: readonly [string, SimulatedSinchOptions][] = [
  ['as it is thought to be', {}],
  ['in every other way that is left open', otherwise],
];

test.each(settings)(
  'a caller at a Sinch %s keys a PIN, waits, is in with the bridge, muted at once, unmutes, and leaves',
  async (_, options) => {
    const { caller, entered, withoutFault } = await stage(options);
    const call = await entered();
    expect(call.heard.map((each) => ('text' in each ? each.text : ''))).toContain(
      textOf('waiting-for-bridge', 'en'),
    );
    await call.press('*6');
    await call.waitFor(({ kind }) => kind === 'unmuted');
    await call.waitForText(textOf('you-are-unmuted', 'en'));
    expect(caller(call).muted).toMatchObject({ is: false, by: 'caller' });
    await call.press('9');
    await expect.poll(() => caller(call).hand).toBe(true);

    call.hangUp();
    await expect.poll(() => caller(call).presence).toBe('gone');
    withoutFault();
  },
);

test.each(settings)(
  'somebody who is called in at a Sinch %s presses 1, is in with the others, and is thrown out',
  async (_, options) => {
    const { sinch, world, wake, caller, entered, callIn, outcomeOf, withoutFault } = await stage(options);
    await entered();
    const asked = await callIn('+12025550187');
    const call = sinch.calls.all.at(-1);
    if (call === undefined) throw new Error('nobody was called');
    expect(asked).toEqual({ ok: true, result: 'calling', call: callIdOf(call.id) });
    await call.waitFor(({ kind }) => kind === 'conference-joined');
    expect(call.heard.map((each) => ('text' in each ? each.text : ''))[0]).toContain('calls you into');
    await expect.poll(() => caller(call).presence).toBe('in');
    expect(outcomeOf(call)).toBe('joined');
    const kicked = { kind: 'kicked', atMs: Date.now(), why: 'kicked' } as const;
    await world.deps.conferences.changeCaller(weekly, caller(call).call, kicked);
    await wake();
    await call.waitForText(textOf('kicked', 'en'));
    await call.ended;
    withoutFault();
  },
);

test('somebody who is called in lets it ring, is busy, is not there, is a machine, or hangs up', async () => {
  const { sinch, entered, callIn, outcomeOf, withoutFault } = await stage(otherwise);
  await entered();
  const known = sinch.calls.all.length;
  for (const to of ['00', '01', '02', '03', '04']) await callIn(`+120255501${to}`);
  const calls = sinch.calls.all.slice(known);
  await Promise.all(calls.map(({ ended }) => ended));
  const expected = ['no-answer', 'busy', 'failed', 'declined', 'declined'];
  await expect.poll(() => calls.map(outcomeOf)).toEqual(expected);
  withoutFault();
});

test('of a callout whose answer got lost nobody is called again, and whoever was is let in by the order that comes back', async () => {
  const { sinch, entered, callIn, outcomeOf } = await stage({});
  await entered();
  sinch.faults.next('POST /calling/v1/callouts', { status: 500, effect: 'done' });
  expect(await callIn('+12025550187')).toEqual({ ok: true, result: 'unknown' });
  const placed = sinch.calls.all.filter(({ identity }) => identity.placed);
  expect(placed).toHaveLength(1);
  for (const call of placed) {
    await call.waitFor(({ kind }) => kind === 'conference-joined');
    await expect.poll(() => outcomeOf(call)).toBe('joined');
  }
});
