import { describe, expect, test } from 'vitest';
import type { SimulatedCall } from '../../../../../local/simulated/twilio/calls/call.ts';
import type { SipDialRequest } from '../../../../../local/simulated/kit/sip-dialler.ts';
import type { SimulatedTwilioOptions } from '../../../../../local/simulated/twilio/options.ts';
import type { SimulatedTwilio } from '../../../../../local/simulated/twilio/start.ts';
import { until } from '../../harness.ts';
import { type Answer, type Application, application, number, rest, twilio } from '../harness.ts';

async function callTo(
  answers: Readonly<Record<string, Answer | readonly Answer[]>>,
  { keys = '', ...options }: SimulatedTwilioOptions & { keys?: string } = {},
): Promise<{ app: Application; on: SimulatedTwilio; call: SimulatedCall }> {
  const app = await application(answers);
  const on = await twilio(options);
  on.configureNumber({ phoneNumber: number, voiceUrl: `${app.origin}/voice` });
  return { app, on, call: on.placeCall({ to: number, keys }) };
}

const texts = (call: SimulatedCall): string[] =>
  call.heard.map((one) => ('text' in one ? one.text : one.kind));

describe('answering', () => {
  test.each([
    ['<Reject/>', 'no-answer'],
    ['<Reject reason="busy"/>', 'busy'],
    ['<Pause/><Reject reason="busy"/>', 'busy'],
    ['<Redirect>reject</Redirect>', 'busy'],
  ])('%s leaves the call unanswered', async (document, status) => {
    const { call } = await callTo({ '/voice': document, '/reject': '<Reject reason="busy"/>' });
    expect(await call.ended).toMatchObject({ status });
    expect(call.answeredMs).toBeUndefined();
  });

  test('a call that was answered cannot be rejected', async () => {
    const { call, on } = await callTo({ '/voice': '<Say>Hello</Say><Reject/>' });
    expect(await call.ended).toMatchObject({ status: 'completed' });
    expect(on.errors).toMatchObject([{ code: 12200 }]);
  });

  test('a caller who hangs up before hears nothing', async () => {
    const { call } = await callTo({ '/voice': undefined });
    call.hangUp();
    expect(await call.ended).toMatchObject({ by: 'caller', status: 'canceled' });
    expect(call.heard).toEqual([]);
  });
});

test('plays verbs in order, repeats, and hangs up at the end', async () => {
  const { call, app } = await callTo({
    '/voice':
      '<Say loop="2">One</Say><Play>a.mp3</Play><Play digits="1w2"/><Pause length="2"/><Say>Two</Say>',
  });
  expect(await call.ended).toMatchObject({ by: 'twilio', status: 'completed' });
  expect(texts(call)).toEqual(['One', 'One', `${app.origin}/a.mp3`, '1w2', 'Two']);
});

