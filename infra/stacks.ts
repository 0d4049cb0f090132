import type { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { FallbackStack } from './fallback-stack.ts';
import { GatewayStack, type GatewayStackProps } from './gateway-stack.ts';

/**
 * The stacks of one stage: the gateway, and after it what its settings add in stacks of their own. None refers to another,
 * so that one which cannot be deployed keeps no other from it.
 */
export function makeStacks(scope: Construct, props: GatewayStackProps): readonly [GatewayStack, ...Stack[]] {
  const { settings } = props;
  return [
    new GatewayStack(scope, props),
    ...(settings.cloudFrontFallback ? [new FallbackStack(scope, settings)] : []),
  ];
}
