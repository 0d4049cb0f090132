import * as z from 'zod';
import type { EraseDeps } from '../../lib/admin/erase.ts';
import { valuesOf } from '../../lib/providers/secret.ts';
import type { Random } from '../../lib/aws/clients/timeouts.ts';
import { listConferences } from '../../lib/aws/stores/conferences/conference-rooms.ts';
import { createKnownStore } from '../../lib/aws/stores/conferences/known-store.ts';
import { createErasableStore } from '../../lib/aws/stores/erasable-store.ts';
import { createCallLog } from '../../lib/aws/stores/held-calls/call-log.ts';
import { pinKeysOf } from '../../lib/conferences/model/pins.ts';
import type { Clock } from '../../lib/conferences/ports.ts';
import { internationalNumber } from '../../lib/numbers/address.ts';
import { readStored } from '../secrets/secrets.ts';
import { option } from './command.ts';
import { withDeployment, type DeploymentDeps } from './deployment/deployment.ts';
import type { SharedOptions } from './options.ts';
import { withProgress, wrongInput, type Outcome, type Sink } from './output.ts';

/** What the commands about one caller need of the outside: they read the table themselves, for as long as it takes. */
export interface StoredAboutDeps extends DeploymentDeps {
  readonly stdout: Sink;
  readonly clock: Clock;
  readonly random: Random;
}

/** The option of a command about what is stored of one caller. */
export const numberOption = {
  number: option('--number <number>', "the caller's number, with + and country code", z.string()),
};
export type NumberOptions = SharedOptions & { readonly number: string };

/** Where what is stored about a caller is found: `work` gets their number in E.164, and the deployment's name. */
export async function withStoredAbout(
  deps: StoredAboutDeps,
  options: NumberOptions,
  work: (about: {
    readonly number: string;
    readonly name: string;
    readonly stores: EraseDeps;
  }) => Promise<Outcome>,
): Promise<Outcome> {
  const number = internationalNumber(options.number);
  if (number === undefined)
    return wrongInput('--number takes a number with + and country code, such as +12025550188.');
  const { clock, random } = deps;
  return withDeployment(deps, options, (deployment) => {
    const { table, name } = deployment;
    const stores = {
      clock,
      items: createErasableStore({ table, clock }),
      calls: createCallLog({ table, clock }),
      known: createKnownStore({ table, clock, random }),
      // A malformed key is as good as none, to the gateway too.
      pinKeys: async () => {
        const stored = await readStored(deps, deployment);
        return stored.ok ? pinKeysOf(valuesOf(stored.value)) : [];
      },
      conferences: () => listConferences({ table, clock }),
    };
    return withProgress(deps.stderr, 'Looking through all calls', work({ number, name, stores }));
  });
}
