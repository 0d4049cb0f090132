import { createHash, randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { runCli } from '../../cli/patchbay.ts';
import { makeDeploymentOpener, type OpenDeployment } from '../../cli/kit/deployment/deployment.ts';
import type { ConsoleAddress } from '../../local/console/api/client.ts';
import { startAwsEndpoint } from '../../local/runtime/aws-endpoint.ts';
import { createQueueService } from '../../local/runtime/queue/service.ts';
import { noQueue, type Queue } from '../../local/runtime/queue/queue.ts';
import { createRecorder } from '../../local/runtime/recorder.ts';
import { createSecrets } from '../../local/runtime/secrets.ts';
import { startAdminFace } from './admin-face.ts';
import { startSimulatedDigitalSamba } from '../../local/simulated/digital-samba/start.ts';
import { Witness } from '../contract/witness.ts';
import type { Item } from '../../lib/aws/table/table.ts';
import { freshTable, runningDynamo, tablesAccessKeyId } from '../support/dynamo.ts';

export const nowMs = Date.UTC(2026, 4, 4, 10); // a Monday, 12:00 in Berlin
export const signingKey = 'a signing key that only the tests of the command know';
const queueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/patchbay-local-conference-sync.fifo';
export const secretArn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:Gateway-AbCdEf';

/** What one command line did. */
export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  /** All of standard input. */
  readonly stdin?: string;
  /** What is typed on a terminal, instead. */
  readonly typed?: string;
  readonly localGatewayFile?: string;
  readonly openDeployment?: OpenDeployment;
  /** Where the gateway's local API is; default nowhere. */
  readonly console?: ConsoleAddress;
  /** What `PATCHBAY_TARGET` says; default nothing. */
  readonly target?: string;
  /** Gets standard error as it is written. */
  readonly onErr?: (chunk: string) => void;
  /** Gets standard output as it is written. */
  readonly onOut?: (chunk: string) => void;
  /** The way to the providers. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Default: `nowMs`. */
  readonly nowMs?: number;
  /** The time, where it passes; default: it stands at `nowMs`. */
  readonly now?: () => number;
  /** Default: takes no time. */
  readonly sleep?: (ms: number) => Promise<void>;
}

/** Runs one command line in this process. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const stdin = Object.assign(new PassThrough(), { isTTY: options.typed !== undefined });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = Promise.all([text(stdout), text(stderr)]);
  if (options.onErr !== undefined) {
    const { onErr } = options;
    stderr.on('data', (chunk) => onErr(String(chunk)));
  }
  const { onOut } = options;
  if (onOut !== undefined) stdout.on('data', (chunk) => onOut(String(chunk)));
  if (options.typed === undefined) stdin.end(options.stdin ?? '');
  else stdin.write(options.typed);
  const exitCode = await runCli(args, {
    stdin,
    stdout,
    stderr,
    clock: {
      now: options.now ?? (() => options.nowMs ?? nowMs),
      sleep: options.sleep ?? (() => Promise.resolve()),
    },
    random: () => 0,
    randomBelow: (below) => randomInt(below),
    newId: () => randomUUID(),
    fetch: options.fetch ?? fetch,
    target: options.target,
    findConsole: () => options.console,
    openDeployment:
      options.openDeployment ??
      makeDeploymentOpener({
        stderr,
        localGatewayFile: options.localGatewayFile ?? '/nowhere/local-gateway.json',
        recording: {
          http: { fetch: options.fetch ?? fetch, timeoutSignal: (ms) => AbortSignal.timeout(ms) },
          now: () => options.nowMs ?? nowMs,
          newId: () => 'an-id',
        },
      }),
  });
  stdout.end();
  stderr.end();
  const [out, err] = await printed;
  return { exitCode, out, err: options.onErr === undefined ? withoutProgress(err) : err };
}

/** What a slow machine has a command say meanwhile is no part of what it tells. */
export const withoutProgress = (err: string): string => err.replace(/^.* …\n/gm, '');

