import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { botUserId, isBotUserId } from '../../../../../lib/providers/daily/rooms/token.ts';
import { startMs } from '../../../http/fake-http.ts';
import { apiKey, fakeDaily } from '../fake-daily.ts';

const room = 'pb-dev-6f1c2a34-0c7b-4d0e-9f61-2b7b8b1f0a11-1';

describe('botToken', () => {
  it.each([
    { name: 'no API key', keys: { apiKey: undefined }, secret: 'dailyApiKey' },
    { name: 'an empty API key', keys: { apiKey: '' }, secret: 'dailyApiKey' },
    { name: 'no domain id', keys: { domainId: undefined }, secret: 'dailyDomainId' },
  ])('is none with $name', async ({ keys, secret }) => {
    const daily = fakeDaily([], keys);
    expect(await daily.video.botToken(room, 1, startMs)).toBeUndefined();
    expect(daily.lines).toEqual([{ level: 'error', code: 'secret-missing', fields: { secret } }]);
  });

  it("is a JWT with Daily's short claims, signed with the API key, without a request", async () => {
    const daily = fakeDaily([]);
    const token = (await daily.video.botToken(room, 1, startMs + 3_600_001)) ?? '';
    const [header = '', claims = '', signature = ''] = token.split('.');
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(read(header)).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(read(claims)).toEqual({
      r: room,
      d: '30f866c3-0000-4000-8000-ff58322d09c5',
      iat: startMs / 1000,
      exp: startMs / 1000 + 3_601,
      o: true,
      u: 'Bot',
      ud: botUserId(room, 1),
      ejt: true,
    });
    expect(signature).toBe(createHmac('sha256', apiKey).update(`${header}.${claims}`).digest('base64url'));
    expect(daily.requests()).toEqual([]);
  });
});

describe('botUserId', () => {
  it('is short enough for Daily, whatever the room is called', () => {
    for (const name of ['r', room, 'x'.repeat(128)])
      expect(botUserId(name, 63).length).toBeLessThanOrEqual(36);
  });

  it('differs from room to room and from target to target, and is known again', () => {
    expect(botUserId(room, 1)).not.toBe(botUserId(room, 0));
    expect(botUserId(room, 1)).not.toBe(botUserId(`${room}0`, 1));
    expect(isBotUserId(botUserId(room, 1))).toBe(true);
  });

  it.each([undefined, null, 7, '', 'bot-1', 'xpatchbay-bot-1'])('is not %j', (userId) =>
    expect(isBotUserId(userId)).toBe(false),
  );
});
