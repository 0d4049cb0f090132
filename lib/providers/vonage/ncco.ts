import type { Language, VoiceCallId } from '../../conferences/model/conference.ts';
import type { Instruction, Join, Spoken, Words } from '../../conferences/model/instructions.ts';
import { wordsOf } from '../../conferences/model/languages/index.ts';
import { vonageTraits, type VonageKeys } from './traits.ts';
import { callUrl } from './urls.ts';

/** An answer to Vonage: what a call does, one after the other, and then it ends (Vonage docs, NCCO). */
export type Ncco = readonly Action[];

type Action =
  | {
      readonly action: 'talk';
      readonly text: string;
      readonly language: string;
      readonly bargeIn?: boolean;
    }
  | { readonly action: 'stream'; readonly streamUrl: readonly [string]; readonly bargeIn?: boolean }
  | { readonly action: 'wait'; readonly timeout: number }
  | {
      readonly action: 'input';
      readonly type: readonly ['dtmf'];
      readonly dtmf?: {
        readonly timeOut: number;
        readonly maxDigits: number;
        readonly submitOnHash: boolean;
      };
      readonly mode?: 'asynchronous';
      readonly eventUrl: readonly [string];
    }
  | {
      readonly action: 'conversation';
      readonly name: string;
      readonly startOnEnter: boolean;
      readonly endOnExit: boolean;
      readonly mute: boolean;
      readonly eventUrl: readonly [string];
    }
  | {
      readonly action: 'connect';
      readonly endpoint: readonly [
        { readonly type: 'sip'; readonly uri: string; readonly headers: Readonly<Record<string, string>> },
      ];
      readonly from?: string;
      readonly timeout: number;
      readonly limit: number;
      readonly eventType: 'synchronous';
      readonly eventUrl: readonly [string];
    };

/** What the addresses in a document are made of. */
export interface DocumentOf {
  readonly call: VoiceCallId;
  /** Where Vonage reaches us, without a slash at the end. */
  readonly publicUrl: string;
  readonly keys: VonageKeys;
  /** The number that was called, if it is one: a call that is forwarded comes from it. */
  readonly dialled?: string | undefined;
}

/** Which voice speaks a language, in Vonage's words. */
export const voiceLanguages: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };

/** The longest that an input waits for a key, in seconds, and the most keys that it takes (Vonage docs, NCCO, input). */
const maxInputS = 10;
const maxInputKeys = 20;
/** Somebody whom nobody answers hears why after this long. */
const ringS = 30;

/**
 * The document that carries out the next steps of a call.
 *
 * @param instructions the last one, and no other, ends the list
 */
export function renderCall(instructions: readonly Instruction[], of: DocumentOf): Ncco {
  return instructions.flatMap((instruction) => actionsOf(instruction, of));
}

/** One or more sentences, and the end of the call. */
export function renderFarewell(spoken: readonly Spoken[]): Ncco {
  return spoken.map((each) => speech(each));
}

/** No document at all ends a call, and refuses one that has not been answered. */
const renderHangUp: Ncco = [];

function actionsOf(instruction: Instruction, of: DocumentOf): Ncco {
  switch (instruction.kind) {
    case 'say':
      return [speech(instruction.spoken)];
    case 'notice':
      return [speak(instruction.words)];
    case 'pause':
      return [{ action: 'wait', timeout: instruction.seconds }];
    case 'collect': {
      const { question, prompt, maxDigits, timeoutS } = instruction;
      if (question.kind === 'menu') throw new Error("Vonage's callers stay in the meeting to press keys");
      const url = callUrl(of.publicUrl, question.kind, of.call, question.attempt);
      return [...prompt.map((each) => speech(each, true)), input(url, maxDigits, timeoutS)];
    }
    case 'wait': {
      const { spoken, seconds } = instruction;
      const url = callUrl(of.publicUrl, 'waited', of.call);
      // Keys while waiting mean nothing: so many are gathered before they end a wait early.
      return [...(spoken === undefined ? [] : [speech(spoken)]), input(url, maxInputKeys, seconds)];
    }
    case 'join':
      return renderJoin(instruction, of);
    case 'forward':
      return [connect(instruction, of)];
    case 'reject':
    case 'hangUp':
      return renderHangUp;
  }
}

/** Keys are asked for before, since the conversation is where a leg stays. Nobody's leaving ends it for others. */
export function renderJoin(
  { conference, role, muted }: Join,
  { call, publicUrl, keys }: Omit<DocumentOf, 'dialled'>,
): Ncco {
  const listen: Action = {
    action: 'input',
    type: ['dtmf'],
    mode: 'asynchronous',
    eventUrl: [callUrl(publicUrl, 'keys', call)],
  };
  const meet: Action = {
    action: 'conversation',
    name: conference,
    startOnEnter: true,
    endOnExit: false,
    mute: muted,
    eventUrl: [callUrl(publicUrl, 'events', call)],
  };
  return role === 'caller' && keys === 'stay' ? [listen, meet] : [meet];
}

function input(url: string, maxDigits: number, timeoutS: number): Action {
  const dtmf = {
    timeOut: Math.min(timeoutS, maxInputS),
    maxDigits: Math.min(maxDigits, maxInputKeys),
    submitOnHash: true,
  };
  return { action: 'input', type: ['dtmf'], dtmf, eventUrl: [url] };
}

/** Vonage puts an `X-` before the name of each header (Vonage docs, NCCO, connect): so that it is the one that was meant. */
function connect(
  { address, headers }: Extract<Instruction, { kind: 'forward' }>,
  { call, publicUrl, dialled }: DocumentOf,
): Action {
  const named = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.replace(/^x-/i, ''), value] as const),
  );
  const from = /^\+(\d+)$/.exec(dialled ?? '')?.[1];
  return {
    action: 'connect',
    endpoint: [{ type: 'sip', uri: `sip:${address}`, headers: named }],
    ...(from === undefined ? {} : { from }),
    ...{ timeout: ringS, limit: vonageTraits.longestCallS, eventType: 'synchronous' },
    eventUrl: [callUrl(publicUrl, 'forwarded', call)],
  };
}

/** `bargeIn`: a key silences it, for which an input must follow. Vonage takes 1,500 characters; a test holds sentences to 600. */
const speech = (spoken: Spoken, bargeIn?: boolean): Action => speak(wordsOf(spoken), bargeIn);

function speak({ text, language, audioUrl }: Words, bargeIn?: boolean): Action {
  const silenced = bargeIn === undefined ? {} : { bargeIn };
  return audioUrl === undefined
    ? {
        action: 'talk',
        text,
        language: voiceLanguages[language],
        ...silenced,
      }
    : { action: 'stream', streamUrl: [audioUrl], ...silenced };
}
