/** Fields of a form body by name; a field that came several times has all its values, in order. */
export type TwilioForm = Readonly<Record<string, string | readonly string[]>>;

/** Reads a form body, the way Twilio sends and signs it: every field kept, empty and repeated ones too, nothing trimmed. */
export function parseForm(rawBody: Buffer): TwilioForm {
  const fields = new URLSearchParams(rawBody.toString('utf8'));
  return Object.fromEntries(
    [...new Set(fields.keys())].map((name) => {
      const [first = '', ...more] = fields.getAll(name);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}
