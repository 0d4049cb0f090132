import { describe, expect, test } from 'vitest';
import { makeHandler } from '../../functions/twilio-voice.ts';
import { documentFragment } from '../../lib/providers/twilio/descriptor.ts';
import { voiceCall } from '../support/conferences.ts';
import { inUse } from '../support/in-use.ts';
import { callFields, callSid } from '../lib/providers/twilio/vectors.ts';
import { bridgePin, caller, gateway, inProgress, number, pin, says } from './twilio-gateway.ts';
import { bridgeDomain, fromTwilio, publicUrl, secretsOf } from './twilio-requests.ts';

describe('a call', () => {
  test('from an unknown number’s dial-in is rejected, unanswered', async () => {
    const { twiml } = gateway();
    expect(await twiml('/twilio/voice', { ...callFields, To: '+15550007777' })).toContain(
      '<Response><Reject/></Response>',
    );
  });

  test('is greeted and asked for its PIN', async () => {
    const { twiml } = gateway({ language: 'de' });
    const document = await twiml('/twilio/voice', callFields);
    expect(document).toContain('numDigits="20" finishOnKey="#"');
    expect(document).toContain(
      `/twilio/pin?attempt=1&amp;language=de#${documentFragment.replaceAll('&', '&amp;')}"`,
    );
    expect(document).toContain(says('greeting', 'de'));
    expect(document).toContain(says('enter-pin', 'de'));
  });

  test('with the right PIN joins as it should', async () => {
    const { twiml, caller: callerOf } = gateway();
    await twiml('/twilio/voice', callFields);
    const document = await twiml('/twilio/pin?attempt=1&language=en', { ...inProgress, Digits: pin });
    expect(document).toMatch(
      /<Conference muted="true" [^>]*startConferenceOnEnter="false"[^>]*>weekly<\/Conference>/,
    );
    expect(document).toContain(`participantLabel="${callSid}-1"`);
    expect(callerOf('weekly', callSid)).toMatchObject({ presence: 'joining', joinSequence: 1 });
  });

  test('with a wrong PIN is asked again, and a repeated request counts no second try', async () => {
    const { twiml, charged } = gateway();
    await twiml('/twilio/voice', callFields);
    const wrong = { ...inProgress, Digits: '11111111111' };
    const document = await twiml('/twilio/pin?attempt=1&language=en', wrong);
    expect(document).toContain(says('wrong-pin'));
    expect(document).toContain('attempt=2');
    expect(await twiml('/twilio/pin?attempt=1&language=en', wrong)).toBe(document);
    expect(charged(`call-${callSid}`)).toBe(1);
  });

  test('with no keys, or `#` alone, has made no try', async () => {
    const { twiml, charged } = gateway();
    await twiml('/twilio/voice', callFields);
    const document = await twiml('/twilio/pin?attempt=1&language=en', { ...inProgress, Digits: '' });
    expect(document).toContain(says('no-input'));
    expect(charged(`call-${callSid}`)).toBe(0);
  });

  test('waits, and is told why', async () => {
    const { twiml } = gateway();
    await twiml('/twilio/voice', callFields);
    await twiml('/twilio/pin?attempt=1&language=en', { ...inProgress, Digits: pin });
    const document = await twiml('/twilio/wait?language=en', inProgress);
    expect(document).toContain(says('waiting-for-bridge'));
    expect(document).toContain('<Redirect/></Response>');
  });

  test('comes out to the menu, takes a key there, and goes back in under a new label', async () => {
    const { twiml, caller: callerOf, advance } = gateway();
    await twiml('/twilio/voice', callFields);
    await twiml('/twilio/pin?attempt=1&language=en', { ...inProgress, Digits: pin });
    advance(60_000);
    const menu = await twiml('/twilio/left?joinSequence=1&language=en', {
      ...inProgress,
      DialCallStatus: 'answered',
    });
    expect(menu).toContain('numDigits="1" finishOnKey=""');
    expect(menu).toContain(says('menu'));
    const back = await twiml('/twilio/menu?joinSequence=1&language=en', { ...inProgress, Digits: '6' });
    expect(back).toContain(says('you-are-unmuted'));
    expect(back).toMatch(/<Conference muted="false"/);
    expect(back).toContain(`participantLabel="${callSid}-2"`);
    expect(callerOf('weekly', callSid)).toMatchObject({ presence: 'joining', joinSequence: 2 });
  });

  test('that hung up inside is gone', async () => {
    const { twiml, caller: callerOf } = gateway();
    await twiml('/twilio/voice', callFields);
    await twiml('/twilio/pin?attempt=1&language=en', { ...inProgress, Digits: pin });
    await twiml('/twilio/left?joinSequence=1&language=en', { ...callFields, CallStatus: 'completed' });
    expect(callerOf('weekly', callSid).presence).toBe('gone');
  });
});

