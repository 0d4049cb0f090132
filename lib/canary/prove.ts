import { isConnected, isOver, ownRoomName, type CallId } from '../held-calls/model/call.ts';
import type { HeldCallDeps } from '../held-calls/ports.ts';
import { routeHeaderLifeMs, routeHeaderName, signRouteHeader } from '../held-calls/steps/bots/tokens.ts';
import { canaryCallId } from './id.ts';
import { canaryRouteName } from './route.ts';

/** The provider of the canary's calls, as the front door knows it. Undefined: it has taken what it was told; else why not. */
export interface CanaryProvider {
  /** Announces a call on hold. */
  readonly announce: (
    call: CallId,
    sipHeaders: Readonly<Record<string, string>>,
  ) => Promise<string | undefined>;
  /** Says that the caller has left the room. */
  readonly reportLeft: (room: string) => Promise<string | undefined>;
}

export type ProveDeps = Pick<HeldCallDeps, 'clock' | 'log' | 'count' | 'signingKey'> & {
  readonly calls: Pick<HeldCallDeps['calls'], 'get'>;
  readonly provider: CanaryProvider;
  readonly settings: Pick<HeldCallDeps['settings'], 'stage'>;
  readonly newId: () => string;
};

/** Whether a call got through, and if not, why: a short fixed word, and for one that nobody took on, who refused it. */
type Proof =
  | { readonly ok: true; readonly callId: CallId; readonly tookMs: number }
  | { readonly ok: false; readonly callId: CallId; readonly why: string };

/** A call takes a second, and some with cold starts. A caller on hold who waits this long thinks of hanging up. */
export const connectsWithinMs = 30_000;

/** Between two looks at the call: each is one read. */
const lookEveryMs = 500;

/**
 * Places a call that nobody makes through the front door, waits until it is connected, hangs up, and counts how it went: 0
 * for a call that got through, so that no news is not taken for good news.
 */
export async function proveThatCallsGetThrough(deps: ProveDeps): Promise<Proof> {
  const callId = canaryCallId(deps.newId());
  const startedAtMs = deps.clock.now();
  const why = await whyNotThrough(deps, callId, startedAtMs + connectsWithinMs);
  deps.count('canaryFailed', why === undefined ? 0 : 1);
  if (why === undefined) return { ok: true, callId, tookMs: deps.clock.now() - startedAtMs };
  deps.log.error('canary-failed', { callId, why });
  return { ok: false, callId, why };
}

async function whyNotThrough(deps: ProveDeps, callId: CallId, endsAtMs: number): Promise<string | undefined> {
  const { clock, provider, settings } = deps;
  const key = await deps.signingKey();
  if (key === undefined) return 'no-signing-key';
  const header = { route: canaryRouteName, call: callId, expiresAtMs: clock.now() + routeHeaderLifeMs };
  const refused = await provider.announce(callId, { [routeHeaderName]: signRouteHeader(key, header) });
  if (refused !== undefined) return `announced-${refused}`;

  for (;;) {
    const call = await deps.calls.get(callId);
    if (call === undefined) return 'not-stored';
    if (isOver(call)) return call.outcome ?? call.state;
    if (isConnected(call)) break;
    if (clock.now() >= endsAtMs) return `still-${call.state}`;
    await clock.sleep(lookEveryMs);
  }
  const notLeft = await provider.reportLeft(ownRoomName(settings.stage, callId, 1));
  return notLeft === undefined ? undefined : `left-${notLeft}`;
}
