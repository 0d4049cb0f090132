import fc from 'fast-check';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { describe, expect, test } from 'vitest';
import { languages } from '../../../../lib/conferences/model/conference.ts';
import type { Instruction } from '../../../../lib/conferences/model/instructions.ts';
import { textOf, wordsOf } from '../../../../lib/conferences/model/languages/index.ts';
import { sentences } from '../../../../lib/conferences/model/sentences.ts';
import { fallbackDocument } from '../../../../lib/providers/twilio/fallback.ts';
import {
  renderAnnouncement,
  renderCall,
  renderFarewell,
  renderWait,
  renderWaitInSilence,
} from '../../../../lib/providers/twilio/twiml.ts';
import { documentFragment, eventFragment } from '../../../../lib/providers/twilio/descriptor.ts';
import { webhooksOf } from '../../../../lib/providers/twilio/urls.ts';
import { element, xmlDocument } from '../../../../lib/http/xml.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { conferenceId } from '../../../support/new-conference.ts';
import { callSid } from './vectors.ts';

const base = 'https://gw.example.com';
const asDocument = `#${documentFragment}`;
const voices = { en: 'en-GB', de: 'de-DE' } as const;

type Verb<Kind extends Instruction['kind']> = Extract<Instruction, { kind: Kind }>;

/**
 * The same instruction, built with Twilio's package: its types say which attributes and which nesting there are, its
 * renderer how they are written.
 */
function byThePackage(instructions: readonly Instruction[]): string {
  const response = new VoiceResponse();
  for (const instruction of instructions) addTo(response, instruction);
  return response.toString();
}

function addTo(response: VoiceResponse, instruction: Instruction): void {
  switch (instruction.kind) {
    case 'say':
      speak(response, wordsOf(instruction.spoken));
      return;
    case 'notice':
      speak(response, instruction.words);
      return;
    case 'pause':
      response.pause({ length: instruction.seconds });
      return;
    case 'collect': {
      const { question, prompt, maxDigits, timeoutS } = instruction;
      const [first] = prompt;
      const language = first === undefined ? [] : [`language=${first.language}`];
      const query = [
        question.kind === 'menu' ? `joinSequence=${question.joinSequence}` : `attempt=${question.attempt}`,
        ...language,
      ].join('&');
      const gather = response.gather({
        action: `${base}/twilio/${question.kind}${query === '' ? '' : `?${query}`}${asDocument}`,
        numDigits: maxDigits,
        finishOnKey: question.kind === 'pin' ? '#' : '',
        timeout: timeoutS,
        actionOnEmptyResult: true,
      });
      for (const spoken of prompt) speak(gather, wordsOf(spoken));
      return;
    }
    case 'join':
      joinByThePackage(response, instruction);
      return;
    case 'forward': {
      const { address, headers } = instruction;
      const query = Object.entries(headers).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
      response
        .dial({ answerOnBridge: true, action: `${base}/twilio/forwarded${asDocument}` })
        .sip(`sip:${address}${query.length === 0 ? '' : '?'}${query.join('&')}`);
      return;
    }
    case 'reject':
      response.reject();
      return;
    case 'hangUp':
      response.hangup();
      return;
    case 'dial':
    case 'wait':
      throw new Error('no such step is drawn');
  }
}

function joinByThePackage(response: VoiceResponse, join: Verb<'join'>): void {
  const { conference, role, call, joinSequence, muted, language, tones, longestStayS } = join;
  const everybody: VoiceResponse.ConferenceAttributes = {
    muted,
    beep: tones === true ? 'true' : 'false',
    startConferenceOnEnter: role === 'bridge',
    endConferenceOnExit: false,
    participantLabel: `${call}-${joinSequence}`,
    waitUrl: role === 'bridge' ? '' : `${base}/twilio/wait?language=${language}${asDocument}`,
    maxParticipants: 250,
    statusCallback: `${base}/twilio/events#${eventFragment}`,
    statusCallbackEvent: ['start', 'end', 'join', 'leave', 'mute'],
  };
  response
    .dial({
      action: `${base}/twilio/left?joinSequence=${joinSequence}&language=${language}${asDocument}`,
      ...(role === 'caller' ? { hangupOnStar: true } : {}),
      timeLimit: longestStayS ?? 86_400,
    })
    .conference(everybody, conference);
}

