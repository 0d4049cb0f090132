import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import { makeHandler } from '../../functions/sinch-voice.ts';
import { makeVoices } from '../../lib/conferences/call/voices.ts';
import { textOf } from '../../lib/conferences/model/languages/index.ts';
import { syncConference } from '../../lib/conferences/reconcile/sync.ts';
import { makeVoice } from '../../lib/providers/sinch/voice.ts';
import { listen } from '../../local/simulated/kit/http.ts';
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
    newConference('weekly', { voice: 'sinch', settings: { joinMuted: true } }),
  ]);
  const realTime = { ...clock, now: () => Date.now() };
  const http = { fetch, timeoutSignal: (ms: number) => AbortSignal.timeout(ms), clock: realTime };
  const voice = makeVoice({ http, log: world.deps.log, apiUrl: sinch.origin, secrets });
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
    sinch.dialIn({ to: bridgeNumber, dtmf: `WW${bridgePin}#` });
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
  return { sinch, world };
}

const settings: readonly [string, SimulatedSinchOptions][] = [
  ['as it is thought to be', {}],
  [
    'in every other way that is left open',
    {
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
    },
  ],
];

test.each(settings)(
  'a caller at a Sinch %s keys a PIN, waits, is in with the bridge, muted at once, unmutes, and leaves',
  async (_, options) => {
    const { sinch, world } = await stage(options);
    const call = sinch.placeCall({ to: number, from: '+12025550188', keys: `wait 2, ${pin}#` });
    const caller = () => world.caller('weekly', callIdOf(call.id) ?? '');
    await call.waitFor(({ kind }) => kind === 'conference-joined');
    await call.waitFor(({ kind }) => kind === 'muted');
    expect(call.heard.map((each) => ('text' in each ? each.text : ''))).toContain(
      textOf('waiting-for-bridge', 'en'),
    );
    await expect.poll(() => caller().presence).toBe('in');
    await expect.poll(() => world.conference('weekly').bridge.state).toBe('in');

    await call.press('*6');
    await call.waitFor(({ kind }) => kind === 'unmuted');
    await call.waitForText(textOf('you-are-unmuted', 'en'));
    expect(caller().muted).toMatchObject({ is: false, by: 'caller' });
    await call.press('9');
    await expect.poll(() => caller().hand).toBe(true);

    call.hangUp();
    await expect.poll(() => caller().presence).toBe('gone');
    expect(sinch.complaints).toEqual([]);
    expect(sinch.callbacks.filter(({ status }) => status !== 200)).toEqual([]);
  },
  20_000,
);
