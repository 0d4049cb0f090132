import { mentions, type Caller } from './caller.ts';
import type { Pace } from './pace.ts';

/** One step of a scripted caller. */
export type ScriptStep =
  | { readonly step: 'wait'; readonly seconds: number }
  /** Until something is heard that contains the text, or an event of that kind happens, after the step before. */
  | { readonly step: 'wait-for'; readonly text: string }
  | { readonly step: 'key'; readonly keys: string }
  | { readonly step: 'hang-up' };

/** No provider lets a call last longer than a day (Twilio docs, TwiML Dial, timeLimit). */
const longestWaitS = 86_400;

const stepsHelp =
  'Steps, with a comma between: keys (0-9, *, # and the pauses w and W), wait <seconds>, wait-for <what is heard>, hangup. ' +
  'For example: wait 2, 01234567890#, wait 5, hangup';

/** Parses for example `wait 2, 01234567890#, wait-for welcome, *, 6, hangup`. An empty script has no steps. */
export function parseScript(
  script: string,
): { ok: true; steps: readonly ScriptStep[] } | { ok: false; info: string } {
  const steps: ScriptStep[] = [];
  for (const part of script.split(',').map((text) => text.trim())) {
    const seconds = /^wait (\d+(?:\.\d+)?)$/.exec(part)?.[1];
    const text = /^wait-for (.+)$/.exec(part)?.[1];
    if (part === '' && script.trim() === '') continue;
    else if (part === 'hangup') steps.push({ step: 'hang-up' });
    else if (seconds !== undefined && Number(seconds) <= longestWaitS)
      steps.push({ step: 'wait', seconds: Number(seconds) });
    else if (text !== undefined) steps.push({ step: 'wait-for', text });
    else if (/^[0-9*#wW]+$/.test(part)) steps.push({ step: 'key', keys: part });
    else return { ok: false, info: `"${part}" is no step of a call. ${stepsHelp}` };
  }
  return { ok: true, steps };
}

/** Plays a script from the moment when the call is answered. Ends early when the call ends. */
export async function runScript<Own extends { readonly kind: string }>(
  call: Caller<Own>,
  steps: readonly ScriptStep[],
  pace: Pace,
): Promise<void> {
  let seen = await happened(call, 0, (index) => call.events[index]?.kind === 'answered');
  for (const step of steps) {
    if (seen === undefined || call.over.aborted) return;
    switch (step.step) {
      case 'wait':
        await pace.sleep(step.seconds * 1_000, call.over);
        break;
      case 'wait-for':
        seen = await happened(call, seen, (index) => {
          const event = call.events[index];
          return event !== undefined && mentions(event, step.text);
        });
        break;
      case 'key':
        await call.press(step.keys);
        seen = call.events.length;
        break;
      case 'hang-up':
        call.hangUp();
        break;
    }
  }
}

/** Index after the first event from `from` on that is accepted; undefined if the call ends without. */
function happened<Own extends { readonly kind: string }>(
  call: Caller<Own>,
  from: number,
  accepts: (index: number) => boolean,
): Promise<number | undefined> {
  return new Promise((resolve) => {
    let next = from;
    let stop = (): void => undefined;
    const poll = (): boolean => {
      for (; next < call.events.length; next += 1) {
        if (!accepts(next)) continue;
        resolve(next + 1);
        return true;
      }
      if (call.events.at(-1)?.kind !== 'hung-up') return false;
      resolve(undefined);
      return true;
    };
    if (poll()) return;
    const stopListening = call.onEvent(() => {
      if (poll()) stop();
    });
    stop = () => {
      stopListening();
    };
  });
}
