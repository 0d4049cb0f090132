import * as z from 'zod';
import type { Http } from '../../../lib/http/http.ts';
import { judgeOf, type Vendor } from '../../contract/vendors.ts';
import type { Invocation } from './lambda.ts';
import type { About, Faults } from './faults.ts';
import { Violation } from './violation.ts';

/** What a provider answers: a status, a JSON body (undefined: some text, or nothing) and, where it says so, when to come again. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  /** Seconds of its `Retry-After`. */
  readonly retryAfterS?: number | undefined;
}

/** One request as it is sent. */
interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
  readonly contentType: string | undefined;
  /** The bearer key, or the whole header where it is none. */
  readonly key: string | undefined;
}

/** One request as a provider sees it. */
export interface Incoming extends Sent {
  /** True time in ms at which it is served, or, if whoever asked had given up or was gone before that, when they were. */
  readonly waitedUntilMs: number;
  readonly sender: Pick<Invocation, 'hasFailed'>;
}

/** A provider: what it does with a request, at the moment it does it. */
export interface Party {
  /** Base of its URLs. */
  readonly baseUrl: string;
  /** Whose document judges what it is asked and what it answers; undefined where the interface is our own. */
  readonly vendor: Vendor | undefined;
  readonly serve: (incoming: Incoming, by: Invocation) => Reply;
  /** In an outage nothing that is asked happens. */
  readonly isDown: () => boolean;
  /** How long it takes before it does what this request asks, in ms; it then does so even if nobody waits any more. */
  readonly takesMs?: (incoming: Sent) => number;
  /** How long it takes before it answers this request by its own doing, in ms. */
  readonly thinksMs?: (incoming: Sent) => number;
}

/** Times of a provider's API in ms, there and back. */
const latencyMs = [20, 90] as const;
const slowMs = [800, 9_000] as const;

/** A response whose text is at hand: the real one makes a stream of it, at ten times the cost. */
function quickResponse({ status, body, retryAfterS }: Reply): Response {
  const headers = retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) };
  const response = new Response(null, { status, headers });
  Object.defineProperty(response, 'text', {
    value: () => Promise.resolve(body === undefined ? '' : JSON.stringify(body)),
  });
  return response;
}

/** A failure as Node's fetch throws it: the reason is in the cause. */
function fetchFailed(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}

const headersSchema = z.record(z.string(), z.string());

const timedOut = () => new DOMException('The operation timed out.', 'TimeoutError');

/**
 * The network as one invocation sees it: providers by URL, and everything that goes wrong on the way. What must not be
 * asked at all ends the world through `fail`: an error of the network would be taken for one.
 */
