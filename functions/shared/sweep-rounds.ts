import type { DeadLetters } from '../../lib/aws/clients/dead-letters.ts';
import type { Revived } from '../../lib/providers/daily/revive-webhook.ts';
import type { Clock } from '../../lib/held-calls/ports.ts';
import type { Count, Log } from '../../lib/telemetry/telemetry.ts';

/**
 * What goes wrong once in months is looked for this often: to look costs a request each time. Daily keeps events of a
 * webhook that it has given up for nobody, and calls get through on the bots' own reports meanwhile.
 */
export const roundEveryMs = 15 * 60_000;

/** When each look is due again (Unix ms), kept in the function's memory: a new copy of it looks at once. */
export interface RoundsCache {
  deadLettersAtMs: number;
  webhookAtMs: number;
  secretAtMs: number;
}

export const newRoundsCache = (): RoundsCache => ({ deadLettersAtMs: 0, webhookAtMs: 0, secretAtMs: 0 });

export interface RoundsDeps {
  readonly deadLetters: DeadLetters;
  readonly reviveWebhook: () => Promise<Revived>;
  /** Names of the secret's fields that cannot be read. */
  readonly malformedKeys: () => Promise<readonly string[]>;
  readonly cache: RoundsCache;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly count: Count;
}

/** Wakes conferences again whose wakes were given up. What is given up once more is counted as what cannot be fixed. */
export async function reviveConferences(deps: RoundsDeps): Promise<{ readonly revived: number }> {
  const { deadLetters, cache, clock, log, count } = deps;
  const nowMs = clock.now();
  if (nowMs < cache.deadLettersAtMs) return { revived: 0 };
  const { revived, givenUpAgain, unreadable } = await deadLetters.revive();
  // Only so many are handed out at once: where there were some, there may be more.
  const isNone = revived.length + givenUpAgain.length + unreadable === 0;
  cache.deadLettersAtMs = isNone ? nowMs + roundEveryMs : nowMs;
  for (const conference of revived) log.warn('sweep-healed', { what: 'dead-letter', conference });
  for (const conference of givenUpAgain) {
    log.error('sweep-failed', { what: 'dead-letter', conference, why: 'given-up-again' });
  }
  if (unreadable > 0) log.error('sweep-failed', { what: 'dead-letter', why: 'unreadable', unreadable });
  if (revived.length > 0) count('sweepHealed', revived.length, 'dead-letter');
  const failed = givenUpAgain.length + unreadable;
  if (failed > 0) count('sweepFailed', failed, 'dead-letter');
  return { revived: revived.length };
}

/** Revives Daily's webhook. While it is not known to work, each sweep looks, so that the alarm hears of it. */
export async function reviveDailyWebhook(deps: RoundsDeps): Promise<{ readonly webhooksRevived: number }> {
  const { reviveWebhook, cache, clock, log, count } = deps;
  const nowMs = clock.now();
  if (nowMs < cache.webhookAtMs) return { webhooksRevived: 0 };
  const revived = await reviveWebhook();
  cache.webhookAtMs = revived.kind === 'failed' ? nowMs : nowMs + roundEveryMs;
  switch (revived.kind) {
    case 'nothing':
      return { webhooksRevived: 0 };
    case 'revived':
      log.warn('sweep-healed', { what: 'daily-webhook' });
      count('sweepHealed', 1, 'daily-webhook');
      return { webhooksRevived: 1 };
    case 'failed':
      log.error('sweep-failed', { what: 'daily-webhook', why: revived.why });
      count('sweepFailed', 1, 'daily-webhook');
      return { webhooksRevived: 0 };
  }
}

/**
 * Tells of keys that cannot be read: whatever needs one is refused, which nobody hears of before somebody calls. While there
 * are some, each sweep looks, so that the alarm hears of them.
 */
export async function checkSecret(deps: RoundsDeps): Promise<{ readonly malformedKeys: number }> {
  const { cache, clock, log, count } = deps;
  const nowMs = clock.now();
  if (nowMs < cache.secretAtMs) return { malformedKeys: 0 };
  const malformed = await deps.malformedKeys();
  cache.secretAtMs = malformed.length === 0 ? nowMs + roundEveryMs : nowMs;
  for (const key of malformed) log.error('sweep-failed', { what: 'secret', why: `malformed: ${key}` });
  if (malformed.length > 0) count('sweepFailed', malformed.length, 'secret');
  return { malformedKeys: malformed.length };
}
