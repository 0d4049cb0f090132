import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CommandResult } from '../../../../lib/conferences/model/command-result.ts';
import { callIdOf, sinchCallId } from '../../../../lib/providers/sinch/call-id.ts';
import { checkSignature, signedHeaders } from '../../../../lib/providers/sinch/signature.ts';
import { makeVoice } from '../../../../lib/providers/sinch/voice.ts';
import { conferenceId } from '../../../support/new-conference.ts';
import { fakeHttp, fakeLog, startMs, type Reply } from '../../http/fake-http.ts';
import { applicationKey, applicationSecret, otherSecret } from './vectors.ts';

const conference = conferenceId('room-42');
const callOf = (theirs: string) => {
  const call = callIdOf(theirs);
  if (call === undefined) throw new Error('no call id');
  return call;
};
const call = callOf('abc');
const seat = { conference, meeting: 'room-42', call };
const apiUrl = 'https://calling.example.com';
const ok: Reply = { status: 200, body: {} };
const told = { sentence: 'you-are-muted', language: 'en' } as const;

/** Sinch, answering as told. */
function fakeSinch(
  replies: readonly Reply[],
  known: { readonly secrets?: readonly string[]; readonly fresh?: readonly string[] } = {},
) {
  const network = fakeHttp(...replies);
  const logged = fakeLog();
  const { secrets = [applicationSecret], fresh = secrets } = known;
  const source = (live: readonly string[]) => () =>
    Promise.resolve({ sinchApplicationKey: applicationKey, sinchApplicationSecrets: live });
  const voice = makeVoice({
    http: network.http,
    log: logged.log,
    apiUrl,
    secrets: { read: source(secrets), reread: source(fresh) },
  });
  return { ...network, ...logged, voice };
}

