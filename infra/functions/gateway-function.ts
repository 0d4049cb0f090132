import { Duration } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gatewayFunctions, MEMORY_MB, optionalFunctions } from './functions.ts';
import type { Action } from './actions.ts';
import type { FunctionName, OptionalFunctionName } from './functions.ts';
import { keyUse } from '../parts/key.ts';
import { makeLogGroup } from '../parts/log-group.ts';
import { statementsFor } from './permissions.ts';
import type { Resources } from './permissions.ts';
import type { Settings } from '../settings.ts';

export interface GatewayFunctionProps {
  readonly settings: Settings;
  /** Folder that holds `<name>/index.mjs`. */
  readonly bundleDir: string;
  /** The environment, the same for all: each function composes the whole gateway (functions/compose/compose.ts). */
  readonly variables: Readonly<Record<string, string>>;
  readonly resources: Resources;
}

/** One function with a log group and a role of its own, wired as infra/functions/functions.ts says and no further. */
export class GatewayFunction extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, name: FunctionName | OptionalFunctionName, props: GatewayFunctionProps) {
    super(scope, name);
    const { settings, variables, resources } = props;
    const wiring = { ...gatewayFunctions, ...optionalFunctions }[name];
    const functionName = `patchbay-${settings.stage}-${name}`;
    const bundle = join(props.bundleDir, name);
    if (!existsSync(bundle)) {
      throw new Error(
        `The function ${name} is not in ${props.bundleDir}: run \`npm run build\` in the folder of Patchbay.`,
      );
    }
    const reserved = settings.reservedConcurrency[name];

    const actions: readonly Action[] = wiring.actions;
    const { providerSecretArn } = resources;
    const providerKeys =
      providerSecretArn !== undefined && actions.includes('secretsmanager:GetSecretValue on providers')
        ? { PROVIDER_SECRET_ID: providerSecretArn }
        : {};

    const logGroup = makeLogGroup(this, 'Logs', `/aws/lambda/${functionName}`, settings);
    const writeLogs = new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        wiring: new PolicyDocument({
          statements: [...statementsFor(wiring.actions, resources), ...keyUse(this), writeLogs],
        }),
      },
    });
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName,
      description: wiring.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      memorySize: MEMORY_MB,
      timeout: Duration.seconds(wiring.timeoutS(settings)),
      ...(reserved !== undefined && { reservedConcurrentExecutions: reserved }),
      environment: { ...variables, ...providerKeys },
      // The role says all that is allowed; constructs that would add to it are kept from doing so.
      role: role.withoutPolicyUpdates(),
      logGroup,
    });
  }
}
