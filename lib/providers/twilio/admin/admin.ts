import * as z from 'zod';
import { given, notGiven, senseless, type Asked } from '../../../http/asked.ts';
import { sendToTwilio, type TwilioClient, type TwilioRequest } from '../client.ts';

const errorSchema = z.object({ code: z.number(), message: z.string() });

/** Asks Twilio for something that a person wants. `secrets` are cut from what Twilio says about a refusal. */
export async function askTwilio(
  client: TwilioClient,
  request: TwilioRequest,
  secrets: readonly string[] = [],
): Promise<Asked<unknown>> {
  const answer = await sendToTwilio(client, request);
  if (answer?.kind === 'ok') return given(answer.body);
  const error = answer?.kind === 'not-ok' ? errorSchema.safeParse(answer.body).data : undefined;
  return notGiven('Twilio', answer, error && `error ${error.code}: ${error.message}`, secrets);
}

/** The longest page of any list (Twilio docs, paging). */
const pageSize = 1_000;
/** More than any account has; a list that never ends is a fault. */
const maxPages = 20;

const pageSchema = z.looseObject({ next_page_uri: z.string().nullish() });

/** Reads a list to its end. `key` is the property that holds its rows. */
export async function listTwilio<Row>(
  client: TwilioClient,
  path: string,
  key: string,
  schema: z.ZodType<Row>,
  query: Readonly<Record<string, string>> = {},
): Promise<Asked<readonly Row[]>> {
  const rows: Row[] = [];
  let search: string | undefined = new URLSearchParams({ ...query, PageSize: `${pageSize}` }).toString();
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await askTwilio(client, { method: 'GET', path: `${path}?${search}` });
    if (!answer.ok) return answer;
    const read = pageSchema.safeParse(answer.value);
    const listed = z.array(schema).safeParse(read.data?.[key]);
    if (!listed.success) return senseless('Twilio', `a list of ${key}`);
    rows.push(...listed.data);
    search = read.data?.next_page_uri?.split('?', 2)[1];
    if (search === undefined) return given(rows);
  }
  return senseless('Twilio', `an end of the list of ${key}`);
}

const method = z.string().nullish();
const numberSchema = z.object({
  sid: z.string().min(1),
  phone_number: z.string(),
  friendly_name: z.string().nullish(),
  voice_url: z.string().nullish(),
  voice_method: method,
  voice_fallback_url: z.string().nullish(),
  voice_fallback_method: method,
  status_callback: z.string().nullish(),
  status_callback_method: method,
  voice_application_sid: z.string().nullish(),
  trunk_sid: z.string().nullish(),
});
/** A phone number of the account (Twilio docs, IncomingPhoneNumber). */
export type TwilioNumber = z.infer<typeof numberSchema>;

export function listNumbers(
  client: TwilioClient,
  query: Readonly<Record<string, string>> = {},
): Promise<Asked<readonly TwilioNumber[]>> {
  return listTwilio(client, 'IncomingPhoneNumbers', 'incoming_phone_numbers', numberSchema, query);
}

/** The number in E.164, or undefined if the account has none such. */
export async function findNumber(
  client: TwilioClient,
  number: string,
): Promise<Asked<TwilioNumber | undefined>> {
  // The filter also finds numbers that only contain this one (Twilio docs, IncomingPhoneNumber).
  const listed = await listNumbers(client, { PhoneNumber: number });
  return listed.ok ? given(listed.value.find(({ phone_number }) => phone_number === number)) : listed;
}

/**
 * What a number's calls go to instead of its URLs, which Twilio then ignores; undefined if nothing (Twilio docs,
 * IncomingPhoneNumber). No value is documented that takes the number off it: a person must do that at Twilio.
 */
export function takenBy({
  trunk_sid: trunk,
  voice_application_sid: application,
}: TwilioNumber): string | undefined {
  if (trunk) return `SIP trunk ${trunk}`;
  return application ? `TwiML application ${application}` : undefined;
}

/** The addresses that a line of Twilio's is to ask. */
export interface DesiredLine {
  readonly voiceUrl: string;
  readonly statusCallback: string;
  /** Undefined: whatever is there stays. */
  readonly fallbackUrl: string | undefined;
}

/** One property that is otherwise than it should be. Names are those of a request. */
export interface TwilioChange {
  readonly property: string;
  readonly from: string;
  readonly to: string;
}

/** Everything about the number that is to change. */
export function changesOfNumber(number: TwilioNumber, desired: DesiredLine): readonly TwilioChange[] {
  return changesOf([
    ['VoiceUrl', number.voice_url, desired.voiceUrl],
    ['VoiceMethod', number.voice_method, 'POST'],
    ...(desired.fallbackUrl === undefined
      ? []
      : ([
          ['VoiceFallbackUrl', number.voice_fallback_url, desired.fallbackUrl],
          ['VoiceFallbackMethod', number.voice_fallback_method, 'POST'],
        ] as const)),
    ['StatusCallback', number.status_callback, desired.statusCallback],
    ['StatusCallbackMethod', number.status_callback_method, 'POST'],
  ]);
}

export function changesOf(
  properties: readonly (readonly [string, string | null | undefined, string])[],
): readonly TwilioChange[] {
  return properties.flatMap(([property, now, to]) => {
    const from = now ?? '';
    return from === to ? [] : [{ property, from, to }];
  });
}

export const formOf = (changes: readonly TwilioChange[]): Readonly<Record<string, string>> =>
  Object.fromEntries(changes.map(({ property, to }) => [property, to]));

/** Changes a number, and reads it back. */
export async function writeNumber(
  client: TwilioClient,
  { sid }: TwilioNumber,
  desired: DesiredLine,
  changes: readonly TwilioChange[],
): Promise<Asked<TwilioNumber>> {
  const path = `IncomingPhoneNumbers/${sid}`;
  const written = await askTwilio(client, { method: 'POST', path, form: formOf(changes) });
  if (!written.ok) return written;
  const read = await askTwilio(client, { method: 'GET', path });
  if (!read.ok) return read;
  const number = numberSchema.safeParse(read.value);
  if (!number.success) return senseless('Twilio', 'a phone number');
  const left = changesOfNumber(number.data, desired);
  return left.length === 0 ? given(number.data) : stillOther('the number', left);
}

export function stillOther(what: string, left: readonly TwilioChange[]): Asked<never> {
  const properties = left.map(({ property }) => property).join(', ');
  const why = `${what} is still not as it should be (${properties}): somebody else may have changed it`;
  return { ok: false, reason: 'failed', why };
}