function speak(
  to: Pick<VoiceResponse, 'say' | 'play'>,
  { audioUrl, language, text }: Verb<'notice'>['words'],
): void {
  if (audioUrl !== undefined) to.play(audioUrl);
  else to.say({ language: voices[language] }, text);
}

/** The package leaves in text as they are what would need an escape in an attribute; both are right. */
const plain = (xml: string) =>
  xml.replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#xA;', '\n').replaceAll('&#x9;', '\t');

const language = fc.constantFrom(...languages);
/** Characters that XML can express, those that it must escape more often than others. */
const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('&', '<', '>', '"', "'", ']]>', '&amp;', '\n', '\t', '\r'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
    minLength: 1,
  })
  .filter((some) => !/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(some));
const spoken = fc.record({
  sentence: fc.constantFrom(...sentences),
  language,
  audioUrl: fc.option(text, { nil: undefined }),
});
const whole = fc.integer({ min: 1, max: 20 });
const instruction = fc.oneof(
  fc.record({ kind: fc.constant('say' as const), spoken }),
  fc.record({
    kind: fc.constant('notice' as const),
    words: fc.record({ text, language, audioUrl: fc.option(text, { nil: undefined }) }),
  }),
  fc.record({ kind: fc.constant('pause' as const), seconds: whole }),
  fc.record({
    kind: fc.constant('collect' as const),
    question: fc.oneof(
      fc.record({ kind: fc.constantFrom('pin' as const, 'notice' as const), attempt: whole }),
      fc.record({ kind: fc.constant('menu' as const), joinSequence: whole }),
    ),
    prompt: fc.array(spoken, { maxLength: 3 }),
    maxDigits: whole,
    timeoutS: whole,
  }),
  fc.record({
    kind: fc.constant('join' as const),
    conference: fc.constantFrom('weekly', 'a_b-1').map(conferenceId),
    role: fc.constantFrom('caller' as const, 'bridge' as const),
    call: fc.constant(voiceCall(callSid)),
    joinSequence: whole,
    muted: fc.boolean(),
    language,
    tones: fc.option(fc.constant(true as const), { nil: undefined }),
    longestStayS: fc.option(whole, { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('forward' as const),
    address: text,
    headers: fc.dictionary(fc.constantFrom('X-Route', 'X-Caller-Id'), text),
  }),
  fc.constant({ kind: 'reject' as const }),
  fc.constant({ kind: 'hangUp' as const }),
) satisfies fc.Arbitrary<Instruction>;

test('whatever the next steps are, the document is the one that Twilio’s package writes', () => {
  fc.assert(
    fc.property(fc.array(instruction, { maxLength: 4 }), (instructions) => {
      expect(plain(renderCall(instructions, base))).toBe(plain(byThePackage(instructions)));
    }),
    { numRuns: 500 },
  );
});

test.each(sentences)('%s is spoken in every language as the package would have it', (sentence) => {
  for (const each of languages) {
    const response = new VoiceResponse();
    response.say({ language: voices[each] }, textOf(sentence, each));
    expect(renderAnnouncement({ sentence, language: each })).toBe(response.toString());
    response.hangup();
    expect(renderFarewell([{ sentence, language: each }])).toBe(response.toString());
  }
});

test('an inline document stays below the 4,000 characters that Twilio takes', () => {
  for (const sentence of sentences) {
    for (const each of languages)
      expect(renderFarewell([{ sentence, language: each }]).length).toBeLessThan(1_000);
  }
});

describe('joining', () => {
  const join: Verb<'join'> = {
    kind: 'join',
    conference: conferenceId('weekly'),
    role: 'caller',
    call: voiceCall(callSid),
    joinSequence: 7,
    muted: true,
    language: 'de',
    longestStayS: 14_400,
  };

  test('a caller waits, can leave with a star, and comes in as muted as it should be', () => {
    const document = renderCall([join], base);
    expect(document).toContain('hangupOnStar="true"');
    expect(document).toContain('startConferenceOnEnter="false"');
    expect(document).toContain('muted="true"');
    expect(document).toContain('/twilio/left?joinSequence=7&amp;language=de#');
  });

  test.each([
    [60, 60],
    [undefined, 86_400],
    [172_800, 86_400],
  ])(
    'a longest stay of %s s ends it after %i s: Twilio takes no more than a day',
    (longestStayS, expected) => {
      const document = renderCall([{ ...join, longestStayS }], base);
      expect(document).toContain(`timeLimit="${expected}"`);
    },
  );

  test('the bridge starts the meeting, in silence, and no star takes it out', () => {
    const document = renderCall([{ ...join, role: 'bridge' }], base);
    expect(document).toContain('startConferenceOnEnter="true"');
    expect(document).toContain('waitUrl=""');
    expect(document).not.toContain('hangupOnStar');
  });

  test('whoever is first, the callbacks and the limits are the same', () => {
    const shared =
      /statusCallback="[^"]*"|statusCallbackEvent="[^"]*"|maxParticipants="[^"]*"|beep="[^"]*"|endConferenceOnExit="[^"]*"/g;
    const caller = renderCall([join], base).match(shared);
    expect(caller).toHaveLength(5);
    expect(
      renderCall([{ ...join, role: 'bridge', language: 'en', muted: false }], base).match(shared),
    ).toEqual(caller);
  });
});

describe('waiting', () => {
  const say: Instruction = { kind: 'say', spoken: { sentence: 'waiting-for-bridge', language: 'en' } };

  test.each<Instruction>([
    { kind: 'hangUp' },
    { kind: 'reject' },
    { kind: 'forward', address: 'a@b', headers: {} },
    { kind: 'collect', question: { kind: 'menu', joinSequence: 2 }, prompt: [], maxDigits: 1, timeoutS: 5 },
  ])('$kind is nothing that can be done there', (instruction) => {
    expect(() => renderWait([say, instruction])).toThrow(instruction.kind);
  });

  test('a sentence, a pause, and again', () => {
    const response = new VoiceResponse();
    response.say({ language: 'en-GB' }, textOf('waiting-for-bridge', 'en'));
    response.pause({ length: 15 });
    const document = response.toString().replace('</Response>', '<Redirect/></Response>');
    expect(renderWait([say, { kind: 'pause', seconds: 15 }])).toBe(document);
  });

  test('silence asks again too', () => {
    expect(renderWaitInSilence()).toMatch(/<Response><Pause length="\d+"\/><Redirect\/><\/Response>$/);
  });
});

test('the fallback apologises in every language, and hangs up', () => {
  const response = new VoiceResponse();
  for (const each of languages) response.say({ language: voices[each] }, textOf('internal-failure', each));
  response.hangup();
  expect(fallbackDocument()).toBe(response.toString());
});

describe('XML', () => {
  test.each([
    ['a & b < c > "d"', 'a &amp; b &lt; c &gt; &quot;d&quot;'],
    ['a\u0000b\u0008c\ufffe', 'abc'],
    ['\ud800', '\ufffd'],
    ['😀', '😀'],
  ])('%j', (value, expected) => {
    expect(element('A', { a: value }, value).xml).toBe(`<A a="${expected}">${expected}</A>`);
  });

  test('lists are joined, what is undefined is left out, and an empty value stays', () => {
    expect(xmlDocument(element('A', { a: ['b', 'c'], d: undefined, e: '', f: 0, g: false }))).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><A a="b c" e="" f="0" g="false"/>',
    );
  });
});

test('addresses for Twilio’s console carry their retries', () => {
  expect(webhooksOf(base)).toEqual({
    voiceUrl: `${base}/twilio/voice#${documentFragment}`,
    statusCallback: `${base}/twilio/status#${eventFragment}`,
  });
});

/** Ranges of Twilio docs, webhooks connection overrides. */
test.each([documentFragment, eventFragment])('the retries %s are within what Twilio allows', (fragment) => {
  const { rc, rp, ct, rt, tt, ...others } = Object.fromEntries(new URLSearchParams(fragment));
  expect(others).toEqual({});
  expect(rp).toBe('all');
  expect(Number(rc)).toBeLessThanOrEqual(5);
  expect(Number(ct)).toBeLessThanOrEqual(10_000);
  expect(Number(rt)).toBeLessThan(Number(tt));
  expect(Number(tt)).toBeLessThanOrEqual(15_000);
});
