import { describe, expect, test } from 'vitest';
import type { HttpAnswer } from '../../functions/shared/http.ts';
import { textOf } from '../../lib/conferences/model/languages/index.ts';
import { fallbackNcco } from '../../lib/providers/vonage/fallback.ts';
import { voiceCall } from '../support/conferences.ts';
import { leg, otherSecret, signatureSecret, tokenFor } from '../lib/providers/vonage/vectors.ts';
import {
  actionsOf,
  answerAt,
  arrives,
  bridgeArrives,
  bridgeId,
  bridgePin,
  callId,
  gateway,
  pin,
  questionOf,
  secretsOf,
  textsOf,
} from './vonage-gateway.ts';

describe('a call', () => {
  test('of an unknown number is refused', async () => {
    const { ncco } = gateway();
    expect(await ncco(answerAt, arrives({ to: '15550007777' }))).toEqual([]);
  });

  test('is greeted and asked for its PIN', async () => {
    const { ncco, pinCall } = gateway({ language: 'de' });
    const asked = await ncco(answerAt, arrives());
    expect(textsOf(asked)).toEqual([textOf('greeting', 'de'), textOf('enter-pin', 'de')]);
    expect(questionOf(asked)).toBe(`https://gw.example.com/vonage/pin?call=${callId}&attempt=1`);
    expect(pinCall(callId)).toMatchObject({ voice: 'vonage' });
  });

  test('with a wrong PIN is asked again; a repeated request is the same try, and the next is another', async () => {
    const { ncco, key, charged } = gateway();
    const first = await ncco(answerAt, arrives());
    const second = await key(first, '11111111111');
    expect(textsOf(second)[0]).toBe(textOf('wrong-pin', 'en'));
    expect(await key(first, '11111111111')).toEqual(second);
    expect(charged(`call-${callId}`)).toBe(1);
    const third = await key(second, '11111111111');
    expect(charged(`call-${callId}`)).toBe(2);
    const last = await key(third, '11111111111');
    expect(textsOf(last)).toEqual([textOf('too-many-tries', 'en')]);
    expect(actionsOf(last)).toEqual(['talk']);
  });

  test('that stays silent is asked five times in all, also if Vonage does not say whose silence it is', async () => {
    const { ncco, key, charged } = gateway();
    let document = await ncco(answerAt, arrives());
    for (let asked = 1; asked < 5; asked += 1) {
      document = await key(document, '', { uuid: undefined });
      expect(questionOf(document)).toContain(`attempt=${asked + 1}`);
    }
    expect(actionsOf(await key(document, ''))).toEqual(['talk']);
    expect(charged(`call-${callId}`)).toBe(0);
  });

  test('with the right PIN waits outside, and goes in with the bridge', async () => {
    const { ncco, key, caller, deps, conference, advance } = gateway();
    const waits = await key(await ncco(answerAt, arrives()), `${pin}#`);
    expect(textsOf(waits)).toEqual([textOf('waiting-for-bridge', 'en')]);
    expect(questionOf(waits)).toBe(`https://gw.example.com/vonage/waited?call=${callId}`);
    advance(1_000);
    const silent = await key(waits, '');
    expect(actionsOf(silent)).toEqual(['input']);
    expect(caller('weekly', callId)).toMatchObject({ presence: 'waiting' });

    const bridge = await key(await ncco(answerAt, bridgeArrives), bridgePin, { uuid: 'bridge' });
    expect(bridge).toMatchObject([{ action: 'conversation', name: 'weekly', mute: false }]);
    await deps.conferences.changeConference(conference('weekly').id, {
      ...{ kind: 'bridgeJoined', atMs: deps.clock.now(), joinSequence: 1, isVouched: true },
      ...{ call: voiceCall(bridgeId), meeting: 'CON-weekly' },
    });
    const joins = await key(silent, '');
    expect(joins).toMatchObject([
      { action: 'input', mode: 'asynchronous' },
      { action: 'conversation', name: 'weekly', mute: true, startOnEnter: true, endOnExit: false },
    ]);
    expect(await key(silent, '')).toEqual(joins);
  });

  test('of which we know nothing is ended when it says something', async () => {
    const { ncco } = gateway();
    for (const route of ['/vonage/pin?attempt=1&', '/vonage/waited?'])
      expect(await ncco(`${route}call=${callId}`, { uuid: leg })).toEqual([]);
  });
});

