import { verifySignature } from '@vonage/jwt';
import { generateKeyPairSync, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { CommandResult } from '../../../../lib/conferences/model/command-result.ts';
import { baseOf } from '../../../../lib/providers/vonage/regions.ts';
import { makeVoice } from '../../../../lib/providers/vonage/voice.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { conferenceId } from '../../../support/new-conference.ts';
import { fakeHttp, fakeLog, startMs, type Reply } from '../../http/fake-http.ts';
import { applicationId, leg } from './vectors.ts';

const keyPair = () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return { pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), publicKey };
};
const key = keyPair();
const otherKey = keyPair();

const conference = conferenceId('room-42');
const call = voiceCall(`eu-3_${leg}`);
const meeting = 'CON-b';
const seat = { conference, meeting, call };
const host = 'https://api-eu-3.vonage.com';
const ok: Reply = { status: 204 };
const told = { sentence: 'you-are-muted', language: 'en' } as const;

/** Vonage, answering as told. */
function fakeVonage(
  replies: readonly Reply[],
  { pem = key.pem, fresh = pem }: { readonly pem?: string; readonly fresh?: string } = {},
) {
  const network = fakeHttp(...replies);
  const logged = fakeLog();
  const source = (vonagePrivateKey: string) => () =>
    Promise.resolve({ vonageApplicationId: applicationId, vonagePrivateKey });
  let made = 0;
  const client = {
    http: network.http,
    log: logged.log,
    apiUrl: 'https://api.nexmo.com',
    secrets: { read: source(pem), reread: source(fresh) },
    newId: () => `token-${(made += 1)}`,
  };
  return { ...network, ...logged, voice: makeVoice(client, 'https://gw.example.com', 'stay') };
}

const tokenOf = (headers: Readonly<Record<string, string>> = {}) => {
  const [, header = '', claims = '', signature = ''] =
    /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(headers['authorization'] ?? '') ?? [];
  const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
  const isBy = ({ publicKey }: typeof key) =>
    verify('sha256', Buffer.from(`${header}.${claims}`), publicKey, Buffer.from(signature, 'base64url'));
  return { header: read(header), claims: read(claims), isBy };
};