/** A gateway as the command sees it: table, secret, Digital Samba, and the file that says where they are. */
export async function startStandIn() {
  const dynamo = runningDynamo();
  const table = await freshTable();
  const secrets = createSecrets(secretArn, { signingKey });
  const witness = new Witness();
  const digitalSamba = await startSimulatedDigitalSamba({ observer: witness.observer('digital-samba') });
  const recorder = createRecorder();
  const wakes: unknown[] = [];
  const queue: Queue = {
    ...noQueue,
    send: ({ body }) => {
      wakes.push(JSON.parse(body));
      const md5OfBody = createHash('md5').update(body).digest('hex');
      return { messageId: 'm', sequenceNumber: '1', md5OfBody };
    },
  };
  const services = [secrets, createQueueService([{ url: queueUrl, queue }])];
  const aws = await startAwsEndpoint(
    { endpoint: dynamo.endpoint, accessKeyId: tablesAccessKeyId },
    services,
    recorder,
  );
  const time = { now: () => nowMs };
  const face = await startAdminFace({
    ...{ tableName: table.name, wakeQueueUrl: queueUrl, digitalSambaUrl: digitalSamba.url },
    aws: {
      endpoint: aws.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'admin', secretAccessKey: 'local' },
    },
    secret: () => parseSecret(secrets.serve('GetSecretValue', { SecretId: secretArn }).body),
    now: () => time.now(),
  });
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-cli-'));
  const localGatewayFile = join(folder, 'local-gateway.json');
  const described = {
    url: face.url,
    awsEndpoint: aws.url,
    region: 'us-east-1',
    tableName: table.name,
    secretId: secretArn,
    machineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:patchbay-local-held-call',
    stage: 'local',
    digitalSambaEventsUrl: 'http://127.0.0.1:1/digital-samba/events',
    digitalSambaUrl: digitalSamba.url,
  };
  writeFileSync(localGatewayFile, JSON.stringify(described));
  const scanner = new DynamoDBClient({
    endpoint: dynamo.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return {
    /** Sees what the command asks of providers. */
    witness,
    table,
    secrets,
    digitalSamba,
    recorder,
    folder,
    localGatewayFile,
    awsUrl: aws.url,
    /** The admin API, and the function behind it. */
    face,
    /** What was sent to the queue that wakes conferences. */
    wakes,
    /** Runs a command line against this gateway. */
    local: (args: readonly string[], options: RunOptions = {}) => {
      time.now = options.now ?? (() => options.nowMs ?? nowMs);
      return run([...args, '--local'], { localGatewayFile, ...options });
    },
    storedSecret: () => parseSecret(secrets.serve('GetSecretValue', { SecretId: secretArn }).body),
    items: async () => {
      const { Items = [] } = await scanner.send(new ScanCommand({ TableName: table.name }));
      return Items.map((item): Item => unmarshall(item));
    },
    /** The actions that were asked of AWS since the last look. */
    actions: () => {
      const actions = recorder.records.map(({ action }) => action);
      recorder.clear();
      return actions;
    },
    stop: async () => {
      scanner.destroy();
      table.close();
      await face.stop();
      await aws.stop();
      await digitalSamba.stop();
      witness.expectNoComplaint();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type StandIn = Awaited<ReturnType<typeof startStandIn>>;

/** The same, with the key of Digital Samba in its secret. */
export async function startWithRooms(): Promise<StandIn> {
  const gateway = await startStandIn();
  gateway.secrets.set({ signingKey, digitalSambaDeveloperKey: gateway.digitalSamba.settings.developerKey });
  return gateway;
}

const createdSchema = z.object({
  conference: z.object({ id: z.string(), room: z.string() }),
  pin: z.string(),
  url: z.string().optional(),
});

/** Makes a conference with the command. Its number is +12025550151. */
export async function makeConference({ local }: Pick<StandIn, 'local'>, ...args: readonly string[]) {
  const order = ['--name', 'Board meeting', '--dial-in', '+12025550151', '--json'];
  const { out } = await local(['conference', 'create', ...order, ...args]);
  const { conference, ...rest } = createdSchema.parse(JSON.parse(out));
  return { ...conference, ...rest };
}

const secretSchema = z.object({ SecretString: z.string() });

/** The fields of the secret, as the stand-in for Secrets Manager gives them. */
const parseSecret = (body: unknown) =>
  z.record(z.string(), z.unknown()).parse(JSON.parse(secretSchema.parse(body).SecretString));

/** What CloudFormation answers to DescribeStacks. */
export type StackAnswer =
  | { readonly outputs: Readonly<Record<string, string>> }
  | { readonly error: string; readonly message: string };

/** A stand-in for CloudFormation's query protocol (CloudFormation API reference, DescribeStacks). */
export async function startCloudFormation(answer: (stack: string) => StackAnswer | Promise<StackAnswer>) {
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const said = await answer(new URLSearchParams(body).get('StackName') ?? '');
      response.setHeader('content-type', 'text/xml');
      response.setHeader('x-amzn-requestid', 'a-request');
      if ('error' in said) {
        response.statusCode = said.error === 'AccessDenied' ? 403 : 400;
        response.end(
          `<ErrorResponse><Error><Type>Sender</Type><Code>${said.error}</Code><Message>${said.message}</Message>` +
            '</Error><RequestId>a-request</RequestId></ErrorResponse>',
        );
        return;
      }
      const members = Object.entries(said.outputs).map(
        ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
      );
      response.end(
        '<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult>' +
          '<Stacks><member><StackName>s</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime>' +
          `<StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members.join('')}</Outputs></member></Stacks>` +
          '</DescribeStacksResult></DescribeStacksResponse>',
      );
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${addressOf(server.address()).port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address;
}
