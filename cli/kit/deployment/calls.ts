import type * as z from 'zod';
import { callSummarySchema, callViewSchema, type CallView } from '../../../lib/admin/call-schema.ts';
import { askForList, inPath, type AdminApi } from './admin-api.ts';
import type { AdminAnswer } from './admin-answer.ts';
import { refused } from '../output.ts';
import { meant } from './short-ids.ts';

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

/** Shorter ones are no beginning of an id: most of them mean several calls. */
const minBeginning = 4;
/** How far back, and among how many calls, the beginning of an id is looked for. */
const [beginningSinceMs, beginningAmong] = [86_400_000, 1_000];

/** One call, by its id or, among the latest, by the beginning of that. */
export async function readCall(
  api: AdminApi,
  clock: { now(): number },
  typed: string,
): Promise<AdminAnswer<CallView>> {
  const asked = await askForCall(api, typed);
  if (asked.ok || !asked.isMissing || typed.length < minBeginning) return asked;
  const wanted = {
    liveOnly: false,
    sinceMs: clock.now() - beginningSinceMs,
    withCanary: true,
    limit: beginningAmong,
  };
  const latest = await readCalls(api, callSummarySchema, wanted);
  if (!latest.ok) return latest;
  const one = meant(latest.answer.items, typed, 'calls', noCall);
  return one.ok ? askForCall(api, one.value.id) : { ok: false, isMissing: true, outcome: one.outcome };
}

async function askForCall({ ask }: AdminApi, id: string): Promise<AdminAnswer<CallView>> {
  const path = `calls/${inPath(id)}`;
  const read = await ask({ method: 'GET', path, answer: callViewSchema, otherwise });
  return read.ok || !read.isMissing ? read : { ...read, outcome: noCall };
}

const noCall = refused(
  'There is no call with that id, and among the latest none that begins so: `call list` shows them. Held calls are kept as long as the setting ' +
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
