import type { Context } from 'hono';
import { dropConnection, type Env, hangForEver, type Next, sameText, serveWith } from '../../kit/rest.ts';
import type { Timers } from '../../kit/timers.ts';
import { fail, invalid } from './answers.ts';
import type { DigitalSambaFaults } from '../faults.ts';
import type { DigitalSambaSettings } from '../options.ts';

/** Middleware: latency, outage, then the fault that is armed for the request. */
export function disturb(deps: { faults: DigitalSambaFaults; timers: Timers }) {
  const { faults, timers } = deps;
  return async (c: Context<Env>, next: Next): Promise<Response | undefined> => {
    const { outage, latencyMs } = faults;
    const fault = faults.take(c.req.method, c.req.path, await c.req.text());
    if (latencyMs > 0) await timers.sleep(latencyMs);
    switch (outage) {
      case 'none':
        return serveWith(fault, { c, next, timers }, injectedError);
      case 'unavailable':
        return c.html('<html><body><h1>503 Service Unavailable</h1></body></html>', 503);
      case 'hang':
        return hangForEver();
      case 'drop':
        return dropConnection(c);
    }
  };
}

async function passOn(next: Next): Promise<undefined> {
  await next();
  return undefined;
}

const injectedError = () => ({ error: 'injected-fault', message: 'injected fault' });

/** Length of the window of `requestsPerSecond`, in ms. */
const RATE_WINDOW_MS = 1_000;

/** Middleware: credentials, rate limit, and no query where none is documented. */
export function guard(settings: DigitalSambaSettings) {
  const { requestsPerSecond = Infinity } = settings;
  let passedAtMs: number[] = [];
  return async (c: Context<Env>, next: Next): Promise<Response | undefined> => {
    const key = developerKey(c.req.header('authorization') ?? '', settings.teamId);
    if (key !== undefined && settings.forbiddenKey !== undefined && sameText(key, settings.forbiddenKey)) {
      return fail(403, 'forbidden', 'Forbidden');
    }
    if (key === undefined || !sameText(key, settings.developerKey)) {
      return fail(401, 'unauthorized', 'Unauthenticated.');
    }
    const nowMs = Date.now();
    passedAtMs = passedAtMs.filter((atMs) => atMs > nowMs - RATE_WINDOW_MS);
    if (passedAtMs.length >= requestsPerSecond) {
      const refusal = fail(429, 'too-many-requests', 'Too Many Attempts.');
      if (settings.sendsRetryAfter) refusal.headers.set('retry-after', '1');
      return refusal;
    }
    passedAtMs.push(nowMs);
    const [parameter] = Object.keys(c.req.query());
    if (parameter !== undefined && !(c.req.method === 'GET' && listPath.test(c.req.path))) {
      return invalid(settings.validationStatus, { [parameter]: ['Unknown query parameter.'] });
    }
    return passOn(next);
  };
}

/** Paths that answer pages and check their queries themselves. */
const listPath =
  /^\/(rooms|rooms\/live|rooms\/live\/participants|rooms\/[^/]+\/sessions|sessions|webhooks|roles)$/;

/**
 * The key out of the three documented forms: `Bearer <key>`, `Basic base64(<team>:<key>)`, `Bearer base64(<team>:<key>)`.
 * Undefined without one, or for another team.
 */
function developerKey(header: string, teamId: string): string | undefined {
  const [, scheme, value = ''] = /^(Bearer|Basic) (\S+)$/i.exec(header) ?? [];
  if (scheme === undefined) return undefined;
  const [team, key] = Buffer.from(value, 'base64').toString().split(':', 2);
  if (team === teamId && key !== undefined) return key;
  return scheme.toLowerCase() === 'bearer' ? value : undefined;
}
