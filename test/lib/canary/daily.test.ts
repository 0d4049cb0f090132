import { describe, expect, test } from 'vitest';
import { makeCanaryBot } from '../../../lib/canary/bot.ts';
import { makeCanaryDaily } from '../../../lib/canary/daily.ts';
import { parseEvent } from '../../../lib/providers/daily/events.ts';
import { parsePinlessRequest } from '../../../lib/providers/daily/incoming-call.ts';
import { checkSignature, pinlessHeaders, webhookHeaders } from '../../../lib/providers/daily/signature.ts';
import type { Http } from '../../../lib/http/http.ts';
import { canaryCallId } from '../../../lib/canary/id.ts';

const nowMs = Date.UTC(2026, 0, 1);
const secrets = { pinless: [btoa('the pinless secret')], webhook: [btoa('the webhook secret')] };
const id = canaryCallId('n1');

interface Sent {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A front door that answers with `status`, or not at all. */
function frontDoor(status: number | 'silence') {
  const sent: Sent[] = [];
  const http: Http = {
    fetch: (url, init) => {
      const headers = Object.fromEntries(new Headers(init.headers).entries());
      sent.push({ url, headers, body: typeof init.body === 'string' ? init.body : '' });
      return status === 'silence'
        ? Promise.reject(new DOMException('', 'TimeoutError'))
        : Promise.resolve(new Response('{}', { status }));
    },
    timeoutSignal: () => new AbortController().signal,
    clock: { now: () => nowMs, sleep: () => Promise.resolve() },
  };
  return { http, sent };
}

function daily(status: number | 'silence', known: Partial<typeof secrets> = secrets) {
  const { http, sent } = frontDoor(status);
  const provider = makeCanaryDaily({
    http,
    publicUrl: 'https://gateway.example.com',
    pinlessHmac: () => Promise.resolve(known.pinless),
    webhookHmac: () => Promise.resolve(known.webhook),
  });
  return { provider, sent };
}

describe('what the canary’s Daily says', () => {
  test('is a call on hold, as Daily announces and signs it', async () => {
    const { provider, sent } = daily(200);
    expect(await provider.announce(id, { 'X-Patchbay-Route': 'signed' })).toBeUndefined();
    const [{ url, headers, body } = { url: '', headers: {}, body: '' }] = sent;
    expect(url).toBe('https://gateway.example.com/daily/pinless');
    expect(checkSignature(body, headers, pinlessHeaders, secrets.pinless, nowMs)).toBe('ok');
    expect(parsePinlessRequest(body)).toMatchObject({
      kind: 'call',
      call: { providerCallId: id, sipHeaders: { 'X-Patchbay-Route': 'signed' } },
    });
  });

  test('are events of the caller, as Daily sends and signs them', async () => {
    const { provider, sent } = daily(200);
    expect(await provider.reportConnected('pb-x-1')).toBe(true);
    expect(await provider.reportLeft('pb-x-1')).toBeUndefined();
    for (const { headers, body } of sent) {
      expect(checkSignature(body, headers, webhookHeaders, secrets.webhook, nowMs)).toBe('ok');
    }
    expect(sent.map(({ url, body }) => [new URL(url).pathname, parseEvent(body, 0)])).toEqual([
      ['/daily/events', { kind: 'connected', room: 'pb-x-1', atMs: nowMs }],
      ['/daily/events', { kind: 'stopped', room: 'pb-x-1', atMs: nowMs }],
    ]);
  });

  test.each([
    [403, 'http-403'],
    [503, 'http-503'],
    ['silence', 'time-out'],
  ] as const)('is told apart when the front door does not take it: %s', async (status, why) => {
    const { provider } = daily(status);
    expect(await provider.announce(id, {})).toBe(why);
    expect(await provider.reportConnected('pb-x-1')).toBe(false);
    expect(await provider.reportLeft('pb-x-1')).toBe(why);
  });

  test('is nothing without the secrets', async () => {
    const { provider, sent } = daily(200, {});
    expect(await provider.announce(id, {})).toBe('no-secret');
    expect(await provider.reportConnected('pb-x-1')).toBe(false);
    expect(sent).toEqual([]);
  });
});

test.each([
  [200, undefined],
  [401, 'http-401'],
  ['silence', 'time-out'],
] as const)(
  'the canary’s bot reports with its token, and says why it was not heard: %s',
  async (status, why) => {
    const { http, sent } = frontDoor(status);
    const report = { url: 'https://gateway.example.com/calls/c/ready', token: '1.abc' };
    expect(await makeCanaryBot({ http }).reportReady(report)).toBe(why);
    expect(sent).toMatchObject([{ url: report.url, headers: { authorization: 'Bearer 1.abc' } }]);
  },
);
