import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseSvaml, type Place } from '../../../../../local/simulated/sinch/svaml/document.ts';
import { complaintsOfSvaml } from '../../../../contract/sinch.ts';
import { detect, hangup, join, menu } from '../harness.ts';

const read = (document: unknown, place: Place = 'ice') => parseSvaml(JSON.stringify(document), place);
const say = (text: string) => ({ name: 'say', text, locale: 'en-GB' });
const sip = { name: 'connectSip', destination: { type: 'sip', endpoint: 'room@sip.example' } };

describe('refuses', () => {
  test.each<[string, unknown]>([
    ['an unknown field', { ...hangup, extra: 1 }],
    ['an unknown field of an action', join('room', { muted: true })],
    ['an unknown action', { action: { name: 'dial' } }],
    ['an action in capitals', { action: { name: 'Hangup' } }],
    ['more than one action', { action: [{ name: 'hangup' }, { name: 'hangup' }] }],
    ['a second action beside the first', { ...hangup, actions: [{ name: 'hangup' }] }],
    ['instructions without an action', { instructions: [say('Hello')] }],
    ['nothing at all', {}],
    ['an unknown instruction', { instructions: [{ name: 'pause', seconds: 1 }], ...hangup }],
    ['a say of 601 characters', { instructions: [say('x'.repeat(601))], ...hangup }],
    ['an empty say', { instructions: [say('')], ...hangup }],
    ['a star among tones', { instructions: [{ name: 'sendDtmf', value: '*1' }], ...hangup }],
    [
      'speech of playFiles without a locale',
      { instructions: [{ name: 'playFiles', ids: ['#tts[Hi]'] }], ...hangup },
    ],
    [
      'cookies of more than 1,024 bytes',
      { instructions: [{ name: 'setCookie', key: 'k', value: 'v'.repeat(1_024) }], ...hangup },
    ],
    ['a menu without main', menu({ id: 'pin' })],
    ['no menu', { action: { name: 'runMenu', menus: [] } }],
    ['a main menu that does not exist', menu({}, { mainMenu: 'pin' })],
    ['an option that leads nowhere', menu({ options: [{ dtmf: '1', action: 'menu(sub)' }] })],
    ['an option of two keys', menu({ options: [{ dtmf: '12', action: 'return(x)' }] })],
    ['a time-out of none', menu({ timeoutMills: 0 })],
    ['brackets in a prompt', menu({ mainPrompt: '#tts[Press [1]]' })],
    ['an open bracket in a prompt', menu({ mainPrompt: '#tts[Press [1]' })],
    ['a semicolon in a prompt', menu({ mainPrompt: '#tts[Wait; then press]' })],
    ['bare text in a prompt', menu({ mainPrompt: 'Press one' })],
    ['SSML that is not XML', menu({ mainPrompt: '#ssml[<speak>One & two</speak>]' })],
    ['a conference id of 65 characters', join('r'.repeat(65))],
    ['music that Sinch does not have', join('room', { moh: 'music4' })],
    ['an unknown mode of keys', join('room', detect({ mode: 'collect' }))],
    [
      'a SIP address with its scheme',
      { action: { ...sip, destination: { type: 'sip', endpoint: 'sip:a@b' } } },
    ],
    ['a forward of more than four hours', { action: { ...sip, maxDuration: 14_401 } }],
    ['a park of more than ten minutes', { action: { name: 'park', maxDuration: 601 } }],
  ])('%s', (_, document) => {
    expect(read(document)).toMatchObject({ ok: false });
  });

  test('what is not JSON', () => {
    expect(parseSvaml('<Response/>', 'ice')).toMatchObject({ ok: false, reason: 'CALLBACKERROR' });
    expect(parseSvaml('', 'pie')).toMatchObject({ ok: false, reason: 'CALLBACKERROR' });
  });

  test.each<[Place, unknown]>([
    ['ice', { action: { name: 'continue' } }],
    ['ace', { action: sip }],
    ['ace', { action: { name: 'park' } }],
    ['pie', { action: { name: 'park' } }],
    ['pie', { action: { name: 'connectMxp' } }],
    ['call', join()],
    ['call', menu()],
    ['call', { action: sip }],
    ['leg', hangup],
  ])('in %s what is not allowed there', (place, document) => {
    expect(read(document, place)).toMatchObject({ ok: false, reason: 'INVALIDSVAMLACTION' });
  });

  test.each<[Place, string]>([
    ['pie', 'answer'],
    ['ice', 'stopRecording'],
    ['leg', 'startRecording'],
  ])('in %s the instruction %s', (place, name) => {
    const action = { name: place === 'leg' ? 'continue' : 'hangup' };
    expect(read({ instructions: [{ name }], action }, place)).toMatchObject({ ok: false });
  });
});

