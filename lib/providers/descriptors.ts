import { botEndpointDescriptor } from './bot-endpoint/descriptor.ts';
import { dailyDescriptor } from './daily/descriptor.ts';
import type { Api, Descriptor } from './descriptor.ts';
import { digitalSambaDescriptor } from './digital-samba/descriptor.ts';
import { eventWebhookDescriptor } from './event-webhook/descriptor.ts';
import { pipecatCloudDescriptor } from './pipecat-cloud/descriptor.ts';
import { plivoDescriptor } from './plivo/descriptor.ts';
import { sinchDescriptor } from './sinch/descriptor.ts';
import { twilioDescriptor } from './twilio/descriptor.ts';
import { vonageDescriptor } from './vonage/descriptor.ts';
import { voiceIds, type VoiceId } from '../conferences/model/conference.ts';

/** Every provider, by the name that metrics call it: one line each, from which all below and all else derives. */
const providers = {
  daily: dailyDescriptor,
  'pipecat-cloud': pipecatCloudDescriptor,
  'bot-endpoint': botEndpointDescriptor,
  'event-webhook': eventWebhookDescriptor,
  twilio: twilioDescriptor,
  sinch: sinchDescriptor,
  plivo: plivoDescriptor,
  vonage: vonageDescriptor,
  'digital-samba': digitalSambaDescriptor,
} as const satisfies Readonly<Record<string, Descriptor>>;

export type ProviderName = keyof typeof providers;
type Known = (typeof providers)[ProviderName];
type KnownApi = Extract<Known, { readonly api: Api }>['api'];

/** Those whose API has an address. */
const descriptors = Object.values(providers).filter((descriptor) => 'api' in descriptor);

/** Those of them that a stage with these voice providers has. */
export function descriptorsOf(voices: readonly VoiceId[]): typeof descriptors {
  const absent = voiceIds.filter((id) => !voices.includes(id)).map((id): Known => providers[id]);
  return descriptors.filter((descriptor) => !absent.includes(descriptor));
}

/** The fields of the secret that are the providers'. */
export const secretOfProviders = merged(Object.values(providers).map(({ secret }) => secret));

/** What is all of these at once. */
type All<Part> = (Part extends Part ? (part: Part) => void : never) extends (part: infer Whole) => void
  ? Whole
  : never;
function merged<Part extends object>(parts: readonly Part[]): All<Part>;
function merged(parts: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
}

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
export const announcedWebhooks = (of: readonly Descriptor[]) =>
  of.flatMap(({ webhooks }) =>
    Object.values(webhooks).flatMap(({ output, ...webhook }) =>
      output === undefined ? [] : [{ ...webhook, output }],
    ),
  );
