import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import * as z from 'zod';
import { keyOf } from './key.ts';
import type { Settings } from '../settings.ts';

/** A log group that keeps its lines as long as the settings say, and goes with the stack. */
export function makeLogGroup(
  scope: Construct,
  id: string,
  logGroupName: string,
  settings: Settings,
): LogGroup {
  const key = keyOf(scope);
  return new LogGroup(scope, id, {
    logGroupName,
    ...(key && { encryptionKey: key }),
    retention: z.enum(RetentionDays).parse(settings.logRetentionDays),
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/**
 * Name of a log group that a service of AWS writes to by itself. Groups below this prefix need no entry in the
 * account's policy for log delivery, whose size is limited (CloudWatch Logs user guide, vended logs).
 */
export const vendedLogGroupName = (service: string, name: string) => `/aws/vendedlogs/${service}/${name}`;

/** Name of the log group in which the command line says who changed what. */
export const changesLogGroupName = ({ stage }: Settings) => `/patchbay/patchbay-${stage}-changes`;
