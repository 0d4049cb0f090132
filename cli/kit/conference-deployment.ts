import { createConferenceStore } from '../../lib/aws/stores/conferences/conference-store.ts';
import { createKnownStore } from '../../lib/aws/stores/conferences/known-store.ts';
import { createPinStore } from '../../lib/aws/stores/conferences/pin-store.ts';
import { valuesOf, type SecretValues } from '../../lib/aws/clients/secrets.ts';
import type { Random } from '../../lib/aws/clients/timeouts.ts';
import { createWakeQueue } from '../../lib/aws/clients/wake-queue.ts';
import { conferenceIdSchema, type ConferenceId } from '../../lib/conferences/model/conference.ts';
import { pinKeysOf } from '../../lib/conferences/model/pins.ts';
import type { Clock, Wake, KnownAdmin, AdminDeps } from '../../lib/conferences/ports.ts';
import { makeRoomProvisioner } from '../../lib/providers/digital-samba/provisioner.ts';
import type { Http } from '../../lib/http/http.ts';
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
import { readStored } from '../secrets/secrets.ts';
import {
  withDeployment,
  type Deployment,
  type DeploymentDeps,
  type DeploymentOptions,
} from './deployment.ts';
import type { NotDone } from '../../lib/conferences/model/not-done.ts';

/** What the commands of conferences, PINs and dial-ins need of the outside. */
export interface ConferencesDeps extends DeploymentDeps {
  readonly stdout: Sink;
  readonly clock: Clock;
  readonly random: Random;
  readonly randomBelow: AdminDeps['randomBelow'];
  readonly newId: () => string;
  readonly fetch: Http['fetch'];
}

/** A gateway's conferences, opened. */
export interface DeploymentConferences {
  readonly deployment: Deployment;
  readonly admin: AdminDeps & {
    readonly known: KnownAdmin;
    readonly wake: Wake;
    readonly newId: () => string;
  };
}

/**
 * Wakes the gateway's sync with the user's own credentials, which may not allow it: what was changed is marked as due all
 * the same, and the sweep, each minute, wakes what is due.
 */
function wakeOf({ stderr, newId }: ConferencesDeps, { wakeQueue: { client, url } }: Deployment): Wake {
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
  options: DeploymentOptions,
  doing: string,
  work: (opened: DeploymentConferences) => Promise<Outcome>,
): Promise<Outcome> {
  return withDeployment(deps, options, (deployment) =>
    withProgress(deps.stderr, doing, work({ deployment, admin: adminOf(deps, deployment) })),
  );
}

/** Opens the gateway's conferences for a command about one of them, named by what somebody typed. */
export async function withConference(
  deps: ConferencesDeps,
  options: DeploymentOptions,
  typedId: string,
  doing: string,
  work: (opened: DeploymentConferences & { readonly id: ConferenceId }) => Promise<Outcome>,
): Promise<Outcome> {
  const id = conferenceIdFrom(typedId);
  if (!id.ok) return id.outcome;
  return withConferences(deps, options, doing, (opened) => work({ ...opened, id: id.value }));
}

function adminOf(deps: ConferencesDeps, deployment: Deployment): DeploymentConferences['admin'] {
  const { clock, random, randomBelow, newId } = deps;
  const { table, digitalSambaUrl, digitalSambaEventsUrl } = deployment;
  // A malformed key is as good as none, to the gateway too.
  const readKeys = async (): Promise<SecretValues> => {
    const stored = await readStored(deps, deployment);
    return stored.ok ? valuesOf(stored.value) : {};
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
    wake: wakeOf(deps, deployment),
    clock,
    randomBelow,
    newId,
    provisioner: makeRoomProvisioner(client, digitalSambaEventsUrl),
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
