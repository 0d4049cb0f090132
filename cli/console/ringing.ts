import * as z from 'zod';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Http } from '../../lib/http/http.ts';
import { askAws } from '../kit/deployment/signed-request.ts';

/** An alarm that rings, and what it says. */
export interface RingingAlarm {
  readonly name: string;
  readonly says: string;
}

const answerSchema = z.object({
  MetricAlarms: z
    .array(z.object({ AlarmName: z.string(), AlarmDescription: z.string().default('') }))
    .default([]),
});

/**
 * The alarms of a stage that ring; a stage has fewer than the 100 of one answer (CloudWatch API reference, DescribeAlarms).
 * Undefined: not known, because whoever asks may not, or CloudWatch did not answer.
 */
export async function ringingAlarms(
  http: Pick<Http, 'fetch' | 'timeoutSignal'>,
  client: CloudFormationClient,
  { stage, region }: { readonly stage: string; readonly region: string },
): Promise<readonly RingingAlarm[] | undefined> {
  const prefix = `patchbay-${stage}-`;
  try {
    const response = await askAws(http, client, {
      ...{ service: 'monitoring', region, method: 'POST', path: '/' },
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'GraniteServiceVersion20100801.DescribeAlarms',
      },
      body: JSON.stringify({ AlarmNamePrefix: prefix, StateValue: 'ALARM' }),
    });
    const answer = response.ok ? answerSchema.safeParse(await response.json()) : undefined;
    return answer?.data?.MetricAlarms.map(({ AlarmName, AlarmDescription }) => ({
      name: AlarmName.slice(prefix.length),
      says: AlarmDescription,
    }));
  } catch {
    return undefined; // no credentials, no network, no JSON: the page says that it does not know
  }
}
