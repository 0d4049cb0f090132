import type { Http } from '../../../lib/http/http.ts';
import type { Log, LogCode, LogFields } from '../../../lib/telemetry/telemetry.ts';

/** What the other side does with one request. `hang`: nothing, until the request's time is over. */
export type Reply =
  | {
      readonly status: number;
      readonly body?: unknown;
      readonly takesMs?: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly failsWith: string }
  | 'hang';

interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string | undefined;
  readonly body: unknown;
  readonly atMs: number;
  readonly timeoutMs: number;
}

export const startMs = 1_767_225_600_000;

/** A network on a clock that only sleeping and waiting move. Replies are used up in turn; the last one stays. */
export function fakeHttp(...replies: readonly Reply[]) {
  let nowMs = startMs;
  let timeoutMs = Number.NaN;
  const sent: SentRequest[] = [];
  const http: Http = {
    clock: {
      now: () => nowMs,
      sleep: (ms) => {
        nowMs += ms;
        return Promise.resolve();
      },
    },
    timeoutSignal: (ms) => {
      timeoutMs = ms;
      return new AbortController().signal;
    },
    fetch: (url, init) => {
      const text = typeof init.body === 'string' ? init.body : undefined;
      sent.push({
        method: init.method ?? 'GET',
        url,
        headers: Object.fromEntries(new Headers(init.headers)),
        text,
        body: text === undefined ? undefined : JSON.parse(text),
        atMs: nowMs - startMs,
        timeoutMs,
      });
      const reply = replies[Math.min(sent.length, replies.length) - 1];
      if (reply === undefined) throw new Error('no request was expected');
      const isTooSlow = typeof reply === 'object' && 'status' in reply && (reply.takesMs ?? 0) > timeoutMs;
      if (reply === 'hang' || isTooSlow) {
        nowMs += timeoutMs;
        return Promise.reject(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
      }
      if ('failsWith' in reply) {
        const cause = Object.assign(new Error('socket'), { code: reply.failsWith });
        return Promise.reject(new TypeError('fetch failed', { cause }));
      }
      nowMs += reply.takesMs ?? 0;
      const body = reply.body === undefined ? null : JSON.stringify(reply.body);
      const { status, headers = {} } = reply;
      return Promise.resolve(new Response(body, { status, headers }));
    },
  };
  return { http, sent, elapsedMs: () => nowMs - startMs };
}

/** A log that keeps its lines. */
export function fakeLog() {
  const lines: { readonly level: string; readonly code: LogCode; readonly fields: LogFields }[] = [];
  const at =
    (level: string) =>
    (code: LogCode, fields: LogFields = {}) => {
      lines.push({ level, code, fields });
    };
  const log: Log = { info: at('info'), warn: at('warn'), error: at('error') };
  return { log, lines, text: () => JSON.stringify(lines) };
}

/** A key that is `first` until it is re-read. */
export function fakeKey(first: string | undefined, fresh = first) {
  let rereads = 0;
  return {
    read: () => Promise.resolve(first),
    reread: () => {
      rereads += 1;
      return Promise.resolve(fresh);
    },
    rereads: () => rereads,
  };
}
