import { describe, expect, test } from 'vitest';
import { readNcco } from '../../../../../local/simulated/vonage/ncco/document.ts';

const either = { musicOnHoldUrl: 'either' } as const;
const url = 'https://gw.example/vonage/pin?attempt=1';
const pin = { action: 'input', type: ['dtmf'], eventUrl: [url] };
const sip = { type: 'sip', uri: 'sip:room-abc@sip.video.example;transport=tls' };

describe('takes', () => {
  test.each<[string, object[]]>([
    ['nothing at all', []],
    ['a prompt that may be cut short, and its input', [{ action: 'talk', text: 'a', bargeIn: true }, pin]],
    ['an input of the longest kind', [{ ...pin, dtmf: { timeOut: 10, maxDigits: 20, submitOnHash: true } }]],
    [
      'single keys, and a conversation',
      [
        { ...pin, mode: 'asynchronous' },
        { action: 'conversation', name: 'r' },
      ],
    ],
    [
      'a conversation with every option',
      [
        {
          action: 'conversation',
          name: 'r',
          startOnEnter: false,
          endOnExit: true,
          mute: true,
          canSpeak: [],
          canHear: ['aaaaaaaa-0000-4000-8000-0123456789ab'],
          musicOnHoldUrl: ['https://gw.example/music.mp3'],
          record: false,
          eventUrl: [url],
          eventMethod: 'POST',
        },
      ],
    ],
    [
      'a forwarded call',
      [
        {
          action: 'connect',
          endpoint: [{ ...sip, headers: { 'call-ref': 'abc' } }],
          from: '15550002222',
          timeout: 30,
          eventUrl: [url],
        },
      ],
    ],
    ['a pause', [{ action: 'wait', timeout: 0.5 }]],
    ['a stream', [{ action: 'stream', streamUrl: [url], loop: 0, level: -0.4 }]],
  ])('%s', (_, document) => {
    expect(readNcco(document, either)).toMatchObject({ ok: true });
  });
});

describe('refuses', () => {
  test.each<[string, object]>([
    ['what is no list', { action: 'talk', text: 'a' }],
    ['an action that there is not', [{ action: 'hangup' }]],
    ['another such', [{ action: 'reject' }]],
    ['an option that there is not', [{ action: 'talk', text: 'a', voiceName: 'Amy' }]],
    ['a text that is too long', [{ action: 'talk', text: 'a'.repeat(1_501) }]],
    ['a text that is empty', [{ action: 'talk', text: '' }]],
    ['barging in without an input', [{ action: 'talk', text: 'a', bargeIn: true }]],
    [
      'barging in before something else',
      [{ action: 'talk', text: 'a', bargeIn: true }, { action: 'wait' }, pin],
    ],
    ['an input longer than 10 s', [{ ...pin, dtmf: { timeOut: 11 } }]],
    ['an input of more than 20 digits', [{ ...pin, dtmf: { maxDigits: 21 } }]],
    ['an input without a type', [{ action: 'input', eventUrl: [url] }]],
    ['an input with the old settings', [{ ...pin, maxDigits: 4 }]],
    ['an event URL that is no list', [{ ...pin, eventUrl: url }]],
    ['two event URLs', [{ ...pin, eventUrl: [url, url] }]],
    ['settings of asynchronous keys', [{ ...pin, mode: 'asynchronous', dtmf: { maxDigits: 1 } }]],
    ['a conversation without a name', [{ action: 'conversation' }]],
    ['a conversation with a stranger option', [{ action: 'conversation', name: 'r', moh: 'music' }]],
    ['two endpoints', [{ action: 'connect', endpoint: [sip, sip] }]],
    ['a caller with a plus', [{ action: 'connect', endpoint: [sip], from: '+15550002222' }]],
    ['a call longer than two hours', [{ action: 'connect', endpoint: [sip], limit: 7_201 }]],
    ['a header that is none', [{ action: 'connect', endpoint: [{ ...sip, headers: { 'a b': 'c' } }] }]],
    ['a header of two lines', [{ action: 'connect', endpoint: [{ ...sip, headers: { a: 'b\r\nc: d' } }] }]],
  ])('%s', (_, document) => {
    expect(readNcco(document, either)).toMatchObject({ ok: false });
  });

  test.each(['string', 'array'] as const)('music that is no %s where that is set', (form) => {
    const music = 'https://gw.example/music.mp3';
    const [good, bad] = form === 'string' ? [music, [music]] : [[music], music];
    const read = (musicOnHoldUrl: unknown) =>
      readNcco([{ action: 'conversation', name: 'r', musicOnHoldUrl }], { musicOnHoldUrl: form }).ok;
    expect([read(good), read(bad)]).toEqual([true, false]);
  });
});
