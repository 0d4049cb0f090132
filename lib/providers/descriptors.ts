import { botEndpointDescriptor } from './bot-endpoint/descriptor.ts';
import { dailyDescriptor } from './daily/descriptor.ts';
import type { Api, Descriptor, Output } from './descriptor.ts';
import { digitalSambaDescriptor } from './digital-samba/descriptor.ts';
import { pipecatCloudDescriptor } from './pipecat-cloud/descriptor.ts';
import { twilioDescriptor } from './twilio/descriptor.ts';

/** The providers whose API has an address: one line each. */
export const descriptors = [
  dailyDescriptor,
  pipecatCloudDescriptor,
  twilioDescriptor,
  digitalSambaDescriptor,
] as const satisfies readonly Descriptor[];

/** The fields of the secret that are the providers': one line each. */
export const secretOfProviders = {
  ...dailyDescriptor.secret,
  ...pipecatCloudDescriptor.secret,
  ...botEndpointDescriptor.secret,
  ...twilioDescriptor.secret,
  ...digitalSambaDescriptor.secret,
};

type KnownApi = (typeof descriptors)[number]['api'];

/** A value for each provider's API, by the setting that says where it is. */
export const bySetting = <Value>(valueOf: (api: Api) => Value): Record<KnownApi['setting'], Value> =>
  recordOf(descriptors.map(({ api }) => [api.setting, valueOf(api)]));

/** A value for each provider's API, by the variable that says where it is. */
export const byVariable = <Value>(valueOf: (api: KnownApi) => Value): Record<KnownApi['variable'], Value> =>
  recordOf(descriptors.map(({ api }) => [api.variable, valueOf(api)]));

function recordOf<Name extends string, Value>(entries: (readonly [Name, Value])[]): Record<Name, Value>;
function recordOf(entries: (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(entries);
}

/** What providers call here and an output of the stack says. */
export const announcedWebhooks = descriptors.flatMap(({ webhooks }) =>
  Object.values<{ readonly path: `/${string}`; readonly fragment?: string; readonly output?: Output }>(
    webhooks,
  ).flatMap(({ output, ...webhook }) => (output === undefined ? [] : [{ ...webhook, output }])),
);
