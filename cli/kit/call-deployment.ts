import type * as z from 'zod';
import { callViewSchema, type CallView } from '../../lib/admin/call-schema.ts';
import { askForList, inPath, type AdminApi } from './admin-api.ts';
import type { AdminAnswer } from './admin-answer.ts';
import { refused } from './output.ts';

const otherwise = 'The calls cannot be read';

/** Which calls are asked for. */
interface CallsWanted {
  readonly liveOnly: boolean;
  /** Unix ms; calls that are over and came before are left out. */
  readonly sinceMs: number;
  readonly withCanary?: boolean;
  /** With everything that happened to them. */
  readonly isWhole?: boolean;
  readonly limit: number;
}

/** All calls that are asked for, at most `limit`; `isAll`: there are no more. */
export function readCalls<Item>(
  api: AdminApi,
  item: z.ZodType<Item>,
  { liveOnly, sinceMs, withCanary = false, isWhole = false, limit }: CallsWanted,
): Promise<AdminAnswer<{ readonly items: readonly Item[]; readonly isAll: boolean }>> {
  const since = new Date(sinceMs).toISOString();
  const query = { live: `${liveOnly}`, since, canary: `${withCanary}`, whole: `${isWhole}` };
  return askForList(api, { path: 'calls', query, item, otherwise }, limit);
}

/** One call. */
export async function readCall({ ask }: AdminApi, id: string): Promise<AdminAnswer<CallView>> {
  const path = `calls/${inPath(id)}`;
  const read = await ask({ method: 'GET', path, answer: callViewSchema, otherwise });
  return read.ok || !read.isMissing ? read : { ...read, outcome: noCall };
}

const noCall = refused(
  'There is no call with that id: `call list` shows the latest. Held calls are kept as long as the setting ' +
    'callRetentionDays says, calls at a dial-in for two days.',
);

/** One line of a timeline: when, how long after the line before, what. */
export function lineRow({
  at,
  afterMs,
  event,
  detail = '',
}: CallView['timeline'][number]): readonly string[] {
  return [at, `+${secondsText(afterMs)}`, event, detail];
}

/** A duration for people. */
export const secondsText = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
