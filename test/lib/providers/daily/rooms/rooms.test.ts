import { describe, expect, it } from 'vitest';
import { botUserId } from '../../../../../lib/providers/daily/rooms/token.ts';
import { startMs, type Reply } from '../../../http/fake-http.ts';
import { apiKey, fakeDaily } from '../fake-daily.ts';

const name = 'pb-dev-c-1-1';
/** How long whoever asks waits. */
const makeMs = 18_000;
const readMs = 4_000;
const order = {
  name,
  expiresAtMs: startMs + 14_400_500,
  dialOut: false,
  endsAtMs: startMs + makeMs,
  displayName: '+12025550188',
};
const address = '123456780@example.sip.daily.co';
const room = (endpoint = address) => ({
  id: 'd61cd7b2-0000-4000-8000-be763fd562c1',
  name,
  url: `https://example.daily.co/${name}`,
  config: { exp: 1, sip_uri: { endpoint, extra_endpoints: [] } },
});
const made = { ok: true, url: `https://example.daily.co/${name}`, address };
const taken: Reply = {
  status: 400,
  body: { error: 'invalid-request-error', info: `a room named ${name} exists` },
};
const post = 'POST /rooms';
const get = `GET /rooms/${name}`;

describe('create', () => {
  it.each<{ name: string; replies: Reply[]; why: string; requests: string[] }>([
    { name: 'a mistake of ours', replies: [taken, { status: 404 }], why: 'http-400', requests: [post, get] },
    { name: 'a key without rights', replies: [{ status: 403 }], why: 'http-403', requests: [post] },
    { name: 'a wrong key', replies: [{ status: 401 }], why: 'http-401', requests: [post] },
    { name: 'a redirect', replies: [{ status: 302 }], why: 'http-302', requests: [post] },
    {
      name: 'too many requests for too long',
      replies: [{ status: 429 }],
      why: 'http-429',
      requests: Array<string>(12).fill(post),
    },
    {
      name: "a server's fault, since nobody can see whether the room is there",
      replies: [{ status: 503 }],
      why: 'http-503',
      requests: [post, ...Array<string>(11).fill(get)],
    },
    {
      name: "a server's fault that is none when the room is looked for, and not there",
      replies: [{ status: 503 }, { status: 404 }, { status: 403 }],
      why: 'http-403',
      requests: [post, get, post],
    },
    { name: 'silence', replies: ['hang'], why: 'time-out', requests: [post, get, get] },
    {
      name: 'no connection',
      replies: [{ failsWith: 'ECONNREFUSED' }],
      why: 'ECONNREFUSED',
      requests: Array<string>(12).fill(post),
    },
    {
      name: 'a taken name that cannot be read',
      replies: [taken, 'hang'],
      why: 'time-out',
      requests: [post, get, get, get],
    },
    {
      name: 'a taken name that may not be read',
      replies: [taken, { status: 403 }],
      why: 'http-403',
      requests: [post, get],
    },
    {
      name: 'a room without an address',
      replies: [{ status: 200, body: { ...room(), config: {} } }],
      why: 'no-address',
      requests: [post],
    },
    { name: 'an answer without a body', replies: [{ status: 200 }], why: 'no-address', requests: [post] },
  ])('fails in time on $name', async ({ replies, why, requests }) => {
    const daily = fakeDaily(replies);
    expect(await daily.video.create(order)).toEqual({ ok: false, why });
    expect(daily.requests()).toEqual(requests);
    expect(daily.elapsedMs()).toBeLessThanOrEqual(makeMs);
    expect(daily.lines.map(({ code }) => code)).toEqual(['provider-failed']);
    expect(daily.text()).not.toMatch(/2025550188|that-nobody-may-see|exists/);
  });

  it('says that the key is missing, and asks nobody', async () => {
    const daily = fakeDaily([], { apiKey: undefined });
    expect(await daily.video.create(order)).toEqual({ ok: false, why: 'no-api-key' });
    expect(daily.lines).toEqual([
      { level: 'error', code: 'secret-missing', fields: { secret: 'dailyApiKey' } },
    ]);
  });

  it('logs the stable code of a refusal, not its prose', async () => {
    const daily = fakeDaily([taken, { status: 404 }]);
    await daily.video.create(order);
    expect(daily.lines[0]?.fields).toEqual({
      provider: 'daily',
      action: 'create-room',
      why: 'http-400',
      error: 'invalid-request-error',
      room: name,
    });
  });

  it.each<{ name: string; replies: Reply[]; requests: string[] }>([
    { name: 'at once', replies: [{ status: 200, body: room() }], requests: [post] },
    { name: 'with a scheme', replies: [{ status: 200, body: room(`sip:${address}`) }], requests: [post] },
    { name: 'by an earlier try', replies: [taken, { status: 200, body: room() }], requests: [post, get] },
    {
      name: 'by a try that seemed lost',
      replies: ['hang', { status: 200, body: room() }],
      requests: [post, get],
    },
    {
      name: 'by a try that was answered 500',
      replies: [{ status: 500 }, { status: 200, body: room() }],
      requests: [post, get],
    },
    {
      name: 'by a try after one that was lost',
      replies: ['hang', { status: 404 }, { status: 200, body: room() }],
      requests: [post, get, post],
    },
    {
      name: 'by a try that reached Daily after the room was looked for',
      replies: ['hang', { status: 404 }, taken, { status: 200, body: room() }],
      requests: [post, get, post, get],
    },
    {
      name: 'after a burst',
      replies: [{ status: 429 }, { failsWith: 'ECONNREFUSED' }, { status: 200, body: room() }],
      requests: [post, post, post],
    },
    {
      name: 'by a Daily that takes 3 s for each answer, and does not answer the first request',
      replies: ['hang', { status: 404, takesMs: 3_000 }, { status: 200, body: room(), takesMs: 3_000 }],
      requests: [post, get, post],
    },
    {
      name: 'by a Daily that takes longer than it is given at first',
      replies: [
        { status: 200, body: room(), takesMs: 7_000 },
        { status: 200, body: room(), takesMs: 7_000 },
      ],
      requests: [post, get],
    },
  ])('takes a room as made: $name', async ({ replies, requests }) => {
    const daily = fakeDaily(replies);
    expect(await daily.video.create(order)).toEqual(made);
    expect(daily.requests()).toEqual(requests);
    expect(daily.lines).toEqual([]);
  });

  it('comes again when Daily wants it to', async () => {
    const later: Reply = { status: 429, headers: { 'retry-after': '3' } };
    const daily = fakeDaily([later, { status: 200, body: room() }]);
    expect(await daily.video.create(order)).toEqual(made);
    expect(daily.sent.map(({ atMs }) => atMs)).toEqual([0, 3_000]);
  });

  it('asks for exactly the room that a held call needs', async () => {
    const daily = fakeDaily([{ status: 200, body: room() }]);
    await daily.video.create(order);
    expect(daily.sent[0]?.headers['authorization']).toBe(`Bearer ${apiKey}`);
    expect(daily.sent[0]?.body).toEqual({
      name,
      privacy: 'private',
      properties: {
        exp: 1_767_240_001,
        eject_at_room_exp: true,
        start_video_off: true,
        enable_prejoin_ui: false,
        sip: { display_name: '+12025550188', sip_mode: 'dial-in', num_endpoints: 1, video: false },
      },
    });
  });

  it('asks for dial-out only if the order does', async () => {
    const daily = fakeDaily([{ status: 200, body: room() }]);
    await daily.video.create({ ...order, dialOut: true });
    expect(daily.sent[0]?.body).toMatchObject({ properties: { enable_dialout: true } });
  });

  it('reads a key again that was refused', async () => {
    const daily = fakeDaily([{ status: 401 }, { status: 200, body: room() }], { freshKey: 'rotated' });
    expect(await daily.video.create(order)).toEqual(made);
    expect(daily.sent[1]?.headers['authorization']).toBe('Bearer rotated');
  });
});

