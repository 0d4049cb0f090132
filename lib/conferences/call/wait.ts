import type { Language } from '../model/conference.ts';
import type { Instruction } from '../model/instructions.ts';
import type { PinCall } from '../model/pin-call.ts';
import type { Sentence } from '../model/sentences.ts';
import { spokenIn } from './spoken.ts';

/** Whoever waits outside may go in when they next ask: within this long of the bridge, */
const askAgainS = 5;
/** and soon after a sentence, which nothing cuts short. */
const askAfterSentenceS = 1;

/** The step that keeps a caller outside, with a sentence or in silence. */
export function wait(pinCall: PinCall, sentence: Sentence | undefined): Instruction {
  const { language } = pinCall;
  if (sentence === undefined) return waitInSilence(language);
  return { kind: 'wait', spoken: spokenIn(pinCall, sentence), seconds: askAfterSentenceS, language };
}

export function waitInSilence(language: Language): Instruction {
  return { kind: 'wait', spoken: undefined, seconds: askAgainS, language };
}
