import * as z from 'zod';
import { voiceCallIdSchema } from '../../../../lib/conferences/model/conference.ts';
import { notYet, type CommandResult } from '../../../../lib/conferences/model/command-result.ts';
import type { Instruction } from '../../../../lib/conferences/model/instructions.ts';
import type { PlaceCall, VoiceProvider } from '../../../../lib/conferences/ports.ts';
import { send, type Http, type HttpAnswer } from '../../../../lib/http/http.ts';
import { isSurelyUndone, retryAfterMsOf, tryAgain } from '../../../../lib/http/retry.ts';
import { renderOutside } from './document.ts';
import { outsideUrl, type OutsideVariants } from './variants.ts';

const pausesMs = [200, 600];
const tryMs = 3_000;
const maxMs = 5_000;

const listSchema = z.object({
  participants: z.array(z.object({ call: voiceCallIdSchema, muted: z.boolean() })),
});
const callSchema = z.object({ status: z.string(), meeting: z.string().optional() });

const placedSchema = z.object({ call: voiceCallIdSchema.optional() });

const askOutside =
  (http: Http) =>
  (method: 'GET' | 'POST', path: string, body?: object): Promise<HttpAnswer> => {
    const endsAtMs = http.clock.now() + maxMs;
    const request = { method, url: `${outsideUrl}${path}`, tryMs, endsAtMs };
    return tryAgain(
      http.clock,
      { pausesMs, endsAtMs },
      () => send(http, body === undefined ? request : { ...request, body: JSON.stringify(body) }),
      (answer) => answer.kind === 'unsent' || (answer.kind === 'not-ok' && answer.status === 429),
    );
  };

/** How that provider is asked to call somebody. */
export function makeOutsideCallOut(http: Http): PlaceCall {
  const ask = askOutside(http);
  return async ({ id, from, to, language, longestRingS }) => {
    const query = new URLSearchParams({ callOut: id, language }).toString();
    const answer = await ask('POST', '/calls', { query, from, to, ringS: longestRingS });
    if (answer.kind === 'ok') return { kind: 'placed', call: placedSchema.parse(answer.body).call };
    if (isSurelyUndone(answer)) return notYet(http.clock.now(), retryAfterMsOf(answer));
    return answer.kind === 'not-ok' && answer.status < 500 ? 'refused' : 'unknown';
  };
}

/** The adapter of that provider: its calls and meetings over REST, with time-outs and tries as every adapter has them. */
export function makeOutsideVoice(
  http: Http,
  { traits, movesCalls, namesMeetings, askedAfterS }: OutsideVariants,
): VoiceProvider {
  const ask = askOutside(http);
  const change = async (path: string, body: object): Promise<CommandResult> => {
    const answer = await ask('POST', path, body);
    if (answer.kind === 'ok') return 'done';
    if (answer.kind === 'not-ok' && answer.status === 404) return 'gone';
    if (isSurelyUndone(answer)) return notYet(http.clock.now(), retryAfterMsOf(answer));
    return answer.kind === 'not-ok' && answer.status < 500 ? 'refused' : 'unknown';
  };
  const perform = (call: string, instructions: readonly Instruction[]) =>
    change(`/calls/${call}`, { document: renderOutside(instructions) });
  const leadOut: VoiceProvider['leadOut'] = (call, { language }) =>
    askedAfterS === 0
      ? change(`/calls/${call}`, { asks: 'waited' })
      : perform(call, [{ kind: 'wait', spoken: undefined, seconds: askedAfterS, language }]);
  const readCall = async (call: string) => {
    const answer = await ask('GET', `/calls/${call}`);
    if (answer.kind === 'not-ok' && answer.status === 404) return 'none' as const;
    return answer.kind === 'ok' ? callSchema.safeParse(answer.body).data : undefined;
  };
  return {
    traits,
    mute: ({ conference, call }, muted) => change(`/conferences/${conference}/${call}`, { muted }),
    tell: ({ conference, call }, { sentence }) =>
      change(`/conferences/${conference}/${call}`, { tell: sentence }),
    end: (call, spoken) => perform(call, [{ kind: 'say', spoken }, { kind: 'hangUp' }]),
    hangUp: (call) => perform(call, [{ kind: 'hangUp' }]),
    async participants(conference, known) {
      const meeting = namesMeetings ? known : conference;
      if (meeting === undefined) return undefined;
      const answer = await ask('GET', `/conferences/${meeting}`);
      if (answer.kind === 'not-ok' && answer.status === 404)
        return { meeting: namesMeetings ? meeting : undefined, legs: [] };
      const list = answer.kind === 'ok' ? listSchema.safeParse(answer.body).data : undefined;
      return list && { meeting, legs: list.participants };
    },
    async isUp(call) {
      const found = await readCall(call);
      return found === 'none' ? false : found && found.status !== 'completed';
    },
    ...(namesMeetings
      ? {
          async meetingOf(call) {
            const found = await readCall(call);
            return found === 'none' ? undefined : found?.meeting;
          },
        }
      : {}),
    ...(traits.leadsOut ? { leadOut } : {}),
    ...(movesCalls ? { letIn: (call, join) => perform(call, [join]) } : {}),
  };
}