describe('addressOf', () => {
  it.each<{ name: string; reply: Reply; requests: number }>([
    { name: 'is gone', reply: { status: 404 }, requests: 1 },
    { name: 'has no SIP', reply: { status: 200, body: { ...room(), config: {} } }, requests: 1 },
    { name: 'cannot be read', reply: { status: 500 }, requests: 3 },
    { name: 'is not told', reply: 'hang', requests: 1 },
  ])('is unknown when the room $name', async ({ reply, requests }) => {
    const daily = fakeDaily([reply]);
    expect(await daily.video.addressOf(name, startMs + readMs)).toBeUndefined();
    expect(daily.requests()).toEqual(Array<string>(requests).fill(get));
    expect(daily.elapsedMs()).toBeLessThanOrEqual(readMs);
  });

  it('waits for an answer as long as there is time', async () => {
    const daily = fakeDaily([{ status: 200, body: room(), takesMs: readMs }]);
    expect(await daily.video.addressOf(name, startMs + readMs)).toBe(address);
  });

  it.each([address, `sip:${address}`])('reads %s without its scheme', async (endpoint) => {
    const daily = fakeDaily([{ status: 200, body: room(endpoint) }]);
    expect(await daily.video.addressOf(name, startMs + readMs)).toBe(address);
  });

  it('cannot lead outside the rooms', async () => {
    const daily = fakeDaily([{ status: 404 }]);
    await daily.video.addressOf('../meetings?x=1', startMs + readMs);
    expect(daily.requests()).toEqual(['GET /rooms/..%2Fmeetings%3Fx%3D1']);
  });
});

