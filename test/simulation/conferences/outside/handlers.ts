import * as z from 'zod';
import type { HttpAnswer } from '../../../../functions/shared/http.ts';
import { calleeAnswered } from '../../../../lib/conferences/call-out/called.ts';
import { callOutIdSchema, type CallEnd } from '../../../../lib/conferences/model/call-out.ts';
import { callArrived, pinKeyed } from '../../../../lib/conferences/call/dialogue.ts';
import { callForwarded } from '../../../../lib/conferences/call/forwarded.ts';
import { keyedInMeeting } from '../../../../lib/conferences/call/inside/keys.ts';
import { noticeAnswered } from '../../../../lib/conferences/call/notice.ts';
import { waited } from '../../../../lib/conferences/call/inside/waiting.ts';
import { destinationAnswered } from '../../../../lib/conferences/call/transfer/led-out.ts';
import { legIn, legMoved } from '../../../../lib/conferences/events/leg-moves.ts';
import {
  legJoined,
  legLeft,
  legMuted,
  voiceCallEnded,
} from '../../../../lib/conferences/events/meeting-events.ts';
import {
  conferenceIdSchema,
  voiceCallIdSchema,
  type TransferOutcome,
  type VoiceCallId,
} from '../../../../lib/conferences/model/conference.ts';
import type { Instruction } from '../../../../lib/conferences/model/instructions.ts';
import type { VoiceTraits } from '../../../../lib/conferences/model/voice.ts';
import type { ConferenceDeps } from '../../../../lib/conferences/ports.ts';
import { joinOf, renderOutside } from './document.ts';
import type { OutsideVariants } from './variants.ts';

/** The same as functions/twilio-voice.ts gives an answer. */
const answerWithinMs = 3_000;
const quietS = 5;

const eventSchema = z.object({ rawPath: z.string(), rawQueryString: z.string(), body: z.string() });
const fieldsSchema = z.object({
  CallSid: voiceCallIdSchema,
  From: z.string().default(''),
  To: z.string().default(''),
  SipDomain: z.string().optional(),
  Digits: z.string().default(''),
  ParticipantLabel: z.string().default(''),
  StatusCallbackEvent: z.string().optional(),
  FriendlyName: conferenceIdSchema.optional(),
  ConferenceSid: z.string().default(''),
  Muted: z.string().optional(),
  CallStatus: z.string().optional(),
  DialCallStatus: z.string().optional(),
  PressId: z.string().optional(),
  PressedAtMs: z.coerce.number().default(0),
});

interface Request {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly fields: z.infer<typeof fieldsSchema>;
}

function read(event: unknown): Request {
  const { rawPath: path, rawQueryString, body } = eventSchema.parse(event);
  return { path, query: new URLSearchParams(rawQueryString), fields: fieldsSchema.parse(JSON.parse(body)) };
}

