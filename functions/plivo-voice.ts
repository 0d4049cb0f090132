import { interactiveRetry } from '../lib/aws/clients/wake-queue.ts';
import { calleeAnswered } from '../lib/conferences/call-out/called.ts';
import { callArrived, pinKeyed } from '../lib/conferences/call/dialogue.ts';
import { callForwarded } from '../lib/conferences/call/forwarded.ts';
import { noticeAnswered } from '../lib/conferences/call/notice.ts';
import { waitInSilence } from '../lib/conferences/call/wait.ts';
import { waited } from '../lib/conferences/call/inside/waiting.ts';
import type { Instruction } from '../lib/conferences/model/instructions.ts';
import type { ConferenceDeps } from '../lib/conferences/ports.ts';
import type { PlivoSecrets } from '../lib/providers/plivo/client.ts';
import { renderCall, renderFarewell } from '../lib/providers/plivo/documents.ts';
import { fallbackDocument } from '../lib/providers/plivo/fallback.ts';
import { languageOf, parseVoiceRequest, type VoiceRequest } from '../lib/providers/plivo/requests.ts';
import { plivoCheck } from '../lib/providers/plivo/signature.ts';
import { voiceRoutes } from '../lib/providers/plivo/urls.ts';
import { composeConferences, composeVoiceWebhooks } from './compose/conferences.ts';
import { deploy } from './compose/compose.ts';
import { admitForm, type FormRequestEvent, type FormWebhookDeps } from './shared/form-webhook.ts';
import type { HttpAnswer } from './shared/http.ts';
import {
  answerInTime,
  deadlineOf,
  notingCall,
  type KnownCall,
  type VoiceAnswerDeps,
} from './shared/voice-answer.ts';
import { Refusals } from './shared/webhook-refusal.ts';

export type Deps = ConferenceDeps & FormWebhookDeps<PlivoSecrets> & VoiceAnswerDeps;

/** `POST /plivo/voice`, `/pin`, `/notice`, `/waited`, `/join`, `/farewell`, `/forwarded`: what a call does next. */
export function makeHandler(deps: Deps) {
  const refusals = new Refusals(deps, 'plivo-voice');
  return async (event: FormRequestEvent): Promise<HttpAnswer> => {
    const deadline = deadlineOf(deps);
    const admitted = await admitForm(deps, refusals, plivoCheck, voiceRoutes, event);
    if (!admitted.ok) return admitted.answer;

    const { route, query, form } = admitted;
    const request = parseVoiceRequest(route, query, form);
    const known: KnownCall = { language: languageOf(query) };
    const document = await answerInTime(deps, {
      ...{ route, callId: 'call' in request ? request.call : undefined, deadline },
      work: carryOut(notingCall(deps, known), request),
      apology: () => apology(deps, request, known),
    });
    return {
      statusCode: 200,
      headers: { 'content-type': 'text/xml; charset=utf-8', 'cache-control': 'no-store' },
      body: document,
    };
  };
}

/** The document that answers a request; undefined: there is none. */
async function carryOut(deps: Deps, request: VoiceRequest): Promise<string | undefined> {
  const call = (instructions: readonly Instruction[]) => renderCall(instructions, deps.publicUrl);
  switch (request.kind) {
    case 'voice':
      return call(await callArrived(deps, request.arrival));
    case 'called':
      return call(await calleeAnswered(deps, request));
    case 'pin':
      return call(await pinKeyed(deps, request));
    case 'notice':
      return call(await noticeAnswered(deps, request));
    case 'waited':
      return call(await waited(deps, await deps.pinCalls.get(request.call)));
    case 'join':
      return call([request.join]);
    case 'farewell':
      return renderFarewell([request.spoken]);
    case 'forwarded':
      return call(await callForwarded(deps, request));
    case 'invalid':
      return undefined;
  }
}

/** What a caller hears when we fail. Whoever waits outside goes on waiting: only to others it is the end. */
function apology({ publicUrl }: Deps, { kind }: VoiceRequest, { language }: KnownCall): string {
  if (language === undefined) return fallbackDocument();
  return kind === 'waited'
    ? renderCall([waitInSilence(language)], publicUrl)
    : renderFarewell([{ sentence: 'internal-failure', language }]);
}

export const handler = deploy((base) =>
  makeHandler({
    ...composeConferences(base, interactiveRetry),
    ...composeVoiceWebhooks(base, 'plivoAuthTokens'),
  }),
);
