import { isNumber } from '../../numbers/destination.ts';
import type { Language } from '../../conferences/model/conference.ts';
import type { Dial, Instruction, Spoken, Words } from '../../conferences/model/instructions.ts';
import { wordsOf } from '../../conferences/model/languages/index.ts';
import { sinchTraits } from './traits.ts';

/** An answer to Sinch: what is done and then, exactly one, how it goes on (Sinch docs, SVAML). */
export interface Svaml {
  readonly instructions?: readonly SvamlInstruction[];
  readonly action: SvamlAction;
}

type SvamlInstruction =
  | { readonly name: 'say'; readonly text: string; readonly locale: string }
  | { readonly name: 'playFiles'; readonly ids: readonly string[]; readonly locale: string };

type SvamlAction =
  | { readonly name: 'hangup' | 'continue' }
  | {
      readonly name: 'runMenu';
      readonly barge: boolean;
      readonly locale: string;
      readonly mainMenu: string;
      readonly menus: readonly [Menu];
    }
  | {
      readonly name: 'connectConf';
      readonly conferenceId: string;
      readonly conferenceDtmfOptions: {
        readonly mode: 'ignore' | 'detect';
        readonly maxDigits?: number;
        readonly timeoutMills?: number;
      };
    }
  | {
      readonly name: 'connectSip';
      readonly destination: { readonly type: 'Sip'; readonly endpoint: string };
      readonly cli?: string;
      readonly maxDuration: number;
      readonly callHeaders?: readonly { readonly key: string; readonly value: string }[];
    }
  | {
      readonly name: 'connectPstn';
      readonly number: string;
      readonly cli: string;
      readonly maxDuration: number;
      readonly dialTimeout: number;
    };

interface Menu {
  readonly id: string;
  readonly mainPrompt: string;
  readonly maxDigits: number;
  readonly timeoutMills: number;
}

/** One menu of a document must have this id, by which its result comes back. */
export const mainMenu = 'main';

/** Which voice speaks a language, in Sinch's words. */
const locales: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };

/** The longest silence that SSML can ask for, in seconds (Amazon Polly docs, break). */
const maxBreakS = 10;
/** A menu begins with a prompt: whoever waits in silence hears this many seconds of it. */
const silentPromptS = 1;
/** Keys while waiting mean nothing: so many are gathered before they end a wait early. */
const maxKeysWaiting = 20;

/** Keys in a conference come as `6` or as `*6`, whether or not Sinch delivers the star. */
const keysInside = { mode: 'detect', maxDigits: 2, timeoutMills: 2_000 } as const;

type Ending = Extract<
  Instruction,
  { kind: 'collect' | 'join' | 'wait' | 'forward' | 'dial' | 'reject' | 'hangUp' }
>;

/**
 * The document that carries out the next steps of a call.
 *
 * @param instructions the last one, and no other, ends the list
 */
export function renderCall(instructions: readonly Instruction[]): Svaml {
  const last = instructions.at(-1);
  if (last === undefined || last.kind === 'say' || last.kind === 'notice' || last.kind === 'pause')
    throw new Error('a list of steps does not say how the call goes on');
  return svaml(instructions.slice(0, -1).map(instructionOf), actionOf(last));
}

/** One or more sentences, and the end of the call. */
export function renderFarewell(spoken: readonly Spoken[]): Svaml {
  return svaml(spoken.map(speech), { name: 'hangup' });
}

/** One sentence for somebody who stays where they are. */
export function renderAnnouncement(spoken: Spoken): Svaml {
  return svaml([speech(spoken)], { name: 'continue' });
}

/** A call goes on as it is. */
export const renderContinue: Svaml = { action: { name: 'continue' } };

/** The end of a call, without a word. */
export const renderHangUp: Svaml = { action: { name: 'hangup' } };

function svaml(instructions: readonly SvamlInstruction[], action: SvamlAction): Svaml {
  return instructions.length === 0 ? { action } : { instructions, action };
}

function instructionOf(instruction: Instruction): SvamlInstruction {
  if (instruction.kind === 'say') return speech(instruction.spoken);
  if (instruction.kind === 'notice') return speak(instruction.words);
  if (instruction.kind === 'pause')
    return { name: 'playFiles', ids: [silence(instruction.seconds)], locale: locales.en };
  throw new Error(`'${instruction.kind}' is not the last step`);
}