/** What a call does next. */
export function makeOutsideVoiceHandler(
  deps: ConferenceDeps & { readonly timeoutSignal: (ms: number) => AbortSignal },
  { traits }: OutsideVariants,
) {
  return async (event: unknown): Promise<HttpAnswer> => {
    const deadline = deps.timeoutSignal(answerWithinMs);
    const request = read(event);
    const work = carryOut(deps, traits, request).catch((cause: unknown) => {
      deps.log.error('dial-in-failed', { route: 'outside', why: 'error' }, cause);
      return undefined;
    });
    const late = new Promise<undefined>((resolve) => {
      deadline.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    const steps = (await Promise.race([work, late])) ?? apology(request);
    return { statusCode: 200, body: renderOutside(steps) };
  };
}

async function carryOut(
  deps: ConferenceDeps,
  { id: voice }: VoiceTraits,
  { path, query, fields }: Request,
): Promise<readonly Instruction[]> {
  const { CallSid: call, From, To, SipDomain, Digits: digits } = fields;
  switch (path) {
    case '/outside/voice': {
      const callOut = callOutIdSchema.safeParse(query.get('callOut')).data;
      if (callOut !== undefined) return calleeAnswered(deps, { call, id: callOut });
      const number = From.startsWith('+') ? From : undefined;
      const origin = { voice, number, from: From, isNumberVerified: false } as const;
      return callArrived(deps, { ...origin, call, dialled: SipDomain ?? To, isSip: SipDomain !== undefined });
    }
    case '/outside/pin':
      return pinKeyed(deps, { call, attempt: Number(query.get('attempt')), digits });
    case '/outside/notice':
      return noticeAnswered(deps, { call, attempt: Number(query.get('attempt')), digits });
    case '/outside/waited':
      return waited(deps, await deps.pinCalls.get(call));
    case '/outside/forwarded':
      return callForwarded(deps, { call, dialled: To, outcome: outcomeOf(fields.DialCallStatus) });
    default:
      throw new Error(`nobody asks at ${path}`);
  }
}

/** Whoever waits is left to wait. */
function apology({ path }: Request): readonly Instruction[] {
  if (path === '/outside/waited')
    return [{ kind: 'wait', spoken: undefined, seconds: quietS, language: 'en' }];
  return [{ kind: 'say', spoken: { sentence: 'internal-failure', language: 'en' } }, { kind: 'hangUp' }];
}

/** A key was pressed in the meeting, a call is over. */
export function makeOutsideEventsHandler(deps: ConferenceDeps, variants: OutsideVariants) {
  return async (event: unknown): Promise<HttpAnswer> => {
    const { path, query, fields } = read(event);
    const { CallSid: call, Digits: keys, PressId: id, PressedAtMs: atMs } = fields;
    try {
      if (path === '/outside/keys') await keyedInMeeting(deps, { call, keys, press: { id, atMs } });
      else if (path === '/outside/events') await recordLeg(deps, variants, fields);
      else if (path === '/outside/taken') await destinationAnswered(deps, call);
      else {
        const callOut = callOutIdSchema.safeParse(query.get('callOut')).data;
        await voiceCallEnded(deps, call, { callOut, end: endOf(fields.CallStatus) });
      }
      return { statusCode: 204 };
    } catch (cause) {
      deps.log.error('dial-in-failed', { route: 'outside', why: 'not-recorded' }, cause);
      if (path === '/outside/taken' && !variants.repeatsTaken) return { statusCode: 204 };
      return { statusCode: 503 };
    }
  };
}

/** What came of calling somebody for a caller. */
function outcomeOf(status: string | undefined): TransferOutcome {
  if (status === 'completed') return 'answered';
  if (status === 'busy') return 'rejected';
  return status === 'no-answer' ? 'no-answer' : 'failed';
}

function endOf(status: string | undefined): CallEnd {
  return status === 'busy' || status === 'no-answer' || status === 'failed' ? status : 'over';
}

/** A leg joined, left or was muted: told by the call alone, unless the provider says by which join. */
async function recordLeg(
  deps: ConferenceDeps,
  { namesMeetings, namesJoins }: OutsideVariants,
  fields: Request['fields'],
): Promise<void> {
  const { CallSid: call, FriendlyName: conference, StatusCallbackEvent: kind, Muted } = fields;
  if (conference === undefined) throw new Error('a leg is in a conference');
  const muted = Muted === 'true';
  if (namesMeetings) {
    await recordNamed(deps, fields, call, muted);
    return;
  }
  const joinSequence = namesJoins ? joinOf(fields.ParticipantLabel) : undefined;
  const leg = { conference, meeting: conference, call, joinSequence, muted };
  if (kind === 'participant-join') await legJoined(deps, leg);
  else if (kind === 'participant-leave') await legLeft(deps, leg);
  else await legMuted(deps, leg);
}

/** The same by the meeting's own name, as functions/vonage-events.ts records it; a join is told of twice. */
async function recordNamed(
  deps: ConferenceDeps,
  { StatusCallbackEvent: kind, ConferenceSid: meeting }: Request['fields'],
  call: VoiceCallId,
  muted: boolean,
): Promise<void> {
  const pinCall = await deps.pinCalls.get(call);
  if (pinCall === undefined) throw new Error('a leg is of a call');
  if (kind === 'participant-move') {
    await legMoved(deps, pinCall, { from: `before-${call}`, to: meeting, isAsked: true });
    return;
  }
  if (kind === 'participant-join') await legIn(deps, pinCall, meeting, 'joined');
  else if (kind === 'participant-leave') await legIn(deps, pinCall, meeting, 'left');
  else await legIn(deps, pinCall, meeting, muted ? 'muted' : 'unmuted');
}
