import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Http } from '../../../../lib/http/http.ts';
import { renderFarewell } from '../../../../lib/providers/twilio/twiml.ts';
import { documentFragment } from '../../../../lib/providers/twilio/descriptor.ts';
import { makeVoice } from '../../../../lib/providers/twilio/voice.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { conferenceId } from '../../../support/new-conference.ts';
import { fakeHttp, fakeLog, startMs as networkStartMs, type Reply } from '../../http/fake-http.ts';
import { accountSid, authToken, callSid } from './vectors.ts';
import type { CommandResult } from '../../../../lib/conferences/model/command-result.ts';

const call = voiceCall(callSid);
const meeting = 'CF0123456789abcdef0123456789abcdef';
const seat = { conference: conferenceId('c1'), meeting, call };
const apiUrl = 'https://api.twilio.example/2010-04-01';
const otherToken = 'fedcba9876543210fedcba9876543210';

/** Twilio, answering as told; forms are shown as objects. */
function fakeTwilio(
  replies: readonly Reply[],
  known: { tokens?: readonly string[]; fresh?: readonly string[]; account?: string | undefined } = {},
) {
  const tokens = known.tokens ?? [authToken];
  const account = 'account' in known ? known.account : accountSid;
  const network = fakeHttp(...replies);
  const logged = fakeLog();
  const http: Http = {
    ...network.http,
    fetch: (url, init) => {
      if (typeof init.body !== 'string') return network.http.fetch(url, init);
      const form = Object.fromEntries(new URLSearchParams(init.body));
      return network.http.fetch(url, { ...init, body: JSON.stringify(form) });
    },
  };
  const secretsOf = (twilioAuthTokens: readonly string[]) => () =>
    Promise.resolve({ twilioAccountSid: account, twilioAuthTokens });
  const secrets = { read: secretsOf(tokens), reread: secretsOf(known.fresh ?? tokens) };
  const voice = makeVoice({ http, log: logged.log, apiUrl, secrets }, 'https://gw.example.com');
  const requests = () => network.sent.map(({ method, url }) => `${method} ${url.slice(apiUrl.length)}`);
  return { ...network, ...logged, voice, requests };
}

const participantPath = `/Accounts/${accountSid}/Conferences/${meeting}/Participants/${callSid}.json`;
const callPath = `/Accounts/${accountSid}/Calls/${callSid}.json`;
const notFound: Reply = { status: 404, body: { code: 20404, status: 404, message: 'not found' } };
const isOver: Reply = { status: 400, body: { code: 21220, status: 400, message: 'not in progress' } };
const tooMany = { status: 429, body: { code: 20429, status: 429 } };
const wait = (seconds: string): Reply => ({ ...tooMany, headers: { 'retry-after': seconds } });
const ok: Reply = { status: 200, body: {} };
const notYet = { notBeforeMs: undefined };

describe('what comes of an order', () => {
  test.each<[string, readonly Reply[], CommandResult, number]>([
    ['silence', ['hang'], 'unknown', 1],
    ['a server’s fault', [{ status: 503 }], 'unknown', 1],
    ['a connection that breaks', [{ failsWith: 'ECONNRESET' }], 'unknown', 1],
    ['too many requests, for ever', [tooMany], notYet, 3],
    ['too many requests, for longer than we wait', [wait('9')], { notBeforeMs: networkStartMs + 9_000 }, 1],
    ['no connection, for ever', [{ failsWith: 'ECONNREFUSED' }], notYet, 3],
    ['a token that may not', [{ status: 403, body: { code: 20003 } }], notYet, 1],
    ['too many requests, for as long as we wait', [wait('3'), ok], 'done', 2],
    ['a parameter that is wrong', [{ status: 400, body: { code: 20001 } }], 'refused', 1],
    ['no such participant', [notFound], 'gone', 1],
    ['a call that is over', [isOver], 'gone', 1],
    ['too many requests, for a moment', [tooMany, ok], 'done', 2],
    ['no connection, for a moment', [{ failsWith: 'ECONNREFUSED' }, ok], 'done', 2],
    ['success', [ok], 'done', 1],
  ])('%s', async (_, replies, expected, requests) => {
    const twilio = fakeTwilio(replies);
    expect(await twilio.voice.mute(seat, true)).toEqual(expected);
    expect(twilio.sent).toHaveLength(requests);
  });

  test('a request is given up after 3 s, and all tries together after 5 s', async () => {
    const silent = fakeTwilio(['hang']);
    await silent.voice.mute(seat, true);
    expect(silent.sent[0]?.timeoutMs).toBe(3_000);
    const slow = fakeTwilio([{ ...tooMany, takesMs: 2_900 }]);
    await slow.voice.mute(seat, true);
    expect(slow.elapsedMs()).toBeLessThanOrEqual(5_250);
  });
});

