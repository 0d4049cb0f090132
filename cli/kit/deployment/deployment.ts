import { existsSync, readFileSync } from 'node:fs';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { parseSettings } from '../../../infra/settings.ts';
import { localCaller } from '../../../local/runtime/front/signature.ts';
import { openEventLetters, type EventLetters } from '../../../lib/aws/clients/event-letters.ts';
import { backgroundRetry, openWakeClient } from '../../../lib/aws/clients/wake-queue.ts';
import { openSecretsClient } from '../../../lib/aws/clients/secrets.ts';
import { openTable, type Table } from '../../../lib/aws/table/table.ts';
import { dailyDescriptor as daily } from '../../../lib/providers/daily/descriptor.ts';
import { digitalSambaDescriptor as digitalSamba } from '../../../lib/providers/digital-samba/descriptor.ts';
import { pipecatCloudDescriptor as pipecatCloud } from '../../../lib/providers/pipecat-cloud/descriptor.ts';
import { plivoDescriptor as plivo } from '../../../lib/providers/plivo/descriptor.ts';
import { sinchDescriptor as sinch } from '../../../lib/providers/sinch/descriptor.ts';
import { twilioDescriptor as twilio } from '../../../lib/providers/twilio/descriptor.ts';
import { vonageDescriptor as vonage } from '../../../lib/providers/vonage/descriptor.ts';
import { boundedRequests, type ClientSettings } from '../../../lib/aws/clients/timeouts.ts';
import { explainAwsFailure } from './aws-failure.ts';
import { failedOutside, withProgress, wrongInput, type Outcome, type Result, type Sink } from '../output.ts';
import { providersSchema, type Providers } from '../../../lib/providers/addresses.ts';
import type { Credentials } from './signed-request.ts';
import { makeRecorder, type Recorder, type RecorderDeps } from './recorder.ts';

/** Which gateway a command is about. */
export interface DeploymentOptions {
  readonly local?: true | undefined;
  readonly stage?: string | undefined;
  readonly region?: string | undefined;
}

/** A gateway, opened. */
export interface Deployment {
  readonly kind: 'local' | 'stage';
  /** For sentences: `the gateway on this machine`, `stage dev (eu-central-1)`. */
  readonly name: string;
  /** Where the admin API is, and who signs if not whoever AWS knows. Undefined: the gateway is of a version that did not say it. */
  readonly api?:
    { readonly url: string; readonly region: string; readonly credentials?: Credentials } | undefined;
  readonly table: Table;
  readonly secretsManager: SecretsManagerClient;
  /** Name or ARN of the secret. */
  readonly secretId: string;
  /** The one of providers' keys. Undefined: they are in that secret too. */
  readonly providerSecretId?: string | undefined;
  /** Base URL of Digital Samba's API. */
  readonly digitalSambaUrl: string;
  /** Endpoint of the gateway's webhook at Digital Samba. */
  readonly digitalSambaEventsUrl: string;
  /** Undefined: the gateway is of a version that did not say it. */
  readonly providers?: Providers | undefined;
  /** Ids of the providers that are simulated here, so that nobody outside can call. Default: none. */
  readonly simulated?: readonly string[];
  /** Opens what consumers of events did not take. Undefined: events are posted to nobody. */
  readonly openEvents?: (() => EventLetters) | undefined;
  /** Where events are posted to, by consumer. Undefined: to nobody, or the gateway is of a version that did not say it. */
  readonly eventAddresses?: Readonly<Record<string, string>> | undefined;
  /** Leaves a line about each change. Undefined: on a local gateway, and of a version that kept none. */
  readonly recorder?: Recorder | undefined;
}

export type OpenDeployment = (options: DeploymentOptions) => Promise<Result<Deployment>>;

/** What every command of this file's callers needs of the outside. */
export interface DeploymentDeps {
  readonly stderr: Sink;
  readonly openDeployment: OpenDeployment;
  /** Name of the command that is running, for the record of changes: `route set`. */
  readonly commandName?: () => string;
}

/** Opens the gateway, works with it, and closes it. What AWS refuses becomes an outcome. */
export async function withDeployment(
  { openDeployment, commandName = () => 'unknown' }: DeploymentDeps,
  options: DeploymentOptions,
  work: (deployment: Deployment) => Promise<Outcome>,
): Promise<Outcome> {
  const opened = await openDeployment(options);
  if (!opened.ok) return opened.outcome;
  const deployment = opened.value;
  try {
    if (deployment.recorder === undefined) return await work(deployment);
    const { result, notRecorded } = await deployment.recorder.during(commandName(), () => work(deployment));
    if (notRecorded === undefined) return result;
    const said = result.problem ?? 'It is done.';
    const problem = `${said} There is no record of who did what was changed: ${notRecorded}`;
    return { exitCode: result.exitCode === 0 ? 1 : result.exitCode, problem };
  } catch (error) {
    const outcome = explainAwsFailure(error, deployment);
    if (outcome === undefined) throw error;
    return outcome;
  } finally {
    deployment.table.close();
    deployment.secretsManager.destroy();
  }
}

