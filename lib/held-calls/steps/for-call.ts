import type { CallId } from '../model/call.ts';
import type { HeldCallDeps } from '../ports.ts';

/** What serves one call: if it is not counted, nothing that happens to it is. */
export function forCall<Deps extends Pick<HeldCallDeps, 'count' | 'isCounted'>>(
  deps: Deps,
  id: CallId,
): Deps {
  return deps.isCounted(id) ? deps : { ...deps, count: () => undefined };
}
