import { interactiveRetry } from '../lib/aws/clients/wake-queue.ts';
import { calleeAnswered } from '../lib/conferences/call-out/called.ts';
import { callArrived, pinKeyed, type DialogueDeps } from '../lib/conferences/call/dialogue.ts';
import { callForwarded } from '../lib/conferences/call/forwarded.ts';
import { destinationAnswered } from '../lib/conferences/call/transfer/led-out.ts';
import { noticeAnswered } from '../lib/conferences/call/notice.ts';
import { waitInSilence } from '../lib/conferences/call/wait.ts';
import { waited } from '../lib/conferences/call/inside/waiting.ts';
import type { VoiceCallId } from '../lib/conferences/model/conference.ts';
import type { Instruction } from '../lib/conferences/model/instructions.ts';
import type { ConferenceDeps } from '../lib/conferences/ports.ts';
import { fallbackNcco } from '../lib/providers/vonage/fallback.ts';
import { renderCall, renderFarewell, type Ncco } from '../lib/providers/vonage/ncco.ts';
import { parseVoiceRequest, type VoiceRequest } from '../lib/providers/vonage/requests.ts';
import type { VonageKeys } from '../lib/providers/vonage/traits.ts';
import { voiceRoutes } from '../lib/providers/vonage/urls.ts';
import { composeConferences, composeVoiceWebhooks, vonageKeys } from './compose/conferences.ts';
import { deploy } from './compose/compose.ts';
import { answer, type HttpAnswer } from './shared/http.ts';
import { admit, type VonageRequestEvent, type VonageWebhookDeps } from './shared/vonage-webhook.ts';
import {
  answerInTime,
  deadlineOf,
  notingCall,
  type KnownCall,
  type VoiceAnswerDeps,
} from './shared/voice-answer.ts';
import { Refusals } from './shared/webhook-refusal.ts';

export type Deps = DialogueDeps &
  Pick<ConferenceDeps, 'callOuts'> &
  VonageWebhookDeps &
  VoiceAnswerDeps & {
    /** Where Vonage reaches us, without a slash at the end. */
    readonly publicUrl: string;
    readonly keys: VonageKeys;
  };

/** `POST /vonage/voice`, `/pin`, `/notice`, `/waited`, `/forwarded`: what a call does next. */
export function makeHandler(deps: Deps) {
  const refusals = new Refusals(deps, 'vonage-voice');
  return async (event: VonageRequestEvent): Promise<HttpAnswer> => {
    const deadline = deadlineOf(deps);
    const admitted = await admit(deps, refusals, voiceRoutes, event);
    if (!admitted.ok) return admitted.answer;
    const { route, query, text } = admitted;
    const request = parseVoiceRequest(route, query, text);
    if (request.kind === 'other') return { statusCode: 204 };
    if (request.kind === 'destination-answered') return noteAnswered(deps, request.call, deadline);
    const call = callOf(request);
    const known: KnownCall = {};
    return answer(
      200,
      await answerInTime(deps, {
        ...{ route, callId: call, deadline },
        work: carryOut(notingCall(deps, known), request),
        apology: () => apology(deps, request, known),
      }),
    );
  };
}

/** The document that answers a request; undefined: there is none. */
async function carryOut(
  deps: Deps,
  request: Exclude<VoiceRequest, { readonly kind: 'destination-answered' }>,
): Promise<Ncco | undefined> {
  const document = (call: VoiceCallId, instructions: readonly Instruction[], dialled?: string) =>
    renderCall(instructions, { ...deps, call, dialled });
  switch (request.kind) {
    case 'voice': {
      const { call, arrival } = request;
      return document(call, await callArrived(deps, arrival), arrival.dialled);
    }
    case 'called':
      return document(request.call, await calleeAnswered(deps, request));
    case 'pin':
      return document(request.call, await pinKeyed(deps, request));
    case 'notice':
      return document(request.call, await noticeAnswered(deps, request));
    case 'waited':
      return document(request.call, await waited(deps, await deps.pinCalls.get(request.call)));
    case 'forwarded':
      return document(request.call, await callForwarded(deps, request));
    case 'other':
    case 'invalid':
      return undefined;
  }
}

/** The number or address that a caller was led to has answered. If that is not noted, the call's own end or its deadline says what came of it. */
function noteAnswered(deps: Deps, call: VoiceCallId, deadline: AbortSignal): Promise<HttpAnswer> {
  const goesOn = () => ({ statusCode: 204 });
  return answerInTime(deps, {
    ...{ route: 'destination-answered', callId: call, deadline },
    work: destinationAnswered(deps, call).then(goesOn),
    apology: goesOn,
  });
}

/** What a caller hears when we fail. Whoever waits outside goes on waiting, in silence: only to others it is the end. */
function apology(deps: Deps, request: VoiceRequest, { language, isInside }: KnownCall): Ncco {
  const call = callOf(request);
  if (call !== undefined && (request.kind === 'waited' || isInside === true))
    return renderCall([waitInSilence(language ?? 'en')], { ...deps, call });
  return language === undefined
    ? fallbackNcco()
    : renderFarewell([{ sentence: 'internal-failure', language }]);
}

const callOf = (request: VoiceRequest) => ('call' in request ? request.call : undefined);

export const handler = deploy((base) =>
  makeHandler({
    ...composeConferences(base, interactiveRetry),
    ...composeVoiceWebhooks(base, 'vonageSignatureSecrets'),
    keys: vonageKeys(base),
  }),
);
