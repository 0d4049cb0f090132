import * as z from 'zod';
import type { EraseDeps } from '../../lib/admin/erase.ts';
import { createCallLog } from '../../lib/aws/stores/held-calls/call-log.ts';
import { listConferences } from '../../lib/aws/stores/conferences/conference-rooms.ts';
import { internationalNumber } from '../../lib/numbers/address.ts';
import { withConferences, type ConferencesDeps } from './conference-deployment.ts';
import { sharedOptionsSchema } from './options.ts';
import { wrongInput, type Outcome } from './output.ts';

/** The options of a command about what is stored of one caller. */
export const numberOptionsSchema = sharedOptionsSchema.extend({ number: z.string() });

/** Where what is stored about a caller is found: `work` gets their number in E.164, and the deployment's name. */
export async function withStoredAbout(
  deps: ConferencesDeps,
  options: z.infer<typeof numberOptionsSchema>,
  work: (about: {
    readonly number: string;
    readonly name: string;
    readonly stores: EraseDeps;
  }) => Promise<Outcome>,
): Promise<Outcome> {
  const number = internationalNumber(options.number);
  if (number === undefined)
    return wrongInput('--number takes a number with + and country code, such as +12025550188.');
  const { clock } = deps;
  return withConferences(deps, options, 'Looking through all calls', ({ deployment, admin }) => {
    const { table, name } = deployment;
    const stores = {
      ...{ table, clock, known: admin.known, pinKeys: admin.pinKeys },
      calls: createCallLog({ table, clock }),
      conferences: () => listConferences({ table, clock }),
    };
    return work({ number, name, stores });
  });
}
