import * as z from 'zod';

/** What a bot is told about its call. */
const orderSchema = z.strictObject({
  room_url: z.url(),
  token: z.string().min(1),
  call: z.strictObject({
    id: z.string().min(1),
    from: z.string().optional(),
    to: z.string(),
    sip_headers: z.record(z.string(), z.string()).optional(),
  }),
  ready: z.strictObject({ url: z.url(), token: z.string().min(1) }),
  notice: z
    .strictObject({
      required: z.literal(true),
      version: z.string().min(1),
      text: z.record(z.string(), z.string()).optional(),
      audio_url: z.url().optional(),
      noticed: z.strictObject({ url: z.url(), token: z.string().min(1) }),
    })
    .optional(),
  transfer: z.strictObject({ url: z.url(), token: z.string().min(1) }).optional(),
  data: z.json().optional(),
});

export type BotOrder = z.infer<typeof orderSchema>;

/**
 * Keys that no order may contain at any depth: with the first a bot could do anything to the Daily domain, with the second
 * a Pipecat bot would connect the caller itself.
 */
const FORBIDDEN_KEY = /^(daily_?api_?key|dialin_?settings)$/i;

function forbiddenKeyIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = FORBIDDEN_KEY.test(key) ? key : forbiddenKeyIn(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Reads an order, or says in prose why it is refused. Daily's API key is refused wherever it hides. */
export function parseOrder(
  value: unknown,
  dailyApiKey: string,
): { ok: true; order: BotOrder } | { ok: false; info: string } {
  if (JSON.stringify(value ?? null).includes(dailyApiKey)) {
    return { ok: false, info: "an order must not contain Daily's API key" };
  }
  const forbidden = forbiddenKeyIn(value);
  if (forbidden !== undefined) return { ok: false, info: `an order must not contain ${forbidden}` };
  const parsed = orderSchema.safeParse(value);
  if (parsed.success) return { ok: true, order: parsed.data };
  return {
    ok: false,
    info: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
  };
}

/** Name of the room in a Daily room URL. */
export const roomNameOf = (roomUrl: string): string => new URL(roomUrl).pathname.replace(/^\//, '');
