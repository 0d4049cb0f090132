/** Fields of a form body by name; a field that came several times has all its values, in order. */
export type FormFields = Readonly<Record<string, string | readonly string[]>>;

/**
 * Voice providers' forms have some 30 fields and 2 KB, those of SIP calls one more for each header (Twilio docs, TwiML request
 * parameters). To check the signature of a form takes its sorting and several hashes of all of it, so a form that cannot be
 * theirs is refused before: the largest that is left costs less than 3 ms.
 */
export const maxFormBytes = 16_384;
const maxFields = 100;

/**
 * The longest query, in characters, of an address that we name ourselves: the longest that it may carry is the address of a
 * recording, escaped. It is signed with the rest, and providers' validators read it a dozen times.
 */
export const maxQueryLength = 2_048;

/** Whether a body can be one of these forms, or a query ours, by the number of its fields, which are not read for that. */
export function hasFewFields(rawBody: Buffer): boolean {
  const separator = '&'.charCodeAt(0);
  let fields = 1;
  for (const byte of rawBody) if (byte === separator) fields += 1;
  return fields <= maxFields;
}

/** Whether the body is called a form. `headers`: names in any case. */
export function isForm({ headers }: { readonly headers: Headers }): boolean {
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headerOf(headers, 'content-type') ?? '');
}

type Headers = Readonly<Record<string, string | undefined>>;

/** A header by its name in lower case. */
export function headerOf(headers: Headers, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** Reads a form body, the way it is sent and signed: every field kept, empty and repeated ones too, nothing trimmed. */
export function parseForm(rawBody: Buffer): FormFields {
  // In one pass: whoever sends thousands of names, or one thousands of times, has not been checked yet.
  const fields = new Map<string, [string, ...string[]]>();
  for (const [name, value] of new URLSearchParams(rawBody.toString('utf8'))) {
    const values = fields.get(name);
    if (values === undefined) fields.set(name, [value]);
    else values.push(value);
  }
  return Object.fromEntries(
    [...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );
}