describe('tokens', () => {
  const unauthorized: Reply = { status: 401, body: { code: 20003 } };
  const tokensOf = ({ sent }: ReturnType<typeof fakeTwilio>) =>
    sent.map(({ headers }) =>
      Buffer.from(headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString(),
    );

  test('without one nothing is sent', async () => {
    for (const twilio of [fakeTwilio([], { tokens: [] }), fakeTwilio([], { account: undefined })]) {
      expect(await twilio.voice.mute(seat, true)).toEqual(notYet);
      expect(await twilio.voice.isUp(call)).toBeUndefined();
      expect(twilio.lines[0]).toMatchObject({ level: 'error', code: 'secret-missing' });
    }
  });

  test('one that is refused gives way to the other', async () => {
    const twilio = fakeTwilio([unauthorized, ok], { tokens: [authToken, otherToken] });
    expect(await twilio.voice.mute(seat, true)).toBe('done');
    expect(tokensOf(twilio)).toEqual([`${accountSid}:${authToken}`, `${accountSid}:${otherToken}`]);
  });

  test('one that was replaced a moment ago is read afresh; none is tried twice', async () => {
    const twilio = fakeTwilio([unauthorized, ok], { fresh: [authToken, otherToken] });
    expect(await twilio.voice.mute(seat, true)).toBe('done');
    expect(twilio.sent).toHaveLength(2);
    const refused = fakeTwilio([unauthorized]);
    expect(await refused.voice.mute(seat, true)).toEqual(notYet);
    expect(refused.sent).toHaveLength(1);
  });

  test('no token and no call is in the log', async () => {
    const twilio = fakeTwilio([{ status: 500, body: { code: 1, message: `${callSid} ${authToken}` } }]);
    await twilio.voice.end(call, { sentence: 'kicked', language: 'en' });
    expect(twilio.lines).toHaveLength(1);
    expect(twilio.text()).not.toContain(authToken);
    expect(twilio.text()).not.toContain(callSid);
  });
});

describe('orders', () => {
  test.each([true, false])('mute: %s', async (muted) => {
    const twilio = fakeTwilio([ok]);
    await twilio.voice.mute(seat, muted);
    expect(twilio.requests()).toEqual([`POST ${participantPath}`]);
    expect(twilio.sent[0]).toMatchObject({
      body: { Muted: String(muted) },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  });

  test('leadOut: the call asks what comes after its join', async () => {
    const twilio = fakeTwilio([ok]);
    expect(await twilio.voice.leadOut?.(call, { joinSequence: 3, language: 'de' })).toBe('done');
    const body = z.record(z.string(), z.string()).parse(twilio.sent[0]?.body);
    expect(body.Method).toBe('POST');
    expect(body.Url).toMatch(/\/twilio\/left\?joinSequence=3&language=de#/);
  });

  test('tell: Twilio fetches the sentence for that participant alone', async () => {
    const twilio = fakeTwilio([ok]);
    expect(await twilio.voice.tell(seat, { sentence: 'asked-to-unmute', language: 'de' })).toBe('done');
    expect(twilio.requests()).toEqual([`POST ${participantPath}`]);
    const AnnounceUrl = `https://gw.example.com/twilio/announce?sentence=asked-to-unmute&language=de#${documentFragment}`;
    expect(twilio.sent[0]?.body).toEqual({ AnnounceUrl });
  });

  test('tell: a recording is named in the address of the document', async () => {
    const twilio = fakeTwilio([ok]);
    const audioUrl = 'https://files.example.com/a b.mp3?v=1&x=2';
    await twilio.voice.tell(seat, { sentence: 'asked-to-unmute', language: 'de', audioUrl });
    const { AnnounceUrl } = z.object({ AnnounceUrl: z.string() }).parse(twilio.sent[0]?.body);
    expect(Object.fromEntries(new URL(AnnounceUrl).searchParams)).toEqual({
      sentence: 'asked-to-unmute',
      language: 'de',
      audioUrl,
    });
  });

  test('end: a recording is played in the place of the sentence', async () => {
    const twilio = fakeTwilio([ok]);
    const audioUrl = 'https://files.example.com/removed.mp3';
    await twilio.voice.end(call, { sentence: 'kicked', language: 'de', audioUrl });
    const Twiml: unknown = expect.stringContaining(`<Response><Play>${audioUrl}</Play><Hangup/></Response>`);
    expect(twilio.sent[0]?.body).toEqual({ Twiml });
  });

  test('end: the call hears why, and is over', async () => {
    const twilio = fakeTwilio([ok]);
    expect(await twilio.voice.end(call, { sentence: 'kicked', language: 'de' })).toBe('done');
    expect(twilio.requests()).toEqual([`POST ${callPath}`]);
    expect(twilio.sent[0]?.body).toEqual({
      Twiml: renderFarewell([{ sentence: 'kicked', language: 'de' }]),
    });
  });

  test.each<[string, readonly Reply[], CommandResult, readonly object[]]>([
    [
      'refused: ended without a word',
      [{ status: 400, body: { code: 21000 } }, ok],
      'done',
      [{ Status: 'completed' }],
    ],
    ['unknown: left alone, it may be talking', ['hang'], 'unknown', []],
    ['not done yet: it is to hear why', [wait('60')], { notBeforeMs: networkStartMs + 60_000 }, []],
    ['gone: nothing left to end', [isOver], 'gone', []],
  ])('end, %s', async (_, replies, expected, more) => {
    const twilio = fakeTwilio(replies);
    expect(await twilio.voice.end(call, { sentence: 'kicked', language: 'en' })).toEqual(expected);
    expect(twilio.sent.slice(1).map(({ body }) => body)).toEqual(more);
  });
});

describe('questions', () => {
  const one = { call_sid: callSid, muted: true, label: `${callSid}-1`, status: 'connected' };
  const conference = conferenceId('c1');
  const other = 'CFfedcba9876543210fedcba9876543210';
  const conferences = (...some: readonly (readonly [string, string])[]) => ({
    status: 200,
    body: { conferences: some.map(([sid, status]) => ({ sid, status })) },
  });
  const noConferences = conferences();
  const nobody = { status: 200, body: { participants: [], next_page_uri: null } };
  const listOf = (sid: string) =>
    `GET /Accounts/${accountSid}/Conferences/${sid}/Participants.json?PageSize=1000`;

  test.each<[string, Reply, unknown]>([
    ['silence', 'hang', undefined],
    ['a fault', { status: 500 }, undefined],
    [
      'half a list',
      { status: 200, body: { participants: [one], next_page_uri: '/2010-04-01/next' } },
      undefined,
    ],
    ['something else', { status: 200, body: { participants: [{ call_sid: callSid }] } }, undefined],
    [
      'one',
      { status: 200, body: { participants: [one], next_page_uri: null } },
      { meeting, legs: [{ call: callSid, joinSequence: 1, muted: true }] },
    ],
    [
      'one with a label that is none of ours',
      { status: 200, body: { participants: [{ ...one, label: 'guest' }], next_page_uri: null } },
      { meeting, legs: [{ call: callSid, joinSequence: 0, muted: true }] },
    ],
    [
      'one without a label',
      { status: 200, body: { participants: [{ ...one, label: null }], next_page_uri: null } },
      { meeting, legs: [{ call: callSid, joinSequence: undefined, muted: true }] },
    ],
  ])('participants: %s', async (_, reply, expected) => {
    const twilio = fakeTwilio([reply]);
    expect(await twilio.voice.participants(conference, meeting)).toEqual(expected);
    expect(twilio.requests()).toEqual([listOf(meeting)]);
  });

  test.each<[string, Reply, readonly Reply[], unknown]>([
    ['is over', notFound, [noConferences, noConferences], { meeting: undefined, legs: [] }],
    ['is empty', nobody, [noConferences, noConferences], { meeting: undefined, legs: [] }],
    [
      'is empty and runs',
      nobody,
      [noConferences, conferences([meeting, 'in-progress'])],
      { meeting, legs: [] },
    ],
    ['is empty, and of which half is known', nobody, [noConferences, { status: 500 }], undefined],
    ['is over, and perhaps another runs', nobody, ['hang', 'hang'], undefined],
    [
      'is over, and so are others',
      nobody,
      [conferences([other, 'completed']), conferences([other, 'completed'])],
      { meeting: undefined, legs: [] },
    ],
    [
      'is over, and another runs that cannot be read',
      nobody,
      [conferences([other, 'init'], [meeting, 'completed']), { status: 500 }],
      undefined,
    ],
  ])('participants of a meeting that %s', async (_, reply, more, expected) => {
    const twilio = fakeTwilio([reply, ...more]);
    expect(await twilio.voice.participants(conference, meeting)).toEqual(expected);
  });

  test('participants of a meeting that was never heard of', async () => {
    const legs = { status: 200, body: { participants: [one], next_page_uri: null } };
    const twilio = fakeTwilio([noConferences, conferences([other, 'in-progress']), legs]);
    expect(await twilio.voice.participants(conference, undefined)).toMatchObject({
      meeting: other,
      legs: [{ call: callSid }],
    });
    const byName = (status: string) =>
      `GET /Accounts/${accountSid}/Conferences.json?FriendlyName=${conference}&Status=${status}&PageSize=5`;
    expect(twilio.requests()).toEqual([byName('init'), byName('in-progress'), listOf(other)]);
  });

  test.each<[string, Reply, boolean | undefined]>([
    ['silence', 'hang', undefined],
    ['a fault', { status: 500 }, undefined],
    ['refused', { status: 403, body: { code: 20003 } }, undefined],
    ['no status', ok, undefined],
    ['not found', notFound, false],
    ['completed', { status: 200, body: { status: 'completed' } }, false],
    ['in-progress', { status: 200, body: { status: 'in-progress' } }, true],
    ['ringing', { status: 200, body: { status: 'ringing' } }, true],
  ])('isUp: %s', async (_, reply, expected) => {
    const twilio = fakeTwilio([reply]);
    expect(await twilio.voice.isUp(call)).toBe(expected);
    expect(twilio.requests()).toEqual([`GET ${callPath}`]);
  });
});
