import { createConferenceStore } from '../lib/aws/conference-store.ts';
import { createKnownStore } from '../lib/aws/known-store.ts';
import { createPinStore } from '../lib/aws/pin-store.ts';
import { valuesOf, type SecretValues } from '../lib/aws/secrets.ts';
import type { Random } from '../lib/aws/timeouts.ts';
import { createWakeQueue } from '../lib/aws/wake-queue.ts';
import type { AdminDeps, KnownBook, NotDone } from '../lib/conference/administer-ports.ts';
import { conferenceIdSchema, type ConferenceId } from '../lib/conference/conference.ts';
import { pinKeysOf } from '../lib/conference/pins.ts';
import type { Clock, Wake } from '../lib/conference/ports.ts';
import { makeRoomOffice } from '../lib/digital-samba/office.ts';
import type { Http } from '../lib/http/http.ts';
import { httpOf, silent } from './http.ts';
import {
  failedOutside,
  refused,
  withProgress,
  writeLine,
  wrongInput,
  type Outcome,
  type Result,
  type Sink,
} from './output.ts';
import { readStored } from './secrets.ts';
import { withTarget, type Target, type TargetDeps, type TargetOptions } from './target.ts';

/** What the commands of conferences, PINs and doors need of the outside. */
export interface ConferencesDeps extends TargetDeps {
  readonly stdout: Sink;
  readonly clock: Clock;
  readonly random: Random;
  readonly randomBelow: AdminDeps['randomBelow'];
  readonly newId: () => string;
  readonly fetch: Http['fetch'];
}

/** A gateway's conferences, opened. */
export interface ConferenceTarget {
  readonly target: Target;
  readonly admin: AdminDeps & {
    readonly known: KnownBook;
    readonly wake: Wake;
    readonly newId: () => string;
  };
}

/**
 * Wakes the gateway's sync with the user's own credentials, which may not allow it: what was changed is marked as due all
 * the same, and the sweep, each minute, wakes what is due.
 */
function wakeOf({ stderr, newId }: ConferencesDeps, { wakeQueue: { client, url } }: Target): Wake {
  const queue = createWakeQueue({ client, queueUrl: url, newId });
  return {
    wake: async (id) => {
      const sent = await queue
        .wake(id)
        .catch((error: unknown) => (error instanceof Error ? error.name : 'error'));
      if (sent === 'sent') return 'sent';
      const why = sent === 'failed' ? 'its queue did not answer' : `its queue refused with ${sent}`;
      writeLine(stderr, `The gateway was not woken (${why}): it will notice within a minute or two.`);
      return 'failed';
    },
  };
}

/** Opens the gateway's conferences. Its keys are read when something asks for them. */
export function withConferences(
  deps: ConferencesDeps,
  options: TargetOptions,
  doing: string,
  work: (opened: ConferenceTarget) => Promise<Outcome>,
): Promise<Outcome> {
  return withTarget(deps, options, (target) =>
    withProgress(deps.stderr, doing, work({ target, admin: adminOf(deps, target) })),
  );
}

/** Opens the gateway's conferences for a command about one of them, named by what somebody typed. */
export async function withConference(
  deps: ConferencesDeps,
  options: TargetOptions,
  typedId: string,
  doing: string,
  work: (opened: ConferenceTarget & { readonly id: ConferenceId }) => Promise<Outcome>,
): Promise<Outcome> {
  const id = conferenceIdFrom(typedId);
  if (!id.ok) return id.outcome;
  return withConferences(deps, options, doing, (opened) => work({ ...opened, id: id.value }));
}

function adminOf(deps: ConferencesDeps, target: Target): ConferenceTarget['admin'] {
  const { clock, random, randomBelow, newId } = deps;
  const { table, digitalSambaUrl, digitalSambaEventsUrl } = target;
  // A malformed key is as good as none, to the gateway too.
  const readKeys = async (): Promise<SecretValues> => {
    const stored = await readStored(deps, target);
    return stored.ok ? (valuesOf(stored.value) ?? {}) : {};
  };
  const developerKey = async () => (await readKeys()).digitalSambaDeveloperKey;
  const client = {
    http: httpOf(deps),
    log: silent,
    apiUrl: digitalSambaUrl,
    developerKey: { read: developerKey, reread: developerKey },
  };
  return {
    conferences: createConferenceStore({ table, clock, random }),
    pins: createPinStore({ table, clock, random }),
    known: createKnownStore({ table, clock, random }),
    wake: wakeOf(deps, target),
    clock,
    randomBelow,
    newId,
    office: makeRoomOffice(client, digitalSambaEventsUrl),
    pinKeys: async () => pinKeysOf(await readKeys()),
  };
}

/** The outcome of what a use case did not do. */
export function outcomeOf(what: string, { reason, why }: NotDone): Outcome {
  const problem = `${what}: ${why}.`;
  return reason === 'refused' ? refused(problem) : failedOutside(problem);
}

export function conferenceIdFrom(typed: string): Result<ConferenceId> {
  const id = conferenceIdSchema.safeParse(typed);
  if (id.success) return { ok: true, value: id.data };
  const problem = 'A conference is named by its id, which `conference list` shows.';
  return { ok: false, outcome: wrongInput(problem) };
}

export const noConference = refused('There is no conference with that id. `conference list` shows all.');
