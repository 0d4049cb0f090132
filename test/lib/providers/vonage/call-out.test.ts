import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { callOutIdSchema } from '../../../../lib/conferences/model/call-out.ts';
import { makeCallOut } from '../../../../lib/providers/vonage/call-out.ts';
import { fakeHttp, fakeLog, type Reply } from '../../http/fake-http.ts';
import { applicationId } from './vectors.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const vonagePrivateKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const order = {
  id: callOutIdSchema.parse('o1'),
  ...{ from: '+15550002222', to: '+12025550188', longestRingS: 30, longestCallS: 3_780 },
  language: 'en',
} as const;

/** What @vonage/voice 1.24.1 sends for `createOutboundCall`, captured. */
const captured =
  '{"to":[{"type":"phone","number":"12025550188"}],"from":{"type":"phone","number":"15550002222"},' +
  '"answer_url":["https://gw.example.com/dev/vonage/voice?callOut=o1"],"answer_method":"POST",' +
  '"event_url":["https://gw.example.com/dev/vonage/events?callOut=o1"],"ringing_timer":30,"length_timer":3780}';

async function placed(replies: readonly Reply[], change: { longestCallS?: number } = {}) {
  const network = fakeHttp(...replies);
  const keys = () => Promise.resolve({ vonageApplicationId: applicationId, vonagePrivateKey });
  const client = {
    ...{ http: network.http, log: fakeLog().log, apiUrl: 'https://api.nexmo.com' },
    secrets: { read: keys, reread: keys },
    newId: () => 'token-1',
  };
  const result = await makeCallOut(client, 'https://gw.example.com/dev')({ ...order, ...change });
  return { result, requests: network.sent };
}

const good: Reply = { status: 201, body: { uuid: 'leg', status: 'started', direction: 'outbound' } };

test("the order is what Vonage's own SDK sends, and the call has no id yet: its region is not said", async () => {
  const { result, requests } = await placed([good]);
  expect(result).toEqual({ kind: 'placed', call: undefined });
  expect(requests).toMatchObject([{ method: 'POST', url: 'https://api.nexmo.com/v1/calls', text: captured }]);
});

test('a stay that Vonage has no number for is as long as its longest call', async () => {
  const { requests } = await placed([good], { longestCallS: 86_400 });
  expect(requests).toMatchObject([{ body: { length_timer: 7_200 } }]);
});

test.each<[string, Reply, unknown]>([
  ['400: refused', { status: 400, body: { title: 'Bad Request' } }, 'refused'],
  ['404: refused', { status: 404, body: { title: 'Not Found' } }, 'refused'],
  ['503: it may be ringing', { status: 503, body: {} }, 'unknown'],
  ['silence: it may be ringing', 'hang', 'unknown'],
  ['a connection that breaks: it may be ringing', { failsWith: 'ECONNRESET' }, 'unknown'],
])('%s; it is not sent twice', async (_, reply, expected) => {
  const { result, requests } = await placed([reply, good]);
  expect(result).toBe(expected);
  expect(requests).toHaveLength(1);
});

test('too many calls at once: nothing was done, and it is sent again', async () => {
  const { result, requests } = await placed([{ status: 429 }, good]);
  expect(result).toEqual({ kind: 'placed', call: undefined });
  expect(requests).toHaveLength(2);
});
