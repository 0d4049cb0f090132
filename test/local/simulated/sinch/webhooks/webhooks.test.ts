import { describe, expect, test } from 'vitest';
import { VoiceCallbackWebhooks } from '../../../../support/sinch-sdk.ts';
import { until } from '../../harness.ts';
import { hangup, house, join, enter, menu, number } from '../harness.ts';

const bye = { instructions: [{ name: 'say', text: 'Bye', locale: 'en-GB' }], ...hangup };

describe('a callback that fails', () => {
  test('is asked of the fallback URL, which decides', async () => {
    const one = await house({ ice: 503 }, { fallback: { ice: bye } });
    const call = one.on.placeCall({ to: number });
    expect(await call.ended).toMatchObject({ by: 'sinch', reason: 'MANAGERHANGUP', status: 'ANSWERED' });
    expect(call.heard).toMatchObject([{ kind: 'say', text: 'Bye', language: 'en-GB' }]);
    expect(one.of('ice').map(({ path }) => path)).toEqual(['/sinch/voice', '/fallback']);
    expect(one.got.every(({ genuine }) => genuine)).toBe(true);
  });

  test('because nobody answers in time, too', async () => {
    const one = await house({ ice: undefined }, { fallback: { ice: bye }, answerLimitMs: 1_000 });
    const call = one.on.placeCall({ to: number });
    await call.ended;
    expect(call.heard).toMatchObject([{ text: 'Bye' }]);
  });

  test('at both ends the call with an error of Sinch’s own, and is notified', async () => {
    const one = await house({ ice: 500 }, { fallback: { ice: 500 } });
    const call = one.on.placeCall({ to: number });
    expect(await call.ended).toMatchObject({ reason: 'CALLBACKERROR', status: 'FAILED' });
    expect(call.heard).toMatchObject([{ kind: 'application-error' }]);
    await until(() => one.of('dice').length === 1 && one.of('notify').length === 1);
    expect(one.of('notify')[0]).toMatchObject({ type: 'callingerror', errorCode: 50000 });
    expect(one.on.complaints).toEqual([]);
  });

  test('is tried again as often as is set, with the same event', async () => {
    const one = await house({ ice: [503, 503, bye] }, { retries: 2 });
    await one.on.placeCall({ to: number }).ended;
    const [first, ...others] = one.of('ice').map(({ text }) => text);
    expect(others).toEqual([first, first]);
  });

  test('after the call is over does no harm', async () => {
    const one = await house({ ice: bye, dice: 500 }, { retries: 1 });
    await one.on.placeCall({ to: number }).ended;
    await until(() => one.of('dice').length === 2);
  });
});

describe('a document that Sinch refuses', () => {
  test('ends the call, says so in DICE and Notify, and is a complaint', async () => {
    const one = await house({ ice: join('room', { muted: true }) });
    const call = one.on.placeCall({ to: number });
    expect(await call.ended).toMatchObject({ reason: 'INVALIDSVAMLACTION', status: 'FAILED' });
    await until(() => one.of('dice').length === 1 && one.of('notify').length === 1);
    expect(one.of('dice')[0]).toMatchObject({ callid: call.id, reason: 'INVALIDSVAMLACTION' });
    expect(one.of('notify')[0]).toMatchObject({ errorCode: 40001 });
    expect(one.on.complaints).toMatchObject([{ callId: call.id }]);
  });

  test('is not notified where that is set', async () => {
    const one = await house({ ice: 'none' }, { notifiesErrors: false });
    expect(await one.on.placeCall({ to: number }).ended).toMatchObject({ reason: 'CALLBACKERROR' });
    await until(() => one.of('dice').length === 1);
    expect(one.of('notify')).toEqual([]);
  });

  test('leads to the fallback URL where that is set', async () => {
    const one = await house({ ice: 'none' }, { fallback: { ice: bye }, fallbackForBadDocument: true });
    const call = one.on.placeCall({ to: number });
    expect(await call.ended).toMatchObject({ reason: 'MANAGERHANGUP' });
    expect(one.on.complaints).toHaveLength(1);
  });
});

