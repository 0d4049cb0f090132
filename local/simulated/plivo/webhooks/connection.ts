import * as z from 'zod';

/** What makes a try fail, in the words of `rp`; `all` stands for each of them. */
const reasonSchema = z.enum(['4xx', '5xx', 'ct', 'rt', 'all']);

/** Kind of failure of one try. */
export type TryFailure = Exclude<z.infer<typeof reasonSchema>, 'all'>;

const whole = (from: number, to: number): z.ZodType<number, string> =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(from).max(to));

const regions = [
  'nearest',
  'local',
  'n_california',
  'n_virginia',
  'frankfurt',
  'singapore',
  'mumbai',
] as const;

/** What a fragment may ask for, with ranges and defaults (Plivo docs, callback configuration). */
const connectionSchema = z.strictObject({
  ct: whole(100, 10_000).default(2_000),
  rt: whole(100, 40_000).default(40_000),
  tt: whole(100, 55_000).default(55_000),
  rc: whole(0, 5).default(1),
  rp: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(reasonSchema))
    .default(['ct', 'rt']),
  er: z.enum(regions).default('nearest'),
});

/** How a webhook is requested. A connect time-out (`ct`) cannot come true on loopback; a refused connection can. */
export type Connection = z.infer<typeof connectionSchema>;

/** The URL without its fragment, and what the fragment asks for. An unknown key or a value out of range is refused. */
export function readConnection(
  url: string,
): { ok: true; target: string; connection: Connection } | { ok: false; info: string } {
  const [target = '', ...rest] = url.split('#');
  if (!/^https?:\/\//.test(target) || !URL.canParse(target))
    return { ok: false, info: `not an absolute URL: ${url}` };
  const fragment = rest.join('#');
  const pairs = fragment === '' ? [] : fragment.split('&').map((part) => part.split('='));
  const parsed = connectionSchema.safeParse(
    Object.fromEntries(pairs.map(([name = '', ...value]) => [name, value.join('=')])),
  );
  if (!parsed.success) return { ok: false, info: z.prettifyError(parsed.error) };
  return { ok: true, target, connection: parsed.data };
}

export const isRetried = (failure: TryFailure, { rp }: Connection): boolean =>
  rp.includes('all') || rp.includes(failure);