describe('callerIn', () => {
  const bot = { id: 'p-1', room: name, userId: botUserId(name, 0), userName: 'Bot', duration: 4 };
  const caller = { id: 'p-2', room: name, userId: 'pbZ+ismP7dk=', userName: '+12025550188', duration: 1 };
  const presence = (...data: unknown[]): Reply => ({ status: 200, body: { total_count: data.length, data } });

  it.each<{ name: string; reply: Reply }>([
    { name: 'the room is not known', reply: { status: 404 } },
    { name: 'Daily is at fault', reply: { status: 502 } },
    { name: 'Daily is busy', reply: { status: 429 } },
    { name: 'Daily is silent', reply: 'hang' },
    { name: 'the connection breaks', reply: { failsWith: 'ECONNRESET' } },
    { name: 'the answer is no list', reply: { status: 200, body: { data: {} } } },
    { name: 'the answer is empty', reply: { status: 200 } },
  ])('is unknown when $name', async ({ reply }) => {
    const daily = fakeDaily([reply]);
    expect(await daily.video.callerIn(name, startMs + readMs)).toBe('unknown');
    expect(daily.elapsedMs()).toBeLessThanOrEqual(readMs);
  });

  it('is unknown without a key', async () => {
    expect(await fakeDaily([], { apiKey: '' }).video.callerIn(name, startMs + readMs)).toBe('unknown');
  });

  it.each([
    { name: 'nobody', data: [], expected: 'out' },
    { name: 'our bot', data: [bot], expected: 'out' },
    { name: 'our bot twice', data: [bot, { ...bot, id: 'p-3' }], expected: 'out' },
    { name: 'our bot and a caller', data: [bot, caller], expected: 'in' },
    { name: 'a caller alone', data: [caller], expected: 'in' },
    { name: 'somebody without a user id', data: [bot, { id: 'p-2' }], expected: 'in' },
    { name: 'somebody whose user id is null', data: [{ ...caller, userId: null }], expected: 'in' },
  ])('is $expected when presence shows $name', async ({ data, expected }) => {
    const daily = fakeDaily([presence(...data)]);
    expect(await daily.video.callerIn(name, startMs + readMs)).toBe(expected);
    expect(daily.requests()).toEqual([`GET /rooms/${name}/presence`]);
  });
});

describe('isBotIn', () => {
  const seen = (...targets: number[]): Reply => ({
    status: 200,
    body: {
      data: [{ id: 'p-1', userId: null }, ...targets.map((each) => ({ userId: botUserId(name, each) }))],
    },
  });

  it.each<{ name: string; reply: Reply; expected: boolean }>([
    { name: 'the bot of another target', reply: seen(0), expected: false },
    { name: 'its bot beside others', reply: seen(0, 1), expected: true },
    { name: 'no such room', reply: { status: 404 }, expected: false },
    { name: 'a fault of Daily', reply: { status: 502 }, expected: false },
    { name: 'nothing, for ever', reply: 'hang', expected: false },
  ])('is $expected when the look shows $name', async ({ reply, expected }) => {
    const daily = fakeDaily([reply]);
    expect(await daily.video.isBotIn(name, 1, startMs + readMs)).toBe(expected);
    expect(daily.requests()).toEqual([`GET /rooms/${name}/presence`]);
    expect(daily.elapsedMs()).toBeLessThanOrEqual(2_000);
  });
});

describe('keepOut', () => {
  it('bans the bots of these targets, and nobody else', async () => {
    const daily = fakeDaily([{ status: 200, body: { ejectedIds: [] } }]);
    expect(await daily.video.keepOut(name, [0, 2], startMs + readMs)).toBe(true);
    expect(daily.requests()).toEqual([`POST /rooms/${name}/eject`]);
    expect(daily.sent.map(({ body }) => body)).toEqual([
      { user_ids: [botUserId(name, 0), botUserId(name, 2)], ban: true },
    ]);
  });

  it.each<Reply>([{ status: 404 }, { status: 429 }, { status: 503 }, 'hang', { failsWith: 'ECONNRESET' }])(
    'may not have worked: %j',
    async (reply) => {
      const daily = fakeDaily([reply]);
      expect(await daily.video.keepOut(name, [0], startMs + readMs)).toBe(false);
      expect(daily.elapsedMs()).toBeLessThanOrEqual(2_000);
    },
  );
});
