import { CfnOutput } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { webhookUrl } from '../../lib/providers/descriptor.ts';
import { announcedWebhooks, descriptorsOf } from '../../lib/providers/descriptors.ts';
import type { Settings } from '../settings.ts';
import type { EventWebhooks } from './event-webhooks.ts';

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
  readonly machineArn: string;
  /** Posts events to consumers; undefined: there are none. */
  readonly webhooks: EventWebhooks | undefined;
}

/** What a person enters at the providers, and what the command line looks up. */
export function addOutputs(scope: Construct, settings: Settings, parts: Parts): void {
  const { url, table, secret, providers, changes, machineArn, webhooks } = parts;
  // The command line knows them by these names, whatever the gateway is called in its stack.
  const output = (name: string, value: string, description: string) =>
    new CfnOutput(scope, name, { value, description }).overrideLogicalId(name);

  output('ApiUrl', url, 'Base URL of the API');
  const ofStage = descriptorsOf(settings.voiceProviders);
  for (const webhook of announcedWebhooks(ofStage))
    output(webhook.output.name, webhookUrl(url, webhook), webhook.output.description);
  if (settings.twilioFallbackUrl !== undefined) {
    const what = 'fallback URL of Twilio numbers, which needs neither this API nor its functions';
    output('TwilioFallbackUrl', settings.twilioFallbackUrl, what);
  }
  output(
    'ChangesLogGroup',
    changes.logGroupName,
    'The log group that says who changed what by the command line',
  );
  output('TableName', table.tableName, 'The table of calls, rooms and routes');
  output('SecretId', secret.secretArn, 'The secret that holds the keys');
  if (providers) output('ProviderSecretId', providers.secretArn, "The secret that holds providers' keys");
  output('MachineArn', machineArn, 'The machine of held calls');
  if (webhooks) {
    const { deadLetters, variables, addresses } = webhooks;
    output('EventDeadLetters', deadLetters.queueUrl, 'The queue of events that consumers did not take');
    output('EventQueues', variables.EVENT_QUEUES, 'The queues from which events are posted, by consumer');
    output('EventWebhooks', addresses, 'The addresses that events are posted to, by consumer');
  }
  for (const { api } of ofStage) output(api.output.name, settings[api.setting], api.output.description);
}
