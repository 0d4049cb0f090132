import { describe, expect, test } from 'vitest';
import { call, daily, inSeconds, receiver, secret, someNumber, someText, until } from '../../harness.ts';

const sip = { sip_mode: 'dial-in' };

describe('auth', () => {
  test.each([
    ['no header', {}, 400, 'authorization-header-error'],
    ['another scheme', { authorization: 'Basic abc' }, 400, 'authorization-header-error'],
    ['a wrong key', { authorization: 'Bearer wrong' }, 401, 'authentication-error'],
  ])('%s', async (_, headers, status, error) => {
    const on = await daily();
    const answer = await call(on, 'GET', '/', undefined, headers);
    expect(answer.status).toBe(status);
    expect(answer.json).toEqual({ error, info: someText });
  });
});

describe('strictness', () => {
  test.each([
    ['unknown path', 'GET', '/nothing', undefined, 404],
    ['unknown method', 'PUT', '/rooms', { name: 'a' }, 404],
    ['unknown query', 'GET', '/?verbose=1', undefined, 400],
    ['no JSON', 'POST', '/rooms', '{', 400],
    ['unknown field', 'POST', '/rooms', { nme: 'a' }, 400],
    ['unknown property', 'POST', '/rooms', { properties: { sips: {} } }, 400],
    [
      'unknown sip field',
      'POST',
      '/rooms',
      { properties: { exp: inSeconds(60), sip: { ...sip, endpoints: 1 } } },
      400,
    ],
    ['wrong type', 'POST', '/rooms', { properties: { exp: '1' } }, 400],
    ['exp in ms', 'POST', '/rooms', { properties: { exp: Date.now() + 60_000 } }, 400],
    ['exp in the past', 'POST', '/rooms', { properties: { exp: inSeconds(-60) } }, 400],
    ['phone room for ever', 'POST', '/rooms', { properties: { sip } }, 400],
    [
      'phone room for a year',
      'POST',
      '/rooms',
      { properties: { exp: inSeconds(365 * 86_400 + 3600), sip } },
      400,
    ],
    [
      'too many endpoints',
      'POST',
      '/rooms',
      { properties: { exp: inSeconds(60), sip: { ...sip, num_endpoints: 6 } } },
      400,
    ],
    [
      'no dial-out entitlement',
      'POST',
      '/rooms',
      { properties: { exp: inSeconds(60), enable_dialout: true } },
      400,
    ],
    ['unknown region', 'POST', '/rooms', { properties: { geo: 'mars-1' } }, 400],
    ['name with a dot', 'POST', '/rooms', { name: 'a.b' }, 400],
    ['name too long', 'POST', '/rooms', { name: 'a'.repeat(129) }, 400],
    ['no such room', 'GET', '/rooms/none', undefined, 404],
    ['no such room to look into', 'GET', '/rooms/none/presence', undefined, 404],
    ['no such room to delete', 'DELETE', '/rooms/none', undefined, 404],
    ['long user_id', 'POST', '/meeting-tokens', { properties: { user_id: 'x'.repeat(37) } }, 400],
    ['update without sipUri', 'POST', '/dialin/pinlessCallUpdate', { callId: 'a', callDomain: 'b' }, 400],
    [
      'update with more',
      'POST',
      '/dialin/pinlessCallUpdate',
      { callId: 'a', callDomain: 'b', sipUri: 'c', x: 1 },
      400,
    ],
    [
      'read-only sip_uri',
      'POST',
      '/',
      { properties: { pinless_dialin: [{ room_creation_api: 'https://gw.example.com/', sip_uri: 'a@b' }] } },
      400,
    ],
  ])('%s', async (_, method, path, body, status) => {
    const on = await daily();
    const answer = await call(on, method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.json).toEqual({ error: someText, info: someText });
  });

  test('a body needs its content type', async () => {
    const on = await daily();
    const response = await fetch(`${on.url}/rooms`, {
      method: 'POST',
      headers: { authorization: `Bearer ${on.settings.apiKey}`, 'content-type': 'text/plain' },
      body: '{}',
    });
    expect(response.status).toBe(400);
  });

  test('nothing lies outside /v1', async () => {
    const on = await daily();
    const response = await fetch(on.url.replace('/v1', '/rooms/a'), {
      headers: { authorization: `Bearer ${on.settings.apiKey}` },
    });
    expect(response.status).toBe(404);
  });
});

