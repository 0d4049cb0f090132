import { callOutOperations } from './call-outs.ts';
import { callOperations } from './calls.ts';
import { conferenceOperations } from './conferences.ts';
import { dialInOperations } from './dial-ins.ts';
import type { Operation } from './operation.ts';
import { forwardPinOperations } from './forward-pins.ts';
import { knownCallerOperations } from './known-callers.ts';
import { pinOperations } from './pins.ts';
import { routeOperations } from './routes.ts';

/** Everything that the HTTP face can do. */
export const operations: readonly Operation[] = [
  ...conferenceOperations,
  ...pinOperations,
  ...knownCallerOperations,
  ...callOutOperations,
  ...forwardPinOperations,
  ...routeOperations,
  ...dialInOperations,
  ...callOperations,
];
