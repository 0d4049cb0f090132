import { ArnFormat, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { GatewayApi } from './parts/api.ts';
import { bundleDir as builtBundles } from './functions/bundles.ts';
import { Canary } from './parts/canary.ts';
import { ConferenceQueue, conferenceQueueAddress, deadLettersAddress } from './parts/conference-queue.ts';
import { EventsOut } from './parts/events-out.ts';
import type { Edge } from './parts/front-door.ts';
import { functionNamesOf, gatewayFunctions } from './functions/functions.ts';
import type { FunctionName, StageFunctions } from './functions/functions.ts';
import { GatewayFunction } from './functions/gateway-function.ts';
import { HeldCallMachine, machineNameOf } from './parts/held-call-machine.ts';
import { StageKey } from './parts/key.ts';
import { changesLogGroupName, makeLogGroup } from './parts/log-group.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import { addOutputs } from './parts/outputs.ts';
import type { Resources } from './functions/permissions.ts';
import { SweepSchedule } from './parts/schedule.ts';
import { GatewaySecret } from './parts/secret.ts';
import { parseSettings } from './settings.ts';
import type { Settings, SettingsInput } from './settings.ts';
import { GatewayTable, LIST_INDEX } from './parts/table.ts';
import { variablesOf } from './functions/variables.ts';

/** Settings that are a stack's own, or make a stack beside it: infra/stacks/stacks.ts follows them. */
type SettingsOfStacks = 'region' | 'frontDoor' | 'cloudFrontFallback';

/** What can be set of a gateway: the settings of infra/settings.ts, each with its unit and its default, and these. */
export interface PatchbayGatewayProps extends Omit<SettingsInput, SettingsOfStacks> {
  /**
   * Folder that holds `<name>/index.mjs` for each function. Default: `build/functions` in the folder of Patchbay, where
   * `npm run build` puts them.
   */
  readonly bundleDir?: string;

  /**
   * Certificate and firewall in us-east-1, with which CloudFront stands before the API at `customDomain`. Default: none, the
   * API itself answers.
   */
  readonly edge?: Edge;
}

/**
 * The whole gateway of one stage, for any stack: API, functions, table, queue, machine, secret, alarms and dashboard. What it
 * makes is named after its `stage`, so that an account may have each stage once in a Region. Its outputs have fixed names, by
 * which the `patchbay` command finds its parts in a stack that is named `patchbay-<stage>`.
 */
export class PatchbayGateway extends Construct {
  /** Base URL of the API, without a slash at the end. */
  readonly url: string;
  /** The topic that alarms ring on. */
  readonly alarms: Topic;

  /** @throws with a sentence for each property that is wrong, or if the functions are not built */
  constructor(scope: Construct, id: string, props: PatchbayGatewayProps) {
    super(scope, id);
    const { bundleDir = builtBundles, edge, ...input } = props;
    const settings = checked(input);
    if (edge !== undefined && settings.customDomain === undefined)
      throw new Error('Property edge: needs customDomain, which CloudFront answers at.');
    if (settings.permissionsBoundary !== undefined) {
      const boundary = ManagedPolicy.fromManagedPolicyName(this, 'Boundary', settings.permissionsBoundary);
      PermissionsBoundary.of(this).apply(boundary);
    }
    if (settings.ownKey) new StageKey(this, settings);
    const { table } = new GatewayTable(this, 'Table', settings);
    const { secret, providers } = new GatewaySecret(this, 'Secret', settings);
    const api = new GatewayApi(this, 'Api', settings, edge);
    const machineArn = this.machineArn(settings);
    const wakeQueue = conferenceQueueAddress(this, settings);
    const deadLetterQueue = deadLettersAddress(this, settings);
    const resources: Resources = {
      tableArn: table.tableArn,
      listIndexArn: `${table.tableArn}/index/${LIST_INDEX}`,
      secretArn: secret.secretArn,
      providerSecretArn: providers?.secretArn,
      machineArn,
      wakeQueueArn: wakeQueue.arn,
      deadLettersArn: deadLetterQueue.arn,
    };
    const variables = variablesOf(settings, {
      TABLE_NAME: table.tableName,
      MACHINE_ARN: machineArn,
      WAKE_QUEUE_URL: wakeQueue.url,
      DEAD_LETTERS_URL: deadLetterQueue.url,
      SECRET_ID: secret.secretArn,
      PUBLIC_URL: api.url,
    });

    const functionProps = { settings, bundleDir, variables, resources };
    const functions = everyFunction(settings, (name) => {
      const { lambda } = new GatewayFunction(this, name, functionProps);
      api.serve(name, lambda, gatewayFunctions[name]);
      return lambda;
    });
    const { machine, wakes, deadLetters } = this.moving(settings, functions);
    const canary = settings.canary && new Canary(this, 'Canary', { ...functionProps, ...settings.canary });
    const { busName } = settings.events ?? {};
    const events =
      busName === undefined || table.tableStreamArn === undefined
        ? undefined
        : new EventsOut(this, 'EventsOut', { ...functionProps, busName, streamArn: table.tableStreamArn });
    const watched = {
      ...functions,
      ...(canary && { canary: canary.lambda }),
      ...(events && { 'publish-events': events.lambda }),
      ...(events?.webhooks && { 'deliver-events': events.webhooks.lambda }),
    };
    const { unpublished, webhooks } = events ?? {};
    const undelivered = webhooks?.deadLetters;
    const rest = { settings, api: api.http, machine, wakes, deadLetters, unpublished, undelivered };
    this.alarms = new Monitoring(this, 'Monitoring', { ...rest, functions: watched }).alarms;
    this.url = api.url;
    const changes = makeLogGroup(this, 'Changes', changesLogGroupName(settings), settings);
    addOutputs(this, settings, { url: api.url, table, secret, providers, changes, machineArn, webhooks });
  }

  /** What calls the functions that no request reaches. */
  private moving(settings: Settings, functions: StageFunctions<Lambda>) {
    const { machine } = new HeldCallMachine(this, 'HeldCall', {
      settings,
      holdCall: functions['hold-call'],
      connectCall: functions['connect-call'],
      releaseCall: functions['release-call'],
    });
    const { queue: wakes, deadLetters } = new ConferenceQueue(this, 'ConferenceQueue', {
      settings,
      consumer: functions['conference-sync'],
      consumerTimeoutS: gatewayFunctions['conference-sync'].timeoutS(),
    });
    new SweepSchedule(this, 'SweepSchedule', functions.sweep);
    return { machine, wakes, deadLetters };
  }

  /** The machine names its functions, so they must not ask it for its ARN: that would be a circle. */
  private machineArn(settings: Settings): string {
    return Stack.of(this).formatArn({
      service: 'states',
      resource: 'stateMachine',
      resourceName: machineNameOf(settings),
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}

function checked(input: SettingsInput): Settings {
  const parsed = parseSettings(input);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return parsed.settings;
}

/** Makes each function of a stage, in the order of their list. */
function everyFunction<Made>(of: Settings, make: (name: FunctionName) => Made): StageFunctions<Made>;
function everyFunction(of: Settings, make: (name: FunctionName) => unknown): Record<string, unknown> {
  return Object.fromEntries(functionNamesOf(of.voiceProviders).map((name) => [name, make(name)]));
}
