import { describe, expect, test } from 'vitest';
import { dialInSchema, parseDialled } from '../../../../lib/conferences/model/dial-in.ts';

const address = 'desk@example.sip.daily.co';
const denied = (count: number) => Array.from({ length: count }, (_, index) => `+1${index}`);

describe('a dial-in is refused', () => {
  test.each<[string, object, string]>([
    ['that is of no kind', {}, 'kind'],
    ['that speaks no language of ours', { kind: 'pin', language: 'xx' }, 'language'],
    ['that opens to nobody we know', { kind: 'pin', opensTo: 'all' }, 'opensTo'],
    ['that denies a prefix without its plus', { kind: 'pin', deny: ['1900'] }, 'deny'],
    ['that denies what no number begins with', { kind: 'pin', deny: ['+01'] }, 'deny'],
    ['that denies more than a call can wait for', { kind: 'pin', deny: denied(101) }, 'deny'],
    [
      'whose audio anybody on the way can change',
      { kind: 'pin', audio: { menu: 'http://a.example/m' } },
      'audio',
    ],
    [
      'whose audio is a file of the machine',
      { kind: 'forward', address, audio: { menu: 'file:///m' } },
      'audio',
    ],
    [
      'whose notice anybody on the way can change',
      { kind: 'pin', notice: { version: '1', audioUrl: 'http://a.example/m' } },
      'is no address that begins with https://',
    ],
    [
      'whose notice is in a language that nobody speaks here',
      { kind: 'pin', notice: { version: '1', text: { en: 'a', fr: 'b' } } },
      'callers cannot be spoken to in fr: the languages are en, de',
    ],
    [
      'whose notice is in two of them',
      { kind: 'pin', notice: { version: '1', text: { fr: 'a', it: 'b' } } },
      'callers cannot be spoken to in fr, it: ',
    ],
    [
      'whose notice has no languages',
      { kind: 'pin', notice: { version: '1', text: 'a' } },
      'expected object',
    ],
    [
      'whose notice is in another language than its own',
      { kind: 'pin', language: 'de', notice: { version: '1', text: { en: 'a' } } },
      'has neither words in de',
    ],
    ['whose notice has no version', { kind: 'pin', notice: { text: { en: 'a' } } }, 'version'],
    [
      'whose notice nobody would listen to',
      { kind: 'pin', notice: { version: '1', text: { en: 'a'.repeat(501) } } },
      'notice',
    ],
    [
      'whose notice is for the bridge',
      { kind: 'pin', opensTo: 'bridge', notice: { version: '1', text: { en: 'a' } } },
      'nobody would hear it',
    ],
    [
      'whose consent is another key',
      { kind: 'pin', notice: { version: '1', text: { en: 'a' }, consent: 'press-2' } },
      'consent',
    ],
    [
      'whose notice is a forward’s: the route has its own',
      { kind: 'forward', address, notice: { version: '1', text: { en: 'a' } } },
      'notice',
    ],
    ['that forwards nowhere', { kind: 'forward' }, 'address'],
    ['that forwards to a host', { kind: 'forward', address: 'example.sip.daily.co' }, 'user@host'],
    ['that forwards with headers', { kind: 'forward', address: `${address}?X-Route=a` }, 'user@host'],
    ['that forwards with parameters', { kind: 'forward', address: `${address};transport=tcp` }, 'user@host'],
    ['that forwards to two', { kind: 'forward', address: `${address} ${address}` }, 'user@host'],
    ['that names no route', { kind: 'forward', address, route: '' }, 'route'],
    ['that refuses and forwards', { kind: 'refuse', address }, 'address'],
    ['that asks for a PIN and forwards', { kind: 'pin', address }, 'address'],
  ])('%s', (_, dialIn, problem) => {
    const { error } = dialInSchema.safeParse(dialIn);
    expect(error?.message).toContain(problem);
  });
});

test.each([
  [{ opensTo: 'bridge' }, 'nobody would hear it: the bridge is told no notice'],
  [{ language: 'de' }, 'has neither words in de, which the dial-in speaks, nor an audio file'],
])('that a notice does not fit its dial-in is said of the notice: %j', (change, message) => {
  const dialIn = { kind: 'pin', ...change, notice: { version: '1', text: { en: 'a' } } };
  expect(dialInSchema.safeParse(dialIn).error?.issues).toEqual([
    { code: 'custom', path: ['notice'], message },
  ]);
});

test.each([
  ['+1 (202) 555-0143', '+12025550143'],
  [' Bridge.SIP.example.com ', 'bridge.sip.example.com'],
  [`${'a'.repeat(246)}.sip.com`, undefined],
  ['bridge', undefined],
  ['desk@sip.example.com', undefined],
  ['12025550143', undefined],
  ['', undefined],
])('what is dialled is a number or a SIP domain: %s is %s', (written, dialled) => {
  expect(parseDialled(written)).toBe(dialled);
});

test.each<[string, object, object]>([
  [
    'asks everybody in English',
    { kind: 'pin' },
    { kind: 'pin', voice: 'twilio', language: 'en', opensTo: 'both' },
  ],
  [
    'forwards in English',
    { kind: 'forward', address },
    { kind: 'forward', voice: 'twilio', language: 'en', address },
  ],
  ['refuses', { kind: 'refuse' }, { kind: 'refuse' }],
])('a dial-in of which nothing else is said %s', (_, dialIn, expected) => {
  expect(dialInSchema.parse(dialIn)).toStrictEqual(expected);
});

test.each([
  {
    kind: 'pin',
    voice: 'twilio',
    language: 'de',
    opensTo: 'both',
    deny: denied(100),
    audio: { menu: 'https://a.example/m' },
    notice: { version: '2026-11', text: { de: 'a b' }, audioUrl: 'https://a.example/n', consent: 'press-1' },
  },
  { kind: 'pin', voice: 'sinch', language: 'en', opensTo: 'bridge', deny: ['+4'] },
  { kind: 'forward', voice: 'twilio', language: 'de', address, route: 'r' },
])('%j is kept as it is', (dialIn) => {
  expect(dialInSchema.parse(dialIn)).toStrictEqual(dialIn);
});
