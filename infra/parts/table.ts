import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { keyOf } from './key.ts';
import type { Settings } from '../settings.ts';

/** The sparse index by which lists are read; an item is in it if it has `list` and `listAt`. */
export const LIST_INDEX = 'list';

/** The one table: calls, rooms and routes, keyed by `pk` and `sk`, each item gone after its `ttl` (in seconds). */
export class GatewayTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const key = keyOf(this);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'ttl',
      globalSecondaryIndexes: [
        {
          indexName: LIST_INDEX,
          partitionKey: { name: 'list', type: AttributeType.STRING },
          sortKey: { name: 'listAt', type: AttributeType.NUMBER },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
      billing: Billing.onDemand(),
      // Before and after: what a write tells is the difference.
      ...(settings.events && { dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES }),
      encryption:
        key === undefined ? TableEncryptionV2.dynamoOwnedKey() : TableEncryptionV2.customerManagedKey(key),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: settings.deletionProtection,
      removalPolicy: settings.deletionProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }
}