describe('a forwarded call', () => {
  const at = `/vonage/forwarded?call=${callId}`;
  const other = { uuid: 'other-leg', from: '15550002222', to: 'sip:a@b' };

  test('that nobody takes hears so, as its dial-in says it', async () => {
    const { ncco, openDialIn } = gateway();
    openDialIn('+15550002222', {
      kind: 'forward',
      voice: 'vonage',
      language: 'de',
      address: 'a@b.example.com',
    });
    const forwarded = await ncco(answerAt, arrives());
    expect(forwarded).toMatchObject([
      { action: 'connect', from: '15550002222', endpoint: [{ uri: 'sip:a@b.example.com' }] },
    ]);
    expect(textsOf(await ncco(at, { ...other, status: 'busy' }))).toEqual([textOf('forward-failed', 'de')]);
  });

  test.each(['ringing', 'answered', 'completed'])('that is %s goes on', async (status) => {
    expect(await gateway().ask(at, { ...other, status })).toEqual({ statusCode: 204 });
  });

  test('that is taken goes on if we fail, which is logged and counted', async () => {
    const { ask, fail, record } = gateway();
    fail('pinCalls.get');
    expect(await ask(at, { ...other, status: 'answered' })).toEqual({ statusCode: 204 });
    expect(record.counts).toContainEqual({ metric: 'dialInsFailed', value: 1, reason: 'error' });
  });

  test('that is taken goes on if we are slow', async () => {
    const { ask, deadline, record } = gateway();
    deadline.abort();
    expect(await ask(at, { ...other, status: 'answered' })).toEqual({ statusCode: 204 });
    expect(record.counts).toContainEqual({ metric: 'dialInsFailed', value: 1, reason: 'too-slow' });
  });
});

describe('a failure of ours', () => {
  test('is an apology in the language of the dial-in', async () => {
    const { ncco, fail } = gateway({ language: 'de' });
    fail('pinCalls.arrived');
    expect(textsOf(await ncco(answerAt, arrives()))).toEqual([textOf('internal-failure', 'de')]);
  });

  test('is an apology in every language if nothing is known of the call', async () => {
    const { ncco, fail } = gateway({ language: 'de' });
    fail('dial-ins.find');
    expect(await ncco(answerAt, arrives())).toEqual(fallbackNcco());
    expect(await ncco(answerAt, { uuid: 'a b' })).toEqual(fallbackNcco());
  });

  test.each(['conferences.get', 'pinCalls.get'])('at %s leaves those who wait to wait', async (operation) => {
    const { ncco, key, fail } = gateway();
    const waits = await key(await ncco(answerAt, arrives()), pin);
    fail(operation);
    const still = await key(waits, '');
    expect([actionsOf(still), questionOf(still)]).toEqual([['input'], questionOf(waits)]);
  });

  test('that takes more than three seconds is an apology too', async () => {
    const { ncco, deadline, record } = gateway();
    deadline.abort();
    expect(actionsOf(await ncco(answerAt, arrives()))).not.toContain('input');
    expect(record.counts).toContainEqual({ metric: 'dialInsFailed', value: 1, reason: 'too-slow' });
  });
});

describe('refused, without a document', () => {
  const { signed, deps } = gateway();
  const good = signed(answerAt, arrives());
  const from = (atMs: number) => ({
    ...good,
    headers: { authorization: `Bearer ${tokenFor(good.body ?? '', { nowMs: atMs })}` },
  });
  test.each([
    ['unsigned', { ...good, headers: {} }, 403],
    ['signed by somebody else', signed(answerAt, arrives(), otherSecret), 403],
    ['with another body', { ...good, body: JSON.stringify(arrives({ from: '15550009999' })) }, 403],
    ['old', from(deps.clock.now() - 301_000), 403],
    ['of the time to come', from(deps.clock.now() + 301_000), 403],
    ['with a body that is no base64', { ...good, body: '%%%', isBase64Encoded: true }, 400],
    ['far too large', { ...good, body: 'x'.repeat(20_000) }, 413],
    ['to a path that there is not', { ...good, rawPath: '/vonage/menu' }, 404],
    ['to a path of the other function', { ...good, rawPath: '/vonage/events' }, 404],
  ])('%s', async (_, event, status) => {
    const { answers, record } = gateway();
    const { statusCode, body = '' } = await answers(event);
    expect(statusCode).toBe(status);
    expect(body).not.toContain('action');
    expect(record.counts).toMatchObject([{ metric: 'webhooksRefused' }, { metric: 'providersRefused' }]);
  });

  test('while there is no secret to check with', async () => {
    expect(await gateway({ secrets: secretsOf([]) }).ask(answerAt, arrives())).toMatchObject({
      statusCode: 503,
    });
  });

  const statusOf = async (answer: Promise<HttpAnswer>) => (await answer).statusCode;
  test('a secret that was changed a moment ago is read afresh, and either of two is good', async () => {
    const changed = gateway({ secrets: secretsOf([otherSecret], [otherSecret, signatureSecret]) });
    expect(await statusOf(changed.ask(answerAt, arrives()))).toBe(200);
    expect(await statusOf(changed.answers(changed.signed(answerAt, arrives(), otherSecret)))).toBe(200);
  });
});
