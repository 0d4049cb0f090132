import type { Callee } from './callee.ts';
import { ring } from './callee.ts';
import type { Pace } from './pace.ts';
import { parseScript } from './script.ts';
import type { SipDialOutcome } from './sip-dialler.ts';

/** What a provider's document says of a number that it has called. */
interface NumberDial {
  readonly callee: Callee;
  /** How long it rings, in seconds: until it is picked up, and at the most. */
  readonly ringS: number;
  readonly longestS: number;
}

/** SIP answers that stand for what comes of a phone. */
const responses = { busy: 486, 'no-answer': 480, failed: 404 } as const;

/** Calls a phone for somebody who is on the line, until it is picked up or not. `over`: their side has given up. */
export function dialNumber(
  { callee, ringS, longestS }: NumberDial,
  pace: Pace,
  over: AbortSignal,
): Promise<SipDialOutcome> {
  return new Promise((resolve) => {
    const fail = (status: keyof typeof responses) =>
      resolve({ answered: false, status, sipResponseCode: responses[status] });
    ring(over, callee.picksUp, { ringS, longestS }, pace, (of) => {
      if (of === 'yes') resolve({ answered: true, ended: hangsUp(callee, pace, over) });
      else fail(comesOf[of]);
    });
  });
}

const comesOf = { busy: 'busy', nowhere: 'failed', nobody: 'no-answer' } as const;

/** Settles when the callee hangs up, if their script says so: of the rest only the waits matter to somebody who talks. */
async function hangsUp({ keys }: Callee, pace: Pace, over: AbortSignal): Promise<void> {
  const script = parseScript(keys);
  for (const step of script.ok ? script.steps : []) {
    if (step.step === 'wait') await pace.sleep(step.seconds * 1_000, over);
    if (step.step === 'hang-up') return;
  }
  await new Promise(() => undefined);
}
