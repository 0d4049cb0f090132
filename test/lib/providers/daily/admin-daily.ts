import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterAll } from 'vitest';
import type { DailyClient } from '../../../../lib/providers/daily/client.ts';
import type { SimulatedDailyOptions } from '../../../../local/simulated/daily/options.ts';
import {
  pinlessEntrySchema,
  type PinlessEntryInput,
} from '../../../../local/simulated/daily/calls/pinless.ts';
import { startSimulatedDaily, type SimulatedDaily } from '../../../../local/simulated/daily/start.ts';
import { Witness } from '../../../contract/witness.ts';
import { fakeLog } from '../../http/fake-http.ts';

const witness = new Witness();
afterAll(() => witness.expectNoComplaint());

/** Called with `METHOD /path` (below `/v1`) of each request, before it is sent. */
export type Hook = (request: string) => void;

/** A simulated Daily and a client that reaches it, on a clock that only sleeping moves. */
export async function adminDaily(options: SimulatedDailyOptions = {}) {
  const observer = witness.observer('daily');
  const daily = await startSimulatedDaily({ configProbe: 'none', rateLimits: false, observer, ...options });
  let hook: Hook = () => undefined;
  let nowMs = 0;
  const read = () => Promise.resolve(daily.settings.apiKey);
  const client: DailyClient = {
    http: {
      fetch: (url, init) => {
        hook(`${init.method ?? 'GET'} ${new URL(url).pathname.slice('/v1'.length)}`);
        return fetch(url, init);
      },
      timeoutSignal: (ms) => AbortSignal.timeout(ms),
      clock: {
        now: () => nowMs,
        sleep: (ms) => {
          nowMs += ms;
          return Promise.resolve();
        },
      },
    },
    log: fakeLog().log,
    apiUrl: daily.url,
    apiKey: { read, reread: read },
  };
  return { daily, client, onRequest: (next: Hook) => void (hook = next) };
}

/** Somebody who writes the property between two of our requests, keeping everything that is there. */
export function addByAnother(daily: SimulatedDaily, url: string) {
  daily.configurePinless([...writable(daily), { room_creation_api: url }]);
}

/** What the property shows, as it may be written back. */
export function writable(daily: SimulatedDaily): readonly PinlessEntryInput[] {
  return daily.entries().map((entry) => pinlessEntrySchema.strip().parse(entry));
}

/** A receiver of webhooks that answers everything with `status`. */
export async function receiver(status = 200) {
  const server = createServer((request, response) => {
    request.resume();
    response.statusCode = status;
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The receiver has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
