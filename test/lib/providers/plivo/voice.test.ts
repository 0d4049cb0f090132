import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CommandResult } from '../../../../lib/conferences/model/command-result.ts';
import { joinOf } from '../../../../lib/providers/plivo/urls.ts';
import { makeVoice } from '../../../../lib/providers/plivo/voice.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { conferenceId } from '../../../support/new-conference.ts';
import { fakeHttp, fakeLog, type Reply } from '../../http/fake-http.ts';
import { authId, authToken, otherToken } from './vectors.ts';

const conference = conferenceId('room-42');
const call = voiceCall('abc');
const seat = { conference, meeting: 'room-42', call };
const account = `https://api.example.com/v1/Account/${authId}/`;
const told = { sentence: 'you-are-muted', language: 'en' } as const;
const audioUrl = 'https://audio.example.com/a.mp3';
const ok: Reply = { status: 202, body: {} };

const member = (call_uuid: string, more: object = {}) => ({
  ...{ member_id: '17', call_uuid, muted: false, deaf: false, from: '1', join_time: '12' },
  ...more,
});
const list = (...members: readonly object[]): Reply => ({
  status: 200,
  body: { conference_name: 'room-42', conference_member_count: `${members.length}`, members },
});
const listed = list(member('other', { member_id: '16' }), member('abc'));

/** Plivo, answering as told. */
function fakePlivo(
  replies: readonly Reply[],
  { tokens = [authToken], fresh = tokens }: Partial<Record<'tokens' | 'fresh', readonly string[]>> = {},
) {
  const network = fakeHttp(...replies);
  const logged = fakeLog();
  const source = (live: readonly string[]) => () =>
    Promise.resolve({ plivoAuthId: authId, plivoAuthTokens: live });
  const voice = makeVoice(
    {
      http: network.http,
      log: logged.log,
      apiUrl: 'https://api.example.com/v1',
      secrets: { read: source(tokens), reread: source(fresh) },
    },
    'https://gw.example.com/dev',
  );
  return { ...network, ...logged, voice };
}

