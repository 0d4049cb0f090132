import * as z from 'zod';

/**
 * What is known of a provider beside its code: the one place that states it, as plain data. The stack, its settings and
 * outputs, the functions' environment, the command line and the local gateway derive from it.
 */
export interface Descriptor {
  /** Its API. Absent: we call it where a route says. */
  readonly api?: Api;
  /** Its fields of the secret: the form of each, and in `fieldTexts` the rest. All are optional. */
  readonly secret: Readonly<Record<string, z.ZodType>>;
  /** What it calls here, by a name of ours. */
  readonly webhooks: Readonly<Record<string, Webhook>>;
}

export interface Api {
  /** Base URL, without a slash at the end, unless a setting says another. */
  readonly defaultUrl: string;
  /** The setting that says another. */
  readonly setting: string;
  /** The variable by which functions learn of it, and by which a local gateway is told another. */
  readonly variable: string;
  readonly output: Output;
}

interface Webhook {
  /** Path of the API that answers, always POST. */
  readonly path: `/${string}`;
  /** What the address carries behind `#`, for the provider itself. */
  readonly fragment?: string;
  /** Says the whole address. Absent: nobody enters it by hand, we tell the provider of it as calls go on. */
  readonly output?: Output;
}

/** How a field of the secret gets its next value. */
type Origin =
  /** Made here; `tell` is the command that tells the provider, if one has to know. */
  | { readonly kind: 'made'; readonly encoding: 'base64' | 'base64url'; readonly tell?: string }
  /** Made by the provider: it comes on standard input or at the prompt. */
  | { readonly kind: 'given' }
  /** No secret, so there is nothing to rotate. */
  | { readonly kind: 'none' };

/** What there is to say of a field of the secret that is set by hand. */
export interface FieldText {
  /** How many values it holds at most. Default 1. */
  readonly maxValues?: number;
  /** It has line breaks, as a key in PEM does: all of what is read is one value. Default false. */
  readonly hasLines?: boolean;
  /** Completes "is for …". */
  readonly purpose: string;
  readonly origin: Origin;
}

export const fieldTexts = z.registry<FieldText>();

/** A provider that rotates its secret shows two for a while. */
export const maxLiveSecrets = 2;
/** A key as a provider gives it. */
export const providerKey = z.string().min(1);

/** An output of the stack. */
interface Output {
  readonly name: string;
  readonly description: string;
}

/** The address of a webhook. `publicUrl`: where the provider reaches the API, without a slash at the end. */
export function webhookUrl(publicUrl: string, { path, fragment }: Webhook): string {
  return `${publicUrl}${path}${fragment === undefined ? '' : `#${fragment}`}`;
}
