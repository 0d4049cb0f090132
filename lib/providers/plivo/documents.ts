import { isNumber } from '../../numbers/destination.ts';
import { withoutPlus } from '../../numbers/phone-number.ts';
import type { Language } from '../../conferences/model/conference.ts';
import type { Dial, Instruction, Join, Spoken, Words } from '../../conferences/model/instructions.ts';
import { wordsOf } from '../../conferences/model/languages/index.ts';
import { element, xmlDocument, type Xml } from '../../http/xml.ts';
import { plivoTraits } from './traits.ts';
import { plivoUrl } from './urls.ts';

/** Which voice speaks a language, in Plivo's words (Plivo docs, Speak). */
export const speechLanguages: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };

/** What `GetInput` takes (Plivo docs, GetInput), in seconds and keys. */
const inputS = { min: 5, max: 60 } as const;
const betweenKeysS = { min: 2, max: 10 } as const;
const maxKeys = 32;

/** What callers press in a meeting. A bare star is not bound: it might be taken before its second key. */
const keysInside = '*6,*9';

type Collect = Extract<Instruction, { kind: 'collect' }>;
type Forward = Extract<Instruction, { kind: 'forward' }>;

/** The document that carries out the next steps of a call. `publicUrl`: where Plivo reaches us, without a slash. */
export function renderCall(instructions: readonly Instruction[], publicUrl: string): string {
  return response(instructions.flatMap((instruction) => elementsOf(instruction, publicUrl)));
}

/** One or more sentences, and the end of the call. */
export function renderFarewell(spoken: readonly Spoken[]): string {
  return response([...spoken.map(speech), element('Hangup', {})]);
}

function response(elements: readonly Xml[]): string {
  return xmlDocument(element('Response', {}, ...elements));
}

function elementsOf(instruction: Instruction, publicUrl: string): readonly Xml[] {
  switch (instruction.kind) {
    case 'say':
      return [speech(instruction.spoken)];
    case 'notice':
      return [speak(instruction.words)];
    case 'pause':
      return [pause(instruction.seconds)];
    case 'collect':
      return getInput(instruction, publicUrl);
    case 'wait': {
      // Keys would mean nothing, so none are collected; a call that is moved into the meeting leaves this at once.
      const { spoken, seconds, language } = instruction;
      const sentence = spoken === undefined ? [] : [speech(spoken)];
      return [...sentence, pause(seconds), redirect(plivoUrl(publicUrl, 'waited', { language }))];
    }
    case 'join':
      // Nobody goes back in: whoever comes out, and is sent nowhere else, is hung up.
      return [conference(instruction, publicUrl), element('Hangup', {})];
    case 'forward':
      return [dial(instruction, publicUrl)];
    case 'dial':
      return [call(instruction, publicUrl)];
    case 'reject':
      // It refuses a call as the first of a document only (Plivo docs, Hangup).
      return [element('Hangup', { reason: 'rejected' })];
    case 'hangUp':
      return [element('Hangup', {})];
  }
}

const speech = (spoken: Spoken): Xml => speak(wordsOf(spoken));

function speak({ text, language, audioUrl }: Words): Xml {
  return audioUrl === undefined
    ? element('Speak', { language: speechLanguages[language] }, text)
    : element('Play', {}, audioUrl);
}

const pause = (seconds: number): Xml => element('Wait', { length: seconds });
const redirect = (url: string): Xml => element('Redirect', { method: 'POST' }, url);

/**
 * The prompt stands inside, so that the first key silences it. Without a key the next element runs, so that no key at all is
 * an answer too. Plivo writes down what is keyed unless it is told not to.
 */
function getInput({ question, prompt, maxDigits, timeoutS }: Collect, publicUrl: string): readonly Xml[] {
  if (question.kind === 'menu') throw new Error("Plivo's callers stay in the meeting to press keys");
  const language = prompt[0]?.language;
  const action = plivoUrl(publicUrl, question.kind, { attempt: question.attempt, language });
  // Plivo listens for longer than that, or not at all: where nothing is asked, the call goes on.
  if (prompt.length === 0) return [redirect(action)];
  const attributes = {
    action,
    method: 'POST',
    inputType: 'dtmf',
    // Until the last key, perhaps, which the time between two keys bounds in any case.
    executionTimeout: within(inputS, 2 * timeoutS),
    digitEndTimeout: within(betweenKeysS, timeoutS),
    numDigits: Math.min(maxKeys, maxDigits),
    finishOnKey: '#',
    log: false,
  };
  return [element('GetInput', attributes, ...prompt.map(speech)), redirect(action)];
}

