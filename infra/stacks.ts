import type { Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { FallbackStack } from './fallback-stack.ts';
import { GatewayStack, type GatewayStackProps } from './gateway-stack.ts';

/**
 * The stacks of one stage: the gateway, and after it what its settings add in stacks of their own. None refers to another,
 * so that one which cannot be deployed keeps no other from it.
 */
export function makeStacks(scope: Construct, props: GatewayStackProps): readonly [GatewayStack, ...Stack[]] {
  const { settings } = props;
  const gateway = new GatewayStack(scope, props);
  const { permissionsBoundary: name } = settings;
  if (name !== undefined)
    PermissionsBoundary.of(gateway).apply(ManagedPolicy.fromManagedPolicyName(gateway, 'Boundary', name));
  return [gateway, ...(settings.cloudFrontFallback ? [new FallbackStack(scope, settings)] : [])];
}
