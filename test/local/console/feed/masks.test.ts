import { expect, test } from 'vitest';
import { Exchanges } from '../../../../local/console/feed/exchanges.ts';
import { withoutNumbers, withoutSecrets } from '../../../../local/console/feed/masks.ts';

const time = '2026-11-29T20:00:00.000Z';

test('digits that may be a PIN are dots, keys of a menu are not', () => {
  expect(withoutSecrets({ kind: 'keyed', time, ...{ keys: '12345678901#' } })).toMatchObject({
    keys: '•••••••••••#',
  });
  expect(withoutSecrets({ kind: 'keyed', time, ...{ keys: '*6' } })).toMatchObject({ keys: '*6' });
});

test("of a caller's number the last two digits are left, and of an address no query", () => {
  const event = {
    kind: 'dialled',
    time,
    ...{ from: '+12025550188', url: 'http://a/b?Digits=1234', muted: true },
  };
  expect(withoutSecrets(event)).toEqual({
    kind: 'dialled',
    time,
    from: '…88',
    url: 'http://a/b',
    muted: true,
  });
});

test('paths show neither numbers nor queries', () => {
  expect(withoutNumbers('/numbers/%2B12025550188?pin=1')).toBe('/numbers/…88?…');
  expect(withoutNumbers('/v1/rooms/pb-local-abc-1')).toBe('/v1/rooms/pb-local-abc-1');
  expect(withoutNumbers('/broken/%zz')).toBe('/broken/%zz');
});

function seen() {
  const exchanges = new Exchanges({ daily: 'Daily' });
  const [method, atMs, tookMs] = ['POST', Date.parse(time), 5];
  exchanges.cameIn({
    ...{
      method,
      target: '/daily/pinless',
      body: Buffer.from('{"callId":"call-12345678","From":"+12025550188"}'),
    },
    ...{ status: 401, answer: '{"code":"bad-signature"}', atMs, tookMs },
  });
  exchanges.wentOut('Daily', {
    method,
    target: '/v1/rooms/x',
    body: 'call-12345678',
    status: undefined,
    atMs,
    tookMs,
  });
  exchanges.wentOut('Daily', { method, target: '/v1/rooms/y', body: 'another', status: 200, atMs, tookMs });
  exchanges.cameIn({
    method,
    target: '/admin/v1/calls/call-12345678',
    body: Buffer.of(),
    status: 200,
    answer: '',
    atMs,
    tookMs,
  });
  return exchanges;
}

test('what names a call is found by it: webhooks with the reason of a refusal, requests without an answer', () => {
  expect(seen().of('call-12345678')).toEqual([
    {
      at: time,
      direction: 'in',
      party: 'Daily',
      method: 'POST',
      path: '/daily/pinless',
      status: 401,
      tookMs: 5,
      refusal: 'bad-signature',
    },
    { at: time, direction: 'out', party: 'Daily', method: 'POST', path: '/v1/rooms/x', tookMs: 5 },
  ]);
});

test('nothing of a body is shown', () => {
  expect(JSON.stringify(seen().of('call-12345678'))).not.toContain('12025550188');
});
