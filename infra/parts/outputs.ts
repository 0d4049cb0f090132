import { CfnOutput } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { digitalSambaEventsUrl } from '../../lib/providers/digital-samba/urls.ts';
import { webhooksOf } from '../../lib/providers/twilio/urls.ts';
import type { QueueAddress } from './conference-queue.ts';
import { gatewayFunctions } from '../functions/functions.ts';
import type { Settings } from '../settings.ts';

/** What a gateway tells of itself. */
export interface Parts {
  /** Base URL of the API. */
  readonly url: string;
  readonly table: TableV2;
  readonly secret: Secret;
  /** Undefined: providers' keys are in the one secret. */
  readonly providers: Secret | undefined;
  /** The log group that says who changed what. */
  readonly changes: ILogGroup;
  readonly wakeQueue: QueueAddress;
  readonly machineArn: string;
}

/** What a person enters at the providers, and what the command line looks up. */
export function addOutputs(scope: Construct, settings: Settings, parts: Parts): void {
  const { url, table, secret, providers, changes, wakeQueue, machineArn } = parts;
  // The command line knows them by these names, whatever the gateway is called in its stack.
  const output = (name: string, value: string, description: string) =>
    new CfnOutput(scope, name, { value, description }).overrideLogicalId(name);

  output('ApiUrl', url, 'Base URL of the API');
  output(
    'DailyPinlessUrl',
    url + gatewayFunctions['daily-pinless'].paths[0],
    'room_creation_api of pinless dial-in',
  );
  output('DailyEventsUrl', url + gatewayFunctions['daily-events'].paths[0], "url of Daily's domain webhook");
  const twilio = webhooksOf(url);
  output('TwilioVoiceUrl', twilio.voiceUrl, 'voice URL of a Twilio number or SIP Domain');
  output('TwilioStatusUrl', twilio.statusCallback, 'its status callback, called when a call is over');
  if (settings.twilioFallbackUrl !== undefined) {
    const what = 'its fallback URL, which needs neither this API nor its functions';
    output('TwilioFallbackUrl', settings.twilioFallbackUrl, what);
  }
  output('DigitalSambaEventsUrl', digitalSambaEventsUrl(url), "endpoint of Digital Samba's webhook");
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