describe('Gather', () => {
  const asks = (attributes: string, prompt = '<Say>PIN</Say>'): string =>
    `<Gather action="pin" ${attributes}>${prompt}</Gather><Say>Nothing</Say>`;
  const slowPrompt = `<Say>${'x'.repeat(4_000)}</Say>`;

  test.each([
    ['finish key', asks('timeout="60"'), '0123#', '0123', '#'],
    ['number of digits', asks('numDigits="4" timeout="60"'), '012345', '0123', ''],
    ['time-out after digits', asks('timeout="2"'), '01', '01', ''],
    ['another finish key', asks('finishOnKey="*" timeout="60"'), '1#*', '1#', '*'],
    ['no finish key', asks('finishOnKey="" timeout="2"'), '1#', '1#', ''],
    ['keys during the prompt', asks('timeout="60"', slowPrompt), '12#', '12', '#'],
  ])('ends by %s', async (_, document, keys, digits, finishedOnKey) => {
    const { call, app } = await callTo(
      { '/voice': document, '/pin': '<Hangup/>' },
      { keys: `wait 1, ${keys}` },
    );
    await call.ended;
    expect(app.at('/pin')).toMatchObject([
      { genuine: true, form: { CallStatus: 'in-progress', Digits: digits, FinishedOnKey: finishedOnKey } },
    ]);
  });

  test('a key stops the prompt', async () => {
    const { call } = await callTo(
      { '/voice': asks('timeout="60"', slowPrompt), '/pin': '<Hangup/>' },
      { keys: '1#', speechMsPerCharacter: 1_000 },
    );
    await call.ended;
    expect(call.events.map(({ kind }) => kind)).toContain('cut-short');
  });

  test.each([
    ['silence', '', 'timeout="2"'],
    ['the finish key alone', '#', 'timeout="60"'],
  ])('%s goes on with the next verb', async (_, keys, attributes) => {
    const { call, app } = await callTo({ '/voice': asks(attributes) }, { keys });
    await call.ended;
    expect(texts(call)).toEqual(['PIN', 'Nothing']);
    expect(app.at('/pin')).toEqual([]);
  });

  test.each([
    ['silence', '', 'timeout="2"', ''],
    ['the finish key alone', '#', 'timeout="60"', '#'],
  ])('%s asks the action if told to', async (_, keys, attributes, finishedOnKey) => {
    const answers = { '/voice': asks(`actionOnEmptyResult="true" ${attributes}`), '/pin': '<Hangup/>' };
    const { call, app } = await callTo(answers, { keys });
    await call.ended;
    expect(app.at('/pin')).toMatchObject([{ form: { Digits: '', FinishedOnKey: finishedOnKey } }]);
  });

  test('each digit restarts the time-out', async () => {
    const { call, app } = await callTo(
      { '/voice': asks('timeout="10"'), '/pin': '<Hangup/>' },
      { keys: '1, wait 7, 2, wait 7, 3' },
    );
    await call.ended;
    expect(app.at('/pin')[0]?.form.Digits).toBe('123');
  });

  test('without action, the document itself is asked again', async () => {
    const { call, app } = await callTo({ '/voice': ['<Gather timeout="60"/>', '<Hangup/>'] }, { keys: '7#' });
    await call.ended;
    expect(app.got.map(({ form }) => form.Digits)).toEqual([undefined, '7']);
  });

  test.each([
    ['lost', ''],
    ['kept', '12'],
  ] as const)('keys before it are %s', async (strayKeys, digits) => {
    const { call, app } = await callTo(
      {
        '/voice':
          '<Say>Hello</Say><Pause length="20"/><Gather timeout="2" action="pin" actionOnEmptyResult="true"/>',
        '/pin': '<Hangup/>',
      },
      { keys: '12', strayKeys },
    );
    await call.ended;
    expect(app.at('/pin')[0]?.form.Digits).toBe(digits);
  });
});

test('a script waits for words, and for events', async () => {
  const { call, app } = await callTo(
    {
      '/voice': '<Say>Hello</Say><Gather action="pin" timeout="60"><Say>Your PIN</Say></Gather>',
      '/pin': '<Pause length="600"/>',
    },
    { keys: 'wait-for your pin, 1#, wait-for fetched, wait 1, hangup' },
  );
  expect(await call.ended).toMatchObject({ by: 'caller', status: 'completed' });
  expect(app.at('/pin')[0]?.form.Digits).toBe('1');
});

test('a bridge keys its digits with real pauses after the answer', async () => {
  const app = await application({
    '/voice': '<Say>Hello</Say><Gather action="pin" timeout="10"><Say>PIN</Say></Gather>',
    '/pin': '<Pause length="600"/>',
  });
  const on = await twilio({ timeScale: 0.02, speechMsPerCharacter: 100 });
  on.configureNumber({ phoneNumber: number, voiceUrl: `${app.origin}/voice` });
  const call = on.dialIn({ to: number, from: '+12025550177', dtmf: 'WWwW123#' });
  await until(() => app.at('/pin').length === 1);
  expect(app.at('/pin')[0]?.form).toMatchObject({ Digits: '123', From: '+12025550177' });
  const answered = call.events.find(({ kind }) => kind === 'answered');
  const tookMs = Date.now() - call.startedMs - (answered?.atMs ?? 0);
  expect(tookMs).toBeGreaterThanOrEqual(0.02 * 3_500);
  expect(call.status).toBe('in-progress');
});

