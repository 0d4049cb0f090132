import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

const ID = 'Key';

/** What keeping things takes of a key, and nothing that changes the key itself (DynamoDB docs, "Authorizing use of your key"). */
const USE = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/**
 * The stage's own key, under which table, secret, queues, topic and logs are encrypted if the settings want one: who may
 * read them is then said twice, and each use of the key is in CloudTrail. It is replaced by a new version once a year.
 */
export class StageKey extends Construct {
  readonly key: Key;

  constructor(gateway: Construct, settings: Settings) {
    super(gateway, ID);
    const { stage, deletionProtection } = settings;
    this.key = new Key(this, 'Key', {
      alias: `patchbay-${stage}`,
      description: `What Patchbay keeps, stage ${stage}`,
      enableKeyRotation: true,
      // Without it, what is encrypted under it cannot be read by anybody again, backups included.
      removalPolicy: deletionProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.letLogs(stage);
  }

  /** CloudWatch Logs, for the stage's own groups (CloudWatch Logs user guide, "Encrypt log data using AWS KMS"). */
  private letLogs(stage: string): void {
    const stack = Stack.of(this);
    const groups = ['/aws/*/', '/patchbay/'].map((folder) =>
      stack.formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: `${folder}patchbay-${stage}*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
    this.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
        actions: USE,
        resources: ['*'],
        conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': groups } },
      }),
    );
  }
}

/** The own key of the gateway that `scope` is a part of; undefined if AWS's keys do. */
export function keyOf(scope: Construct): Key | undefined {
  return scope.node.scopes.map(({ node }) => node.tryFindChild(ID)).find((child) => child instanceof StageKey)
    ?.key;
}

/** What a function must be allowed to read and write what is encrypted under the key: nothing without one. */
export function keyUse(scope: Construct): PolicyStatement[] {
  const key = keyOf(scope);
  if (key === undefined) return [];
  const { region } = Stack.of(scope);
  return [
    new PolicyStatement({
      actions: USE,
      resources: [key.keyArn],
      conditions: {
        StringEquals: {
          'kms:ViaService': ['dynamodb', 'secretsmanager', 'sqs'].map(
            (each) => `${each}.${region}.amazonaws.com`,
          ),
        },
      },
    }),
  ];
}
