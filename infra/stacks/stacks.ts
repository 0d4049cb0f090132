import type { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EdgeStack } from './edge-stack.ts';
import { FallbackStack } from './fallback-stack.ts';
import { GatewayStack, type GatewayStackProps } from './gateway-stack.ts';

/**
 * The stacks of one stage: the gateway, and after it what its settings add in stacks of their own. The gateway refers to none
 * but that of its front door: a fallback which cannot be deployed keeps the gateway from nothing.
 */
export function makeStacks(
  scope: Construct,
  props: Omit<GatewayStackProps, 'edge'>,
): readonly [GatewayStack, ...Stack[]] {
  const { settings } = props;
  const { customDomain, frontDoor } = settings;
  const edge =
    frontDoor === 'cloudfront-waf' && customDomain !== undefined
      ? new EdgeStack(scope, settings, customDomain)
      : undefined;
  const gateway = new GatewayStack(scope, { ...props, ...(edge && { edge }) });
  return [
    gateway,
    ...(edge ? [edge] : []),
    ...(settings.cloudFrontFallback ? [new FallbackStack(scope, settings)] : []),
  ];
}
