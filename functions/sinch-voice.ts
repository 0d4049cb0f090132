import { interactiveRetry } from '../lib/aws/clients/wake-queue.ts';
import { calleeAnswered } from '../lib/conferences/call-out/called.ts';
import { answered } from '../lib/conferences/call/answered.ts';
import { destinationAnsweredOf } from '../lib/conferences/call/transfer/led-out.ts';
import { callArrived } from '../lib/conferences/call/dialogue.ts';
import { keyedInMeeting } from '../lib/conferences/call/inside/keys.ts';
import { waitInSilence } from '../lib/conferences/call/wait.ts';
import { voiceCallEnded } from '../lib/conferences/events/meeting-events.ts';
import type { ConferenceDeps } from '../lib/conferences/ports.ts';
import { sinchDescriptor } from '../lib/providers/sinch/descriptor.ts';
import { fallbackSvaml } from '../lib/providers/sinch/fallback.ts';
import { parseEvent, type SinchEvent } from '../lib/providers/sinch/requests.ts';
import { checkSignature, type SignatureCheck, type SinchSecrets } from '../lib/providers/sinch/signature.ts';
import { renderCall, renderContinue, renderFarewell, type Svaml } from '../lib/providers/sinch/svaml.ts';
import type { SecretSource } from '../lib/providers/voice-client.ts';
import { composeConferences, composeVoiceWebhooks } from './compose/conferences.ts';
import { deploy } from './compose/compose.ts';
import { answer, readBody, type HttpAnswer, type WebhookEvent } from './shared/http.ts';
import {
  answerInTime,
  deadlineOf,
  notingCall,
  type KnownCall,
  type VoiceAnswerDeps,
} from './shared/voice-answer.ts';
import { checkWithSecrets } from './shared/voice-webhook.ts';
import { Refusals, type RefusalDeps } from './shared/webhook-refusal.ts';

/** Sinch's callbacks have some 1 KB, and a header more for each of a SIP call. */
const maxEventBytes = 16_384;

export type Deps = ConferenceDeps &
  RefusalDeps &
  VoiceAnswerDeps & {
    readonly secrets: SecretSource<SinchSecrets>;
    /** Where Sinch reaches us, without a slash at the end: what stands in it behind the host is signed too. */
    readonly publicUrl: string;
  };

/** `POST /sinch/voice`: everything that Sinch asks and reports of the calls of an application. */
export function makeHandler(deps: Deps) {
  const refusals = new Refusals(deps, 'sinch-voice');
  return async (event: WebhookEvent): Promise<HttpAnswer> => {
    const deadline = deadlineOf(deps);
    const body = readBody(event, maxEventBytes);
    if (!body.ok) return refusals.refuse(event, body);
    const result = await checkWithSecrets(deps.secrets, check(deps, event, body.bytes), isDoubtful);
    if (result !== 'ok')
      return refusals.refuse(event, {
        status: result === 'no-secret' ? 503 : 403,
        code: `signature-${result}`,
      });
    refusals.admitted(event);
    return respond(deps, parseEvent(body.bytes.toString(), deps.clock.now()), deadline);
  };
}

const isDoubtful = (result: SignatureCheck) => result === 'bad' || result === 'no-secret';

function check({ publicUrl, clock }: Deps, { headers }: WebhookEvent, rawBody: Buffer) {
  const path = `${new URL(publicUrl).pathname.replace(/\/$/, '')}${sinchDescriptor.webhooks.voice.path}`;
  const request = { method: 'POST', path, headers, rawBody };
  return (secrets: SinchSecrets) => checkSignature(request, secrets, clock.now());
}

async function respond(deps: Deps, event: SinchEvent, deadline: AbortSignal): Promise<HttpAnswer> {
  const { log, count } = deps;
  switch (event.kind) {
    case 'arrived':
    case 'keyed':
    case 'picked-up':
      return answer(200, await instruct(deps, event, deadline));
    case 'keyed-inside':
      // Never an error: the fallback URL would then be asked, whose answer ends calls. Who is not heard presses again.
      return answerInTime(deps, {
        ...{ route: event.kind, callId: event.call, deadline },
        work: keyedInMeeting(deps, event).then((result) =>
          noted(deps, result === 'recorded' ? undefined : result),
        ),
        apology: () => noted(deps),
      });
    case 'ended':
      if (event.isOurFault) {
        log.error('dial-in-failed', { route: event.kind, why: event.reason, callId: event.call });
        count('dialInsFailed', 1, 'answer-refused');
      }
      return ended(deps, event, deadline);
    case 'failed':
      log.error('dial-in-failed', { route: event.kind, why: `error-${event.error}`, callId: event.call });
      count('dialInsFailed', 1, 'answer-refused');
      return noted(deps);
    case 'other':
      return noted(deps, 'other');
    case 'invalid':
      log.error('dial-in-failed', { route: 'voice', why: 'invalid-request' });
      count('dialInsFailed', 1, 'invalid-request');
      return answer(200, fallbackSvaml());
  }
}

type Asked = Extract<SinchEvent, { kind: 'arrived' | 'keyed' | 'picked-up' }>;

async function carryOut(deps: Deps, event: Asked): Promise<Svaml> {
  switch (event.kind) {
    case 'arrived':
      return renderCall(await callArrived(deps, event.arrival));
    case 'keyed':
      return renderCall(await answered(deps, event));
    case 'picked-up': {
      const { call, callOut } = event;
      const pinCall = await deps.pinCalls.get(call);
      // A number that a caller was led to has answered; the caller may be a callee of ours.
      if ((await destinationAnsweredOf(deps, pinCall)) === 'recorded') return renderContinue;
      const id = callOut ?? pinCall?.callOut?.id;
      return id === undefined ? renderContinue : renderCall(await calleeAnswered(deps, { call, id }));
    }
  }
}

/** What a call does next. Whoever waits outside goes on waiting if we fail: only to others it is the end. */
function instruct(deps: Deps, event: Asked, deadline: AbortSignal): Promise<Svaml> {
  const known: KnownCall = {};
  return answerInTime(deps, {
    ...{ route: event.kind, callId: event.call, deadline },
    work: carryOut(notingCall(deps, known), event),
    apology: () => {
      const { language, isInside } = known;
      // Whoever has been forwarded goes on, whatever we know.
      if (event.kind === 'picked-up' && event.callOut === undefined) return renderContinue;
      if (language === undefined) return fallbackSvaml();
      return isInside === true
        ? renderCall([waitInSilence(language)])
        : renderFarewell([{ sentence: 'internal-failure', language }]);
    },
  });
}

/** Whether Sinch repeats what is answered 503 is not documented; if not, the next look at its list finds it. */
async function ended(
  deps: Deps,
  event: Extract<SinchEvent, { kind: 'ended' }>,
  deadline: AbortSignal,
): Promise<HttpAnswer> {
  return answerInTime(deps, {
    ...{ route: event.kind, callId: event.call, deadline },
    work: voiceCallEnded(deps, event.call, event).then((result) =>
      noted(deps, result === 'unknown' ? 'strange-leg' : undefined),
    ),
    apology: () => answer(503, { code: 'busy' }),
  });
}

/** An answer that Sinch does not read. `ignored`: nothing was made of what it reports, for this reason. */
function noted({ count }: Pick<Deps, 'count'>, ignored?: string): HttpAnswer {
  if (ignored !== undefined) count('eventsIgnored', 1, ignored);
  return { statusCode: 200 };
}

export const handler = deploy((base) =>
  makeHandler({
    ...composeConferences(base, interactiveRetry),
    ...composeVoiceWebhooks(base, 'sinchApplicationSecrets'),
  }),
);