describe('the bridge', () => {
  const fromBridge = {
    ...callFields,
    From: 'sip:bridge@pbx.example.net',
    To: `sip:room@${bridgeDomain}`,
    SipDomain: bridgeDomain,
    SipDomainSid: 'SD0123456789abcdef0123456789abcdef',
  };

  test('comes through its own dial-in and starts the meeting', async () => {
    const { twiml, pinCall } = gateway();
    await twiml('/twilio/voice', fromBridge);
    const document = await twiml('/twilio/pin?attempt=1&language=en', { ...fromBridge, Digits: bridgePin });
    expect(document).toContain('startConferenceOnEnter="true"');
    expect(document).toContain('waitUrl=""');
    expect(pinCall(callSid)).toMatchObject({ role: 'bridge', voice: 'twilio', isBridgeOrigin: true });
  });

  test('is nobody who only knows its PIN', async () => {
    const { twiml } = gateway();
    await twiml('/twilio/voice', callFields);
    expect(await twiml('/twilio/pin?attempt=1&language=en', { ...inProgress, Digits: bridgePin })).toContain(
      says('wrong-pin'),
    );
  });
});

describe('forwarding', () => {
  function forwarding() {
    const world = gateway();
    world.openDialIn(number, {
      kind: 'forward',
      language: 'de',
      address: 'static@example.sip.daily.co',
      route: 'desk',
    });
    return world;
  }

  test('a call goes on over SIP with its signed route', async () => {
    const { twiml } = forwarding();
    const document = await twiml('/twilio/voice', callFields);
    expect(document).toContain('<Dial answerOnBridge="true"');
    expect(document).toContain(
      `>sip:static@example.sip.daily.co?X-Route=desk.${callSid}.signed&amp;X-Caller-Id=%2B15550001111</Sip>`,
    );
  });

  test.each(['busy', 'no-answer', 'failed', 'canceled'])(
    'that came back %s hears so',
    async (DialCallStatus) => {
      const { twiml } = forwarding();
      const document = await twiml('/twilio/forwarded', { ...inProgress, DialCallStatus });
      expect(document).toContain(says('forward-failed', 'de'));
      expect(document).toContain('<Hangup/>');
    },
  );

  test('that was answered has had its talk', async () => {
    const { twiml } = forwarding();
    expect(await twiml('/twilio/forwarded', { ...inProgress, DialCallStatus: 'completed' })).toContain(
      '<Response><Hangup/></Response>',
    );
  });

  test('without a key to sign the route with, nobody is forwarded', async () => {
    const { twiml, world } = forwarding();
    world.signRoute = () => undefined;
    const document = await twiml('/twilio/voice', callFields);
    expect(document).toContain(says('internal-failure', 'de'));
    expect(document).not.toContain('<Sip>');
  });
});

test('an announcement is spoken from its address, with no store', async () => {
  const { twiml, world } = gateway();
  world.before = () => Promise.reject(new Error('down'));
  expect(await twiml('/twilio/announce?sentence=asked-to-unmute&language=de', {})).toContain(
    says('asked-to-unmute', 'de'),
  );
  const audio = encodeURIComponent('https://files.example.com/a.mp3');
  expect(
    await twiml(`/twilio/announce?sentence=asked-to-unmute&language=de&audioUrl=${audio}`, {}),
  ).toContain('<Response><Play>https://files.example.com/a.mp3</Play></Response>');
});

test('a stage or base path before the route is no part of it', async () => {
  const { handler, deps } = gateway();
  const staged = makeHandler({
    ...deps,
    ...inUse,
    secrets: secretsOf(),
    publicUrl: `${publicUrl}/prod`,
    timeoutSignal: () => new AbortController().signal,
  });
  const event = fromTwilio('/prod/twilio/voice', callFields);
  expect(await staged(event)).toMatchObject({ statusCode: 200 });
  expect(await handler({ ...event, rawPath: '/twilio/voice' })).toMatchObject({ statusCode: 403 });
});

test('a call keeps what its first request said when Twilio repeats it', async () => {
  const { twiml, pinCall } = gateway();
  await twiml('/twilio/voice', callFields);
  const stored = pinCall(callSid);
  await twiml('/twilio/voice', callFields);
  expect(pinCall(callSid)).toEqual(stored);
  expect(stored).toMatchObject({ call: voiceCall(callSid), dialIn: number, number: caller });
});
