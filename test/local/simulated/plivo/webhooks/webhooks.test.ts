import { expect, test } from 'vitest';
import { isGenuine } from '../../../../support/plivo-sdk.ts';
import { someText } from '../../harness.ts';
import { conference, enter, expectGood, house, number, xml } from '../harness.ts';

const goodbye = xml('<Speak>Goodbye</Speak>');
const refused = xml('<Hangup reason="rejected"/>');
const ended = { kind: 'hung-up', by: 'plivo' };

test('a call asks the answer URL, is told what to do, and its end is told', async () => {
  const one = await house(() => ({ '/answer': goodbye }));
  const call = one.on.placeCall({ to: number });
  expect(await call.ended).toMatchObject({ ...ended, status: 'completed', code: 4010 });
  await expect.poll(() => one.at('/hangup')).toHaveLength(1);
  const standard = { CallUUID: call.id, From: '12025550188', To: '12025550170', Direction: 'inbound' };
  expect(one.at('/answer')[0]?.parameters).toMatchObject({
    ...standard,
    ...{ CallStatus: 'ringing', Event: 'StartApp', ParentAuthID: one.on.settings.authId },
  });
  expect(one.at('/hangup')[0]?.parameters).toMatchObject({
    ...standard,
    ...{ CallStatus: 'completed', Event: 'Hangup', HangupCause: 'NORMAL_CLEARING', HangupCauseCode: '4010' },
    ...{ Duration: someText, BillDuration: someText, TotalCost: someText },
  });
  expectGood(one);
});

test('a refused call is never answered', async () => {
  const { on } = await house(() => ({ '/answer': refused }));
  const call = on.placeCall({ to: number });
  expect(await call.ended).toMatchObject({ status: 'failed', code: 3020 });
  expect(call.answeredMs).toBeUndefined();
});

test('an empty document hangs up, and an answered call can be refused no more', async () => {
  const one = await house(() => ({ '/answer': [xml(), xml('<Wait/>', '<Hangup reason="busy"/>')] }));
  expect(await one.on.placeCall({ to: number }).ended).toMatchObject({ code: 4010 });
  expect(one.on.complaints).toEqual([]);
  expect(await one.on.placeCall({ to: number }).ended).toMatchObject({ code: 4000 });
  expect(one.on.complaints).toHaveLength(1);
});

test.each([
  ['is refused', 500, 7011],
  ['is no document', 'hallo', 8011],
] as const)('without a fallback, an answer that %s ends the call', async (_, answer, code) => {
  const { on } = await house(() => ({ '/answer': answer }));
  expect(await on.placeCall({ to: number }).ended).toMatchObject({ ...ended, code, status: 'failed' });
  expect(on.complaints).toHaveLength(1);
});

test('the fallback speaks for the answer URL, and only for it', async () => {
  const question = (origin: string) => xml(`<Redirect>${origin}/later</Redirect>`);
  const answers = (origin: string) => ({
    '/answer': [500, question(origin)],
    '/later': xml('<Nonsense/>'),
    '/fallback': goodbye,
  });
  const { on, at } = await house(answers, { hasFallback: true });
  const first = on.placeCall({ to: number });
  await first.waitForText('goodbye');
  expect(await on.placeCall({ to: number }).ended).toMatchObject({ code: 8014 });
  expect(at('/fallback')).toHaveLength(1);
  const any = await house(answers, { hasFallback: true, fallbackScope: 'any-document' });
  any.on.placeCall({ to: number });
  await any.on.placeCall({ to: number }).waitForText('goodbye');
});

test('a fallback that fails too is the end', async () => {
  const { on } = await house(() => ({ '/answer': 500, '/fallback': 500 }), { hasFallback: true });
  expect(await on.placeCall({ to: number }).ended).toMatchObject({ code: 7011 });
});

test('what was refused is asked again only if the fragment says so, each time by another nonce', async () => {
  const { on, at, origin } = await house(() => ({ '/answer': [503, 503, goodbye] }));
  on.configureApplication({ answerUrl: `${origin}/answer#rc=2&rp=5xx` });
  await on.placeCall({ to: number }).waitForText('goodbye');
  const nonces = at('/answer').map(({ nonce }) => nonce);
  expect([nonces.length, new Set(nonces).size]).toEqual([3, 3]);
  expect(at('/answer').every(({ genuine }) => genuine)).toBe(true);
});

test('silence is asked again once, and ends the call', async () => {
  const { on, at } = await house(() => ({ '/answer': undefined }), { answerLimitMs: 50 });
  expect(await on.placeCall({ to: number }).ended).toMatchObject({ code: 7011 });
  expect(at('/answer')).toHaveLength(2);
});

