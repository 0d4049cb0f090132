import * as z from 'zod';

/** What makes a try fail, in the words of the `rp` override; `all` stands for each of them. */
const retryReasonSchema = z.enum(['4xx', '5xx', 'ct', 'rt', 'all']);

/** Kind of failure of one try. */
export type TryFailure = Exclude<z.infer<typeof retryReasonSchema>, 'all'>;

const edges = ['ashburn', 'dublin', 'frankfurt', 'sao-paulo', 'singapore', 'sydney', 'tokyo', 'umatilla'];

const whole = (from: number, to: number): z.ZodType<number, string> =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(from).max(to));

/** Connection overrides with their ranges and defaults (Twilio docs, webhooks connection overrides). */
const overridesSchema = z.strictObject({
  ct: whole(100, 10_000).default(5_000),
  rt: whole(100, 15_000).default(15_000),
  tt: whole(100, 15_000).default(15_000),
  rc: whole(0, 5).default(1),
  rp: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(retryReasonSchema))
    .default(['ct']),
  sni: z.enum(['y', 'n']).default('y'),
  e: z
    .string()
    .refine((text) => text.split(',').every((edge) => edges.includes(edge)), 'unknown edge')
    .default('ashburn'),
});

/** How a webhook is requested. A connect time-out (`ct`) cannot come true on loopback; a refused connection can. */
export type ConnectionOverrides = z.infer<typeof overridesSchema>;

/** The URL without its fragment, and what the fragment asks for. An unknown key or a value out of range is refused. */
export function readOverrides(
  url: string,
): { ok: true; target: string; overrides: ConnectionOverrides } | { ok: false; info: string } {
  const hash = url.indexOf('#');
  const target = hash < 0 ? url : url.slice(0, hash);
  if (!URL.canParse(target) || !/^https?:/.test(target))
    return { ok: false, info: `not an absolute URL: ${url}` };
  const fragment = hash < 0 ? '' : url.slice(hash + 1);
  const entries = fragment === '' ? [] : fragment.split('&').map((part) => splitPair(part));
  const parsed = overridesSchema.safeParse(Object.fromEntries(entries));
  if (!parsed.success) return { ok: false, info: z.prettifyError(parsed.error) };
  return { ok: true, target, overrides: parsed.data };
}

function splitPair(text: string): [string, string] {
  const [key = '', ...value] = text.split('=');
  return [key, value.join('=')];
}