test("every request is what Vonage's own client sends, at the region of its call", async () => {
  const captured = readFileSync(new URL('sdk-requests.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const found = { calls: [{ uuid: leg }], members: [{ channel: { id: leg } }] };
  const { voice, sent } = fakeVonage([{ status: 200, body: { _embedded: found } }]);
  await voice.participants(conference, meeting);
  await voice.mute(seat, true);
  await voice.mute(seat, false);
  await voice.tell(seat, told);
  await voice.tell(seat, { ...told, audioUrl: 'https://files.example.com/a.mp3' });
  await voice.end(call, { sentence: 'kicked', language: 'en' });
  await voice.hangUp(call);
  await voice.isUp(call);
  const ours = sent
    .filter(({ url }) => !url.includes('/members'))
    .map(({ method, url, headers, text = '' }) =>
      [method, url.replace(/^https:.*?\.com/, ''), headers['content-type'] ?? '', text].join('\t'),
    );
  expect(sent.slice(2).every(({ url }) => url.startsWith(`${host}/v1/`))).toBe(true);
  expect(ours).toEqual(captured);
});

test('whoever waits outside is moved in, as muted as they should be', async () => {
  const { voice, sent } = fakeVonage([ok]);
  const join = { kind: 'join', conference, role: 'caller', call, joinSequence: 2, language: 'en' } as const;
  expect(await voice.letIn?.(call, { ...join, muted: true })).toBe('done');
  expect(sent).toMatchObject([
    {
      method: 'PUT',
      url: `${host}/v1/calls/${leg}`,
      body: {
        action: 'transfer',
        destination: {
          type: 'ncco',
          ncco: [
            { action: 'input', mode: 'asynchronous' },
            { action: 'conversation', name: 'room-42', mute: true },
          ],
        },
      },
    },
  ]);
});

test('whoever is to be led on asks as one who waits, after a second', async () => {
  const { voice, sent } = fakeVonage([ok]);
  expect(await voice.leadOut?.(call, { joinSequence: 2, language: 'en' })).toBe('done');
  const asks = { action: 'input', dtmf: { timeOut: 1 } };
  expect(sent).toMatchObject([
    { method: 'PUT', url: `${host}/v1/calls/${leg}`, body: { destination: { type: 'ncco', ncco: [asks] } } },
  ]);
  expect(sent[0]?.text).toContain('/vonage/waited?call=');
});

describe('the token of a request', () => {
  test("is good to Vonage's own code", async () => {
    const { voice, sent } = fakeVonage([ok]);
    await voice.hangUp(call);
    const token = (sent[0]?.headers['authorization'] ?? '').replace('Bearer ', '');
    // It looks at the time, which is another here.
    vi.useFakeTimers({ now: startMs, toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const spki = (of: typeof key) => of.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect([verifySignature(token, spki(key)), verifySignature(token, spki(otherKey))]).toEqual([
      true,
      false,
    ]);
  });

  test('is made by the private key for the application, for a quarter of an hour', async () => {
    const { voice, sent } = fakeVonage([ok]);
    await voice.hangUp(call);
    const { header, claims, isBy } = tokenOf(sent[0]?.headers);
    expect(header).toEqual({ alg: 'RS256', typ: 'JWT' });
    const iat = startMs / 1_000;
    expect(claims).toEqual({ application_id: applicationId, iat, jti: 'token-1', exp: iat + 900 });
    expect([isBy(key), isBy(otherKey)]).toEqual([true, false]);
  });

  test('is used until it is nearly over', async () => {
    const { voice, sent, http } = fakeVonage([ok]);
    const names: unknown[] = [];
    for (const pauseMs of [0, 700_000, 79_000, 2_000]) {
      await http.clock.sleep(pauseMs);
      await voice.hangUp(call);
      names.push(tokenOf(sent.at(-1)?.headers).claims);
    }
    expect(names).toMatchObject(['token-1', 'token-1', 'token-1', 'token-2'].map((jti) => ({ jti })));
  });

  test('that is refused is followed by one of the key that a re-read brings', async () => {
    const vonage = fakeVonage([{ status: 401 }, ok], { fresh: otherKey.pem });
    expect(await vonage.voice.hangUp(call)).toBe('done');
    expect(tokenOf(vonage.sent[1]?.headers).isBy(otherKey)).toBe(true);
    expect(await fakeVonage([{ status: 401 }]).voice.hangUp(call)).toEqual({ notBeforeMs: undefined });
  });

  test('cannot be made without a key, and then nothing is asked', async () => {
    const vonage = fakeVonage([ok], { pem: '' });
    expect(await vonage.voice.hangUp(call)).toEqual({ notBeforeMs: undefined });
    expect(vonage.sent).toEqual([]);
    expect(vonage.lines).toMatchObject([{ code: 'secret-missing' }]);
  });
});

describe('what comes of an order', () => {
  const tooMany: Reply = { status: 429 };
  const notYet = { notBeforeMs: undefined };
  test.each<[string, readonly Reply[], CommandResult, number]>([
    ['silence', ['hang'], 'unknown', 1],
    ['a server’s fault', [{ status: 503 }], 'unknown', 1],
    ['a connection that breaks', [{ failsWith: 'ECONNRESET' }], 'unknown', 1],
    ['too many requests, for ever', [tooMany], notYet, 3],
    ['too many requests, for a moment', [tooMany, ok], 'done', 2],
    ['no connection, for ever', [{ failsWith: 'ECONNREFUSED' }], notYet, 3],
    ['something that is wrong', [{ status: 422, body: { title: 'x' } }], 'refused', 1],
    ['no such leg', [{ status: 404, body: { title: 'Not Found' } }], 'gone', 1],
    ['a leg that is over', [{ status: 400, body: { title: 'Bad Request' } }], 'gone', 1],
    ['success with a body', [{ status: 200, body: { message: 'Talk started' } }], 'done', 1],
  ])('%s', async (_, replies, expected, requests) => {
    for (const order of ['mute', 'tell', 'hangUp'] as const) {
      const { voice, sent } = fakeVonage(replies);
      const orders = {
        mute: () => voice.mute(seat, true),
        tell: () => voice.tell(seat, told),
        hangUp: () => voice.hangUp(call),
      };
      expect(await orders[order]()).toEqual(expected);
      expect(sent).toHaveLength(requests);
    }
  });

  test('a call that cannot be told why is ended all the same', async () => {
    const { voice, sent } = fakeVonage([{ status: 400 }, ok]);
    expect(await voice.end(call, told)).toBe('done');
    expect(sent[1]?.body).toEqual({ action: 'hangup' });
  });

  test('a request is given up after 3 s, and its log names no call', async () => {
    const { voice, sent, lines } = fakeVonage(['hang']);
    await voice.hangUp(call);
    expect(sent[0]?.timeoutMs).toBe(3_000);
    expect(lines).toMatchObject([
      { code: 'provider-failed', fields: { provider: 'vonage', action: 'PUT calls', why: 'time-out' } },
    ]);
  });

  test('too many requests of the account leave the next second to others', async () => {
    const { voice, sent } = fakeVonage([tooMany, ok]);
    expect(await voice.hangUp(call)).toBe('done');
    expect(await voice.hangUp(call)).toBe('done');
    expect(sent.map(({ atMs }) => atMs)).toEqual([0, 1_000, 1_100]);
  });

  test('another refusal keeps nobody waiting', async () => {
    const { voice, sent } = fakeVonage([{ status: 404 }, ok]);
    await voice.hangUp(call);
    await voice.hangUp(call);
    expect(sent.map(({ atMs }) => atMs)).toEqual([0, 100]);
  });

  test('many orders at once go one after the other, ten a second, and those behind are told to come back', async () => {
    const { voice, sent, http } = fakeVonage([ok]);
    const startedMs = http.clock.now();
    const results = await Promise.all(Array.from({ length: 60 }, () => voice.mute(seat, true)));
    expect(sent.length).toBeLessThanOrEqual(51);
    expect(results.filter((result) => result === 'done')).toHaveLength(sent.length);
    expect(results.at(-1)).toEqual({ notBeforeMs: undefined });
    expect(http.clock.now()).toBeGreaterThan(startedMs);
  });
});

describe('who is in a conversation', () => {
  const calls = (...list: readonly object[]): Reply => ({
    status: 200,
    body: { _embedded: { calls: list } },
  });
  const members = (...list: readonly object[]): Reply => ({
    status: 200,
    body: { _embedded: { members: list } },
  });
  const member = (id: string, muted?: boolean) => ({
    channel: { type: 'phone', id: 'x', leg_ids: [id] },
    ...(muted === undefined ? {} : { media: { audio_settings: { enabled: true, muted } } }),
  });
  const in1 = { uuid: 'l-1' };
  const in2 = { uuid: 'l-2' };
  const half = { _links: { next: { href: '/v1/calls?record_index=100' } } };
  const notThere: Reply = { status: 404 };
  const us3 = (id: string, muted: boolean) => ({ call: `us-3_${id}`, muted });

  test.each<[string, readonly Reply[], readonly object[] | undefined]>([
    [
      'with mutes',
      [members(member('l-1', true), member('l-2', false)), calls(in1, in2)],
      [us3('l-1', true), us3('l-2', false)],
    ],
    ['of whom no mute is said', [members(member('l-1')), calls(in1)], [us3('l-1', false)]],
    [
      'but those who have left',
      [members(member('l-1'), { ...member('l-2'), state: 'LEFT' }), calls(in1)],
      [us3('l-1', false)],
    ],
    [
      'in two regions',
      [members(member('l-1'), member('l-2', true)), calls(in1), calls(), calls(), calls(in2)],
      [us3('l-1', false), { call: 'eu-4_l-2', muted: true }],
    ],
    [
      'that only its own region knows',
      [notThere, notThere, members(member('l-1')), notThere, notThere, calls(in1)],
      [{ call: 'eu-3_l-1', muted: false }],
    ],
    ['that is empty', [members()], []],
    ['that is nowhere', [notThere], []],
    ['whose call nobody has', [members(member('l-1')), calls()], undefined],
    [
      'of which half the members are told',
      [{ status: 200, body: { ...half, _embedded: { members: [] } } }],
      undefined,
    ],
    [
      'of which half the calls are told',
      [members(member('l-1')), { status: 200, body: { ...half, _embedded: { calls: [in1] } } }],
      undefined,
    ],
    ['asked for too often half way', [members(member('l-1')), { status: 429 }], undefined],
    ['of which the list is none', [{ status: 200, body: {} }], undefined],
    ['behind a server’s fault', [{ status: 500 }], undefined],
    ['that keeps silent', ['hang'], undefined],
  ])('%s', async (_, replies, legs) => {
    const list = await fakeVonage(replies).voice.participants(conference, meeting);
    expect(list).toEqual(legs && { meeting, legs });
  });

  test('has nobody in it who is no member', async () => {
    const found = fakeVonage([members(member('l-1')), calls(in2, in1)]);
    expect(await found.voice.participants(conference, meeting)).toEqual({
      meeting,
      legs: [us3('l-1', false)],
    });
  });

  test('is looked for in each region once, however often it is asked for', async () => {
    const { voice, sent } = fakeVonage([
      members(member('l-1')),
      calls(in1),
      members(member('l-1')),
      calls(in1),
      notThere,
    ]);
    for (let round = 0; round < 2; round += 1) await voice.participants(conference, meeting);
    expect(await voice.participants(conference, meeting)).toEqual({ meeting, legs: [] });
    const asked = sent.slice(4).map(({ url }) => new URL(url).host);
    expect([asked.length, new Set(asked).size]).toEqual([7, 7]);
  });

  test('is asked for where it was found last', async () => {
    const found = [members(member('l-1')), calls(), calls(), calls(in1)];
    const { voice, sent } = fakeVonage([...found, members(member('l-1')), calls(in1)]);
    await voice.participants(conference, meeting);
    await voice.participants(conference, meeting);
    expect(sent.map(({ url }) => new URL(url).host.slice(4, 8))).toEqual([
      'us-3',
      'us-3',
      'us-4',
      'eu-3',
      'eu-3',
      'eu-3',
    ]);
  });

  test('cannot be said of a conference of whose conversation nothing was heard', async () => {
    const { voice, sent } = fakeVonage([ok]);
    expect(await voice.participants(conference, undefined)).toBeUndefined();
    expect(sent).toEqual([]);
  });
});

test.each<[string, Reply, boolean | undefined]>([
  ['goes on', { status: 200, body: { status: 'answered' } }, true],
  ['rings', { status: 200, body: { status: 'ringing' } }, true],
  ['is over', { status: 200, body: { status: 'completed' } }, false],
  ['is not there', { status: 404 }, false],
  ['is not told of, since the answer broke off', { status: 200 }, undefined],
])('a call %s', async (_, reply, expected) => {
  expect(await fakeVonage([reply]).voice.isUp(call)).toBe(expected);
});

test.each<[string, Reply, string | undefined]>([
  ['goes on', { status: 200, body: { status: 'answered', conversation_uuid: 'CON-b' } }, 'CON-b'],
  ['is over', { status: 200, body: { status: 'completed', conversation_uuid: 'CON-b' } }, undefined],
  ['is not there', { status: 404 }, undefined],
  ['is not told of, since the answer broke off', { status: 200 }, undefined],
])('the conversation of a call that %s', async (_, reply, expected) => {
  expect(await fakeVonage([reply]).voice.meetingOf?.(call)).toBe(expected);
});

test('a call of no region that is not there may be at another', async () => {
  const vonage = fakeVonage([{ status: 404 }]);
  expect(await vonage.voice.isUp(voiceCall(leg))).toBeUndefined();
  expect(vonage.sent[0]?.url).toBe(`https://api.nexmo.com/v1/calls/${leg}`);
});

test('a region is a host of its own at Vonage, and a path at a stand-in', () => {
  expect(baseOf('https://api.nexmo.com', 'us-3')).toBe('https://api-us-3.vonage.com');
  expect(baseOf('https://api-eu-3.vonage.com', 'eu-4')).toBe('https://api-eu-4.vonage.com');
  expect(baseOf('http://127.0.0.1:4000', 'us-3')).toBe('http://127.0.0.1:4000/us-3');
  expect(baseOf('http://127.0.0.1:4000', undefined)).toBe('http://127.0.0.1:4000');
});
