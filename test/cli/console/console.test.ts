import { afterEach, beforeEach, expect, test } from 'vitest';
import { ringingAlarms } from '../../../cli/console/ringing.ts';
import { openAsker } from '../../../cli/kit/deployment/signed-request.ts';
import type { PinCall } from '../../../lib/conferences/model/pin-call.ts';
import { createPinCallStore } from '../../../lib/aws/stores/conferences/pin-call-store.ts';
import { voiceCallIdSchema } from '../../../lib/conferences/model/conference.ts';
import { openConsole } from '../../../local/console/api/client.ts';
import type { FeedEvent } from '../../../local/console/api/events.ts';
import { nowMs, startStandIn, type StandIn } from '../gateway.ts';

let gateway: StandIn;
beforeEach(async () => {
  gateway = await startStandIn();
});
afterEach(() => gateway.stop());

const arrived: PinCall = {
  ...{ call: voiceCallIdSchema.parse('CA1'), dialIn: '+12025550151', language: 'en', number: '+12025550199' },
  ...{ voice: 'twilio', opensTo: 'both', isBridgeOrigin: false, arrivedAtMs: nowMs - 20_000 },
};
const store = () => createPinCallStore({ table: gateway.table, clock: { now: () => nowMs } });

/** Runs `console` until `look` has seen enough of what it serves; time passes by its pauses alone. */
async function showing(look: (console: ReturnType<typeof openConsole>, url: string) => Promise<void>) {
  let printed = '';
  let passedMs = 0;
  const ran = await gateway.local(['console', '--for', '3s'], {
    onOut: (chunk) => void (printed += chunk),
    now: () => nowMs + passedMs,
    sleep: async (ms) => {
      const [, url = '', token = ''] = /(http:\S+)\/\?token=(\S+)/.exec(printed) ?? [];
      if (passedMs === 0) await look(openConsole({ url, token }), url);
      passedMs += ms;
    },
  });
  return ran;
}

async function first(console: ReturnType<typeof openConsole>): Promise<FeedEvent | undefined> {
  const enough = new AbortController();
  const read = await console.events(enough.signal).next();
  enough.abort();
  return read.done === true ? undefined : read.value;
}

test('a page shows the calls of the gateway, with numbers masked', async () => {
  await store().arrived(arrived);
  let seen: FeedEvent | undefined;
  const { exitCode } = await showing(async (console) => {
    seen = await first(console);
  });
  expect(exitCode).toBe(0);
  expect(seen).toMatchObject({ kind: 'whole', calls: [{ id: 'CA1', from: '…99' }], phones: [], rooms: [] });
});

test('nothing can be done from it, and nobody gets in without the token', async () => {
  await showing(async (console, url) => {
    await expect(console.place({ provider: 'twilio', to: '+12025550151' })).rejects.toThrow('only looks on');
    await expect(console.undoFaults()).rejects.toThrow('only looks on');
    expect((await fetch(`${url}/api/events`)).status).toBe(401);
  });
});

test('a gateway that refuses is told before any page is served', async () => {
  gateway.face.allow(() => false);
  const ran = await gateway.local(['console', '--for', '3s']);
  expect(ran).toMatchObject({ exitCode: 1, out: '' });
});

test('alarms that ring are read by their names of this stage', async () => {
  const client = openAsker('eu-central-1', { accessKeyId: 'test', secretAccessKey: 'test' });
  const asked: RequestInit[] = [];
  const http = (answer: Response) => ({
    fetch: (_: string, init: RequestInit) => {
      asked.push(init);
      return Promise.resolve(answer);
    },
    timeoutSignal: () => new AbortController().signal,
  });
  const stage = { stage: 'dev', region: 'eu-central-1' };
  const one = { AlarmName: 'patchbay-dev-page-calls-lost', AlarmDescription: 'PAGE. Calls are lost' };
  const ringing = await ringingAlarms(http(Response.json({ MetricAlarms: [one] })), client, stage);
  expect(ringing).toEqual([{ name: 'page-calls-lost', says: 'PAGE. Calls are lost' }]);
  expect(asked[0]?.body).toBe('{"AlarmNamePrefix":"patchbay-dev-","StateValue":"ALARM"}');
  expect(await ringingAlarms(http(new Response('', { status: 403 })), client, stage)).toBeUndefined();
  expect(await ringingAlarms(http(new Response('no JSON')), client, stage)).toBeUndefined();
  client.destroy();
});
