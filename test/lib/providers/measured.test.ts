import { expect, test } from 'vitest';
import { send, type HttpRequest } from '../../../lib/http/http.ts';
import { measured } from '../../../lib/providers/measured.ts';
import type { Count } from '../../../lib/telemetry/telemetry.ts';
import { fakeHttp, startMs, type Reply } from '../http/fake-http.ts';

const request: HttpRequest = {
  method: 'GET',
  url: 'https://api.example.com/rooms/a-room',
  tryMs: 1_000,
  endsAtMs: startMs + 1_000,
};

/** Sends one request to a party that replies so, and returns what was counted. */
async function countedFor(reply: Reply) {
  const counts: (readonly [string, number | undefined, string | undefined])[] = [];
  const count: Count = (metric, value, reason) => void counts.push([metric, value, reason]);
  const answer = await send(measured(fakeHttp(reply).http, 'daily', count), request);
  return { answer, counts };
}

test.each<[string, Reply]>([
  ['a refused key', { status: 401 }],
  ['a missing permission', { status: 403 }],
  ['a limit', { status: 429 }],
  ['a fault', { status: 500 }],
  ['a fault of something before it', { status: 503 }],
  ['no connection', { failsWith: 'ECONNREFUSED' }],
])('%s is a failure of the party', async (_, reply) => {
  const { counts } = await countedFor(reply);
  expect(counts).toEqual([
    ['providerErrors', 1, 'daily'],
    ['providerMs', 0, 'daily'],
  ]);
});

test('no answer is a failure, and took as long as it was waited for', async () => {
  const { counts } = await countedFor('hang');
  expect(counts).toEqual([
    ['providerErrors', 1, 'daily'],
    ['providerMs', 1_000, 'daily'],
  ]);
});

test.each([200, 204, 400, 404, 409, 422])('%i is an answer', async (status) => {
  const { counts } = await countedFor({ status, takesMs: 120 });
  expect(counts).toEqual([
    ['providerErrors', 0, 'daily'],
    ['providerMs', 120, 'daily'],
  ]);
});

test('what is sent and answered stays as it is', async () => {
  const { answer } = await countedFor({ status: 200, body: { name: 'a-room' } });
  expect(answer).toEqual({ kind: 'ok', status: 200, body: { name: 'a-room' } });
});
