import type { FormRequestEvent } from '../../../functions/shared/form-webhook.ts';
import { Violation } from '../../simulation/frame/violation.ts';
import { textOf } from '../fuzzing/target.ts';

const manners = ['signed', 'failing', 'broken', 'unknown'] as const;
/**
 * How a request is sent. `signed`: by the provider, whatever else it says. `failing`: signed, while machine and queue
 * take nothing; `broken`: while the table answers nothing. `unknown`: without a signature but one that may be copied.
 */
export type Manner = (typeof manners)[number];

/** A request as an input spells it: manner and path, headers, an empty line, a body. */
export interface Written {
  readonly manner: Manner;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Stands between two requests of one input. */
const between = '\n====\n';
/** A journey of a caller takes fewer. */
const maxRequests = 12;

export function written(
  manner: Manner,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`${manner} ${path}`, ...lines, '', body].join('\n')).toString('latin1');
}

export function inARow(...requests: readonly string[]): string {
  return requests.join(between);
}

/** The requests that an input spells, one after the other. Every input spells some. */
export function requestsIn(input: string): readonly Written[] {
  return textOf(input).split(between).slice(0, maxRequests).map(read);
}

function read(text: string): Written {
  const [head = '', ...rest] = text.split('\n\n');
  const [start = '', ...lines] = head.split('\n');
  const [manner, path = ''] = start.split(' ', 2);
  const headers = lines.map((line) => {
    const colon = line.indexOf(': ');
    return colon < 1 ? undefined : ([line.slice(0, colon).toLowerCase(), line.slice(colon + 2)] as const);
  });
  return {
    manner: manners.find((each) => each === manner) ?? 'unknown',
    path,
    headers: Object.fromEntries(headers.filter((header) => header !== undefined)),
    body: rest.join('\n\n'),
  };
}

/** The event as API Gateway makes it: the body in base64 unless it calls itself text or JSON. */
export function eventOf(
  { path, body }: Written,
  headers: Readonly<Record<string, string>>,
  pathParameters: Readonly<Record<string, string>> = {},
): FormRequestEvent {
  const type = headers['content-type'] ?? '';
  const isText = /^text\/|^application\/(.*\+)?json/.test(type);
  const question = path.indexOf('?');
  return {
    rawPath: question < 0 ? path : path.slice(0, question),
    rawQueryString: question < 0 ? '' : path.slice(question + 1),
    headers: { ...headers },
    pathParameters: { ...pathParameters },
    // A sender may lie about it, too.
    body: isText || type.includes('mangled') ? body : Buffer.from(body).toString('base64'),
    isBase64Encoded: !isText,
  };
}

/** The fault that is put behind a dial-in on purpose. */
export class Injected extends Error {
  override readonly name = 'Injected';
}

/** What a handler did with one request. */
export interface Outcome {
  readonly manner: Manner;
  /** Whether a provider could have sent it: by a check of our own, written apart from the product's. */
  readonly isSigned: boolean;
  readonly statusCode: number | undefined;
  readonly body: string | undefined;
  /** Whatever was done behind the dial-in, reads too, one word each. */
  readonly done: readonly string[];
}

/** Every dial-in's promise. `isProbe`: answered 200 without a signature, and without effect. */
export function judge(outcome: Outcome, { isProbe = false }: { readonly isProbe?: boolean } = {}): void {
  const { manner, isSigned, statusCode = 200, body, done } = outcome;
  if (!isSigned) {
    if (done.length > 0) throw new Violation('unsigned-has-no-effect', done.join(', '));
    const isRefused = statusCode >= 400 && statusCode < 500;
    const isAnsweredProbe = isProbe && statusCode === 200;
    if (!isRefused && !isAnsweredProbe)
      throw new Violation('unsigned-is-refused', `answered ${statusCode} ${body ?? ''}`);
    return;
  }
  const mayBe503 = manner === 'failing' || manner === 'broken';
  if (statusCode >= 500 && !(mayBe503 && statusCode === 503))
    throw new Violation('no-5xx', `answered ${statusCode} ${body ?? ''}`);
}

/**
 * Calls a handler. What it throws is a promise broken, unless it is the fault that was put there. What it began and did not wait
 * for is over by then too, so that it is not taken for the next request's.
 */
export async function answerOf<Event, Answer>(
  handler: (event: Event) => Promise<Answer>,
  event: Event,
): Promise<Answer | undefined> {
  try {
    const answer = await handler(event);
    await new Promise((resolve) => setImmediate(resolve));
    return answer;
  } catch (error) {
    if (error instanceof Injected) return undefined;
    throw error;
  }
}

/** No line of a log may hold any of these. */
export function judgeLogs(logs: readonly unknown[], secrets: Readonly<Record<string, string>>): void {
  const text = JSON.stringify(logs);
  for (const [name, secret] of Object.entries(secrets))
    if (text.includes(secret)) throw new Violation('no-secret-in-logs', name);
}