test('reads what a PIN dialogue needs, as the vendor’s own types do', () => {
  const accepted = [
    { instructions: [say('x'.repeat(600))], ...hangup },
    menu({ repeats: 2, repeatPrompt: '#tts[Again]', options: [{ dtmf: '1', action: 'return(x)' }] }),
    join('room', { moh: 'music3', ...detect() }),
    { action: { ...sip, callHeaders: [{ key: 'x-route', value: 'a' }], transport: 'TLS' } },
    { instructions: [say('Bye')], action: { name: 'continue' } },
    { action: { name: 'park', holdPrompt: '#tts[Wait]', maxDuration: 600 } },
  ];
  for (const document of accepted) {
    const places: readonly Place[] = ['ice', 'pie', 'call'];
    expect(places.map((place) => read(document, place).ok)).toContain(true);
    expect(complaintsOfSvaml(document)).toEqual([]);
  }
  expect(read({ instructions: [say('x'.repeat(600))], ...hangup }).ok).toBe(true);
  expect(read(menu({ repeats: 2, repeatPrompt: '#tts[Again];#href[https://a.example/b.mp3]' })).ok).toBe(
    true,
  );
  expect(read(join('room', { moh: 'music3', ...detect() }), 'pie').ok).toBe(true);
  expect(read({ instructions: [say('Bye')], action: { name: 'continue' } }, 'leg').ok).toBe(true);
  const pause = '#ssml[<speak>Wait<break time="1.5s"/></speak>]';
  const parsed = read({ instructions: [{ name: 'playFiles', ids: [pause], locale: 'en-US' }], ...hangup });
  expect(parsed).toMatchObject({
    svaml: { instructions: [{ ids: [[{ kind: 'say', text: 'Wait', pauseMs: 1_500 }]] }] },
  });
});

const fixtures = new URL('../../../../../../shared/openapi/sinch-fixtures/', import.meta.url).pathname;

/** What the vendor's samples have that could never be played: they are made for reading, not for Sinch. */
const unplayable = [
  'ConnectMxpDto', // `callheaders`, which the SDK spells `callHeaders`
  'ConnectPstnDto', // no number, no country
  'ConnectSipDto', // no address
  'RunMenuDto', // no menu `main`, an option of two keys
  'ParkDto', // prompts that are text
  'PlayFilesDto', // a prompt in bare brackets
  'SendDtmfDto',
];

test.runIf(existsSync(fixtures))("reads the vendor's own samples", () => {
  const files = globSync('svaml-*Svaml*Dto.json', { cwd: fixtures });
  expect(files.length).toBeGreaterThan(10);
  for (const file of files.filter((one) => !unplayable.some((name) => one.includes(name)))) {
    const sample: unknown = JSON.parse(readFileSync(fixtures + file, 'utf8'));
    const document = file.includes('-instruction-')
      ? { instructions: [sample], action: { name: 'hangup' } }
      : file.includes('-action-')
        ? { action: sample }
        : sample;
    const places: readonly Place[] = ['ice', 'pie', 'call'];
    expect(
      places.map((place) => read(document, place).ok),
      file,
    ).toContain(true);
  }
});