describe('events', () => {
  test('are what the vendor’s SDK reads, and signed', async () => {
    const one = await house({ ice: menu(), pie: hangup });
    const call = one.on.placeCall({ to: number, keys: '1#' });
    await call.ended;
    await until(() => one.of('dice').length === 1);
    const sdk = new VoiceCallbackWebhooks({
      applicationKey: one.on.settings.applicationKey,
      applicationSecret: one.on.settings.applicationSecret,
    });
    for (const { text, headers, path } of one.got) {
      expect(sdk.validateAuthenticationHeader(headers, text, path, 'POST')).toBe(true);
      expect(sdk.parseEvent(text)).toMatchObject({ callid: call.id });
    }
    expect(one.got.map(({ event }) => event)).toEqual(['ice', 'pie', 'dice']);
    expect(one.got[0]).toMatchObject({
      cli: '12025550188',
      to: { type: 'did', endpoint: number },
      domain: 'pstn',
      originationType: 'PSTN',
      applicationKey: one.on.settings.applicationKey,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as unknown,
    });
    expect(one.got[2]).toMatchObject({ from: '12025550188', result: 'ANSWERED', reason: 'MANAGERHANGUP' });
  });

  test('are spelt as is set', async () => {
    const one = await house(
      { ice: menu(), pie: hangup },
      {
        callIdField: 'callId',
        callIds: 'with-address',
        typeCase: 'capital',
        dialledType: 'number',
        cliForm: 'e164',
        timestamps: 'unpadded',
        contentType: 'application/json',
      },
    );
    const call = one.on.placeCall({ to: number, keys: '1#' });
    await call.ended;
    expect(call.id).toMatch(/^[0-9a-f]+@192\.0\.2\.45$/);
    expect(one.got[0]).toMatchObject({ callId: call.id, cli: '+12025550188', to: { type: 'Number' } });
    expect(one.got[0]?.headers['content-type']).toBe('application/json');
    expect(one.got[1]?.menuResult?.type).toBe('Sequence');
    expect(one.got.every(({ genuine, callid }) => genuine && callid === undefined)).toBe(true);
  });

  test.each(['private', ''] as const)('say %j of a withheld number', async (withheldCli) => {
    const one = await house({ ice: hangup }, { withheldCli });
    await one.on.placeCall({ to: number, from: 'anonymous' }).ended;
    expect(one.got[0]).toMatchObject({ cli: withheldCli });
  });

  test('of a SIP call say so as is set, and come to its region', async () => {
    const one = await house({ ice: join() }, { sipOrigin: { originationType: 'MXP', domain: 'sip' } });
    const call = await enter(one, { to: `sip:${number}@use1.sip.sinch.com`, from: '+12025550177' });
    expect(one.got[0]).toMatchObject({ originationType: 'MXP', domain: 'sip', to: { endpoint: number } });
    expect(call.events).toContainEqual(
      expect.objectContaining({ kind: 'conference-joined', region: 'use1' }),
    );
  });

  test('are signed with the newest secret', async () => {
    const one = await house({ ice: hangup });
    one.rotate(Buffer.from('another secret!!').toString('base64'));
    await one.on.placeCall({ to: number }).ended;
    expect(one.got[0]?.genuine).toBe(true);
  });

  test('that nobody waits for may come twice, late or never', async () => {
    const one = await house({ ice: hangup });
    one.on.webhooks.disturb({ event: 'dice' }, { copies: 2 });
    await one.on.placeCall({ to: number }).ended;
    await until(() => one.of('dice').length === 2);
    one.on.webhooks.disturb({ event: 'dice' }, { lose: true });
    await one.on.placeCall({ to: number }).ended;
    expect(one.on.webhooks.emitted).toHaveLength(2);
    expect(one.of('dice')).toHaveLength(2);
  });
});

test.each([
  ['a number that is not the application’s', { to: '+12025550169' }],
  ['a SIP peer with a wrong password', { to: number, sip: { password: 'wrong' } }],
])('%s reaches nobody', async (_, order) => {
  const one = await house({ ice: hangup });
  const call = one.on.placeCall(order);
  expect(await call.ended).toMatchObject({ status: 'FAILED' });
  expect(one.got).toEqual([]);
});

test('what is hung up at once was never answered', async () => {
  const one = await house({ ice: hangup }, { refusedResult: 'NOANSWER' });
  const call = one.on.placeCall({ to: number });
  expect(await call.ended).toMatchObject({ status: 'NOANSWER' });
  expect(call.heard).toMatchObject([{ kind: 'reject' }]);
});
