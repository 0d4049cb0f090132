import type { Instruction } from '../../../../../lib/conferences/model/instructions.ts';

/** What a call does next, in a few words for each step. */
export const brief = (instructions: readonly Instruction[]) =>
  instructions.map((each) => {
    if (each.kind === 'say') return each.spoken.sentence;
    if (each.kind === 'dial')
      return `dial ${each.to} from ${each.from}, ${each.longestRingS} s, ${each.longestStayS} s`;
    if (each.kind === 'join') return `join ${each.conference} ${each.joinSequence}`;
    if (each.kind === 'wait') return `wait ${each.spoken?.sentence ?? 'in silence'}`;
    return each.kind === 'collect' ? `ask ${each.question.kind}` : each.kind;
  });
