import type { LoggedCall } from '../aws/stores/held-calls/call-log.ts';
import type { CallView } from './call-schema.ts';
import { viewOf } from './call-view.ts';
import type { About } from './erase.ts';
import type { KnownCaller } from '../conferences/model/known-caller.ts';

/** A call as a caller may have it told: everything of it that is about people, in full. */
type ExportedCall = CallView & {
  /** What the provider said of the caller, as it said it. */
  readonly caller: string | undefined;
  /** Headers that came with a call over SIP; whoever dialled wrote them. */
  readonly sipHeaders?: Readonly<Record<string, string>> | undefined;
  /** How the room names the caller, and the caller's reference there. */
  readonly name?: string | undefined;
  readonly externalId?: string | undefined;
  /** Moment after which the call is stored no more, where it has one of its own. */
  readonly keptUntil?: string | undefined;
};

export interface Export {
  readonly calls: readonly ExportedCall[];
  /** Conferences that let the caller in without a PIN. Undefined: nobody can tell, since the secret is missing. */
  readonly knownAs:
    readonly Pick<KnownCaller, 'conference' | 'dialled' | 'name' | 'externalId'>[] | undefined;
}

/** What is stored about a caller, for them to read; what is stored beside it is about the gateway (keys, tokens, routes' data). */
export function exportOf({ calls, known }: About, nowMs: number): Export {
  return {
    calls: calls.map((logged) => ({ ...viewOf(logged, nowMs), ...personalOf(logged) })),
    knownAs: known?.map(({ caller: { conference, dialled, name, externalId } }) => ({
      conference,
      dialled,
      name,
      externalId,
    })),
  };
}

function personalOf(logged: LoggedCall): Omit<ExportedCall, keyof CallView> {
  if (logged.kind === 'held') {
    const { from, sipHeaders, ttl } = logged.call;
    return { caller: from, sipHeaders, keptUntil: new Date(ttl * 1000).toISOString() };
  }
  const { call, caller } = logged;
  return { caller: call.number, name: caller?.name, externalId: caller?.externalId };
}