describe('redirect by REST', () => {
  test('stops what the call is doing', async () => {
    const { call, on } = await callTo({ '/voice': '<Say>Long</Say><Pause length="6000"/>' });
    await call.waitForText('Long');
    const { status } = await rest(on, 'POST', `/Calls/${call.sid}.json`, {
      Twiml: '<Response><Say>Removed</Say><Hangup/></Response>',
    });
    expect(status).toBe(200);
    await call.ended;
    expect(texts(call)).toEqual(['Long', 'Removed']);
  });

  test('an inline document has no URL to start from', async () => {
    const { call, on } = await callTo({ '/voice': '<Say>Long</Say><Pause length="6000"/>' });
    await call.waitForText('Long');
    await rest(on, 'POST', `/Calls/${call.sid}.json`, {
      Twiml: '<Response><Redirect>next</Redirect></Response>',
    });
    await call.ended;
    expect(on.errors).toMatchObject([{ code: 11100 }]);
  });
});

describe('Dial Sip', () => {
  const dial =
    '<Dial action="after" answerOnBridge="true" timeout="5">' +
    '<Sip statusCallback="leg" statusCallbackEvent="initiated answered completed">' +
    'sip:room@sip.example;transport=tls?x-route=a%3Db&amp;x-lang=de</Sip></Dial>';

  test('is answered when the far end is, and ends with it', async () => {
    const requests: SipDialRequest[] = [];
    let farEndHangsUp = (): void => undefined;
    const ended = new Promise<void>((resolve) => (farEndHangsUp = resolve));
    const { call, app } = await callTo(
      { '/voice': dial, '/after': '<Say>Back</Say>', '/leg': 204 },
      {
        onSipDial: (request) => {
          requests.push(request);
          return Promise.resolve({ answered: true, ended });
        },
      },
    );
    await call.waitFor(({ kind }) => kind === 'forwarded');
    expect(requests).toMatchObject([
      {
        uri: 'sip:room@sip.example;transport=tls',
        address: 'sip:room@sip.example',
        headers: { 'x-route': 'a=b', 'x-lang': 'de' },
        callId: call.sid,
      },
    ]);
    expect(call.status).toBe('in-progress');
    farEndHangsUp();
    await call.ended;
    expect(app.at('/after')).toMatchObject([{ form: { DialCallStatus: 'completed', DialBridged: 'true' } }]);
    await until(() => app.at('/leg').length === 3);
    expect(app.at('/leg').map(({ form }) => form.ParentCallSid)).toEqual([call.sid, call.sid, call.sid]);
  });

  test.each([
    [
      'refuses',
      () => Promise.resolve({ answered: false, status: 'busy', sipResponseCode: 486 } as const),
      'busy',
      '486',
    ],
    ['never answers', () => new Promise<never>(() => undefined), 'no-answer', '487'],
  ])('a far end that %s is told to the action', async (_, onSipDial, status, code) => {
    const { call, app } = await callTo(
      { '/voice': dial, '/after': '<Say>Sorry</Say>', '/leg': 204 },
      { onSipDial },
    );
    await call.ended;
    expect(app.at('/after')).toMatchObject([
      {
        form: {
          CallStatus: 'ringing',
          DialCallStatus: status,
          DialBridged: 'false',
          DialSipResponseCode: code,
        },
      },
    ]);
    expect(texts(call)).toEqual(['Sorry']);
  });

  test('a caller who hangs up hangs up the far end', async () => {
    let hungUp: AbortSignal | undefined;
    const { call, app } = await callTo(
      { '/voice': dial, '/leg': 204 },
      {
        onSipDial: (_, signal) => {
          hungUp = signal;
          return Promise.resolve({ answered: true, ended: new Promise(() => undefined) });
        },
      },
    );
    await call.waitFor(({ kind }) => kind === 'forwarded');
    call.hangUp();
    expect(hungUp?.aborted).toBe(true);
    await call.ended;
    expect(app.at('/after')).toEqual([]);
  });
});
