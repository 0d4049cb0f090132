/** Fields of a form body by name; a field that came several times has all its values, in order. */
export type TwilioForm = Readonly<Record<string, string | readonly string[]>>;

/** Reads a form body, the way Twilio sends and signs it: every field kept, empty and repeated ones too, nothing trimmed. */
export function parseForm(rawBody: Buffer): TwilioForm {
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