test("every request is what Plivo's own SDK sends", async () => {
  const captured = readFileSync(new URL('sdk-requests.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
    // It sends an empty object with what needs none, and a question mark without a query.
    .map(([method, path = '', body = '']): readonly unknown[] => [
      method,
      path.replace(/\?$/, ''),
      method === 'POST' ? JSON.parse(body) : undefined,
    ]);
  const { voice, sent } = fakePlivo([listed, listed, ok]);
  await voice.participants(conference, undefined);
  const muting = fakePlivo([listed, ok]);
  await muting.voice.mute(seat, true);
  const unmuting = fakePlivo([listed, ok]);
  await unmuting.voice.mute(seat, false);
  const speaking = fakePlivo([listed, ok]);
  await speaking.voice.tell(seat, told);
  const playing = fakePlivo([listed, ok]);
  await playing.voice.tell(seat, { ...told, audioUrl });
  const others = fakePlivo([ok]);
  await others.voice.end(call, { sentence: 'kicked', language: 'en' });
  await others.voice.hangUp(call);
  await others.voice.isUp(call);
  const toMembers = [muting, unmuting, speaking, playing].flatMap((each) => each.sent.slice(1));
  const ours = [...sent, ...toMembers, ...others.sent];
  expect(ours.map(({ method, url, body }) => [method, url.slice(account.length), body])).toEqual(captured);
  for (const { url, headers } of ours) {
    expect(url.startsWith(account)).toBe(true);
    expect(headers).toMatchObject({
      authorization: `Basic ${Buffer.from(`${authId}:${authToken}`).toString('base64')}`,
    });
  }
});

test('a call that waits is moved to all that it takes to go in', async () => {
  const join = {
    kind: 'join',
    conference,
    role: 'caller',
    call,
    joinSequence: 3,
    muted: true,
    language: 'de',
    tones: true,
  } as const;
  const { voice, sent } = fakePlivo([ok]);
  expect(await voice.letIn?.(call, { ...join, longestStayS: 60 })).toBe('done');
  const [request] = sent;
  expect(request?.url).toBe(`${account}Call/abc/`);
  expect(request?.body).toMatchObject({ legs: 'aleg', aleg_method: 'POST' });
  const url = /"aleg_url":"([^"]*)"/.exec(request?.text ?? '')?.[1] ?? '';
  expect(url).toMatch(/^https:\/\/gw\.example\.com\/dev\/plivo\/join\?.*#rc=2/);
  expect(joinOf(new URL(url).searchParams)).toEqual(join);
});

test('a call that is to be led on asks as one that waits', async () => {
  const { voice, sent } = fakePlivo([ok]);
  expect(await voice.leadOut?.(call, { joinSequence: 3, language: 'de' })).toBe('done');
  expect(sent[0]?.url).toBe(`${account}Call/abc/`);
  expect(sent[0]?.text).toMatch(/"aleg_url":"https:[^"]*\/plivo\/waited\?language=de#/);
});

describe('what comes of an order', () => {
  const tooMany: Reply = { status: 429 };
  const notYet = { notBeforeMs: undefined };
  const cases: readonly [string, readonly Reply[], CommandResult, number][] = [
    ['silence', ['hang'], 'unknown', 1],
    ['a server’s fault', [{ status: 503 }], 'unknown', 1],
    ['a connection that breaks', [{ failsWith: 'ECONNRESET' }], 'unknown', 1],
    ['too many requests, for ever', [tooMany], notYet, 3],
    ['too many requests, for a moment', [tooMany, ok], 'done', 2],
    ['no connection, for ever', [{ failsWith: 'ECONNREFUSED' }], notYet, 3],
    ['something that is wrong', [{ status: 400, body: { error: 'invalid' } }], 'refused', 1],
    ['nothing there', [{ status: 404, body: { error: 'not found' } }], 'gone', 1],
    ['success without a body', [{ status: 204 }], 'done', 1],
  ];

  test.each(cases)('about a call: %s', async (_, replies, expected, requests) => {
    const { voice, sent } = fakePlivo(replies);
    expect(await voice.hangUp(call)).toEqual(expected);
    expect(sent).toHaveLength(requests);
  });

  test.each(cases)('about somebody in a meeting: %s', async (_, replies, expected, requests) => {
    const { voice, sent } = fakePlivo([listed, ...replies]);
    expect(await voice.mute(seat, true)).toEqual(expected);
    expect(sent).toHaveLength(1 + requests);
  });

  test.each<[string, Reply, CommandResult]>([
    ['is without them', list(member('other')), 'gone'],
    ['is of a conference that there is not', { status: 404 }, 'gone'],
    ['does not come', 'hang', 'unknown'],
    ['is none', { status: 200, body: { members: 'many' } }, 'unknown'],
    ['is refused', { status: 400 }, 'refused'],
  ])('about somebody of whom the list %s', async (_, reply, expected) => {
    const { voice, sent } = fakePlivo([reply]);
    expect(await voice.tell(seat, told)).toEqual(expected);
    expect(sent).toHaveLength(1);
  });

  test('whoever has come again has another name, which is asked for each time', async () => {
    const { voice, sent } = fakePlivo([listed, ok, list(member('abc', { member_id: 23 })), ok]);
    await voice.mute(seat, true);
    await voice.mute(seat, true);
    expect(sent.map(({ url }) => /Member\/(\d+)/.exec(url)?.[1])).toEqual([undefined, '17', undefined, '23']);
  });

  test('a call that cannot be told why is ended all the same', async () => {
    const { voice, sent } = fakePlivo([{ status: 400 }, { status: 204 }]);
    expect(await voice.end(call, told)).toBe('done');
    expect(sent[1]).toMatchObject({ method: 'DELETE', url: `${account}Call/abc/` });
  });

  test('a token that is refused is followed by the other, and by what a re-read brings', async () => {
    const refused: Reply = { status: 401 };
    const plivo = fakePlivo([refused, ok], { fresh: [authToken, otherToken] });
    expect(await plivo.voice.hangUp(call)).toBe('done');
    expect(plivo.sent[1]?.headers['authorization']).toBe(
      `Basic ${Buffer.from(`${authId}:${otherToken}`).toString('base64')}`,
    );
    expect(await fakePlivo([refused]).voice.hangUp(call)).toEqual(notYet);
  });

  test('no token is no order', async () => {
    const plivo = fakePlivo([ok], { tokens: [] });
    expect(await plivo.voice.hangUp(call)).toEqual(notYet);
    expect(plivo.sent).toEqual([]);
    expect(plivo.lines).toMatchObject([{ code: 'secret-missing' }]);
  });

  test('a request is given up after 3 s, and its log names nobody', async () => {
    const { voice, sent, lines } = fakePlivo([listed, 'hang']);
    await voice.mute(seat, true);
    expect(sent[1]?.timeoutMs).toBe(3_000);
    const fields = { provider: 'plivo', action: 'POST Conference Mute', why: 'time-out' };
    expect(lines).toMatchObject([{ code: 'provider-failed', fields }]);
  });
});

describe('who is in a conference', () => {
  const half = { conference_member_count: '3', members: [member('abc')] };
  test.each<[string, Reply, unknown]>([
    [
      'with mutes, written either way',
      list(member('a', { muted: true }), member('b', { muted: 'true' }), member('c', { muted: 'false' })),
      {
        meeting: 'room-42',
        legs: [
          { call: 'a', muted: true },
          { call: 'b', muted: true },
          { call: 'c', muted: false },
        ],
      },
    ],
    ['and somebody who cannot be ours', list(member('a b')), { meeting: undefined, legs: [] }],
    ['nobody', list(), { meeting: undefined, legs: [] }],
    ['no such conference', { status: 404 }, { meeting: undefined, legs: [] }],
    ['half of them', { status: 200, body: half }, undefined],
    ['a list that is none', { status: 200, body: {} }, undefined],
    ['a server’s fault', { status: 500 }, undefined],
    ['silence', 'hang', undefined],
  ])('%s', async (_, reply, expected) => {
    expect(await fakePlivo([reply]).voice.participants(conference, 'room-42')).toEqual(expected);
  });
});

test.each<[string, Reply, boolean | undefined]>([
  ['goes on', { status: 200, body: { call_uuid: 'abc', call_status: 'in-progress' } }, true],
  ['is another', { status: 200, body: { call_uuid: 'abd', call_status: 'in-progress' } }, undefined],
  ['is not readable', { status: 200 }, undefined],
  ['is over', { status: 404 }, false],
  ['is not told of', { status: 500 }, undefined],
])('a call %s', async (_, reply, expected) => {
  expect(await fakePlivo([reply]).voice.isUp(call)).toBe(expected);
});
