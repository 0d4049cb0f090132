import type { Language } from '../../lib/conferences/model/conference.ts';
import type { ConferenceDeps } from '../../lib/conferences/ports.ts';

/**
 * The caller listens into silence while we think: after this long an apology is better than more silence. Far below
 * the 15 s after which Twilio gives up (Twilio docs, webhooks), so that there is room for a retry; and below the 5 s that
 * Sinch documents for its next API, since it says nothing of this one.
 */
const answerWithinMs = 3_000;

export interface VoiceAnswerDeps {
  /** A signal that aborts after `ms` milliseconds. */
  readonly timeoutSignal: (ms: number) => AbortSignal;
}

/** Until when a voice provider is to be answered. */
export const deadlineOf = ({ timeoutSignal }: VoiceAnswerDeps): AbortSignal => timeoutSignal(answerWithinMs);

interface Work<Document> {
  /** What was asked, for the log. */
  readonly route: string;
  readonly callId: string | undefined;
  readonly deadline: AbortSignal;
  /** Finds the document that answers; undefined: what was asked makes no sense. */
  readonly work: Promise<Document | undefined>;
  /** What takes its place if it fails, or does not come in time. */
  readonly apology: () => Document;
}

/** Answers a voice provider in any case; a failure is logged and counted. Never throws. */
export async function answerInTime<Document>(
  { log, count }: Pick<ConferenceDeps, 'log' | 'count'>,
  { route, callId, deadline, work, apology }: Work<Document>,
): Promise<Document> {
  const fail = (why: string, cause?: unknown) => {
    log.error('dial-in-failed', { route, why, callId }, cause);
    count('dialInsFailed', 1, why);
    return apology();
  };
  const found = work.then(
    (document) => document ?? fail('invalid-request'),
    (cause: unknown) => fail('error', cause),
  );
  const inTime = await Promise.race([found.then((document) => ({ document })), aborted(deadline)]);
  return inTime === undefined ? fail('too-slow') : inTime.document;
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

/** What is known of a call by the time that an answer has to be found in a hurry. */
export interface KnownCall {
  language?: Language | undefined;
  /** It was let into a conference as a caller. */
  isInside?: boolean;
}

/** Remembers what is found of a call on the way, should all else fail. */
export function notingCall<Deps extends Pick<ConferenceDeps, 'dialIns' | 'pinCalls'>>(
  deps: Deps,
  known: KnownCall,
): Deps {
  return {
    ...deps,
    pinCalls: {
      ...deps.pinCalls,
      get: async (call) => {
        const pinCall = await deps.pinCalls.get(call);
        known.language ??= pinCall?.language;
        known.isInside = pinCall?.role === 'caller';
        return pinCall;
      },
    },
    dialIns: {
      find: async (dialled) => {
        const dialIn = await deps.dialIns.find(dialled);
        if (dialIn !== undefined && dialIn.kind !== 'refuse') known.language ??= dialIn.language;
        return dialIn;
      },
    },
  };
}
