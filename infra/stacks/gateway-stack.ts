import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { fallbackStackNameOf } from './fallback-stack.ts';
import type { Edge } from '../parts/front-door.ts';
import { PatchbayGateway } from '../gateway.ts';
import { regionOf, type Settings } from '../settings.ts';

export interface GatewayStackProps {
  readonly settings: Settings;
  /** Folder that holds `<name>/index.mjs` for each function (scripts/build.ts). */
  readonly bundleDir: string;
  /** What CloudFront needs to stand before the API. Default: it does not. */
  readonly edge?: Edge;
}

/** The gateway of one stage in a stack of its own, `patchbay-<stage>`: its Region, its tags and its protection. */
export class GatewayStack extends Stack {
  constructor(scope: Construct, { settings, ...others }: GatewayStackProps) {
    super(scope, `patchbay-${settings.stage}`, {
      description: 'Patchbay: patches phone calls into video rooms',
      env: { region: regionOf(settings) },
      tags: { application: 'patchbay', stage: settings.stage },
      terminationProtection: settings.deletionProtection,
    });
    new PatchbayGateway(this, 'Gateway', { ...settings, ...others });
    if (settings.cloudFrontFallback) {
      const description = 'the stack that says its fallback URL';
      new CfnOutput(this, 'TwilioFallbackStack', { value: fallbackStackNameOf(settings), description });
    }
  }
}
