import * as z from 'zod';
import {
  answerSchema,
  connectConfSchema,
  connectMxpSchema,
  connectPstnSchema,
  connectSipSchema,
  connectStreamSchema,
  continueSchema,
  hangupSchema,
  parkSchema,
  playFilesSchema,
  runMenuSchema,
  saySchema,
  sendDtmfSchema,
  setCookieSchema,
  startRecordingSchema,
  stopRecordingSchema,
} from './schema.ts';

const actionSchema = z.discriminatedUnion('name', [
  hangupSchema,
  continueSchema,
  parkSchema,
  runMenuSchema,
  connectConfSchema,
  connectSipSchema,
  connectPstnSchema,
  connectMxpSchema,
  connectStreamSchema,
]);
type Action = z.output<typeof actionSchema>;

const instructionSchema = z.discriminatedUnion('name', [
  saySchema,
  playFilesSchema,
  sendDtmfSchema,
  setCookieSchema,
  answerSchema,
  startRecordingSchema,
  stopRecordingSchema,
]);
export type Instruction = z.output<typeof instructionSchema>;

const documentSchema = z.strictObject({
  instructions: z.array(instructionSchema).default([]),
  action: actionSchema,
});
export type Svaml = z.output<typeof documentSchema>;

/** Where a document is given: as the answer to an event, or by REST. */
export type Place = 'ice' | 'ace' | 'pie' | 'call' | 'leg';

/** What is allowed where (Sinch docs, SVAML; calls, update). */
const allowedActions: Readonly<Record<Place, readonly Action['name'][]>> = {
  ice: [
    'hangup',
    'park',
    'runMenu',
    'connectConf',
    'connectPstn',
    'connectSip',
    'connectMxp',
    'connectStream',
  ],
  ace: ['hangup', 'continue', 'runMenu', 'connectConf'],
  pie: ['hangup', 'continue', 'runMenu', 'connectConf', 'connectPstn', 'connectSip'],
  call: ['hangup', 'continue', 'park'],
  leg: ['continue'],
};
const speech = ['playFiles', 'say'] as const;
const allowedInstructions: Readonly<Record<Place, readonly Instruction['name'][]>> = {
  ice: [...speech, 'sendDtmf', 'setCookie', 'answer', 'startRecording'],
  ace: [...speech, 'setCookie', 'startRecording'],
  pie: [...speech, 'sendDtmf', 'setCookie', 'startRecording', 'stopRecording'],
  call: [...speech, 'sendDtmf', 'setCookie', 'startRecording', 'stopRecording'],
  leg: speech,
};

/** Most bytes of all cookies together (Sinch docs, setCookie). */
const MOST_COOKIE_BYTES = 1_024;

export type ParsedSvaml =
  | { readonly ok: true; readonly svaml: Svaml }
  /** `reason`: how DICE names it. */
  | { readonly ok: false; readonly reason: 'CALLBACKERROR' | 'INVALIDSVAMLACTION'; readonly info: string };

/** Reads a document as Sinch would, but refuses whatever it does not document. */
export function parseSvaml(body: string, place: Place): ParsedSvaml {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { ok: false, reason: 'CALLBACKERROR', info: 'not JSON' };
  }
  const parsed = documentSchema.safeParse(json);
  if (!parsed.success) {
    const isAction = parsed.error.issues.some(({ path }) => path[0] === 'action');
    const reason = isAction ? 'INVALIDSVAMLACTION' : 'CALLBACKERROR';
    return { ok: false, reason, info: z.prettifyError(parsed.error) };
  }
  const { action, instructions } = parsed.data;
  if (!allowedActions[place].includes(action.name)) {
    return { ok: false, reason: 'INVALIDSVAMLACTION', info: `${action.name} is not allowed in ${place}` };
  }
  const odd = instructions.find(({ name }) => !allowedInstructions[place].includes(name));
  if (odd) return { ok: false, reason: 'CALLBACKERROR', info: `${odd.name} is not allowed in ${place}` };
  const cookies = instructions.flatMap((one) => (one.name === 'setCookie' ? [one.key + one.value] : []));
  if (Buffer.byteLength(cookies.join('')) > MOST_COOKIE_BYTES) {
    return { ok: false, reason: 'CALLBACKERROR', info: 'the cookies are too large' };
  }
  return { ok: true, svaml: parsed.data };
}
