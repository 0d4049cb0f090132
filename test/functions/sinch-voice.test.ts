import { describe, expect, test } from 'vitest';
import type { HttpAnswer } from '../../functions/shared/http.ts';
import { textOf } from '../../lib/conferences/model/languages/index.ts';
import { fallbackSvaml } from '../../lib/providers/sinch/fallback.ts';
import { voiceCall } from '../support/conferences.ts';
import { applicationSecret, callid, otherSecret } from '../lib/providers/sinch/vectors.ts';
import {
  bridgeIce,
  bridgePin,
  dice,
  gateway,
  ice,
  keys,
  keysInside,
  pin,
  secretsOf,
  silence,
} from './sinch-gateway.ts';

const hangUp = { action: { name: 'hangup' } };
const call = voiceCall(callid);

describe('a call', () => {
  test('of an unknown number is refused', async () => {
    const { svaml } = gateway();
    expect(await svaml(ice({ to: { type: 'did', endpoint: '+15550007777' } }))).toMatchObject(hangUp);
  });

  test('is greeted and asked for its PIN', async () => {
    const { svaml } = gateway({ language: 'de' });
    const { action } = await svaml(ice());
    expect(action.name).toBe('runMenu');
    expect(action.menus?.[0]?.mainPrompt).toContain(textOf('enter-pin', 'de'));
  });

  test('with a wrong PIN is asked again; a repeated request is the same try, and the next is another', async () => {
    const { svaml, charged } = gateway();
    await svaml(ice());
    const wrong = keys('11111111111#');
    const asked = await svaml(wrong);
    expect(asked.action.menus?.[0]?.mainPrompt).toContain(textOf('wrong-pin', 'en'));
    expect(await svaml(wrong)).toEqual(asked);
    expect(charged(`call-${callid}`)).toBe(1);
    await svaml(keys('11111111111'));
    expect(charged(`call-${callid}`)).toBe(2);
    const last = await svaml(keys('11111111111'));
    expect(last).toMatchObject({ instructions: [{ text: textOf('too-many-tries', 'en') }], ...hangUp });
  });

  test('that stays silent is asked five times in all', async () => {
    const { svaml, charged } = gateway();
    await svaml(ice());
    for (let asked = 1; asked < 5; asked += 1) expect((await svaml(silence())).action.name).toBe('runMenu');
    expect(await svaml(silence())).toMatchObject(hangUp);
    expect(charged(`call-${callid}`)).toBe(0);
  });

  test('with the right PIN waits outside, goes in with the bridge, and joins only once', async () => {
    const { svaml, caller, conference } = gateway();
    await svaml(ice());
    const right = keys(`${pin}#`);
    const waits = await svaml(right);
    expect(waits.action.menus?.[0]?.mainPrompt).toContain(textOf('waiting-for-bridge', 'en'));
    expect((await svaml(right)).action.name).toBe('runMenu');
    expect((await svaml(silence())).action.name).toBe('runMenu');
    // Of the same second, to which Sinch writes its times, and another.
    const { timestamp } = right;
    const again = await svaml({ ...silence(), timestamp });
    expect(again.action.menus?.[0]?.mainPrompt).not.toContain(textOf('enter-pin', 'en'));
    expect(caller('weekly', callid)).toMatchObject({ presence: 'waiting' });

    await svaml(ice(bridgeIce));
    const comes = keys(`${bridgePin}#`, { callid: 'bridge' });
    const bridge = await svaml(comes);
    expect(bridge.action).toMatchObject({ name: 'connectConf', conferenceId: 'weekly' });
    expect(await svaml(comes)).toEqual(bridge);
    expect(conference('weekly')).toMatchObject({ comingBridge: { call: 'bridge' } });
  });

  test('that is over is gone', async () => {
    const { svaml, ask, caller } = gateway();
    await svaml(ice());
    await svaml(keys(pin));
    expect(await ask(dice())).toEqual({ statusCode: 200 });
    expect(caller('weekly', callid)).toMatchObject({ presence: 'gone' });
  });

  test('of which we know nothing is ended when it says something', async () => {
    const { svaml } = gateway();
    expect(await svaml(keys(pin))).toMatchObject(hangUp);
  });
});

describe('in the meeting', () => {
  async function inside(options: Parameters<typeof gateway>[0] = {}) {
    const world = gateway(options);
    await world.svaml(ice());
    await world.svaml(keys(pin));
    const { conferences, clock } = world.deps;
    const { id } = world.conference('weekly');
    const atMs = clock.now();
    const joined = { call: voiceCall('bridge'), joinSequence: 9, meeting: 'weekly', isVouched: true };
    await conferences.changeConference(id, { kind: 'bridgeJoined', atMs, ...joined });
    const document = await world.svaml(silence());
    expect(document.action).toMatchObject({ name: 'connectConf', conferenceId: 'weekly' });
    const { joinSequence } = world.caller('weekly', callid);
    const seen = { kind: 'seen', atMs, joinSequence, muted: false, isOnlySource: true } as const;
    await conferences.changeCaller(id, call, seen);
    world.advance(1_000);
    return world;
  }

  test('a key mutes once, however often it is told, and the caller hears it', async () => {
    const { ask, caller, told } = await inside();
    const press = keysInside('*6');
    expect(await ask(press)).toEqual({ statusCode: 200 });
    expect(await ask(press)).toEqual({ statusCode: 200 });
    expect(caller('weekly', callid).muted).toMatchObject({ is: false, by: 'caller' });
    expect(new Set(told)).toEqual(new Set(['you-are-unmuted']));
    await ask(keysInside('9'));
    expect(caller('weekly', callid).hand).toBe(true);
  });

  test('a key of which nothing comes is no error, for which the call might be ended', async () => {
    const { ask, fail, record } = await inside();
    expect(await ask(keysInside('7'))).toEqual({ statusCode: 200 });
    expect(record.counts).toContainEqual({ metric: 'eventsIgnored', value: 1, reason: 'ignored' });
    fail('pinCalls.get');
    expect(await ask(keysInside('6'))).toEqual({ statusCode: 200 });
    expect(record.counts).toContainEqual({ metric: 'dialInsFailed', value: 1, reason: 'error' });
  });
});

