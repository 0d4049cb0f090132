import * as z from 'zod';
import { whyOf, type HttpAnswer, type HttpRequest } from '../../../lib/http/http.ts';
import { noAnswer, type Named } from './aws-failure.ts';
import { failedOutside, refused, wrongInput, type Outcome } from '../output.ts';

/** One question to the admin API. */
export interface AdminOrder<Answer> {
  readonly method: HttpRequest['method'];
  /** Below `/admin/v1/`; what was typed is escaped with `inPath`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly answer: z.ZodType<Answer>;
  /** What it comes to if it is refused: `Nothing was stored`. */
  readonly otherwise: string;
}

/** What a question came to. `isMissing`: what it was about is not there. */
export type AdminAnswer<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly isMissing: boolean; readonly outcome: Outcome };

/** What of a problem is told (RFC 9457). API Gateway's own answers have a `message` in its place. */
const problemSchema = z.object({
  type: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).default([]),
});

/** What the admin API answered, as a value or as the outcome of the command. */
export function readAnswer<Answer>(
  gateway: Named,
  order: AdminOrder<Answer>,
  answered: HttpAnswer,
): AdminAnswer<Answer> {
  const { method, otherwise } = order;
  if (!('status' in answered)) {
    if (answered.kind === 'unsent' || method === 'GET') return fails(noAnswer(gateway, answered.why));
    return fails(
      failedOutside(
        `${gateway.name} did not answer (${answered.why}): it is not known whether that was done. Look, then run the command again.`,
      ),
    );
  }
  if (answered.kind === 'ok') {
    const body = order.answer.safeParse(answered.body);
    return body.success ? { ok: true, answer: body.data } : fails(otherVersion(gateway));
  }
  const { status } = answered;
  const { data: problem } = problemSchema.safeParse(answered.body);
  if (problem !== undefined) {
    const why = [problem.detail, ...problem.errors.map(({ pointer, detail }) => `${pointer}: ${detail}.`)];
    const text = `${otherwise}: ${why.filter((each) => each !== undefined).join(' ')}`;
    if (status === 400) return fails(wrongInput(text));
    const outcome = status < 500 ? refused(text) : failedOutside(text);
    return { ok: false, isMissing: status === 404, outcome };
  }
  if (status === 403) return fails(failedOutside(`${otherwise}: ${notAllowed(gateway, order)}`));
  if (status === 404) return fails(otherVersion(gateway));
  const hint =
    status === 429
      ? 'it has too much to do; try again in a minute'
      : 'the log of its function `admin` says why';
  return fails(failedOutside(`${otherwise}: ${gateway.name} answered with ${whyOf(answered)}; ${hint}.`));
}

const fails = (outcome: Outcome) => ({ ok: false, isMissing: false, outcome }) as const;

/** API Gateway tells a signature that it does not know and a right that is missing by the same status. */
function notAllowed(
  { kind, name }: Named,
  { method, path }: Pick<AdminOrder<unknown>, 'method' | 'path'>,
): string {
  if (kind === 'local')
    return `${name} takes no such signature, so it is of another version. Start it again.`;
  const resource = path.split('/', 1)[0] ?? '';
  const policy =
    method === 'GET' ? 'viewer' : resource === 'conferences' ? 'conference-admin' : 'route-admin';
  return (
    `your AWS credentials are not valid, or lack execute-api:Invoke on ${method} /admin/v1/${resource} of ${name}, ` +
    `which the policy docs/iam/${policy}.json gives.`
  );
}

export function otherVersion({ kind, name }: Named): Outcome {
  const fix = kind === 'local' ? 'Start it again' : 'Deploy it with `npm run deploy`';
  return failedOutside(
    `${name} does not answer as this command line asks: it is of another version. ${fix}.`,
  );
}