describe('rooms', () => {
  test('shows a room with its SIP addresses, and refuses its name a second time', async () => {
    const on = await daily();
    const properties = { exp: inSeconds(60), sip: { ...sip, display_name: 'Ana', num_endpoints: 2 } };
    const made = await call(on, 'POST', '/rooms', { name: 'a', privacy: 'private', properties });
    const address: unknown = expect.stringMatching(/^\d+@example\.sip\.daily\.co$/);
    expect(made).toMatchObject({
      status: 200,
      json: {
        name: 'a',
        privacy: 'private',
        api_created: true,
        url: 'https://example.daily.co/a',
        config: { ...properties, sip_uri: { endpoint: address, extra_endpoints: [address] } },
      },
    });
    expect(await call(on, 'GET', '/rooms/a')).toEqual(made);
    const again = await call(on, 'POST', '/rooms', { name: 'a', privacy: 'private', properties });
    expect(again).toMatchObject({ status: 400, json: { error: 'invalid-request-error' } });
  });

  test('writes addresses with sip: when so set', async () => {
    const on = await daily({ sipPrefixInRoom: true });
    const made = await call(on, 'POST', '/rooms', { properties: { exp: inSeconds(60), sip } });
    const prefixed: unknown = expect.stringMatching(/^sip:/);
    expect(made.json.config).toMatchObject({ sip_uri: { endpoint: prefixed } });
  });

  test('deletes one or many', async () => {
    const on = await daily();
    for (const name of ['a', 'b', 'c']) await call(on, 'POST', '/rooms', { name });
    expect(await call(on, 'DELETE', '/rooms/a')).toEqual({ status: 200, json: { deleted: true, name: 'a' } });
    const refused = await call(on, 'DELETE', '/batch/rooms', { room_names: ['b', 'a'] });
    expect(refused.status).toBe(400);
    expect(on.rooms.names).toEqual(['b', 'c']);
    const done = await call(on, 'DELETE', '/batch/rooms', { room_names: ['b', 'c'] });
    expect(done).toEqual({ status: 200, json: { deleted_count: 2 } });
    expect(on.rooms.names).toEqual([]);
  });

  test('a batch passes over unknown names when so set', async () => {
    const on = await daily({ batchDeleteUnknown: 'ignored' });
    await call(on, 'POST', '/rooms', { name: 'a' });
    const done = await call(on, 'DELETE', '/batch/rooms', { room_names: ['b', 'a'] });
    expect(done).toEqual({ status: 200, json: { deleted_count: 1 } });
  });

  test('shows who is there, and ejects them', async () => {
    const on = await daily();
    await call(on, 'POST', '/rooms', { name: 'a', privacy: 'private' });
    expect(on.join({ room: 'a' })).toEqual({ joined: false, reason: 'token-needed' });
    const { json } = await call(on, 'POST', '/meeting-tokens', {
      properties: { room_name: 'a', user_name: 'bot', user_id: 'bot-1', is_owner: true, exp: inSeconds(60) },
    });
    const left: string[] = [];
    const joined = on.join({ room: 'a', token: String(json.token), onLeft: (reason) => left.push(reason) });
    const presence = await call(on, 'GET', '/rooms/a/presence');
    expect(presence.json).toEqual({
      total_count: 1,
      data: [
        {
          room: 'a',
          id: joined.joined ? joined.id : '',
          userId: 'bot-1',
          userName: 'bot',
          joinTime: someText,
          duration: someNumber,
        },
      ],
    });
    const ejected = await call(on, 'POST', '/rooms/a/eject', { user_ids: ['bot-1'] });
    expect(ejected.json).toEqual({ ejectedIds: [joined.joined ? joined.id : ''] });
    expect(left).toEqual(['ejected']);
  });

  test('keeps those out who are banned, for as long as the meeting lasts', async () => {
    const on = await daily();
    await call(on, 'POST', '/rooms', { name: 'a' });
    const tokenOf = async (user_id: string) => {
      const properties = { room_name: 'a', user_id, exp: inSeconds(60) };
      return String((await call(on, 'POST', '/meeting-tokens', { properties })).json.token);
    };
    const ban = () => call(on, 'POST', '/rooms/a/eject', { user_ids: ['bot-1'], ban: true });
    const [first, second] = [await tokenOf('bot-1'), await tokenOf('bot-2')];
    // Nobody is in: it is forgotten at once.
    expect((await ban()).json).toEqual({ ejectedIds: [] });
    const early = on.join({ room: 'a', token: first });
    expect(early.joined).toBe(true);
    const other = on.join({ room: 'a', token: second });
    await ban();
    expect(on.join({ room: 'a', token: first })).toEqual({ joined: false, reason: 'banned' });
    if (other.joined) other.leave();
    expect(on.join({ room: 'a', token: first }).joined).toBe(true);
  });
});

