import { defaultRouteKey, dialledKeys } from '../../lib/held-calls/model/route.ts';
import { findByDialled } from '../../lib/held-calls/steps/routes/find-route.ts';
import type { RouteStore } from '../../lib/held-calls/ports.ts';
import { decide, type Found, type RefusalReason } from '../../lib/held-calls/steps/routes/routing.ts';
import { callerNumber } from '../../lib/numbers/caller.ts';
import { parseMoment } from '../kit/input.ts';
import {
  aligned,
  done,
  momentText,
  writeJson,
  writeLine,
  type Outcome,
  type Result,
  type Sink,
} from '../kit/output.ts';
import { numbered, routeKeyFrom } from './route-text.ts';

/** A call that nobody makes. */
export interface TestCall {
  /** Key of the dialled number or address. */
  readonly to: string;
  readonly from: string | undefined;
  readonly atMs: number;
}

export function parseTestCall(
  typed: { readonly to: string; readonly from?: string | undefined; readonly at?: string | undefined },
  nowMs: number,
): Result<TestCall> {
  const to = routeKeyFrom(typed.to);
  if (!to.ok) return to;
  const at = parseMoment('--at', typed.at);
  if (!at.ok) return at;
  return { ok: true, value: { to: to.value, from: typed.from, atMs: at.value ?? nowMs } };
}

/** Decides as the webhook does: the number's own route, then the default one. */
export function testRoute(
  { to, from, atMs }: TestCall,
  found: Found,
  stdout: Sink,
  isJson: boolean,
): Outcome {
  const decision = decide(found, from, atMs);
  const isTaken = decision.kind === 'targets';
  const targets = isTaken ? decision.targets : [];
  if (isJson) {
    const dialOut = isTaken && decision.dialOut;
    const at = momentText(atMs);
    writeJson(stdout, {
      to,
      from: from ?? null,
      at,
      taken: isTaken,
      reason: decision.reason,
      targets,
      dialOut,
    });
  } else {
    const why = isTaken ? whyTaken(found.by, decision.reason) : whyRefused[decision.reason];
    writeLine(
      stdout,
      aligned([
        ['call', `to ${to} from ${from ?? 'nobody known'} at ${momentText(atMs)}`],
        ['answer', isTaken ? 'taken' : 'refused'],
        ['reason', `${decision.reason}: ${why}`],
        ...numbered('leads to', targets),
      ]),
    );
    const hosts = found.route?.kind === 'targets' ? found.route.callerHosts : undefined;
    if (from !== undefined && callerNumber(from, hosts) === undefined)
      writeLine(
        stdout,
        'The caller is not for certain a number in international form, so no allow list knows it; a deny list looks at ' +
          'whatever could be one.',
      );
  }
  return isTaken ? done : { exitCode: 3 };
}

/** The route that a call would find. A name cannot be dialled: it is what a signed header asks for. */
export async function findAs(store: Pick<RouteStore, 'find'>, to: string): Promise<Found> {
  const isName = to !== defaultRouteKey && dialledKeys(to).length === 0;
  return isName ? { route: await store.find(to), by: 'signed-header' } : findByDialled(store, to);
}

function whyTaken(by: Found['by'], reason: string): string {
  const route = {
    'signed-header': 'the route that a signed header names',
    number: "the number's own route",
    default: 'the default route',
    trunk: 'the route that the trunk leads to',
  }[by];
  return reason.endsWith('-closed')
    ? `${route} counts, outside its opening hours`
    : by === 'default'
      ? 'the number has no route of its own, so the default route counts'
      : `${route} counts`;
}

const whyRefused: Readonly<Record<RefusalReason, string>> = {
  'unknown-number': 'the number has no route, and there is no default route',
  'route-refuses': 'its route refuses every call',
  'caller-denied': "the caller is on the route's deny list",
  'caller-not-allowed': "the caller is not on the route's allow list",
  closed: "it is outside the route's opening hours, which lead nowhere else",
};
