import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import { makeHandler as makeEvents } from '../../functions/plivo-events.ts';
import { makeHandler as makeVoiceHandler } from '../../functions/plivo-voice.ts';
import { makeVoices } from '../../lib/conferences/call/voices.ts';
import { textOf } from '../../lib/conferences/model/languages/index.ts';
import { syncConference } from '../../lib/conferences/reconcile/sync.ts';
import { plivoDescriptor } from '../../lib/providers/plivo/descriptor.ts';
import { makeVoice } from '../../lib/providers/plivo/voice.ts';
import { webhookUrl } from '../../lib/providers/descriptor.ts';
import { listen } from '../../local/simulated/kit/http.ts';
import type { SimulatedPlivoOptions } from '../../local/simulated/plivo/options.ts';
import { startSimulatedPlivo } from '../../local/simulated/plivo/start.ts';
import { inMemoryConferences } from '../support/conferences.ts';
import { inUse } from '../support/in-use.ts';
import { conferenceId, newConference } from '../support/new-conference.ts';

// The functions and their adapter against the simulated Plivo, over HTTP: nothing between them is a double, and each point
// that Plivo leaves open is tried in its other setting too.

const number = '+12025550170';
const pin = '01234567890';
const bridgePin = '98765432109876';
const weekly = conferenceId('weekly');
/** So much faster than life go the calls, and the domain's clock with them. */
const pace = 20;

async function stage(options: SimulatedPlivoOptions) {
  const plivo = await startSimulatedPlivo({
    timeScale: 1 / pace,
    // However busy this machine is between two keys.
    patternTimeoutMs: 600_000,
    ...options,
  });
  onTestFinished(() => plivo.stop());
  const app = new Hono();
  const server = await listen(app, 0);
  onTestFinished(() => server.close());
  const publicUrl = server.origin;
  const startedAtMs = Date.now();
  const clock = {
    now: () => startedAtMs + (Date.now() - startedAtMs) * pace,
    sleep: (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms / pace)),
  };
  const { authId: plivoAuthId, authToken, applicationId } = plivo.settings;
  const known = () => Promise.resolve({ plivoAuthId, plivoAuthTokens: [authToken] });
  const secrets = { read: known, reread: known };
  const world = inMemoryConferences([
    newConference('weekly', { voice: 'plivo', settings: { joinMuted: true } }),
  ]);
  const timeoutSignal = (ms: number) => AbortSignal.timeout(ms);
  const realTime = { ...clock, now: () => Date.now() };
  const http = { fetch, timeoutSignal, clock: realTime };
  const voice = makeVoice({ http, log: world.deps.log, apiUrl: `${plivo.origin}/v1`, secrets }, publicUrl);
  // One sync at a time, and one more for whatever comes in meanwhile, as the queue has it.
  let synced: Promise<unknown> = Promise.resolve();
  const wake = () => {
    synced = synced.then(() => syncConference(deps, weekly));
    return Promise.resolve('sent' as const);
  };
  const deps = { ...world.deps, voices: makeVoices([voice]), clock, wake: { wake } };
  world.openDialIn(number, { kind: 'pin', voice: 'plivo', opensTo: 'callers' });
  world.openDialIn('app.plivo.com', { kind: 'pin', voice: 'plivo', opensTo: 'bridge' });
  world.addPin(pin, { conference: 'weekly', kind: 'caller' });
  world.addPin(bridgePin, { conference: 'weekly', kind: 'bridge' });
  world.world.connectBridge = () => {
    plivo.placeCall({ to: `sip:${applicationId}@app.plivo.com`, keys: `wait-for input, ${bridgePin}#` });
    return 'done';
  };
  const front = { ...deps, ...inUse, secrets, publicUrl, timeoutSignal };
  const handlers = { voice: makeVoiceHandler(front), events: makeEvents(front) };
  app.post('/plivo/:route', async (c) => {
    const isEvent = ['events', 'hangup'].includes(c.req.param('route'));
    const { pathname: rawPath, search } = new URL(c.req.url);
    const {
      statusCode = 200,
      body = '',
      headers = {},
    } = await handlers[isEvent ? 'events' : 'voice']({
      ...{ rawPath, rawQueryString: search.slice(1), headers: c.req.header() },
      ...{ body: await c.req.text(), isBase64Encoded: false },
    });
    const sent = Object.entries(headers).map(([name, value]): [string, string] => [name, `${value}`]);
    return new Response(body, { status: statusCode, headers: sent });
  });
  const { webhooks } = plivoDescriptor;
  plivo.configureNumber({ number });
  plivo.configureApplication({
    answerUrl: webhookUrl(publicUrl, webhooks.voice),
    hangupUrl: webhookUrl(publicUrl, webhooks.hangup),
    publicUri: true,
  });
  onTestFinished(() => synced.then(() => undefined));
  return { plivo, world };
}

