import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { auditLineOf, watchChanges, type Changes } from '../../../lib/aws/stores/audit.ts';
import type { Table } from '../../../lib/aws/table/table.ts';
import type { Http } from '../../../lib/http/http.ts';
import { explainAwsFailure } from './aws-failure.ts';
import { askAws, openAsker } from './signed-request.ts';

/** What leaves a line about each change of a stage by this command line. */
export interface Recorder {
  /**
   * Does the work, then records what it changed, if anything, also if it threw.
   * @param operation the command's name: `route set`
   * @returns also why the change could not be recorded, as a sentence; undefined if it was, or if there was none
   */
  readonly during: <Result>(
    operation: string,
    work: () => Promise<Result>,
  ) => Promise<{ readonly result: Result; readonly notRecorded: string | undefined }>;
  /** What the work changed elsewhere, at a provider: by a key of it, what stood there before and what does now. */
  readonly note: (key: string, before: string, after: string) => void;
}

export interface RecorderDeps {
  readonly http: Pick<Http, 'fetch' | 'timeoutSignal'>;
  readonly now: () => number;
  readonly newId: () => string;
}

export interface Recorded {
  readonly table: Table;
  readonly secretsManager: SecretsManagerClient;
  readonly secretId: string;
  /** Name of the log group that keeps the lines. */
  readonly logGroup: string;
  readonly region: string;
}

/** A recorder that writes to a log group of CloudWatch Logs, under the credentials of whoever runs the command. */
export function makeRecorder(deps: RecorderDeps, recorded: Recorded): Recorder {
  const { during } = watchChanges(recorded.table);
  const secret = watchSecret(recorded);
  const elsewhere = new Map<string, readonly [string | undefined, string | undefined]>();
  return {
    note: (key, before, after) => void elsewhere.set(key, [before || undefined, after || undefined]),
    during: async (operation, work) => {
      let notRecorded: string | undefined;
      const tell = async (changes: Changes) => {
        const all = new Map([...changes, ...secret.changes(), ...elsewhere]);
        notRecorded = await record(deps, recorded, operation, all);
      };
      return { result: await during(work, tell), notRecorded };
    },
  };
}

const putSecretSchema = z.object({ SecretId: z.string(), SecretString: z.string() });

/** Notes what is stored in the secret; both values are kept in memory alone, and only their hashes leave it. */
function watchSecret({ secretsManager, secretId }: Recorded) {
  const stored = new Map<string, readonly [before: string | undefined, after: string]>();
  secretsManager.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'PutSecretValueCommand') return next(args);
        const { SecretId, SecretString: after } = putSecretSchema.parse(args.input);
        const { SecretString: before } = await secretsManager.send(new GetSecretValueCommand({ SecretId }));
        const answered = await next(args);
        const key = SecretId === secretId ? 'SECRET' : "PROVIDERS' SECRET";
        const earlier = stored.get(key);
        stored.set(key, [earlier === undefined ? before : earlier[0], after]);
        return answered;
      },
    { step: 'initialize', name: 'noteChanges' },
  );
  return { changes: (): Changes => stored };
}

async function record(
  { http, now, newId }: RecorderDeps,
  { logGroup, region }: Recorded,
  operation: string,
  changes: Changes,
): Promise<string | undefined> {
  const line = auditLineOf({ principal: '', operation }, changes);
  if (line === undefined) return undefined;
  const client = openAsker(region);
  const logs = (operationOfLogs: string, body: object) =>
    askAws(http, client, {
      service: 'logs',
      region,
      method: 'POST',
      path: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `Logs_20140328.${operationOfLogs}`,
      },
      body: JSON.stringify(body),
    });
  const group = { logGroupName: logGroup, logStreamName: `command-line/${newId()}` };
  try {
    const principal = await whoAsks(http, client, region);
    const message = JSON.stringify({ code: 'changed', ...line, principal });
    const made = await logs('CreateLogStream', group);
    if (!made.ok) return refusal('CreateLogStream', made, logGroup);
    const put = await logs('PutLogEvents', { ...group, logEvents: [{ timestamp: now(), message }] });
    return put.ok ? undefined : refusal('PutLogEvents', put, logGroup);
  } catch (error) {
    const problem = explainAwsFailure(error, { kind: 'stage', name: `the log group ${logGroup}` })?.problem;
    if (problem === undefined) throw error;
    return problem;
  } finally {
    client.destroy();
  }
}

const refusal = (action: string, { status }: Response, logGroup: string) =>
  `CloudWatch Logs refused it (http-${status}): it wants the permission logs:${action} on ${logGroup}.`;

/** ARN of whoever signs (STS API reference, GetCallerIdentity); nobody needs a permission to ask. */
async function whoAsks(
  http: RecorderDeps['http'],
  client: ReturnType<typeof openAsker>,
  region: string,
): Promise<string> {
  const response = await askAws(http, client, {
    service: 'sts',
    region,
    method: 'POST',
    path: '/',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  });
  return /<Arn>([^<]+)<\/Arn>/.exec(await response.text())?.[1] ?? 'unknown';
}