export function networkOf(
  invocation: Invocation,
  parties: readonly Party[],
  forbidden: RegExp,
  fail: (violation: Violation) => void,
): Http {
  const { scheduler, faults, random, trace } = invocation.platform;
  const limits = new WeakMap<AbortSignal, number>();
  return {
    clock: invocation.clock,
    timeoutSignal: (ms) => {
      const { signal } = new AbortController();
      limits.set(signal, ms);
      return signal;
    },
    fetch: (url, init) => {
      const party = parties.find(({ baseUrl }) => url.startsWith(baseUrl));
      if (party === undefined) {
        fail(new Violation('no-such-host', url));
        return Promise.reject(fetchFailed('ENOTFOUND'));
      }
      if (forbidden.test(url)) fail(new Violation('no-secret-in-urls', url));
      const incoming = incomingOf(url.slice(party.baseUrl.length), init);
      const judged = judgedBy(party, url, incoming, fail);
      const limitMs = (init.signal == null ? undefined : limits.get(init.signal)) ?? Infinity;
      if (limitMs === Infinity) fail(new Violation('every-request-has-a-time-out', url));
      return invocation.outside<Response>((answer) => {
        const sentMs = scheduler.nowMs;
        const about = { ...invocation.about, party: party.baseUrl };
        const answerAt = (afterMs: number, reply: () => Reply | Error) => {
          const leftMs = sentMs + limitMs - scheduler.nowMs;
          scheduler.after(Math.min(afterMs, leftMs), () => {
            const replied = afterMs > leftMs ? timedOut() : reply();
            trace?.(
              () =>
                `${invocation.name}: ${incoming.method} ${incoming.path} → ${replied instanceof Error ? replied.message : `${replied.status} ${JSON.stringify(replied.body)}`}`,
            );
            answer(
              replied instanceof Error
                ? { ok: false, error: replied }
                : { ok: true, value: quickResponse(replied) },
            );
          });
        };
        const there = random.between(...latencyMs) + (party.takesMs?.(incoming) ?? 0);
        const thinksMs = party.thinksMs?.(incoming) ?? 0;
        const back =
          random.between(...latencyMs) +
          thinksMs +
          (faults.hits('httpSlow', about) ? random.between(...slowMs) : 0);
        const perform = () => {
          const goneAtMs = Math.min(sentMs + limitMs, invocation.overAtMs ?? Infinity);
          const waitedUntilMs = Math.min(scheduler.nowMs, goneAtMs);
          return judged(party.serve({ ...incoming, waitedUntilMs, sender: invocation }, invocation));
        };
        const refusal = refusalOf(party, faults, about);
        if (refusal === 'hangs') {
          answerAt(Infinity, timedOut);
          return;
        }
        if (refusal !== undefined) {
          answerAt(there + back, () => refusal);
          return;
        }
        const isLost = faults.hits('httpAnswerLost', about);
        const is500 = faults.hits('http500Done', about);
        if (there > limitMs) {
          answerAt(Infinity, timedOut);
          scheduler.after(there, perform);
          return;
        }
        scheduler.after(there, () => {
          const reply = perform();
          if (isLost) {
            const isReset = random.chance(0.5);
            answerAt(isReset ? back : Infinity, () => fetchFailed('ECONNRESET'));
          } else if (is500) {
            answerAt(back, () => ({ status: 500, body: { error: 'server-error' } }));
          } else {
            answerAt(back, () => reply);
          }
        });
      });
    },
  };
}

/** Judges the request by its vendor's document, and returns what does so with the answer. */
function judgedBy(
  { vendor }: Party,
  url: string,
  { method, body, contentType }: Sent,
  fail: (violation: Violation) => void,
): (reply: Reply) => Reply {
  if (vendor === undefined) return (reply) => reply;
  const judge = judgeOf(vendor);
  const request = { method, target: url.slice(url.indexOf('/', 'https://'.length)), contentType, body };
  const complain = (complaints: readonly string[]) => {
    const [first] = complaints;
    if (first !== undefined) fail(new Violation('as-the-vendor-documents', first));
  };
  complain(judge.request(request));
  return (reply) => {
    const { status, body: json } = reply;
    complain(judge.answer(request, { status, json, hasBody: json !== undefined }));
    return reply;
  };
}

/** Why a request is not carried out, if it is not. */
function refusalOf(party: Party, faults: Faults, about: About): Reply | Error | 'hangs' | undefined {
  if (faults.hits('httpUnsent', about)) return fetchFailed('ECONNREFUSED');
  if (party.isDown()) return { status: 503, body: { error: 'server-error' } };
  if (faults.hits('httpHangs', about)) return 'hangs';
  if (faults.hits('http429', about)) return { status: 429, body: { error: 'rate-limit-error' } };
  if (faults.hits('http500', about)) return { status: 500, body: { error: 'server-error' } };
  return undefined;
}

function incomingOf(path: string, init: RequestInit): Sent {
  const headers = headersSchema.parse(init.headers);
  const authorization = headers.authorization ?? headers['webhook-signature'];
  return {
    method: init.method ?? 'GET',
    path,
    body: typeof init.body === 'string' ? init.body : undefined,
    contentType: headers['content-type'],
    key: authorization?.replace(/^Bearer /, ''),
  };
}
