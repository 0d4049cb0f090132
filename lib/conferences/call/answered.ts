import type { VoiceCallId } from '../model/conference.ts';
import type { Instruction } from '../model/instructions.ts';
import type { ConferenceDeps } from '../ports.ts';
import { pinKeyedBy, type DialogueDeps } from './dialogue.ts';
import { noticeAnsweredBy } from './notice.ts';
import { waited } from './inside/waiting.ts';

/** Keys, or none, of a call outside a meeting. `at`: when, as the provider writes it. */
interface Answer {
  readonly call: VoiceCallId;
  readonly digits: string;
  readonly at: string;
}

/**
 * A call has answered, and its provider does not say what: the question for its PIN if it is before that, then the one after its
 * notice, else the wait. An
 * answer that is told twice is to the same question, so that a repeated request costs no second try, and lets in once.
 */
export async function answered(
  deps: DialogueDeps & Pick<ConferenceDeps, 'pinCalls'>,
  { call, digits, at }: Answer,
): Promise<readonly Instruction[]> {
  const pinCall = await deps.pinCalls.get(call);
  if (pinCall === undefined) return [{ kind: 'hangUp' }];
  const { role, answered: last, noticed } = pinCall;
  const isRepeated = last?.at === at;
  // A caller who waits may answer within the same second; who is on their way in gets the same join again.
  if (role === 'caller' || (role !== undefined && !isRepeated)) return waited(deps, pinCall);
  const attempt = isRepeated ? last.attempt : (last?.attempt ?? 0) + 1;
  // Side by side: should it not be noted, the call gets no answer, and the next is to the same question again.
  const isOfNotice = noticed !== undefined && attempt > noticed.attempt;
  const [instructions] = await Promise.all([
    isOfNotice
      ? noticeAnsweredBy(deps, pinCall, { attempt: attempt - noticed.attempt, digits })
      : pinKeyedBy(deps, pinCall, { attempt, digits }),
    isRepeated ? undefined : deps.pinCalls.noteAnswer(call, { attempt, at }),
  ]);
  return instructions;
}
