import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { VendorDocument } from './document.ts';
import { operationsOf } from './openapi.ts';

/**
 * Twilio's own OpenAPI document, out of the package of its command line. Of that package nothing is run: package.json
 * overrides what it would bring along, 130 MB of a command line's needs, with a package that holds only types.
 */
const file = createRequire(import.meta.url).resolve(
  '@twilio/cli-core/src/services/twilio-api/twilio_api_v2010.json',
);

export function readTwilioDocument(): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

export function twilioDocument(): VendorDocument {
  return {
    name: "Twilio's OpenAPI document twilio_api_v2010",
    operations: operationsOf(readTwilioDocument()),
  };
}
