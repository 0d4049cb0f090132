import { BlockList, isIP } from 'node:net';
import * as z from 'zod';
import { maxTargets, targetName, targetSchema, type Target } from '../../held-calls/model/route.ts';
import type { RoutingAnswer } from '../../held-calls/ports.ts';
import { isLoopback } from '../own-endpoint.ts';

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

/** Addresses that no bot on the internet has (RFC 1918, 6598, 3927, 4193, 4291): an answer must not lead our requests there. */
const inside = new BlockList();
inside.addSubnet('0.0.0.0', 8);
inside.addSubnet('10.0.0.0', 8);
inside.addSubnet('100.64.0.0', 10);
inside.addSubnet('127.0.0.0', 8);
inside.addSubnet('169.254.0.0', 16);
inside.addSubnet('172.16.0.0', 12);
inside.addSubnet('192.168.0.0', 16);
inside.addAddress('::', 'ipv6');
inside.addAddress('::1', 'ipv6');
inside.addSubnet('fc00::', 7, 'ipv6');
inside.addSubnet('fe80::', 10, 'ipv6');

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

function leadsInside(url: string): boolean {
  const { hostname } = new URL(url);
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(bare);
  if (family === 0) return isLoopback(hostname) || bare.endsWith('.localhost') || bare.endsWith('.internal');
  return inside.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}
