import { digitalSambaEventsUrl } from '../lib/providers/digital-samba/urls.ts';
import { webhooksOf } from '../lib/providers/twilio/urls.ts';
import { ArnFormat, CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { GatewayApi } from './api.ts';
import { Canary } from './canary.ts';
import { ConferenceQueue, conferenceQueueAddress, deadLettersAddress } from './conference-queue.ts';
import type { EdgeStack } from './edge-stack.ts';
import { fallbackStackNameOf } from './fallback-stack.ts';
import { gatewayFunctions } from './functions.ts';
import type { FunctionName } from './functions.ts';
import { GatewayFunction } from './gateway-function.ts';
import { HeldCallMachine, machineNameOf } from './held-call-machine.ts';
import { StageKey } from './key.ts';
import { changesLogGroupName, makeLogGroup } from './log-group.ts';
import { Monitoring } from './monitoring.ts';
import type { Resources } from './permissions.ts';
import { SweepSchedule } from './schedule.ts';
import { GatewaySecret } from './secret.ts';
import { regionOf, type Settings } from './settings.ts';
import { GatewayTable, LIST_INDEX } from './table.ts';
import { taskFunctionTimeoutS } from './task-timeout.ts';

export interface GatewayStackProps {
  readonly settings: Settings;
  /** Folder that holds `<name>/index.mjs` for each function (scripts/build.ts). */
  readonly bundleDir: string;
  /** What CloudFront needs to stand before the API. Default: it does not. */
  readonly edge?: EdgeStack;
}

/** The whole gateway of one stage: `patchbay-<stage>`. */
export class GatewayStack extends Stack {
  constructor(scope: Construct, { settings, bundleDir, edge }: GatewayStackProps) {
    super(scope, `patchbay-${settings.stage}`, {
      description: 'Patchbay: patches phone calls into video rooms',
      env: { region: regionOf(settings) },
      tags: { application: 'patchbay', stage: settings.stage },
      terminationProtection: settings.deletionProtection,
    });
    if (settings.ownKey) new StageKey(this, settings);
    const { table } = new GatewayTable(this, 'Table', settings);
    const { secret, providers } = new GatewaySecret(this, 'Secret', settings);
    const api = new GatewayApi(this, 'Api', settings, edge);

    // The machine names its functions, so they must not ask it for its ARN: that would be a circle.
    const machineName = machineNameOf(settings);
    const machineArn = this.formatArn({
      service: 'states',
      resource: 'stateMachine',
      resourceName: machineName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
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
    const variables = {
      STAGE: settings.stage,
      TABLE_NAME: table.tableName,
      MACHINE_ARN: machineArn,
      WAKE_QUEUE_URL: wakeQueue.url,
      DEAD_LETTERS_URL: deadLetterQueue.url,
      SECRET_ID: secret.secretArn,
      PUBLIC_URL: api.url,
      DAILY_API_URL: settings.dailyApiUrl,
      PIPECAT_CLOUD_API_URL: settings.pipecatCloudApiUrl,
      TWILIO_API_URL: settings.twilioApiUrl,
      DIGITAL_SAMBA_API_URL: settings.digitalSambaApiUrl,
      HOLD_BUDGET_MS: ms(settings.holdBudgetS),
      HOLD_SLICE_MS: ms(settings.holdSliceS),
      HOLD_TASK_MS: ms(taskFunctionTimeoutS(settings.holdSliceS)),
      CONNECT_SLICE_MS: ms(settings.connectSliceS),
      CONNECT_TASK_MS: ms(taskFunctionTimeoutS(settings.connectSliceS)),
      RESERVE_MS: ms(settings.reserveS),
      LONGEST_CALL_MS: ms(settings.longestCallS),
      RETENTION_DAYS: `${settings.callRetentionDays}`,
      REFUSAL_STATUS: `${settings.refusalStatus}`,
      ...(settings.canary && { CANARY: 'on' }),
    };

    const make = (name: FunctionName) => {
      const made = new GatewayFunction(this, name, { settings, bundleDir, variables, resources });
      api.serve(name, made.lambda, gatewayFunctions[name]);
      return made.lambda;
    };
    const functions = {
      'daily-pinless': make('daily-pinless'),
      'daily-events': make('daily-events'),
      'bot-ready': make('bot-ready'),
      'hold-call': make('hold-call'),
      'connect-call': make('connect-call'),
      'release-call': make('release-call'),
      sweep: make('sweep'),
      'twilio-voice': make('twilio-voice'),
      'twilio-events': make('twilio-events'),
      'digital-samba-events': make('digital-samba-events'),
      'conference-sync': make('conference-sync'),
      admin: make('admin'),
    } satisfies Record<FunctionName, unknown>;

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
    const canary =
      settings.canary &&
      new Canary(this, 'Canary', { settings, bundleDir, variables, resources, ...settings.canary });
    new Monitoring(this, 'Monitoring', {
      settings,
      api: api.http,
      machine,
      functions: { ...functions, ...(canary && { canary: canary.lambda }) },
      wakes,
      deadLetters,
    });

    const output = (id: string, value: string, description: string) =>
      new CfnOutput(this, id, { value, description });
    output('ApiUrl', api.url, 'Base URL of the API');
    output(
      'DailyPinlessUrl',
      api.url + gatewayFunctions['daily-pinless'].paths[0],
      'room_creation_api of pinless dial-in',
    );
    output(
      'DailyEventsUrl',
      api.url + gatewayFunctions['daily-events'].paths[0],
      "url of Daily's domain webhook",
    );
    const twilio = webhooksOf(api.url);
    output('TwilioVoiceUrl', twilio.voiceUrl, 'voice URL of a Twilio number or SIP Domain');
    output('TwilioStatusUrl', twilio.statusCallback, 'its status callback, called when a call is over');
    if (settings.twilioFallbackUrl !== undefined) {
      const what = 'its fallback URL, which needs neither this API nor its functions';
      output('TwilioFallbackUrl', settings.twilioFallbackUrl, what);
    } else if (settings.cloudFrontFallback) {
      output('TwilioFallbackStack', fallbackStackNameOf(settings), 'the stack that says its fallback URL');
    }
    output('DigitalSambaEventsUrl', digitalSambaEventsUrl(api.url), "endpoint of Digital Samba's webhook");
    const changes = makeLogGroup(this, 'Changes', changesLogGroupName(settings), settings);
    output(
      'ChangesLogGroup',
      changes.logGroupName,
      'The log group that says who changed what by the command line',
    );
    output('TableName', table.tableName, 'The table of calls, rooms and routes');
    output('SecretId', secret.secretArn, 'The secret that holds the keys');
    if (providers) output('ProviderSecretId', providers.secretArn, "The secret that holds providers' keys");
    output('WakeQueueUrl', wakeQueue.url, 'The queue that wakes conferences');
    output('MachineArn', machineArn, 'The machine of held calls');
    output('DailyApiUrl', settings.dailyApiUrl, "Base URL of Daily's REST API");
    output('PipecatCloudApiUrl', settings.pipecatCloudApiUrl, "Base URL of Pipecat Cloud's API");
    output('TwilioApiUrl', settings.twilioApiUrl, "Base URL of Twilio's REST API");
    output('DigitalSambaApiUrl', settings.digitalSambaApiUrl, "Base URL of Digital Samba's REST API");
  }
}

const ms = (seconds: number) => `${seconds * 1000}`;
