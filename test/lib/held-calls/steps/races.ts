import type { HeldCallDeps } from '../../../../lib/held-calls/ports.ts';
import type { CallEventKind } from '../../../../lib/held-calls/model/call-events.ts';

/** The same, but once, right before the first move of that kind, something else happens. */
export function rightBefore(
  deps: HeldCallDeps,
  kind: CallEventKind,
  happens: () => Promise<unknown>,
): HeldCallDeps {
  let isFirst = true;
  const move: HeldCallDeps['calls']['move'] = async (id, event) => {
    if (isFirst && event.kind === kind) {
      isFirst = false;
      await happens();
    }
    return deps.calls.move(id, event);
  };
  return { ...deps, calls: { ...deps.calls, move } };
}

/** The same, but right before the first move of that kind the call's item has reached the end of its `ttl`. */
export function goneBefore(deps: HeldCallDeps, kind: CallEventKind): HeldCallDeps {
  const move: HeldCallDeps['calls']['move'] = (id, event) =>
    event.kind === kind ? Promise.resolve({ ok: false, call: undefined }) : deps.calls.move(id, event);
  return { ...deps, calls: { ...deps.calls, move } };
}

/** The same, and what existing rooms are told, by room and event. Rooms of ours must cost no such write. */
export function watchingRooms(deps: HeldCallDeps): { deps: HeldCallDeps; told: string[] } {
  const told: string[] = [];
  const change: HeldCallDeps['existingRooms']['change'] = (name, event) => {
    told.push(`${name} ${event.kind}`);
    return deps.existingRooms.change(name, event);
  };
  return { deps: { ...deps, existingRooms: { ...deps.existingRooms, change } }, told };
}
