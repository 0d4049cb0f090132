import type VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { isNumber } from '../../numbers/destination.ts';
import type { Language } from '../../conferences/model/conference.ts';
import type { Dial, Instruction, Spoken, Words } from '../../conferences/model/instructions.ts';
import { wordsOf } from '../../conferences/model/languages/index.ts';
import { documentUrl, eventUrl } from './urls.ts';
import { element, xmlDocument, type Xml } from '../../http/xml.ts';
import { participantLabel } from './labels.ts';
import { twilioTraits } from './traits.ts';

/** Which voice speaks a language, in Twilio's words (Twilio docs, TwiML Say). */
const voiceLanguages: Record<Language, NonNullable<VoiceResponse.SayAttributes['language']>> = {
  en: 'en-GB',
  de: 'de-DE',
};

/** The first leg's callbacks count for all, so everybody must ask for the same (Twilio docs, TwiML Conference). */
const conferenceEvents: NonNullable<VoiceResponse.ConferenceAttributes['statusCallbackEvent']> = [
  'start',
  'end',
  'join',
  'leave',
  'mute',
];

/** How long a caller listens to nothing before we are asked again what to say, if we had no answer at first. */
const askAgainAfterS = 5;

type Join = Extract<Instruction, { kind: 'join' }>;
type Collect = Extract<Instruction, { kind: 'collect' }>;
type Forward = Extract<Instruction, { kind: 'forward' }>;

/** The document that carries out the next steps of a call. `publicUrl`: where Twilio reaches us, without a slash. */
export function renderCall(instructions: readonly Instruction[], publicUrl: string): string {
  return response(instructions.map((instruction) => verb(instruction, publicUrl)));
}

function verb(instruction: Instruction, publicUrl: string): Xml {
  switch (instruction.kind) {
    case 'say':
      return speech(instruction.spoken);
    case 'notice':
      return speak(instruction.words);
    case 'pause':
      return pause(instruction.seconds);
    case 'collect':
      return gather(instruction, publicUrl);
    case 'join':
      return join(instruction, publicUrl);
    case 'wait':
      throw new Error("Twilio's callers wait in the meeting");
    case 'forward':
      return forward(instruction, publicUrl);
    case 'dial':
      return dial(instruction, publicUrl);
    case 'reject':
      return element('Reject', {});
    case 'hangUp':
      return element('Hangup', {});
  }
}

/**
 * What somebody hears who waits for the conference to begin; at its end Twilio asks again. Such a document can only
 * speak, play and pause (Twilio docs, TwiML Conference, waitUrl).
 *
 * @param instructions `say` and `pause` only.
 */
export function renderWait(instructions: readonly Instruction[]): string {
  return response([...instructions.map(sound), element('Redirect', {})]);
}

/** A moment of silence for somebody who waits, after which Twilio asks again. */
export function renderWaitInSilence(): string {
  return renderWait([{ kind: 'pause', seconds: askAgainAfterS }]);
}

function sound(instruction: Instruction): Xml {
  if (instruction.kind === 'say') return speech(instruction.spoken);
  if (instruction.kind === 'pause') return pause(instruction.seconds);
  throw new Error(`somebody who waits cannot be given '${instruction.kind}'`);
}

/** One sentence into somebody's ear. */
export function renderAnnouncement(spoken: Spoken): string {
  return response([speech(spoken)]);
}

/** One or more sentences, and the end of the call. */
export function renderFarewell(spoken: readonly Spoken[]): string {
  return response([...spoken.map(speech), element('Hangup', {})]);
}

function response(verbs: readonly Xml[]): string {
  return xmlDocument(element('Response', {}, ...verbs));
}

const speech = (spoken: Spoken): Xml => speak(wordsOf(spoken));

function speak({ text, language, audioUrl }: Words): Xml {
  if (audioUrl !== undefined) return element('Play', {}, audioUrl);
  const attributes: VoiceResponse.SayAttributes = { language: voiceLanguages[language] };
  return element('Say', attributes, text);
}