test('a forwarded call that is answered goes on, and is read once for it', async () => {
  const { svaml, world } = gateway();
  const operations: string[] = [];
  world.before = (operation) => {
    operations.push(operation);
    return Promise.resolve();
  };
  expect(await svaml({ event: 'ace', callid })).toMatchObject({ action: { name: 'continue' } });
  expect(operations).toEqual(['pinCalls.get']);
});

test('a forwarded call that is answered goes on, also if nothing can be read', async () => {
  const { svaml, fail } = gateway();
  fail('pinCalls.get');
  expect(await svaml({ event: 'ace', callid })).toEqual({ instructions: [], action: { name: 'continue' } });
});

test('a callee of whom nothing can be read hears an apology, and is not put through to anybody', async () => {
  const { svaml, fail } = gateway();
  fail('pinCalls.get');
  const document = await svaml({ event: 'ace', callid, custom: 'o-1' });
  expect(document).toMatchObject(hangUp);
  expect(document.instructions).not.toEqual([]);
});

test('a callee by an order that nobody has given is hung up', async () => {
  const { svaml } = gateway();
  expect(await svaml({ event: 'ace', callid, custom: 'o-1' })).toMatchObject(hangUp);
});

test.each<[string, object, string]>([
  ['a call', dice({ reason: 'CALLBACKERROR' }), 'CALLBACKERROR'],
  ['a notice', { event: 'notify', callid, type: 'callingerror', errorCode: 40001 }, 'error-40001'],
])('%s that says that our answer was none rings', async (_, body, why) => {
  const { ask, record } = gateway();
  expect(await ask(body)).toEqual({ statusCode: 200 });
  expect(record.counts).toContainEqual({ metric: 'dialInsFailed', value: 1, reason: 'answer-refused' });
  expect(record.logs.at(-1)).toMatchObject({ code: 'dial-in-failed', fields: { why } });
});

describe('a failure of ours', () => {
  const apology = { instructions: [{ text: textOf('internal-failure', 'de') }], ...hangUp };

  test('is an apology in the language of the dial-in', async () => {
    const { svaml, fail } = gateway({ language: 'de' });
    fail('pinCalls.arrived');
    expect(await svaml(ice())).toMatchObject(apology);
  });

  test('is an apology in every language if nothing is known of the call', async () => {
    const { svaml, fail } = gateway({ language: 'de' });
    fail('dial-ins.find');
    expect(await svaml(ice())).toMatchObject(fallbackSvaml());
    expect(await svaml({ event: 'ice', callid: 'a b' })).toMatchObject(fallbackSvaml());
  });

  test('leaves those who wait to wait', async () => {
    const { svaml, fail } = gateway();
    await svaml(ice());
    await svaml(keys(pin));
    fail('conferences.get');
    expect((await svaml(silence())).action.name).toBe('runMenu');
  });

  test('that takes more than three seconds is an apology too', async () => {
    const { svaml, deadline, record } = gateway();
    deadline.abort();
    expect(await svaml(ice())).toMatchObject(hangUp);
    expect(record.counts).toContainEqual({ metric: 'dialInsFailed', value: 1, reason: 'too-slow' });
  });

  test('to note the end of a call is an error, so that it may be told again', async () => {
    const { ask, fail } = gateway();
    fail('pinCalls.get');
    expect(await ask(dice())).toMatchObject({ statusCode: 503 });
  });
});

describe('refused, without a document', () => {
  const { signed, deps } = gateway();
  const good = signed(ice());
  const old = { ...good.headers, 'x-timestamp': new Date(deps.clock.now() - 300_001).toISOString() };
  test.each([
    ['unsigned', { ...good, headers: { ...good.headers, authorization: undefined } }, 403],
    ['signed by somebody else', signed(ice(), otherSecret), 403],
    ['signed for another path', signed(ice(), applicationSecret, '/sinch/other'), 403],
    ['with another body', { ...good, body: JSON.stringify(ice({ cli: '15550009999' })) }, 403],
    ['old', { ...good, headers: old }, 403],
    ['with a body that is no base64', { ...good, body: '%%%', isBase64Encoded: true }, 400],
    ['far too large', { ...good, body: 'x'.repeat(20_000) }, 413],
  ])('%s', async (_, event, status) => {
    const { handler, record } = gateway();
    const { statusCode, body = '' } = await handler(event);
    expect(statusCode).toBe(status);
    expect(body).not.toContain('action');
    expect(record.counts).toMatchObject([{ metric: 'webhooksRefused' }, { metric: 'providersRefused' }]);
  });

  test('while there is no secret to check with', async () => {
    expect(await gateway({ secrets: secretsOf([]) }).ask(ice())).toMatchObject({ statusCode: 503 });
  });

  const statusOf = async (answer: Promise<HttpAnswer>) => (await answer).statusCode;
  test('a secret that was changed a moment ago is read afresh, and either of two is good', async () => {
    const changed = gateway({ secrets: secretsOf([otherSecret], [otherSecret, applicationSecret]) });
    expect(await statusOf(changed.ask(ice()))).toBe(200);
    expect(await statusOf(changed.handler(changed.signed(ice(), otherSecret)))).toBe(200);
  });
});