const settings: readonly [string, SimulatedPlivoOptions][] = [
  ['as it is thought to be', {}],
  [
    'in every other way that is left open',
    {
      ...{ strayKeys: 'kept', noncePerTry: false, extraParameters: false, namesElements: true },
      ...{ numberForm: 'e164', withheldFrom: '', sipAddresses: 'user', namesSipTo: false },
      ...{
        inputCountsFrom: 'start',
        retriesCount: 'repetitions',
        autoDigitEndMs: 5_000,
        emptyInput: 'action',
      },
      ...{ dialAnswers: 'at-once', unansweredStatus: 'timeout', actionAfterHangUp: true },
      ...{ stayAlone: 'ends', whenFull: 'call-ends', waitSounds: 'asked-again', shortPattern: 'waits' },
      ...{
        fieldParameters: false,
        fallbackScope: 'any-document',
      },
    },
  ],
];

test.each(settings)(
  'a caller at a Plivo %s keys a PIN, waits, comes in muted with the bridge, unmutes, raises a hand, and leaves',
  async (_, options) => {
    const { plivo, world } = await stage(options);
    const call = plivo.placeCall({ to: number, from: '+12025550188', keys: `wait-for input, ${pin}#` });
    const caller = () => world.caller('weekly', call.id);
    const joined = await call.waitFor(({ kind }) => kind === 'conference-joined');
    expect(joined).toMatchObject({ conference: 'weekly', muted: true });
    expect(call.heard.map((each) => ('text' in each ? each.text : ''))).toContain(
      textOf('waiting-for-bridge', 'en'),
    );
    await expect.poll(() => caller().presence).toBe('in');
    await expect.poll(() => world.conference('weekly').bridge.state).toBe('in');

    await call.press('*6');
    await call.waitFor(({ kind }) => kind === 'unmuted');
    await call.waitForText(textOf('you-are-unmuted', 'en'));
    expect(caller().muted).toMatchObject({ is: false, by: 'caller' });
    await call.press('*9');
    await expect.poll(() => caller().hand).toBe(true);

    call.hangUp();
    await expect.poll(() => caller().presence).toBe('gone');
    expect(plivo.complaints).toEqual([]);
    expect(plivo.webhooks.filter(({ status }) => status !== 200)).toEqual([]);
  },
);

test('a key that Plivo reports twice counts once', async () => {
  const { plivo, world } = await stage({});
  const call = plivo.placeCall({ to: number, keys: `wait-for input, ${pin}#` });
  const caller = () => world.caller('weekly', call.id);
  await call.waitFor(({ kind }) => kind === 'conference-joined');
  await expect.poll(() => caller().presence).toBe('in');
  plivo.callbacks.disturb({ event: 'ConferenceDigits' }, { copies: 2 });
  await call.press('*9');
  const told = () => plivo.webhooks.filter(({ parameters }) => parameters.Event === 'ConferenceDigits');
  await expect.poll(told).toHaveLength(2);
  await expect.poll(() => caller().hand).toBe(true);
  expect(caller().hand).toBe(true);
});
