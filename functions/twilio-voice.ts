import { interactiveRetry } from '../lib/aws/clients/wake-queue.ts';
import type { Language } from '../lib/conferences/model/conference.ts';
import { callArrived, pinKeyed, type DialogueDeps } from '../lib/conferences/call/dialogue.ts';
import { callForwarded } from '../lib/conferences/call/forwarded.ts';
import type { Instruction } from '../lib/conferences/model/instructions.ts';
import { leftMeeting, menuKeyed } from '../lib/conferences/call/menu.ts';
import { waiting } from '../lib/conferences/call/waiting.ts';
import type { DialInStore } from '../lib/conferences/ports.ts';
import { fallbackDocument } from '../lib/providers/twilio/fallback.ts';
import { languageOf, parseVoiceRequest, type VoiceRequest } from '../lib/providers/twilio/requests.ts';
import {
  renderAnnouncement,
  renderCall,
  renderFarewell,
  renderWait,
  renderWaitInSilence,
} from '../lib/providers/twilio/twiml.ts';
import { voiceRoutes } from '../lib/providers/twilio/urls.ts';
import { composeConferences, composeTwilioWebhooks } from './compose/conferences.ts';
import { deploy } from './compose/compose.ts';
import type { HttpAnswer } from './shared/http.ts';
import {
  admit,
  type Admitted,
  type TwilioRequestEvent,
  type TwilioWebhookDeps,
} from './shared/twilio-webhook.ts';
import { Refusals } from './shared/webhook-refusal.ts';

/**
 * The caller listens into silence while we think: after this long an apology is better than more silence. Far below
 * the 15 s after which Twilio gives up (Twilio docs, webhooks), so that there is room for a retry.
 */
const answerWithinMs = 3_000;

export type Deps = DialogueDeps &
  TwilioWebhookDeps & {
    /** A signal that aborts after `ms` milliseconds. */
    readonly timeoutSignal: (ms: number) => AbortSignal;
  };

/** `POST /twilio/voice`, `/pin`, `/menu`, `/left`, `/wait`, `/forwarded`, `/announce`: what a call does next. */
export function makeHandler(deps: Deps) {
  const refusals = new Refusals(deps, 'twilio-voice');
  return async (event: TwilioRequestEvent): Promise<HttpAnswer> => {
    const deadline = deps.timeoutSignal(answerWithinMs);
    const admitted = await admit(deps, refusals, voiceRoutes, event);
    if (!admitted.ok) return admitted.answer;

    const { route, query, form } = admitted;
    const request = parseVoiceRequest(route, query, form);
    const known = { language: languageOf(query) };
    const fail = (why: string, cause?: unknown) => {
      deps.log.error('dial-in-failed', { route, why, callId: callOf(request) }, cause);
      deps.count('dialInsFailed', 1, why);
      return apology(admitted, known.language);
    };
    const work = carryOut(withLanguageNoted(deps, known), request).catch((cause: unknown) =>
      fail('error', cause),
    );
    const document = await Promise.race([work, aborted(deadline)]);
    return twiml(document ?? fail(request.kind === 'invalid' ? 'invalid-request' : 'too-slow'));
  };
}

/** The document that answers a request; undefined: there is none. */
async function carryOut(deps: Deps, request: VoiceRequest): Promise<string | undefined> {
  const call = (instructions: readonly Instruction[]) => renderCall(instructions, deps.publicUrl);
  switch (request.kind) {
    case 'voice':
      return call(await callArrived(deps, request.arrival));
    case 'pin':
      return call(await pinKeyed(deps, request));
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
function apology({ route }: Admitted<(typeof voiceRoutes)[number]>, language: Language | undefined): string {
  if (route === 'wait') return renderWaitInSilence();
  if (route === 'announce') return renderCall([], '');
  return language === undefined
    ? fallbackDocument()
    : renderFarewell([{ sentence: 'internal-failure', language }]);
}

/** Remembers the language of the dial-in as soon as it is found, should all else fail. */
function withLanguageNoted(deps: Deps, known: { language: Language | undefined }): Deps {
  const dialIns: DialInStore = {
    find: async (dialled) => {
      const dialIn = await deps.dialIns.find(dialled);
      if (dialIn !== undefined && dialIn.kind !== 'refuse') known.language ??= dialIn.language;
      return dialIn;
    },
  };
  return { ...deps, dialIns };
}

function callOf(request: VoiceRequest): string | undefined {
  if (request.kind === 'voice') return request.arrival.call;
  return 'call' in request ? request.call : undefined;
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

function twiml(body: string): HttpAnswer {
  return {
    statusCode: 200,
    headers: { 'content-type': 'text/xml; charset=utf-8', 'cache-control': 'no-store' },
    body,
  };
}

export const handler = deploy((base) =>
  makeHandler({ ...composeConferences(base, interactiveRetry), ...composeTwilioWebhooks(base) }),
);
