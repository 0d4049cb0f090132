import * as z from 'zod';
import { voiceCallIdSchema } from '../../../../lib/conferences/model/conference.ts';
import { notYet, type CommandResult } from '../../../../lib/conferences/model/command-result.ts';
import type { Instruction } from '../../../../lib/conferences/model/instructions.ts';
import type { VoiceProvider } from '../../../../lib/conferences/ports.ts';
import { send, type Http, type HttpAnswer } from '../../../../lib/http/http.ts';
import { isSurelyUndone, retryAfterMsOf, tryAgain } from '../../../../lib/http/retry.ts';
import { renderOutside } from './document.ts';
import { outsideTraits, outsideUrl, type OutsideVariants } from './variants.ts';

const pausesMs = [200, 600];
const tryMs = 3_000;
const maxMs = 5_000;

const listSchema = z.object({
  participants: z.array(z.object({ call: voiceCallIdSchema, muted: z.boolean() })),
});
const callSchema = z.object({ status: z.string() });

/** The adapter of that provider: its calls and meetings over REST, with time-outs and tries as every adapter has them. */
export function makeOutsideVoice(http: Http, { movesCalls, reportsLegs }: OutsideVariants): VoiceProvider {
  const ask = (method: 'GET' | 'POST', path: string, body?: object): Promise<HttpAnswer> => {
    const endsAtMs = http.clock.now() + maxMs;
    const request = { method, url: `${outsideUrl}${path}`, tryMs, endsAtMs };
    return tryAgain(
      http.clock,
      { pausesMs, endsAtMs },
      () => send(http, body === undefined ? request : { ...request, body: JSON.stringify(body) }),
      (answer) => answer.kind === 'unsent' || (answer.kind === 'not-ok' && answer.status === 429),
    );
  };
  const change = async (path: string, body: object): Promise<CommandResult> => {
    const answer = await ask('POST', path, body);
    if (answer.kind === 'ok') return 'done';
    if (answer.kind === 'not-ok' && answer.status === 404) return 'gone';
    if (isSurelyUndone(answer)) return notYet(http.clock.now(), retryAfterMsOf(answer));
    return answer.kind === 'not-ok' && answer.status < 500 ? 'refused' : 'unknown';
  };
  const perform = (call: string, instructions: readonly Instruction[]) =>
    change(`/calls/${call}`, { document: renderOutside(instructions) });
  return {
    traits: { ...outsideTraits, reportsJoins: reportsLegs },
    mute: ({ conference, call }, muted) => change(`/conferences/${conference}/${call}`, { muted }),
    tell: ({ conference, call }, { sentence }) =>
      change(`/conferences/${conference}/${call}`, { tell: sentence }),
    end: (call, spoken) => perform(call, [{ kind: 'say', spoken }, { kind: 'hangUp' }]),
    hangUp: (call) => perform(call, [{ kind: 'hangUp' }]),
    async participants(conference) {
      const answer = await ask('GET', `/conferences/${conference}`);
      if (answer.kind === 'not-ok' && answer.status === 404) return { meeting: undefined, legs: [] };
      const list = answer.kind === 'ok' ? listSchema.safeParse(answer.body).data : undefined;
      return list && { meeting: conference, legs: list.participants };
    },
    async isUp(call) {
      const answer = await ask('GET', `/calls/${call}`);
      if (answer.kind === 'not-ok' && answer.status === 404) return false;
      const known = answer.kind === 'ok' ? callSchema.safeParse(answer.body).data : undefined;
      return known && known.status !== 'completed';
    },
    ...(movesCalls ? { letIn: (call, join) => perform(call, [join]) } : {}),
  };
}
