import * as z from 'zod';

const jsonSchema = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
});

/** Reads what an attribute keeps as JSON text. `problem` tells what is wrong with it, and quotes nothing of it. */
export function readJsonText<Value>(
  schema: z.ZodType<Value>,
  text: unknown,
): { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string } {
  const json = jsonSchema.safeParse(text);
  const parsed = json.success ? schema.safeParse(json.data) : json;
  if (parsed.success) return { ok: true, value: parsed.data };
  const problem = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return { ok: false, problem };
}
