import { createHmac } from 'node:crypto';
import { makeHandler as makeEvents } from '../../../functions/daily-events.ts';
import { makeHandler as makePinless } from '../../../functions/daily-pinless.ts';
import { makeHandler as makeTrunk } from '../../../functions/daily-trunk.ts';
import {
  pinlessHeaders,
  trunkHeaders,
  webhookHeaders,
  type SignatureHeaders,
} from '../../../lib/providers/daily/signature.ts';
import { inUse } from '../../support/in-use.ts';
import { startMs } from '../../support/held-calls.ts';
import type { Target } from '../fuzzing/target.ts';
import { heldCallWorld, number, ownRoom, routeHeader, signingKey } from './held-call-world.ts';
import { answerOf, eventOf, inARow, judge, judgeLogs, requestsIn, written, type Written } from './http.ts';

const secret = 'a webhook secret that strangers do not know';
const secrets = [Buffer.from(secret).toString('base64')];
const hmacSecrets = { read: () => Promise.resolve(secrets), reread: () => Promise.resolve(secrets) };
const json = { 'content-type': 'application/json' };

function sign(names: SignatureHeaders, body: string, timestamp: string) {
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('base64');
  return { [names.timestamp]: timestamp, [names.signature]: signature };
}

/** Whether a stranger's request carries what only the provider can have made, lately. */
function isCopied({ headers, body }: Written, names: SignatureHeaders): boolean {
  const timestamp = headers[names.timestamp] ?? '';
  if (!/^[0-9]{1,15}$/.test(timestamp)) return false;
  const number = Number(timestamp);
  const isLate = [number, number * 1000].every((atMs) => Math.abs(atMs - startMs) > 300_000);
  return !isLate && headers[names.signature] === sign(names, body, timestamp)[names.signature];
}

function isProbe(body: string): boolean {
  return body.length <= 1024;
}

type Make = typeof makePinless | typeof makeEvents;
/** At the one trunk that there is. */
const makeAtTrunk = (deps: Parameters<typeof makePinless>[0] & Parameters<typeof makeEvents>[0]) => {
  const trunks = [{ name: 'support', route: number, hmac: secrets }];
  const known = { read: () => Promise.resolve(trunks), reread: () => Promise.resolve(trunks) };
  return makeTrunk({ ...deps, trunks: known });
};

function target(
  name: string,
  names: SignatureHeaders,
  make: Make | typeof makeAtTrunk,
  seeds: readonly string[],
  words: readonly string[],
): Target {
  return {
    name,
    seeds,
    words,
    async feed(input) {
      const world = heldCallWorld();
      const handler = make({ ...world.deps, ...inUse, hmacSecrets, refusalStatus: 403 });
      for (const request of requestsIn(input)) {
        const { manner, body } = request;
        world.begin(manner);
        const signed = manner === 'unknown' ? {} : sign(names, body, String(startMs));
        const [, trunk = ''] = /^\/daily\/trunk\/([^/]*)$/.exec(request.path) ?? [];
        const event = eventOf(request, { ...request.headers, ...signed }, { trunk });
        const answer = await answerOf(handler, event);
        const isMangled = event.isBase64Encoded && event.body === body;
        const isSigned = !isMangled && (manner !== 'unknown' || isCopied(request, names));
        judge(
          { manner, isSigned, statusCode: answer?.statusCode, body: answer?.body, done: world.done() },
          { isProbe: make !== makeAtTrunk && isProbe(body) },
        );
      }
      judgeLogs(world.record.logs, { secret, signingKey, header: Object.values(routeHeader).join() });
    },
  };
}

const call = { To: number, From: '+12025550188', callId: 'c9', callDomain: 'd1' };
const calling = (change: object) =>
  written('signed', '/daily/pinless', json, JSON.stringify({ ...call, ...change }));