/** Where the gateway's providers are, and what they are to call. */
export function providersOf({ kind, name, providers }: Deployment): Result<Providers> {
  if (providers !== undefined) return { ok: true, value: providers };
  const fix = kind === 'local' ? 'Start it again' : 'Deploy it with `npm run deploy`';
  const problem = `${name} does not say where providers are to call it. ${fix}.`;
  return { ok: false, outcome: failedOutside(problem) };
}

export interface DeploymentOpenerDeps {
  readonly stderr: Sink;
  /** Where a gateway that runs on this machine says how it is reached. */
  readonly localGatewayFile: string;
  /** What changes of a stage are recorded with. */
  readonly recording: RecorderDeps;
}

export function makeDeploymentOpener({
  stderr,
  localGatewayFile,
  recording,
}: DeploymentOpenerDeps): OpenDeployment {
  return async ({ local, stage, region }) => {
    if (local === true) return openLocal(localGatewayFile);
    if (stage !== undefined) return openStage({ stderr, recording }, stage, region);
    const problem =
      'Say which gateway: --local for the one on this machine, or --stage <name> for a deployed one. ' +
      'PATCHBAY_TARGET=local, or the name of a stage, says it for all commands.';
    return { ok: false, outcome: wrongInput(problem) };
  };
}

/** Where events wait that consumers did not take, and from where they are posted. */
const eventsSchema = z.object({
  deadLettersUrl: z.url(),
  queues: z.record(z.string(), z.url()),
  addresses: z.record(z.string(), z.url()).optional(),
});

const localGatewayFileSchema = z.object({
  url: z.url(),
  awsEndpoint: z.url(),
  region: z.string().min(1),
  tableName: z.string().min(1),
  secretId: z.string().min(1),
  digitalSambaUrl: z.url(),
  digitalSambaEventsUrl: z.url(),
  providers: providersSchema.optional(),
  simulated: z.array(z.string()).default([]),
  events: eventsSchema.optional(),
});

/** The stand-ins check no signature, but the SDK wants something to sign with. */
const localCredentials = { accessKeyId: 'cli', secretAccessKey: 'local' };

function openLocal(file: string): Result<Deployment> {
  const failed = (problem: string) => ({ ok: false, outcome: failedOutside(problem) }) as const;
  if (!existsSync(file)) return failed('No gateway is running here. Start one with `npm start`.');
  const described = readLocalGatewayFile(file);
  if (described === undefined) {
    return failed(
      `${file} does not describe a running gateway. Stop the gateway, delete the file and run \`npm start\`.`,
    );
  }
  const { url, awsEndpoint, region, ...names } = described;
  const settings = { endpoint: awsEndpoint, region, credentials: localCredentials };
  const deployment = openWith(settings, {
    ...names,
    kind: 'local',
    name: 'the gateway on this machine',
    api: { url, region, credentials: localCaller },
  });
  return { ok: true, value: deployment };
}

function readLocalGatewayFile(file: string): z.infer<typeof localGatewayFileSchema> | undefined {
  try {
    return localGatewayFileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined; // No JSON, or no longer there: told to the user as one case.
  }
}

function openWith(
  settings: ClientSettings,
  {
    tableName,
    events,
    ...rest
  }: Omit<Deployment, 'table' | 'secretsManager' | 'openEvents' | 'eventAddresses'> & {
    readonly tableName: string;
    readonly events?: z.infer<typeof eventsSchema> | undefined;
  },
): Deployment {
  return {
    ...rest,
    table: openTable(tableName, settings),
    secretsManager: openSecretsClient(settings),
    openEvents:
      events && (() => openEventLetters({ client: openWakeClient(backgroundRetry, settings), ...events })),
    eventAddresses: events?.addresses,
  };
}

const outputsSchema = z.object({
  tableName: z.string(),
  secretId: z.string(),
  providerSecretId: z.string().optional(),
  digitalSambaEventsUrl: z.string(),
  digitalSambaUrl: z.string(),
});

/** CloudFormation answers within a second; three tries of this are as long as anybody likes to wait. */
const stackTimeoutMs = 5_000;
const stackTries = 3;

