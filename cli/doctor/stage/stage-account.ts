import * as z from 'zod';
import { given, senseless, type Asked } from '../../../lib/http/asked.ts';
import type { Http } from '../../../lib/http/http.ts';
import { explainAwsFailure } from '../../kit/deployment/aws-failure.ts';
import type { AccountLimits, Concurrency } from '../examination.ts';
import { askAws, openAsker } from '../../kit/deployment/signed-request.ts';

/** What is read of Lambda's answer (Lambda API reference, GetAccountSettings). */
const settingsSchema = z.object({
  AccountLimit: z.object({
    ConcurrentExecutions: z.int().nonnegative(),
    UnreservedConcurrentExecutions: z.int().nonnegative(),
  }),
});

/** What AWS has granted the account in which a stage is deployed. */
export function makeAccountLimits(
  http: Pick<Http, 'fetch' | 'timeoutSignal'>,
  { stage, region: wanted }: { readonly stage: string; readonly region: string | undefined },
): AccountLimits {
  return {
    read: async (): Promise<Asked<Concurrency>> => {
      const client = openAsker(wanted);
      try {
        const region = wanted ?? (await client.config.region());
        const path = '/2016-08-19/account-settings/';
        const response = await askAws(http, client, { service: 'lambda', region, method: 'GET', path });
        if (!response.ok) {
          const why = `Lambda refused (http-${response.status}); it wants the permission lambda:GetAccountSettings`;
          return { ok: false, reason: 'failed', why };
        }
        const limit = settingsSchema.safeParse(await response.json().catch(() => undefined)).data
          ?.AccountLimit;
        return limit === undefined
          ? senseless('Lambda', "the account's limits")
          : given({ max: limit.ConcurrentExecutions, unreserved: limit.UnreservedConcurrentExecutions });
      } catch (error) {
        const problem = explainAwsFailure(error, {
          kind: 'stage',
          name: `the account of stage ${stage}`,
        })?.problem;
        if (problem === undefined) throw error;
        return { ok: false, reason: 'failed', why: problem.replace(/\.$/, '') };
      } finally {
        client.destroy();
      }
    },
  };
}
