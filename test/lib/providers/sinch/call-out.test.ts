import { expect, test } from 'vitest';
import { callOutIdSchema } from '../../../../lib/conferences/model/call-out.ts';
import { makeCallOut } from '../../../../lib/providers/sinch/call-out.ts';
import { fakeHttp, fakeLog, type Reply } from '../../http/fake-http.ts';
import { applicationKey, applicationSecret } from './vectors.ts';

const order = {
  id: callOutIdSchema.parse('o1'),
  ...{ from: '+15550002222', to: '+12025550188', longestRingS: 30, longestCallS: 3_780 },
  language: 'en',
} as const;

/** What @sinch/voice 1.4.0 sends for `callouts.custom`, captured. */
const captured =
  '{"method":"customCallout","customCallout":{"custom":"o1","ice":"{\\"action\\":{\\"name\\":\\"connectPstn\\",' +
  '\\"number\\":\\"+12025550188\\",\\"cli\\":\\"+15550002222\\",\\"dialTimeout\\":30,\\"maxDuration\\":3780}}"}}';

async function placed(replies: readonly Reply[], change: { longestCallS?: number } = {}) {
  const network = fakeHttp(...replies);
  const keys = () =>
    Promise.resolve({ sinchApplicationKey: applicationKey, sinchApplicationSecrets: [applicationSecret] });
  const secrets = { read: keys, reread: keys };
  const client = { http: network.http, log: fakeLog().log, apiUrl: 'https://calling.example.com', secrets };
  const result = await makeCallOut(client)({ ...order, ...change });
  return { result, requests: network.sent };
}

const good = (callId: unknown = '5f1c0a'): Reply => ({ status: 200, body: { callId } });

test("the order is what Sinch's own SDK sends, and the answer has the call's id", async () => {
  const { result, requests } = await placed([good()]);
  expect(result).toEqual({ kind: 'placed', call: '5f1c0a' });
  expect(requests).toMatchObject([
    { method: 'POST', url: 'https://calling.example.com/calling/v1/callouts', text: captured },
  ]);
});

test.each([
  ['an old id is spelt as ours are', '0f9@192.0.2.45', '0f9_40192_2e0_2e2_2e45'],
  ['an id that is none comes with the first news', 7, undefined],
  ['an empty one too', '', undefined],
])('%s', async (_, callId, call) => {
  expect((await placed([good(callId)])).result).toEqual({ kind: 'placed', call });
});

test('a stay that Sinch has no number for is as long as its longest call', async () => {
  const { requests } = await placed([good()], { longestCallS: 86_400 });
  expect(requests[0]?.text).toContain('\\"maxDuration\\":14400');
});

test.each<[string, Reply, unknown]>([
  ['400: refused', { status: 400, body: { errorCode: 40001 } }, 'refused'],
  ['402, without credit: refused', { status: 402, body: { errorCode: 40200 } }, 'refused'],
  ['500: it may be ringing', { status: 500, body: {} }, 'unknown'],
  ['silence: it may be ringing', 'hang', 'unknown'],
])('%s; it is not sent twice', async (_, reply, expected) => {
  const { result, requests } = await placed([reply, good()]);
  expect(result).toBe(expected);
  expect(requests).toHaveLength(1);
});