function actionOf(instruction: Ending): SvamlAction {
  switch (instruction.kind) {
    case 'collect': {
      const { question, prompt, maxDigits, timeoutS } = instruction;
      if (question.kind === 'menu') throw new Error("Sinch's callers stay in the meeting to press keys");
      const mainPrompt = prompt.map((each) => promptOf(wordsOf(each))).join(';') || silence(silentPromptS);
      return runMenu(prompt[0]?.language ?? 'en', { mainPrompt, maxDigits, timeoutS, barge: true });
    }
    case 'wait': {
      const { spoken, seconds, language } = instruction;
      const asked = { maxDigits: maxKeysWaiting, barge: false };
      return spoken === undefined
        ? runMenu(language, {
            ...asked,
            mainPrompt: silence(silentPromptS),
            timeoutS: seconds - silentPromptS,
          })
        : runMenu(language, { ...asked, mainPrompt: promptOf(wordsOf(spoken)), timeoutS: seconds });
    }
    case 'join': {
      const { conference, role } = instruction;
      const conferenceDtmfOptions = role === 'caller' ? keysInside : ({ mode: 'ignore' } as const);
      // Without music on hold: the room would hear it through a bridge that is alone.
      return { name: 'connectConf', conferenceId: conference, conferenceDtmfOptions };
    }
    case 'forward': {
      const callHeaders = Object.entries(instruction.headers).map(([key, value]) => ({ key, value }));
      const destination = { type: 'Sip', endpoint: instruction.address } as const;
      return { name: 'connectSip', destination, maxDuration: sinchTraits.longestCallS, callHeaders };
    }
    case 'dial':
      return dial(instruction);
    case 'reject':
    case 'hangUp':
      return { name: 'hangup' };
  }
}

/** Calls somebody for a caller. What comes of it the call's end says, with which it is over (Sinch docs, connectPstn). */
function dial({ to, from, longestRingS, longestStayS }: Dial): SvamlAction {
  const maxDuration = Math.min(longestStayS, sinchTraits.longestCallS);
  return isNumber(to)
    ? { name: 'connectPstn', number: to, cli: from, maxDuration, dialTimeout: longestRingS }
    : { name: 'connectSip', destination: { type: 'Sip', endpoint: to }, cli: from, maxDuration };
}

interface Asked {
  readonly mainPrompt: string;
  readonly maxDigits: number;
  /** Without a key, before the first one and after each. */
  readonly timeoutS: number;
  /** Whether a key stops the prompt. */
  readonly barge: boolean;
}

function runMenu(language: Language, { mainPrompt, maxDigits, timeoutS, barge }: Asked): SvamlAction {
  const menu = { id: mainMenu, mainPrompt, maxDigits, timeoutMills: timeoutS * 1_000 };
  return { name: 'runMenu', barge, locale: locales[language], mainMenu, menus: [menu] };
}

const speech = (spoken: Spoken): SvamlInstruction => speak(wordsOf(spoken));

/** Sinch takes 600 characters at most; a test holds every sentence to that, and notices are shorter. */
function speak(words: Words): SvamlInstruction {
  const { text, language, audioUrl } = words;
  const locale = locales[language];
  return audioUrl === undefined
    ? { name: 'say', text, locale }
    : { name: 'playFiles', ids: [promptOf(words)], locale };
}

/** In a list of prompts brackets and semicolons have a meaning: no text or address may bring its own. */
function promptOf({ text, audioUrl }: Words): string {
  if (audioUrl === undefined) return `#tts[${text.replace(/[[\]]/g, '').replaceAll(';', ',')}]`;
  const url = audioUrl.replaceAll('[', '%5B').replaceAll(']', '%5D').replaceAll(';', '%3B');
  return `#href[${url}]`;
}

function silence(seconds: number): string {
  const breaks = Array.from({ length: Math.ceil(seconds / maxBreakS) }, (_, index) =>
    Math.min(maxBreakS, seconds - index * maxBreakS),
  );
  return `#ssml[<speak>${breaks.map((each) => `<break time="${each}s"/>`).join('')}</speak>]`;
}
