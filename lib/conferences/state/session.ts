import type { Caller, Conference } from '../model/conference.ts';

/** The room provider's times are whole seconds (Digital Samba docs, webhooks, payload): this is the rest of one. */
export const restOfSecondMs = 999;

/** Stands for a session whose start was never reported; that people or the bridge are in proves that there is one. */
export const unheardSession = 'unheard';

/** A session is over unheard if it does not run twice, the second time this much later: with it, everybody goes. */
export const sessionMissGapMs = 120_000;

/** After a session's end callers wait this long for the next one before they are told and hung up. */
export const sessionGraceMs = 30_000;

/** Whether a session is over, and no other has followed in time. */
export function isSessionOver({ session }: Conference, nowMs: number): boolean {
  return session?.endedAtMs !== undefined && nowMs >= session.endedAtMs + sessionGraceMs;
}

/** Whoever comes after a session's end waits for the next one; within the second of its end, nobody is after it. */
export function mustGoWith({ session }: Conference, { admittedAtMs, kicked }: Caller): boolean {
  if (session?.endedAtMs === undefined || kicked !== undefined) return false;
  return admittedAtMs <= session.endedAtMs + restOfSecondMs;
}