async function openStage(
  { stderr, recording }: Pick<DeploymentOpenerDeps, 'stderr' | 'recording'>,
  stage: string,
  wanted: string | undefined,
): Promise<Result<Deployment>> {
  const checked = parseSettings({ stage, ...(wanted === undefined ? {} : { region: wanted }) });
  if (!checked.ok) return { ok: false, outcome: wrongInput(checked.problems.join(' ')) };
  const client = new CloudFormationClient({
    ...(wanted === undefined ? {} : { region: wanted }),
    maxAttempts: stackTries,
    requestHandler: boundedRequests(stackTimeoutMs),
  });
  const stack = `patchbay-${stage}`;
  let region = wanted;
  try {
    region ??= await client.config.region();
    const { Stacks } = await withProgress(
      stderr,
      `Looking up the stack ${stack} in ${region}`,
      client.send(new DescribeStacksCommand({ StackName: stack })),
    );
    const outputs = Stacks?.[0]?.Outputs ?? [];
    const output = (key: string) => outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
    const found = outputsSchema.safeParse({
      tableName: output('TableName'),
      secretId: output('SecretId'),
      providerSecretId: output('ProviderSecretId'),
      digitalSambaEventsUrl: output(digitalSamba.webhooks.events.output.name),
      digitalSambaUrl: output(digitalSamba.api.output.name),
    });
    if (!found.success) {
      const problem =
        `The stack ${stack} in ${region} does not say where its table, secret and webhook are: its deployment ` +
        'has not finished, or it is of another version. Deploy it with `npm run deploy`, then try again.';
      return { ok: false, outcome: failedOutside(problem) };
    }
    const deployment = openWith(
      { region },
      {
        kind: 'stage',
        name: `stage ${stage} (${region})`,
        ...found.data,
        providers: providersIn(output, await fallbacksOf(client, output)),
        events: eventsIn(output),
      },
    );
    const apiUrl = output('ApiUrl');
    const logGroup = output('ChangesLogGroup');
    return {
      ok: true,
      value: {
        ...deployment,
        ...(apiUrl !== undefined && { api: { url: apiUrl, region } }),
        ...(logGroup !== undefined && {
          recorder: makeRecorder(recording, { ...deployment, logGroup, region }),
        }),
      },
    };
  } catch (error) {
    const outcome = stackFailure(error, stack, region);
    if (outcome === undefined) throw error;
    return { ok: false, outcome };
  } finally {
    client.destroy();
  }
}

type OutputOf = (key: string) => string | undefined;

/** What the outputs say of events; undefined if they are posted to nobody. */
function eventsIn(output: OutputOf): z.infer<typeof eventsSchema> | undefined {
  const parsed = (key: string): unknown => {
    const text = output(key);
    return text === undefined ? undefined : JSON.parse(text);
  };
  return eventsSchema.safeParse({
    deadLettersUrl: output('EventDeadLetters'),
    queues: parsed('EventQueues'),
    addresses: parsed('EventWebhooks'),
  }).data;
}

/** What says the fallback URLs: the settings, or the stack which has CloudFront answer there. */
async function fallbacksOf(client: CloudFormationClient, output: OutputOf): Promise<OutputOf> {
  const stack = output('TwilioFallbackStack');
  if (stack === undefined) return output;
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    const outputs = Stacks?.[0]?.Outputs ?? [];
    return (key) => outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
  } catch (error) {
    if (isNoStack(error)) return () => undefined;
    throw error;
  }
}

/** CloudFormation says it of a stack that does not exist; the names themselves were checked before. */
const isNoStack = (error: unknown) => error instanceof Error && error.name === 'ValidationError';

/** What the outputs of a stack say of providers; undefined if that is not all. */
function providersIn(output: OutputOf, fallback: OutputOf): Providers | undefined {
  const [twilioUrl, sinchUrl, plivoUrl, vonageUrl] = [twilio, sinch, plivo, vonage].map(({ webhooks }) =>
    output(webhooks.voice.output.name),
  );
  return providersSchema.safeParse({
    daily: {
      apiUrl: output(daily.api.output.name),
      pinlessUrl: output(daily.webhooks.pinless.output.name),
      eventsUrl: output(daily.webhooks.events.output.name),
    },
    twilio: twilioUrl && {
      apiUrl: output(twilio.api.output.name),
      voiceUrl: twilioUrl,
      statusUrl: output(twilio.webhooks.status.output.name),
      fallbackUrl: fallback('TwilioFallbackUrl'),
    },
    sinch: sinchUrl && {
      apiUrl: output(sinch.api.output.name),
      voiceUrl: sinchUrl,
      fallbackUrl: fallback('SinchFallbackUrl'),
    },
    plivo: plivoUrl && {
      apiUrl: output(plivo.api.output.name),
      voiceUrl: plivoUrl,
      hangupUrl: output(plivo.webhooks.hangup.output.name),
      fallbackUrl: fallback('PlivoFallbackUrl'),
    },
    vonage: vonageUrl && {
      apiUrl: output(vonage.api.output.name),
      voiceUrl: vonageUrl,
      eventsUrl: output(vonage.webhooks.events.output.name),
      rtcUrl: output(vonage.webhooks.rtc.output.name),
      fallbackUrl: fallback('VonageFallbackUrl'),
    },
    pipecatCloudApiUrl: output(pipecatCloud.api.output.name),
  }).data;
}

function stackFailure(error: unknown, stack: string, region: string | undefined): Outcome | undefined {
  if (isNoStack(error)) {
    return failedOutside(
      `There is no stack ${stack} in ${region ?? 'that Region'} of this AWS account. Deploy it with ` +
        '`npm run deploy`, or name another --stage or --region.',
    );
  }
  return explainAwsFailure(error, { kind: 'stage', name: `the stack ${stack}` });
}
