import * as z from 'zod';
import { textOf } from '../../../../lib/conferences/model/languages/index.ts';
import type { Instruction, Spoken } from '../../../../lib/conferences/model/instructions.ts';
import type { Step } from '../parties/document.ts';

const targetSchema = z.strictObject({ path: z.string(), query: z.string() });
const stepsSchema = z.array(
  z.discriminatedUnion('verb', [
    z.strictObject({ verb: z.literal('Say'), text: z.string() }),
    z.strictObject({ verb: z.literal('Pause'), seconds: z.number() }),
    z.strictObject({
      verb: z.literal('Gather'),
      text: z.string(),
      action: targetSchema,
      timeoutS: z.number(),
    }),
    z.strictObject({
      verb: z.literal('Wait'),
      text: z.string().optional(),
      seconds: z.number(),
      action: targetSchema,
    }),
    z.strictObject({
      verb: z.literal('Conference'),
      name: z.string(),
      muted: z.boolean(),
      starts: z.boolean(),
      hasTones: z.boolean(),
      label: z.string(),
      stayS: z.number(),
    }),
    z.strictObject({
      verb: z.literal('Number'),
      number: z.string(),
      action: targetSchema,
      ringS: z.number(),
      stayS: z.number(),
    }),
    z.strictObject({ verb: z.enum(['Hangup', 'Reject']) }),
  ]),
);
type OutsideStep = z.infer<typeof stepsSchema>[number];

const longestStayS = 86_400;
/** Before the number of its join, in the label of a leg. */
const labelled = '-join-';
const saying = ({ sentence, language }: Spoken): string => textOf(sentence, language);

/** The document that carries out the next steps of a call: JSON, as a provider of our own would take it. */
export function renderOutside(instructions: readonly Instruction[]): string {
  return JSON.stringify(instructions.map(stepOf));
}

function stepOf(instruction: Instruction): OutsideStep {
  switch (instruction.kind) {
    case 'say':
      return { verb: 'Say', text: saying(instruction.spoken) };
    case 'notice':
      return { verb: 'Say', text: instruction.words.text };
    case 'pause':
      return { verb: 'Pause', seconds: instruction.seconds };
    case 'collect': {
      const { question, prompt, timeoutS } = instruction;
      if (question.kind === 'menu') throw new Error('keys count in the meeting, so there is no menu');
      const action = { path: `/outside/${question.kind}`, query: `attempt=${question.attempt}` };
      return { verb: 'Gather', text: prompt.map(saying).join(' '), action, timeoutS };
    }
    case 'wait': {
      const { spoken, seconds } = instruction;
      const action = { path: '/outside/waited', query: '' };
      const text = spoken === undefined ? {} : { text: saying(spoken) };
      return { verb: 'Wait', ...text, seconds, action };
    }
    case 'join': {
      const { conference: name, muted, role, longestStayS: stayS = longestStayS } = instruction;
      const label = `${instruction.call}${labelled}${instruction.joinSequence}`;
      const hasTones = instruction.tones === true;
      return { verb: 'Conference', name, muted, starts: role === 'bridge', hasTones, label, stayS };
    }
    case 'reject':
      return { verb: 'Reject' };
    case 'hangUp':
      return { verb: 'Hangup' };
    case 'dial': {
      const { to: number, longestRingS: ringS, longestStayS: stayS } = instruction;
      return { verb: 'Number', number, action: { path: '/outside/forwarded', query: '' }, ringS, stayS };
    }
    case 'forward':
      throw new Error('nobody is forwarded in these worlds');
  }
}

/** Number of the join of a leg with this label. */
export const joinOf = (label: string): number => Number(label.split(labelled).at(-1));

/** Reads one of our own documents. */
export function readOutside(source: string): readonly Step[] {
  return stepsSchema.parse(JSON.parse(source)).map((step): Step => {
    if (step.verb === 'Conference') return { ...step, action: { path: '', query: '' }, wait: undefined };
    return step;
  });
}
