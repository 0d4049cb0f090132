import { expect, test } from 'vitest';
import { callOutIdSchema } from '../../../../lib/conferences/model/call-out.ts';
import { makeCallOut } from '../../../../lib/providers/plivo/call-out.ts';
import { fakeHttp, fakeLog, type Reply } from '../../http/fake-http.ts';
import { authId, authToken } from './vectors.ts';

const order = {
  id: callOutIdSchema.parse('o1'),
  ...{ from: '+15550002222', to: '+12025550188', longestRingS: 30, longestCallS: 3_780 },
  language: 'en',
} as const;

/** What plivo 4.79.0 sends for `calls.create`, captured, with what Plivo is to do with addresses behind their `#`. */
const captured = {
  hangup_url: 'https://gw.example.com/dev/plivo/hangup?callOut=o1&language=en',
  ring_timeout: 30,
  time_limit: 3_780,
  from: '15550002222',
  to: '12025550188',
  answer_url: 'https://gw.example.com/dev/plivo/voice?callOut=o1&language=en',
};

async function placed(...replies: readonly Reply[]) {
  const network = fakeHttp(...replies);
  const keys = () => Promise.resolve({ plivoAuthId: authId, plivoAuthTokens: [authToken] });
  const secrets = { read: keys, reread: keys };
  const { log } = fakeLog();
  const client = { http: network.http, log, apiUrl: 'https://api.example.com/v1', secrets };
  const result = await makeCallOut(client, 'https://gw.example.com/dev')(order);
  return { result, requests: network.sent };
}

const withoutFragments = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/#.*/, '') : value;

test("the order is what Plivo's own SDK sends, and the call has no id yet", async () => {
  const { result, requests } = await placed({ status: 201, body: { request_uuid: 'r1' } });
  expect(result).toEqual({ kind: 'placed', call: undefined });
  const [{ url, body } = { url: '', body: '' }] = requests;
  expect(url).toBe(`https://api.example.com/v1/Account/${authId}/Call/`);
  expect(JSON.parse(JSON.stringify(body), withoutFragments)).toEqual(captured);
  expect(requests).toHaveLength(1);
});

test.each<[string, Reply, unknown]>([
  ['400: refused', { status: 400, body: { error: 'to is no number' } }, 'refused'],
  ['500: it may be ringing', { status: 500, body: {} }, 'unknown'],
])('%s; it is not sent twice', async (_, reply, expected) => {
  const { result, requests } = await placed(reply, { status: 201, body: {} });
  expect(result).toBe(expected);
  expect(requests).toHaveLength(1);
});
