import { describe, expect, test } from 'vitest';
import { textOf } from '../../lib/conferences/model/languages/index.ts';
import { fallbackDocument } from '../../lib/providers/plivo/fallback.ts';
import { authToken, callUuid, otherToken } from '../lib/providers/plivo/vectors.ts';
import {
  arrival,
  bridgeArrival,
  bridgePin,
  fromPlivo,
  gateway,
  inMeeting,
  pin,
  secretsOf,
} from './plivo-gateway.ts';

const hangUp = '<Hangup/>';
const says = (sentence: Parameters<typeof textOf>[0], language: 'en' | 'de' = 'en') =>
  textOf(sentence, language).replaceAll('"', '&quot;');

describe('a call', () => {
  test('of an unknown number is refused', async () => {
    const { xml } = gateway();
    expect(await xml('voice', { ...arrival, To: '15550007777' })).toBe('<Hangup reason="rejected"/>');
  });

  test('is greeted and asked for its PIN, which Plivo is not to write down', async () => {
    const { xml } = gateway({ language: 'de' });
    const asked = await xml('voice', arrival);
    expect(asked).toContain(says('enter-pin', 'de'));
    expect(asked).toContain('log="false"');
    expect(asked).toContain('/dev/plivo/pin?attempt=1&amp;language=de#');
  });

  test('with a wrong PIN is asked again; a repeated request is the same try, and the next is another', async () => {
    const { xml, charged } = gateway();
    await xml('voice', arrival);
    const asked = await xml('pin?attempt=1', { Digits: '11111111111' });
    expect(asked).toContain(says('wrong-pin'));
    expect(asked).toContain('pin?attempt=2');
    expect(await xml('pin?attempt=1', { Digits: '11111111111' })).toEqual(asked);
    expect(charged(`call-${callUuid}`)).toBe(1);
    await xml('pin?attempt=2', { Digits: '11111111111' });
    const last = await xml('pin?attempt=3', { Digits: '11111111111' });
    expect(last).toContain(says('too-many-tries'));
    expect(last).toContain(hangUp);
  });

  test('that stays silent is asked five times in all', async () => {
    const { xml, charged } = gateway();
    await xml('voice', arrival);
    for (let asked = 1; asked < 5; asked += 1)
      expect(await xml(`pin?attempt=${asked}`)).toContain(`pin?attempt=${asked + 1}`);
    expect(await xml('pin?attempt=5')).toContain(hangUp);
    expect(charged(`call-${callUuid}`)).toBe(0);
  });

  test('with the right PIN waits outside, and goes in once the bridge is in', async () => {
    const { xml, report, caller, conference, advance } = gateway();
    await xml('voice', arrival);
    const waits = await xml('pin?attempt=1', { Digits: pin });
    expect(waits).toContain(says('waiting-for-bridge'));
    expect(waits).toContain('<Redirect method="POST">https://gw.example.com/dev/plivo/waited?language=en#');
    advance(1_000);
    expect(await xml('waited?language=en')).toMatch(/^<Wait length="5"\/><Redirect/);
    expect(caller('weekly', callUuid)).toMatchObject({ presence: 'waiting' });

    await xml('voice', bridgeArrival);
    const bridge = await xml('pin?attempt=1', { CallUUID: 'bridge', Digits: bridgePin });
    expect(bridge).toContain('>weekly</Conference>');
    expect(bridge).not.toContain('digitsMatch');
    await report('events', inMeeting('enter', { CallUUID: 'bridge' }));
    expect(conference('weekly').bridge).toMatchObject({ state: 'in', call: 'bridge' });
    expect(await xml('waited?language=en')).toMatch(
      /<Conference muted="true".*digitsMatch="\*6,\*9".*>weekly<\/Conference>/,
    );
  });

  test('of the bridge that comes over SIP is no other than one by phone: its tries are counted', async () => {
    const { xml, pinCall, charged } = gateway();
    await xml('voice', bridgeArrival);
    expect(pinCall('bridge')).toMatchObject({ dialIn: 'app.plivo.com', isBridgeOrigin: false });
    await xml('pin?attempt=1', { CallUUID: 'bridge', Digits: '11111111111' });
    expect(charged('call-bridge')).toBe(1);
  });

  test('that is moved goes in as it was told, whatever the store says', async () => {
    const { xml, fail } = gateway();
    fail('pinCalls.get');
    const query = `conference=weekly&role=caller&call=${callUuid}&joinSequence=1&muted=false&language=en`;
    expect(await xml(`join?${query}`)).toContain('<Conference muted="false"');
    expect(await xml(`join?${query.replace(callUuid, 'another')}`)).toContain(says('internal-failure'));
    expect(await xml('join')).toContain(says('internal-failure'));
  });

  test('that is thrown out hears why, in the words of its address', async () => {
    const { xml } = gateway();
    expect(await xml('farewell?sentence=kicked&language=de')).toBe(
      `<Speak language="de-DE">${says('kicked', 'de')}</Speak>${hangUp}`,
    );
    const audioUrl = encodeURIComponent('https://audio.example/a.mp3?b=c');
    expect(await xml(`farewell?sentence=kicked&language=en&audioUrl=${audioUrl}`)).toBe(
      `<Play>https://audio.example/a.mp3?b=c</Play>${hangUp}`,
    );
    expect(await xml('farewell?sentence=nothing&language=de')).toContain(says('internal-failure', 'de'));
  });

  test('is forwarded, and hears of it if nobody answers', async () => {
    const { xml } = gateway();
    const to = { ...arrival, To: '15550004444' };
    expect(await xml('voice', to)).toContain(
      '<User sipHeaders="Callerid=%2b15550001111">sip:line@daily.example.com</User>',
    );
    expect(await xml('forwarded', { ...to, DialStatus: 'completed' })).toBe(hangUp);
    expect(await xml('forwarded', { ...to, DialStatus: 'no-answer' })).toContain(says('forward-failed'));
  });

  test('of which we know nothing is ended when it says something', async () => {
    const { xml } = gateway();
    expect(await xml('pin?attempt=1', { Digits: pin })).toBe(hangUp);
    expect(await xml('waited')).toBe(hangUp);
  });
});

