import { functionNamesOf } from '../functions/functions.ts';
import type { FunctionName, OptionalFunctionName } from '../functions/functions.ts';
import { machineNameOf } from '../parts/held-call-machine.ts';
import { changesLogGroupName, vendedLogGroupName } from '../parts/log-group.ts';
import { hasWebhooks, type Settings } from '../settings.ts';

/** The log groups of a stage, by who writes to them. */
export interface LogGroupNames {
  readonly ofFunction: (name: FunctionName | OptionalFunctionName) => string;
  readonly functions: readonly string[];
  /** Every step of the held-call machine, without what it was given. */
  readonly machine: string;
  /** Every request to the API. */
  readonly access: string;
  /** Who changed what by the command line. */
  readonly changes: string;
}

export function logGroupNamesOf(settings: Settings): LogGroupNames {
  const stack = `patchbay-${settings.stage}`;
  const ofFunction = (name: FunctionName | OptionalFunctionName) => `/aws/lambda/${stack}-${name}`;
  return {
    ofFunction,
    functions: [
      ...functionNamesOf(settings.voiceProviders),
      ...(settings.canary ? (['canary'] as const) : []),
      ...(settings.events ? (['publish-events'] as const) : []),
      ...(hasWebhooks(settings) ? (['deliver-events'] as const) : []),
    ].map(ofFunction),
    machine: vendedLogGroupName('states', machineNameOf(settings)),
    access: vendedLogGroupName('apis', stack),
    changes: changesLogGroupName(settings),
  };
}