describe("every request is what Sinch's own SDK sends", () => {
  const captured = readFileSync(new URL('sdk-requests.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));

  test.each(['abc', '0f9@81.201.86.45'])('about the call %s', async (theirs) => {
    const itsCall = callOf(theirs);
    const itsSeat = { ...seat, call: itsCall };
    const { voice, sent } = fakeSinch([ok]);
    await voice.participants(conference, undefined);
    await voice.mute(itsSeat, true);
    await voice.mute(itsSeat, false);
    await voice.tell(itsSeat, told);
    await voice.end(itsCall, { sentence: 'kicked', language: 'en' });
    await voice.hangUp(itsCall);
    await voice.isUp(itsCall);
    const ours = sent.map(({ method, url, headers, text = '' }) =>
      [method, url.slice(apiUrl.length), headers['content-type'], text].join('\t'),
    );
    const theirsOnly = captured
      .filter((_, index) => (theirs === 'abc' ? index < 7 : index >= 7))
      .map(([method, path, type, , , body = '']) => [method, path, type, body].join('\t'));
    expect(ours).toEqual(theirsOnly);
  });

  test.each(captured)(
    '%s %s is signed as there',
    (method = '', path = '', contentType = '', at = '', authorization = '', body = '') => {
      const request = { method, path, contentType, rawBody: Buffer.from(body) };
      const key = { id: applicationKey, secret: applicationSecret };
      expect(signedHeaders(request, key, Date.parse(at))).toEqual({
        authorization,
        'x-timestamp': at,
        'content-type': contentType,
      });
    },
  );
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
    ['something that is wrong', [{ status: 400, body: { errorCode: 40001 } }], 'refused', 1],
    ['no such leg', [{ status: 404, body: { errorCode: 40400 } }], 'gone', 1],
    ['success without a body', [{ status: 200 }], 'done', 1],
  ])('%s', async (_, replies, expected, requests) => {
    for (const order of ['mute', 'tell', 'hangUp'] as const) {
      const { voice, sent } = fakeSinch(replies);
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
    const { voice, sent } = fakeSinch([{ status: 422 }, ok]);
    expect(await voice.end(call, told)).toBe('done');
    expect(sent[1]?.body).toEqual({ action: { name: 'hangup' } });
  });

  test('a secret that is refused is followed by the other, and by what a re-read brings', async () => {
    const refused: Reply = { status: 401, body: { errorCode: 40102 } };
    const sinch = fakeSinch([refused, ok], {
      secrets: [applicationSecret],
      fresh: [applicationSecret, otherSecret],
    });
    expect(await sinch.voice.hangUp(call)).toBe('done');
    const [, second] = sinch.sent;
    const secrets = { sinchApplicationKey: applicationKey, sinchApplicationSecrets: [otherSecret] };
    const signed = {
      method: 'PATCH',
      path: '/calling/v1/calls/id/abc',
      rawBody: Buffer.from(second?.text ?? ''),
      headers: second?.headers ?? {},
    };
    expect(checkSignature(signed, secrets, startMs)).toBe('ok');
    expect(await fakeSinch([refused]).voice.hangUp(call)).toEqual({ notBeforeMs: undefined });
  });

  test('no secret is no order', async () => {
    const sinch = fakeSinch([ok], { secrets: [] });
    expect(await sinch.voice.hangUp(call)).toEqual({ notBeforeMs: undefined });
    expect(sinch.sent).toEqual([]);
    expect(sinch.lines).toMatchObject([{ code: 'secret-missing' }]);
  });

  test('a request is given up after 3 s, and its log names no call', async () => {
    const { voice, sent, lines } = fakeSinch(['hang']);
    await voice.hangUp(call);
    expect(sent[0]?.timeoutMs).toBe(3_000);
    expect(lines).toMatchObject([
      { code: 'provider-failed', fields: { provider: 'sinch', action: 'PATCH calls', why: 'time-out' } },
    ]);
  });
});

describe('who is in a conference', () => {
  const leg = (id: string, more: object = {}) => ({ cli: '1', id, duration: 14, onhold: false, ...more });
  test.each<[string, Reply, unknown]>([
    [
      'with mutes, and ids of any kind',
      { status: 200, body: { participants: [leg('abc', { muted: true }), leg('0f9@81.201.86.45')] } },
      {
        meeting: 'room-42',
        legs: [
          { call: 'abc', muted: true },
          { call: '0f9_4081_2e201_2e86_2e45', muted: false },
        ],
      },
    ],
    ['nobody', { status: 200, body: { participants: [] } }, { meeting: 'room-42', legs: [] }],
    ['no such conference', { status: 404, body: { errorCode: 40400 } }, { meeting: undefined, legs: [] }],
    ['a list that is none', { status: 200, body: {} }, undefined],
    ['a server’s fault', { status: 500 }, undefined],
    ['silence', 'hang', undefined],
  ])('%s', async (_, reply, expected) => {
    expect(await fakeSinch([reply]).voice.participants(conference, 'room-42')).toEqual(expected);
  });
});

test.each<[string, Reply, boolean | undefined]>([
  ['goes on', { status: 200, body: { status: 'ONGOING' } }, true],
  ['is over', { status: 200, body: { status: 'final' } }, false],
  ['is not told of, perhaps because it came in', { status: 404, body: { errorCode: 40400 } }, undefined],
  ['is not told of, since the answer broke off', { status: 200 }, undefined],
])('a call %s', async (_, reply, expected) => {
  expect(await fakeSinch([reply]).voice.isUp(call)).toBe(expected);
});

test.each(['5f1c0a9e77b24d3c8a10', '0f9@81.201.86.45', 'a_b', '_40', 'x%40y', '!~"'])(
  'the id %s comes back as it was',
  (theirs) => {
    const ours = callOf(theirs);
    expect(ours).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(sinchCallId(ours)).toBe(theirs);
  },
);
test.each(['', ' ', 'a b', 'ö', 'x'.repeat(129), '\n'])('%j is no id', (theirs) => {
  expect(callIdOf(theirs)).toBeUndefined();
});