export const dailyPinless = target(
  'daily-pinless',
  pinlessHeaders,
  makePinless,
  [
    calling({}),
    calling({ sipHeaders: { ...routeHeader, 'X-Colour': 'red', '': true } }),
    calling({ To: 'sip:desk@example.sip.daily.co;user=phone', From: 'sip:+12025550188@carrier.example' }),
    calling({ To: '+12025550144' }),
    calling({ From: '+19005550188', callId: 'a call id that is no safe name' }),
    written('failing', '/daily/pinless', json, JSON.stringify(call)),
    written('broken', '/daily/pinless', json, JSON.stringify(call)),
    written('unknown', '/daily/pinless', json, JSON.stringify(call)),
    written('unknown', '/daily/pinless', json, '{"Test":"test"}'),
    written('signed', '/daily/pinless', { 'content-type': 'mangled' }, 'µ'),
    inARow(
      calling({}),
      written(
        'unknown',
        '/',
        { ...json, ...sign(pinlessHeaders, JSON.stringify(call), String(startMs)) },
        JSON.stringify(call),
      ),
    ),
  ],
  ['"callId":', '"To":', '"sipHeaders":{', '"callDomain":null', '"__proto__":', '\\ud800', 'sip:', '+', '=='],
);

const at = startMs / 1000;
const reported = (type: string, payload: object) =>
  written('signed', '/daily/events', json, JSON.stringify({ version: '1.0.0', type, event_ts: at, payload }));
const ready = { room: ownRoom, sip_endpoint: 'sip:a@example.sip.daily.co', timestamp: at };

export const dailyEvents = target(
  'daily-events',
  webhookHeaders,
  makeEvents,
  [
    inARow(
      reported('dialin.ready', ready),
      reported('dialin.connected', { room: ownRoom, session_id: 's1', timestamp: at }),
      reported('dialin.stopped', { room: ownRoom, session_id: 's1', timestamp: at }),
    ),
    inARow(
      reported('dialin.ready', { ...ready, room: 'lobby' }),
      reported('dialin.connected', { room: 'lobby', session_id: 's4', timestamp: at }),
      reported('meeting.ended', { room: 'lobby', end_ts: at + 1 }),
    ),
    reported('dialin.connected', { room: 'pb-test-c2-1', session_id: 's2' }),
    reported('meeting.ended', { room: 'pb-test-c3-1' }),
    reported('dialin.error', { room: ownRoom, error_msg: 'no way to sip:+12025550143@carrier.example' }),
    reported('recording.started', { room_name: 'lobby' }),
    written('failing', '/daily/events', json, JSON.stringify({ type: 'dialin.ready', payload: ready })),
    written('broken', '/daily/events', json, JSON.stringify({ type: 'dialin.ready', payload: ready })),
    written('unknown', '/daily/events', json, '{"test":"test"}'),
    written('unknown', '/daily/events', json, JSON.stringify({ type: 'dialin.ready', payload: ready })),
  ],
  [
    '"dialin.',
    '"meeting.ended"',
    '"room":"',
    'pb-test-',
    '"timestamp":1e',
    '"sip_endpoint":"sip:"',
    '\\ud800',
  ],
);

const incoming = { type: 'sip_trunk.incoming', trunk: { description: 'main line' } };
const ringing = (manner: Written['manner'], trunk: string, url: unknown, headers = {}) =>
  written(
    manner,
    `/daily/trunk/${trunk}`,
    { ...json, ...headers },
    JSON.stringify({ ...incoming, room: { url } }),
  );
const trunkRoom = 'https://example.daily.co/kQ3vT8xYpLmN0aBcDeFg';

export const dailyTrunk = target(
  'daily-trunk',
  trunkHeaders,
  makeAtTrunk,
  [
    inARow(ringing('signed', 'support', trunkRoom), ringing('signed', 'support', trunkRoom)),
    ringing('signed', 'nobody', trunkRoom),
    ringing('signed', 'support', `https://example.daily.co/${ownRoom}`),
    ringing('signed', 'support', 'https://example.daily.co/../a room'),
    ringing('failing', 'support', trunkRoom),
    ringing('broken', 'support', trunkRoom),
    ringing('unknown', 'support', trunkRoom),
    written('signed', '/daily/trunk/support', json, '{"type":"sip_trunk.test"}'),
    written('unknown', '/daily/trunk/support', json, '{"event":"sip_trunk.test"}'),
  ],
  [
    '"room":{"url":',
    'https://',
    '.daily.co/',
    '"type":"sip_trunk.',
    '"__proto__":',
    '\\ud800',
    '/daily/trunk/',
  ],
);