test('a fragment that Plivo does not know is an error', async () => {
  const { on, origin } = await house(() => ({ '/answer': goodbye }));
  on.configureApplication({ answerUrl: `${origin}/answer#rc=6` });
  expect(await on.placeCall({ to: number }).ended).toMatchObject({ code: 7011 });
  expect(on.complaints).toHaveLength(1);
});

test('by GET everything stands in the query, and is signed there', async () => {
  const one = await house(() => ({ '/answer': goodbye }));
  one.on.configureApplication({ answerUrl: `${one.origin}/answer?a=b%20c`, answerMethod: 'GET' });
  await one.on.placeCall({ to: number, from: '+12025550189' }).ended;
  expect(one.at('/answer')[0]).toMatchObject({
    method: 'GET',
    parameters: { a: 'b c', From: '12025550189', Event: 'StartApp' },
  });
  expectGood(one);
});

test('two live tokens sign beside each other', async () => {
  const one = await house(() => ({ '/answer': goodbye }));
  const newToken = 'ODlhYmNkZWYwMTIzNDU2MjAxMjM0NTY3';
  one.on.rotateAuthToken(newToken);
  await one.on.placeCall({ to: number }).ended;
  const [asked] = one.at('/answer');
  if (!asked) throw new Error('never asked');
  expect(asked.genuine).toBe(true);
  const signature = asked.headers['x-plivo-signature-v3'] ?? '';
  expect(signature.split(',')).toHaveLength(2);
  const request = { ...asked, url: `${one.origin}/answer`, signature };
  expect(isGenuine({ ...request, token: newToken })).toBe(true);
});

test('a withheld number, and one that nobody serves', async () => {
  const { on, at } = await house(() => ({ '/answer': refused }), { withheldFrom: 'private' });
  await on.placeCall({ to: number, from: 'anonymous' }).ended;
  expect(at('/answer')[0]?.parameters.From).toBe('private');
  expect(await on.placeCall({ to: '+12025550999' }).ended).toMatchObject({ by: 'plivo', status: 'failed' });
  expect(at('/answer')).toHaveLength(1);
});

test('a SIP call at the application’s address says so', async () => {
  const { on, at } = await house(() => ({ '/answer': refused }));
  const to = `sip:${on.settings.applicationId}@app.plivo.com`;
  await on.placeCall({ to, from: 'sip:bridge@pbx.example.net', sipHeaders: { Room: 'a' } }).ended;
  expect(at('/answer')[0]?.parameters).toMatchObject({
    ...{ From: 'sip:bridge@pbx.example.net', To: to, 'SIP-H-To': `<${to}>`, 'X-PH-Room': 'a' },
  });
  on.configureApplication({ publicUri: false });
  await on.placeCall({ to }).ended;
  expect(at('/answer')).toHaveLength(1);
});

test('callbacks are lost, doubled and reordered as told', async () => {
  const one = await house((origin) => ({ '/answer': xml(conference(origin)) }));
  one.on.callbacks.disturb({ event: 'ConferenceEnter' }, { lose: true });
  one.on.callbacks.disturb({ event: 'ConferenceExit' }, { copies: 2 });
  const { call } = await enter(one);
  call.hangUp();
  await expect.poll(() => one.at('/hangup')).toHaveLength(1);
  await expect.poll(() => one.at('/events')).toHaveLength(2);
  expect(one.at('/events').map(({ parameters }) => parameters.ConferenceAction)).toEqual(['exit', 'exit']);
  expect(one.on.callbacks.emitted.map(({ event }) => event)).toEqual([
    'ConferenceEnter',
    'ConferenceExit',
    'Hangup',
  ]);
});

test('a call that lasts too long is ended', async () => {
  const { on } = await house(() => ({ '/answer': xml('<Wait length="100"/>') }), { longestCallS: 2 });
  expect(await on.placeCall({ to: number }).ended).toMatchObject({ by: 'plivo', code: 5010 });
});

test('one call too many within a second finds the line busy', async () => {
  const { on, at } = await house(() => ({ '/answer': goodbye }), { maxCallsPerSecond: 2 });
  const calls = [1, 2, 3].map(() => on.placeCall({ to: number }));
  const ends = await Promise.all(calls.map((call) => call.ended));
  expect(ends).toMatchObject([
    { status: 'completed' },
    { status: 'completed' },
    { status: 'busy', code: 3010 },
  ]);
  expect(at('/answer')).toHaveLength(2);
});