describe('a failure of ours', () => {
  test('is an apology in the language of the dial-in', async () => {
    const { xml, fail } = gateway({ language: 'de' });
    fail('pinCalls.arrived');
    expect(await xml('voice', arrival)).toContain(says('internal-failure', 'de'));
  });

  test('is an apology in every language if nothing is known of the call', async () => {
    const { xml, fail } = gateway({ language: 'de' });
    fail('dial-ins.find');
    const all = fallbackDocument();
    expect(all).toContain(await xml('voice', arrival));
    expect(all).toContain(await xml('voice', { CallUUID: 'a b' }));
    expect(all).toContain(await xml('pin', { Digits: pin }));
  });

  test('leaves those who wait to wait', async () => {
    const { xml, fail } = gateway();
    await xml('voice', arrival);
    await xml('pin?attempt=1', { Digits: pin });
    fail('conferences.get');
    expect(await xml('waited?language=en')).toMatch(/^<Wait length="5"\/><Redirect/);
  });

  test('that takes more than three seconds is an apology too', async () => {
    const { xml, deadline, record } = gateway();
    deadline.abort();
    expect(await xml('voice', arrival)).toContain(hangUp);
    expect(record.counts).toContainEqual({ metric: 'dialInsFailed', value: 1, reason: 'too-slow' });
  });
});

describe('refused, without a document', () => {
  const fields = { CallUUID: callUuid, ...arrival };
  const good = fromPlivo('/plivo/voice', fields);
  const without = (name: string) => ({ ...good, headers: { ...good.headers, [name]: undefined } });
  test.each([
    ['unsigned', without('x-plivo-signature-v3'), 403],
    ['without a nonce', without('x-plivo-signature-v3-nonce'), 403],
    ['signed by somebody else', fromPlivo('/plivo/voice', fields, { token: otherToken }), 403],
    ['signed for another path', { ...good, rawPath: '/plivo/pin' }, 403],
    ['with a query that was not signed', { ...good, rawQueryString: 'attempt=1' }, 403],
    ['to a path that there is not', { ...good, rawPath: '/plivo/other' }, 404],
    ['with another body', { ...good, body: 'CallUUID=abc', isBase64Encoded: false }, 403],
    ['as no form', { ...good, headers: { ...good.headers, 'content-type': 'text/plain' } }, 415],
    ['with a body that is no base64', { ...good, body: '%%%' }, 400],
    ['far too large', { ...good, body: 'x'.repeat(30_000) }, 413],
    ['of too many fields', { ...good, body: '&'.repeat(101), isBase64Encoded: false }, 413],
  ])('%s', async (_, event, status) => {
    const { voice } = gateway();
    const { statusCode, body = '' } = await voice(event);
    expect(statusCode).toBe(status);
    expect(body).not.toContain('Response');
  });

  test('while there is no token to check with', async () => {
    const { voice } = gateway({ secrets: secretsOf([]) });
    expect(await voice(good)).toMatchObject({ statusCode: 503 });
  });

  test('a token that was changed a moment ago is read afresh, and either of two is good', async () => {
    const { voice } = gateway({ secrets: secretsOf([otherToken], [otherToken, authToken]) });
    expect(await voice(good)).toMatchObject({ statusCode: 200 });
    expect(await voice(fromPlivo('/plivo/voice', fields, { token: otherToken }))).toMatchObject({
      statusCode: 200,
    });
  });
});
