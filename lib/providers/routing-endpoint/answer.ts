import * as z from 'zod';
import { maxTargets, targetName, targetSchema, type Target } from '../../held-calls/model/route.ts';
import type { RoutingAnswer } from '../../held-calls/ports.ts';
import { leadsInside } from '../inside.ts';

const answersOf = <Each extends z.ZodType>(target: Each) =>
  z.union([
    z.strictObject({ targets: z.array(target).min(1).max(maxTargets) }),
    z.strictObject({ refuse: z.literal(true) }),
    z.strictObject({ data: z.json() }),
  ]);

/** What may be answered, as docs/routing-answer.schema.json publishes it. */
export const routingAnswerSchema = answersOf(targetSchema);

/** Targets are looked at one by one: a wrong one does not spoil the others. */
const lenientSchema = answersOf(z.unknown());

/** What an answer said, and which of its targets are of no use. */
interface Read {
  readonly answer: RoutingAnswer;
  readonly refused: readonly { readonly target: number; readonly why: string }[];
}

/**
 * Reads the body of an answer. Targets that cannot be used are left out; an answer of which nothing can be used is as good as none.
 * @param isAskedHere the endpoint that was asked is on this machine, so its bots may be too
 */
export function readAnswer(body: unknown, isAskedHere: boolean): Read {
  const parsed = lenientSchema.safeParse(body);
  if (!parsed.success) return { answer: { kind: 'none', why: 'wrong-answer' }, refused: [] };
  if ('refuse' in parsed.data) return { answer: { kind: 'refusal' }, refused: [] };
  if ('data' in parsed.data) return { answer: { kind: 'data', data: parsed.data.data }, refused: [] };
  const read = parsed.data.targets.map((target) => readTarget(target, isAskedHere));
  const targets = read.flatMap((one) => (one.ok ? [one.target] : []));
  return {
    answer: targets.length > 0 ? { kind: 'targets', targets } : { kind: 'none', why: 'no-usable-target' },
    refused: read.flatMap((one, target) => (one.ok ? [] : [{ target, why: one.why }])),
  };
}

function readTarget(
  written: unknown,
  isAskedHere: boolean,
): { readonly ok: true; readonly target: Target } | { readonly ok: false; readonly why: string } {
  const parsed = targetSchema.safeParse(written);
  if (!parsed.success)
    return { ok: false, why: `wrong ${parsed.error.issues[0]?.path.join('.') ?? ''}`.trim() };
  const target = parsed.data;
  if (target.kind === 'bot-endpoint' && !isAskedHere && leadsInside(target.url)) {
    return { ok: false, why: `private-address ${targetName(target)}` };
  }
  return { ok: true, target };
}
