import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { keyOf } from './key.ts';
import type { Settings } from './settings.ts';

/**
 * The one secret: a JSON object with a generated `signingKey`, for the tokens that we issue ourselves. The
 * providers' keys are added to it after the deployment.
 */
export class GatewaySecret extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const key = keyOf(this);
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
      // Of a first deployment that fails it goes: one that nobody ever used would stay, and be paid for, with each try.
      removalPolicy: settings.deletionProtection
        ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
        : RemovalPolicy.DESTROY,
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The keys are issued by providers, which offer no rotation that a function could call.',
    });
  }
}
