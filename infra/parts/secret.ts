import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { keyOf } from './key.ts';
import type { Settings } from '../settings.ts';

/**
 * The one secret: a JSON object with a generated `signingKey`, for the tokens that we issue ourselves. The
 * providers' keys are added to it after the deployment, or to a second one if the settings want that.
 */
export class GatewaySecret extends Construct {
  readonly secret: Secret;
  readonly providers: Secret | undefined;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const key = keyOf(this);
    // Of a first deployment that fails it goes: one that nobody ever used would stay, and be paid for, with each try.
    const removalPolicy = settings.deletionProtection
      ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
      : RemovalPolicy.DESTROY;
    this.secret = new Secret(this, 'Secret', {
      description: `Keys of Patchbay, stage ${settings.stage}: its own signing key and those of its providers`,
      ...(key && { encryptionKey: key }),
      // Never change these lines on a deployed stage: CloudFormation would generate anew, over the providers' keys.
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'signingKey',
        passwordLength: 64,
        excludePunctuation: true,
      },
      removalPolicy,
    });
    this.providers = settings.providerSecret
      ? new Secret(this, 'Providers', {
          description: `Keys of the providers of Patchbay, stage ${settings.stage}`,
          ...(key && { encryptionKey: key }),
          // Nor this one.
          secretObjectValue: {},
          removalPolicy,
        })
      : undefined;
    for (const each of [this.secret, this.providers]) {
      if (each === undefined) continue;
      Validations.of(each).acknowledge({
        id: 'AwsSolutions-SMG4',
        reason: 'The keys are issued by providers, which offer no rotation that a function could call.',
      });
    }
  }
}