function pause(seconds: number): Xml {
  const attributes: VoiceResponse.PauseAttributes = { length: seconds };
  return element('Pause', attributes);
}

/** The prompt stands inside, so that the first key silences it; no key at all is an answer too. */
function gather({ question, prompt, maxDigits, timeoutS }: Collect, publicUrl: string): Xml {
  const language = prompt[0]?.language;
  const query = language === undefined ? {} : { language };
  const attributes: VoiceResponse.GatherAttributes = {
    action:
      question.kind === 'menu'
        ? documentUrl(publicUrl, 'menu', { joinSequence: question.joinSequence, ...query })
        : documentUrl(publicUrl, question.kind, { attempt: question.attempt, ...query }),
    numDigits: maxDigits,
    // To any other question `#` is a key like any other.
    finishOnKey: question.kind === 'pin' ? '#' : '',
    timeout: timeoutS,
    actionOnEmptyResult: true,
  };
  return element('Gather', attributes, ...prompt.map(speech));
}

/**
 * Puts a leg into its conference. Callers wait for the bridge, which starts it; no leg ends it. `*` takes a caller out
 * to the menu, which is the only key that Twilio hears there (Twilio docs, TwiML Dial, hangupOnStar).
 */
function join(
  { conference, role, call, joinSequence, muted, language, tones, longestStayS }: Join,
  publicUrl: string,
): Xml {
  const { maxLegs, longestCallS } = twilioTraits;
  const isCaller = role === 'caller';
  const dial: VoiceResponse.DialAttributes = {
    action: documentUrl(publicUrl, 'left', { joinSequence, language }),
    ...(isCaller ? { hangupOnStar: true } : {}),
    // Without a limit of ours it would be four hours (Twilio docs, TwiML Dial, timeLimit).
    timeLimit: Math.min(longestStayS ?? longestCallS, longestCallS),
  };
  const attributes: VoiceResponse.ConferenceAttributes = {
    muted,
    beep: tones === true ? 'true' : 'false',
    startConferenceOnEnter: !isCaller,
    endConferenceOnExit: false,
    participantLabel: participantLabel(call, joinSequence),
    waitUrl: isCaller ? documentUrl(publicUrl, 'wait', { language }) : '',
    maxParticipants: maxLegs,
    statusCallback: eventUrl(publicUrl, 'events'),
    statusCallbackEvent: conferenceEvents,
  };
  return element('Dial', dial, element('Conference', attributes, conference));
}

/**
 * Hands a call on over SIP. The caller hears it ring until the other side answers, and us if it does not. Headers go
 * percent-encoded behind the address (Twilio docs, TwiML Sip).
 */
function forward({ address, headers }: Forward, publicUrl: string): Xml {
  const dial: VoiceResponse.DialAttributes = {
    answerOnBridge: true,
    action: documentUrl(publicUrl, 'forwarded'),
  };
  const query = Object.entries(headers).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const uri = `sip:${address}${query.length === 0 ? '' : `?${query.join('&')}`}`;
  return element('Dial', dial, element('Sip', {}, uri));
}

/**
 * Calls somebody for a caller who was led out of a conference. Whether they take the call is told as they do, and again when they have
 * ended it (Twilio docs, TwiML Number, statusCallbackEvent): the first is soon, the second is sure.
 */
function dial({ to, from, longestRingS, longestStayS, language }: Dial, publicUrl: string): Xml {
  const attributes: VoiceResponse.DialAttributes = {
    callerId: from,
    timeout: longestRingS,
    timeLimit: Math.min(longestStayS, twilioTraits.longestCallS),
    action: documentUrl(publicUrl, 'forwarded', { language }),
  };
  const called: VoiceResponse.NumberAttributes & VoiceResponse.SipAttributes = {
    statusCallback: eventUrl(publicUrl, 'status'),
    statusCallbackEvent: ['answered'],
  };
  return element(
    'Dial',
    attributes,
    isNumber(to) ? element('Number', called, to) : element('Sip', called, `sip:${to}`),
  );
}
