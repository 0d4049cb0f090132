import { expect, test } from 'vitest';
import { languages, type Language } from '../../../../lib/conferences/model/conference.ts';
import type { Instruction, Spoken } from '../../../../lib/conferences/model/instructions.ts';
import { sentences, type Sentence } from '../../../../lib/conferences/model/sentences.ts';
import { fallbackDocument } from '../../../../lib/providers/twilio/fallback.ts';
import {
  renderAnnouncement,
  renderCall,
  renderFarewell,
  renderWait,
  renderWaitInSilence,
} from '../../../../lib/providers/twilio/twiml.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { conferenceId } from '../../../support/new-conference.ts';
import { callSid } from './vectors.ts';

// Every document, byte for byte, as it has always been: calls that are on the line when a version replaces another go
// on with what the one before told Twilio.

const base = 'https://gw.example.com';
/** A recording whose address holds all that XML and URLs escape. */
const audioUrl = `https://audio.example.com/a b.mp3?x=1&y="<>'#;[]`;
/** Longer than any provider speaks at once. */
const longAudioUrl = `https://audio.example.com/${'long-'.repeat(120)}.mp3`;
const conference = conferenceId('c1');

const say = (sentence: Sentence, language: Language, url?: string): Instruction => ({
  kind: 'say',
  spoken: { sentence, language, audioUrl: url },
});

type Join = Extract<Instruction, { kind: 'join' }>;
const join = (
  joinSequence: number,
  rest: Pick<Join, 'role' | 'muted' | 'language' | 'longestStayS'>,
): Join => ({
  kind: 'join',
  conference,
  call: voiceCall(callSid),
  joinSequence,
  ...rest,
});

function collects(language: Language): readonly (readonly [string, readonly Instruction[]])[] {
  const spoken = (sentence: Sentence): Spoken => ({ sentence, language });
  const pin = { kind: 'pin', attempt: 1 } as const;
  const menu = { kind: 'menu', joinSequence: 7 } as const;
  const prompts = [
    ['two sentences', [spoken('greeting'), spoken('enter-pin')]],
    ['a recording', [{ ...spoken('greeting'), audioUrl }]],
    ['nothing', []],
  ] as const;
  return prompts.flatMap(([what, prompt]) => [
    [
      `collect a PIN, ${what}`,
      [{ kind: 'collect', question: pin, prompt, maxDigits: 20, timeoutS: 8 }] as const,
    ] as const,
    [
      `collect a PIN for the fifth time, ${what}`,
      [{ kind: 'collect', question: { ...pin, attempt: 5 }, prompt, maxDigits: 1, timeoutS: 1 }] as const,
    ] as const,
    [
      `collect consent, ${what}`,
      [
        { kind: 'collect', question: { kind: 'notice', attempt: 2 }, prompt, maxDigits: 1, timeoutS: 8 },
      ] as const,
    ] as const,
    [
      `collect in the menu, ${what}`,
      [{ kind: 'collect', question: menu, prompt, maxDigits: 1, timeoutS: 20 }] as const,
    ] as const,
  ]);
}

function joins(language: Language): readonly (readonly [string, readonly Instruction[]])[] {
  const stays = [undefined, 1, 14_400, 86_400, 86_401] as const;
  return (['caller', 'bridge'] as const).flatMap((role) =>
    [false, true].flatMap((muted) =>
      stays.flatMap((longestStayS) =>
        [1, 999_999_999].map((joinSequence) => {
          const name = `join ${joinSequence} as ${role}, ${muted ? 'muted' : 'heard'}, for ${longestStayS} s`;
          return [name, [join(joinSequence, { role, muted, language, longestStayS })]] as const;
        }),
      ),
    ),
  );
}

const forwards: readonly (readonly [string, readonly Instruction[]])[] = [
  ['forward', [{ kind: 'forward', address: 'room@sip.example.com', headers: {} }]],
  [
    'forward with headers',
    [
      {
        kind: 'forward',
        address: `o'room&co@sip.example.com`,
        headers: { 'X-Route': 'a=b&c;d "e" <f>', 'X-Caller-Id': '+12025550143' },
      },
    ],
  ],
];

function inLanguage(language: Language): readonly (readonly [string, string])[] {
  const rendered = [
    ...sentences.map((sentence) => [`say ${sentence}`, [say(sentence, language)]] as const),
    ['say a recording', [say('greeting', language, audioUrl)]] as const,
    ['say a long recording', [say('greeting', language, longAudioUrl)]] as const,
    ...collects(language),
    ...joins(language),
    [
      'a list',
      [
        say('slow-down', language),
        { kind: 'pause', seconds: 5 },
        join(2, { role: 'caller', muted: false, language, longestStayS: 60 }),
      ],
    ] as const,
  ].map(([name, instructions]) => [name, renderCall(instructions, base)] as const);
  const spoken: Spoken = { sentence: 'kicked', language };
  return [
    ...rendered,
    ['wait', renderWait([say('waiting-for-bridge', language), { kind: 'pause', seconds: 15 }])],
    ['wait with a recording', renderWait([say('waiting-for-bridge', language, audioUrl)])],
    ['announcement', renderAnnouncement(spoken)],
    ['announcement of a recording', renderAnnouncement({ ...spoken, audioUrl })],
    ['farewell', renderFarewell([spoken])],
    ['farewell with a recording', renderFarewell([{ ...spoken, audioUrl }])],
  ];
}

test('every document is what it was', async () => {
  const all = [
    ...languages.flatMap((language) =>
      inLanguage(language).map(([name, document]) => `${language} ${name}\n${document}`),
    ),
    ...[
      ...forwards,
      ['nothing', []] as const,
      ['pause', [{ kind: 'pause', seconds: 1 }]] as const,
      ['reject', [{ kind: 'reject' }]] as const,
      ['hang up', [{ kind: 'hangUp' }]] as const,
    ].map(([name, instructions]) => `${name}\n${renderCall(instructions, base)}`),
    `wait in silence\n${renderWaitInSilence()}`,
    `fallback\n${fallbackDocument()}`,
  ];
  await expect(`${all.join('\n\n')}\n`).toMatchFileSnapshot('documents.txt');
});
