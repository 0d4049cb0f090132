import { createHash } from 'node:crypto';
import * as z from 'zod';
import { awsError, type AwsAnswer, type AwsService } from './aws-endpoint.ts';

/** The one secret of the stack, as Secrets Manager would keep it. */
export interface Secrets extends AwsService {
  /** Replaces the whole value; functions see it as soon as their cached copy is read again. */
  set(value: Readonly<Record<string, unknown>>): void;
}

const getInput = z.object({ SecretId: z.string() });
const putInput = z.object({ SecretId: z.string(), SecretString: z.string() });

/** Plays GetSecretValue, PutSecretValue and DescribeSecret for one secret (Secrets Manager API reference). */
export function createSecrets(arn: string, initial: Readonly<Record<string, unknown>>): Secrets {
  const name = (arn.split(':').at(-1) ?? '').replace(/-[^-]{6}$/, '');
  let text = JSON.stringify(initial);
  let changedAt = Date.now();
  let version = 1;
  const set = (next: string) => {
    text = next;
    changedAt = Date.now();
    version += 1;
  };
  /** Version ids are 32 to 64 characters long. */
  const versionId = () => createHash('sha256').update(String(version)).digest('hex').slice(0, 32);
  const base = () => ({ ARN: arn, Name: name });
  const serve = (operation: string, input: unknown): AwsAnswer => {
    const get = getInput.safeParse(input);
    if (!get.success) return awsError('InvalidRequestException', 'SecretId is missing.');
    if (get.data.SecretId !== arn && get.data.SecretId !== name) {
      return awsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    switch (operation) {
      case 'GetSecretValue':
        return {
          status: 200,
          body: {
            ...base(),
            SecretString: text,
            VersionId: versionId(),
            VersionStages: ['AWSCURRENT'],
            CreatedDate: changedAt / 1000,
          },
        };
      case 'PutSecretValue': {
        const put = putInput.safeParse(input);
        if (!put.success) return awsError('InvalidParameterException', 'SecretString is missing.');
        set(put.data.SecretString);
        return { status: 200, body: { ...base(), VersionId: versionId(), VersionStages: ['AWSCURRENT'] } };
      }
      case 'DescribeSecret':
        return {
          status: 200,
          body: {
            ...base(),
            LastChangedDate: changedAt / 1000,
            VersionIdsToStages: { [versionId()]: ['AWSCURRENT'] },
          },
        };
      default:
        return awsError('UnknownOperationException', `Nothing here plays ${operation}.`);
    }
  };
  return {
    target: 'secretsmanager',
    contentType: 'application/x-amz-json-1.1',
    access: (operation) => ({ action: `secretsmanager:${operation}`, resource: arn }),
    serve,
    set: (value) => set(JSON.stringify(value)),
  };
}
