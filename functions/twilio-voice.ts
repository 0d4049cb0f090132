import { interactiveRetry } from '../lib/aws/clients/wake-queue.ts';
import type { Language } from '../lib/conferences/model/conference.ts';
import { calleeAnswered } from '../lib/conferences/call-out/called.ts';
import { callArrived, pinKeyed, type DialogueDeps } from '../lib/conferences/call/dialogue.ts';
import { callForwarded } from '../lib/conferences/call/forwarded.ts';
import type { Instruction } from '../lib/conferences/model/instructions.ts';
import { leftMeeting, menuKeyed } from '../lib/conferences/call/inside/menu.ts';
import { noticeAnswered } from '../lib/conferences/call/notice.ts';
import { waiting } from '../lib/conferences/call/inside/waiting.ts';
import type { ConferenceDeps } from '../lib/conferences/ports.ts';
import type { TwilioSecrets } from '../lib/providers/twilio/client.ts';
import { fallbackDocument } from '../lib/providers/twilio/fallback.ts';
import { languageOf, parseVoiceRequest, type VoiceRequest } from '../lib/providers/twilio/requests.ts';
import {
  renderAnnouncement,
  renderCall,
  renderFarewell,
  renderWait,
  renderWaitInSilence,
} from '../lib/providers/twilio/twiml.ts';
import { twilioCheck } from '../lib/providers/twilio/signature.ts';
import { voiceRoutes, type VoiceRoute } from '../lib/providers/twilio/urls.ts';
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

export type Deps = DialogueDeps &
  Pick<ConferenceDeps, 'callOuts'> &
  FormWebhookDeps<TwilioSecrets> &
  VoiceAnswerDeps;

/** `POST /twilio/voice`, `/pin`, `/notice`, `/menu`, `/left`, `/wait`, `/forwarded`, `/announce`: what a call does next. */
export function makeHandler(deps: Deps) {
  const refusals = new Refusals(deps, 'twilio-voice');
  return async (event: FormRequestEvent): Promise<HttpAnswer> => {
    const deadline = deadlineOf(deps);
    const admitted = await admitForm(deps, refusals, twilioCheck, voiceRoutes, event);
    if (!admitted.ok) return admitted.answer;

    const { route, query, form } = admitted;
    const request = parseVoiceRequest(route, query, form);
    const known: KnownCall = { language: languageOf(query) };
    const document = await answerInTime(deps, {
      ...{ route, callId: callOf(request), deadline },
      work: carryOut(notingCall(deps, known), request),
      apology: () => apology(route, known.language),
    });
    return twiml(document);
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
    case 'menu':
      return call(await menuKeyed(deps, request));
    case 'left':
      return call(await leftMeeting(deps, request));
    case 'wait':
      return renderWait(await waiting(deps, request.call));
    case 'forwarded':
      return call(await callForwarded(deps, request));
    case 'announce':
      return renderAnnouncement(request.spoken);
    case 'invalid':
      return undefined;
  }
}

/**
 * What a caller hears when we fail. Somebody who waits is left to wait, since such a document cannot end a call, and a
 * leg that was to be told something is told nothing.
 */
function apology(route: VoiceRoute, language: Language | undefined): string {
  if (route === 'wait') return renderWaitInSilence();
  if (route === 'announce') return renderCall([], '');
  return language === undefined
    ? fallbackDocument()
    : renderFarewell([{ sentence: 'internal-failure', language }]);
}

function callOf(request: VoiceRequest): string | undefined {
  if (request.kind === 'voice') return request.arrival.call;
  return 'call' in request ? request.call : undefined;
}

function twiml(body: string): HttpAnswer {
  return {
    statusCode: 200,
    headers: { 'content-type': 'text/xml; charset=utf-8', 'cache-control': 'no-store' },
    body,
  };
}

export const handler = deploy((base) =>
  makeHandler({
    ...composeConferences(base, interactiveRetry),
    ...composeVoiceWebhooks(base, 'twilioAuthTokens', 'twilioSharedKeys'),
  }),
);