describe('the domain', () => {
  const entry = { phone_number: '+12025550143', room_creation_api: 'https://gw.example.com/', hmac: secret };

  test('replaces the pinless entries as a whole and renews secrets that were left out', async () => {
    const on = await daily({ configProbe: 'none' });
    const other = { ...entry, phone_number: '+12025550144' };
    await call(on, 'POST', '/', { properties: { pinless_dialin: [entry, other] } });
    const { hmac, ...bare } = entry;
    const renewed: unknown = expect.not.stringContaining(hmac);
    const { json } = await call(on, 'POST', '/', { properties: { pinless_dialin: [bare] } });
    expect(json).toMatchObject({
      domain_name: 'example',
      domain_id: on.settings.domainId,
      config: {
        pinless_dialin: [{ ...bare, hmac: renewed, sip_uri: someText }],
      },
    });
    expect(json.config).toHaveProperty('pinless_dialin.length', 1);
    expect((await call(on, 'GET', '/')).json).toEqual(json);
  });

  test.each([[[]], [null]])('%j empties the list', async (empty) => {
    const on = await daily({ configProbe: 'none' });
    await call(on, 'POST', '/', { properties: { pinless_dialin: [entry] } });
    const { json } = await call(on, 'POST', '/', { properties: { pinless_dialin: empty } });
    expect(json.config).toEqual({ pinless_dialin: [] });
  });

  test.each([
    ['test' as const, { test: 'test' }],
    ['Test' as const, { Test: 'test' }],
    ['test-true' as const, { test: true }],
    ['To' as const, { To: someText }],
  ])('a write is followed by the probe %s, whose failure changes nothing', async (configProbe, body) => {
    const on = await daily({ configProbe });
    const hook = await receiver([500]);
    const written = { ...entry, room_creation_api: hook.url };
    expect((await call(on, 'POST', '/', { properties: { pinless_dialin: [written] } })).status).toBe(200);
    await until(() => hook.got.length === 1);
    expect(hook.got[0]?.json).toEqual(body);
    expect(hook.got[0]?.headers).not.toHaveProperty('x-pinless-signature');
  });
});

describe('injected faults', () => {
  test('a status in place of the effect, as often as asked', async () => {
    const on = await daily();
    on.faults.next('POST /rooms', { status: 500 }, 2);
    expect((await call(on, 'POST', '/rooms', { name: 'a' })).json.error).toBe('server-error');
    expect((await call(on, 'POST', '/rooms', { name: 'a' })).status).toBe(500);
    expect(on.rooms.names).toEqual([]);
    expect((await call(on, 'POST', '/rooms', { name: 'a' })).status).toBe(200);
  });

  test('only the request whose body names what is meant', async () => {
    const on = await daily();
    on.faults.next('POST /rooms', { status: 500, inBody: '"b"' });
    expect((await call(on, 'POST', '/rooms', { name: 'a' })).status).toBe(200);
    expect((await call(on, 'POST', '/rooms', { name: 'b' })).status).toBe(500);
    expect(on.rooms.names).toEqual(['a']);
  });

  test('a status after the effect', async () => {
    const on = await daily();
    on.faults.next('POST /rooms', { status: 500, effect: 'done' });
    expect((await call(on, 'POST', '/rooms', { name: 'a' })).status).toBe(500);
    expect(on.rooms.names).toEqual(['a']);
  });

  test('a broken connection after the effect', async () => {
    const on = await daily();
    on.faults.next('POST /rooms', { dropAnswer: true, effect: 'done' });
    await expect(call(on, 'POST', '/rooms', { name: 'a' })).rejects.toThrow();
    expect(on.rooms.names).toEqual(['a']);
  });

  test('no answer, until the simulator stops', async () => {
    const on = await daily();
    on.faults.next('GET /rooms/*/presence', { hang: true });
    await call(on, 'POST', '/rooms', { name: 'a' });
    const hanging = expect(call(on, 'GET', '/rooms/a/presence')).rejects.toThrow();
    expect((await call(on, 'GET', '/rooms/a')).status).toBe(200);
    await on.stop();
    await hanging;
  });

  test('a delay keeps the true answer', async () => {
    const on = await daily();
    on.faults.next('GET /rooms/*', { delayMs: 20 });
    const startedAtMs = Date.now();
    expect((await call(on, 'GET', '/rooms/a')).status).toBe(404);
    expect(Date.now() - startedAtMs).toBeGreaterThanOrEqual(19);
  });
});