function within({ min, max }: { readonly min: number; readonly max: number }, seconds: number): number {
  return Math.min(max, Math.max(min, seconds));
}

/**
 * Puts a leg into its meeting, which runs as soon as somebody is in it and ends with nobody: callers come after the bridge.
 * Its events say by which join that is, and whether we let it in muted, since Plivo says neither of anybody.
 */
function conference(
  { conference: name, role, call, joinSequence, muted, tones }: Join,
  publicUrl: string,
): Xml {
  const attributes = {
    muted,
    startConferenceOnEnter: true,
    endConferenceOnExit: false,
    stayAlone: true,
    ...(tones === true ? { enterSound: 'beep:1', exitSound: 'beep:2' } : {}),
    maxMembers: plivoTraits.maxLegs,
    digitsMatch: role === 'caller' ? keysInside : undefined,
    relayDTMF: false,
    callbackUrl: plivoUrl(publicUrl, 'events', { call, joinSequence, muted: muted || undefined }),
    callbackMethod: 'POST',
  };
  return element('Conference', attributes, name);
}

/** For so long it rings where a call is handed on, as it does elsewhere by default. */
const ringS = 30;

/** Hands a call on over SIP. The caller hears it ring, and us if nobody answers. */
function dial({ address, headers }: Forward, publicUrl: string): Xml {
  const action = plivoUrl(publicUrl, 'forwarded');
  const attributes = { timeout: ringS, action, method: 'POST', redirect: true };
  const sipHeaders = Object.entries(headers).flatMap(headerParts).join(',') || undefined;
  return element('Dial', attributes, element('User', { sipHeaders }, `sip:${address}`));
}

/**
 * Calls somebody for a caller who was led out of a conference. That they take the call is told as they do, and what came of it at
 * the end (Plivo docs, Dial, callbackUrl and action).
 */
function call({ to, from, longestRingS, longestStayS, language }: Dial, publicUrl: string): Xml {
  const attributes = {
    callerId: withoutPlus(from),
    timeout: longestRingS,
    timeLimit: Math.min(longestStayS, plivoTraits.longestCallS),
    action: plivoUrl(publicUrl, 'forwarded', { language }),
    method: 'POST',
    redirect: true,
    callbackUrl: plivoUrl(publicUrl, 'events'),
    callbackMethod: 'POST',
  };
  return element(
    'Dial',
    attributes,
    isNumber(to) ? element('Number', {}, withoutPlus(to)) : element('User', {}, `sip:${to}`),
  );
}

/** The longest value of a header, in characters (Plivo support, rules for SIP headers). */
const maxHeaderValue = 120;

/**
 * A header as Plivo lets it through, behind `X-PH-`: a capital, then small letters and digits; in its value letters, digits
 * and `%`. Plivo drops any other, so `X-Caller-Id` goes as `Callerid`. What is too long for one goes on in `Callerid2`, and
 * no character is cut in two.
 */
function headerParts([name, value]: readonly [string, string]): readonly string[] {
  const plain = name
    .replace(/^x-/i, '')
    .replace(/[^a-z0-9]/gi, '')
    .toLowerCase();
  const characters = Array.from(value, (each) =>
    /[a-z0-9]/i.test(each)
      ? each
      : Buffer.from(each).reduce((text, byte) => `${text}%${byte.toString(16).padStart(2, '0')}`, ''),
  );
  const parts: string[] = [];
  for (const each of characters) {
    const last = parts.pop() ?? '';
    parts.push(...(last.length + each.length > maxHeaderValue ? [last, each] : [`${last}${each}`]));
  }
  return parts.map((part, index) => {
    const number = index === 0 ? '' : index + 1;
    return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}${number}=${part}`;
  });
}
