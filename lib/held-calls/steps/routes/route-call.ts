import { masked } from '../../../telemetry/telemetry.ts';
import type { HeldCall } from '../../model/call.ts';
import { maxTargets, type Target } from '../../model/route.ts';
import type { HeldCallDeps, RoutingAnswer } from '../../ports.ts';
import { roomFor } from '../bots/ask-targets.ts';

/** `known`: its targets are there. `unknown`: they are to be asked for again. `over`: it was refused, or has gone on. */
type Routed =
  | { readonly kind: 'known'; readonly call: HeldCall }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'over' };

/** A caller is on hold: an answer that takes longer than this counts as none, in milliseconds. */
const answerWithinMs = 2_000;

/**
 * Asks where a call goes, if that is somebody else's to say, and stores the answer. Told nothing that can be used, the call goes to
 * the route's other targets; if there are none, it is asked again with the next task.
 */
export async function route(deps: HeldCallDeps, call: HeldCall): Promise<Routed> {
  const { clock, log, router, count } = deps;
  const { id, ask, token, to, from, sipHeaders } = call;
  if (ask === undefined || token === undefined) return { kind: 'known', call };
  const endsAtMs = clock.now() + answerWithinMs;
  const answer = await router.ask({ id, url: ask.url, call: { id, to, from, sipHeaders }, endsAtMs });
  const atMs = clock.now();
  if (answer.kind === 'refusal') {
    const declined = await deps.calls.move(id, { kind: 'declined', atMs, token });
    if (!declined.ok) return { kind: 'over' };
    log.info('call-refused', { callId: id, reason: 'declined', to: masked(to), from: masked(from) });
    count('callsRefused', 1, 'declined');
    return { kind: 'over' };
  }
  if (answer.kind === 'none') {
    log.warn('routing-unanswered', { callId: id, why: answer.why });
    count('targetsRefused', 1, 'ask');
  }
  const targets = targetsAfter(answer, call.targets, ask.before);
  if (targets.length === 0) return { kind: 'unknown' };
  const room = roomFor(deps, { id, targets: [...targets] }, 0, call.attempt);
  const moved = await deps.calls.move(id, {
    kind: 'routed',
    atMs,
    token,
    targets,
    room,
    answer: wordOf(answer),
  });
  return moved.ok ? { kind: 'known', call: moved.call } : { kind: 'over' };
}

/** The targets of a call after an answer; `before`: how many of those that were named come first. */
export function targetsAfter(
  answer: Exclude<RoutingAnswer, { kind: 'refusal' }>,
  named: readonly Target[],
  before: number,
): readonly Target[] {
  switch (answer.kind) {
    case 'targets':
      return [...named.slice(0, before), ...answer.targets, ...named.slice(before)].slice(0, maxTargets);
    case 'data':
      return named.map((target) => (target.kind === 'room' ? target : { ...target, data: answer.data }));
    case 'none':
      return named;
  }
}

const wordOf = (answer: Exclude<RoutingAnswer, { kind: 'refusal' }>): string =>
  answer.kind === 'none' ? `none ${answer.why}` : answer.kind;
