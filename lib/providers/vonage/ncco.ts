import { isNumber } from '../../numbers/destination.ts';
import { withoutPlus } from '../../numbers/phone-number.ts';
import type { Language, VoiceCallId } from '../../conferences/model/conference.ts';
import type { Dial, Instruction, Join, Spoken, Words } from '../../conferences/model/instructions.ts';
import { wordsOf } from '../../conferences/model/languages/index.ts';
import { vonageTraits, type VonageKeys } from './traits.ts';
import { callUrl } from './urls.ts';

/** An answer to Vonage: what a call does, one after the other, and then it ends (Vonage docs, NCCO). */
export type Ncco = readonly Action[];

/** Actions in the words of Vonage's documentation, as far as they are used. */
type Action = ReturnType<
  typeof speak | typeof pause | typeof input | typeof listen | typeof meet | typeof connect | typeof dial
>;

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
      return [pause(instruction.seconds)];
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
    case 'dial':
      return [dial(instruction, of)];
    case 'reject':
    case 'hangUp':
      return renderHangUp;
  }
}

/** Keys are asked for before, since the conversation is where a leg stays. */
export function renderJoin(join: Join, { call, publicUrl, keys }: Omit<DocumentOf, 'dialled'>): Ncco {
  const met = meet(join, callUrl(publicUrl, 'events', call));
  const isListening = join.role === 'caller' && keys === 'stay';
  return isListening ? [listen(callUrl(publicUrl, 'keys', call)), met] : [met];
}

const pause = (timeout: number) => ({ action: 'wait', timeout }) as const;

/** Asks for keys, and goes on with what the address answers. */
function input(url: string, maxDigits: number, timeoutS: number) {
  const dtmf = {
    timeOut: Math.min(timeoutS, maxInputS),
    maxDigits: Math.min(maxDigits, maxInputKeys),
    submitOnHash: true,
  };
  return { action: 'input', type: ['dtmf'], dtmf, eventUrl: [url] } as const;
}

/** Tells each key that is pressed from now on. */
const listen = (url: string) =>
  ({ action: 'input', type: ['dtmf'], mode: 'asynchronous', eventUrl: [url] }) as const;

/** Nobody's leaving ends a conversation for others. */
const meet = ({ conference: name, muted: mute }: Join, url: string) =>
  ({ action: 'conversation', name, startOnEnter: true, endOnExit: false, mute, eventUrl: [url] }) as const;

/** Vonage puts an `X-` before the name of each header (Vonage docs, NCCO, connect): so that it is the one that was meant. */
function connect(
  { address, headers }: Extract<Instruction, { kind: 'forward' }>,
  { call, publicUrl, dialled }: DocumentOf,
) {
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
  } as const;
}

/** Calls somebody for a caller who was led out of a conference: Vonage's numbers have no plus. */
function dial({ to, from, longestRingS, longestStayS }: Dial, { call, publicUrl }: DocumentOf) {
  return {
    action: 'connect',
    endpoint: [isNumber(to) ? { type: 'phone', number: withoutPlus(to) } : { type: 'sip', uri: `sip:${to}` }],
    from: withoutPlus(from),
    ...{ timeout: longestRingS, limit: Math.min(longestStayS, vonageTraits.longestCallS) },
    ...{ eventType: 'synchronous', eventUrl: [callUrl(publicUrl, 'forwarded', call)] },
  } as const;
}

/** Vonage takes 1,500 characters; a test holds sentences to 600. */
const speech = (spoken: Spoken, bargeIn?: boolean) => speak(wordsOf(spoken), bargeIn);

/** `bargeIn`: a key silences it, for which an input must follow. */
function speak({ text, language, audioUrl }: Words, bargeIn?: boolean) {
  const silenced = bargeIn === undefined ? {} : { bargeIn };
  return audioUrl === undefined
    ? ({ action: 'talk', text, language: voiceLanguages[language], ...silenced } as const)
    : ({ action: 'stream', streamUrl: [audioUrl], ...silenced } as const);
}
