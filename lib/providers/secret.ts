import * as z from 'zod';
import { maxPinKeys } from '../conferences/model/pins.ts';
import { fieldTexts } from './descriptor.ts';
import { secretOfProviders } from './descriptors.ts';

/** The JSON in the one secret. Only `signingKey` is always there, made at deployment; keys not named here are left alone. */
export const secretSchema = z.object({
  /** Signs what we issue ourselves: report tokens and route headers. At least 32 characters, as long as its HMAC's output. */
  signingKey: z.string().min(32),
  /** Counts beside the signing key and never signs: while that is rotated, the next one, then the one before. */
  otherSigningKey: z.string().min(32).optional(),
  ...secretOfProviders,
  /**
   * Hash PINs and the numbers of known callers; the current one first, none shorter than its HMAC's output. Default: a key
   * made from the signing key.
   */
  pinKeys: z
    .array(z.string().min(32, 'has fewer than 32 characters'))
    .max(maxPinKeys)
    .optional()
    .register(fieldTexts, {
      maxValues: maxPinKeys,
      purpose: "hashing PINs and known callers' numbers",
      origin: { kind: 'made', encoding: 'base64url' },
    }),
});
/** The secret's values as they are stored. */
export type StoredSecret = z.infer<typeof secretSchema>;
export type SecretField = keyof StoredSecret;
/** The fields that are ours: where providers' keys have a secret of their own, these stay in the other. */
export const ownFields: readonly string[] = [
  'signingKey',
  'otherSigningKey',
  'pinKeys',
] satisfies readonly SecretField[];
/**
 * What there is of them: all undefined while the secret cannot be read, and then every check fails closed. A field that cannot
 * be read is undefined alone.
 */
export type SecretValues = Partial<StoredSecret> & {
  /** The fields that hold something, and nothing that could be theirs; absent if there are none. */
  readonly malformed?: readonly SecretField[];
};

/**
 * Whether any of these fields has a value, so that the provider that they are for is in use. True also of a secret that could
 * not be read, which nobody can tell.
 */
export function isUsed(values: SecretValues, ...names: readonly SecretField[]): boolean {
  const { signingKey, malformed = [] } = values;
  const isUnread = signingKey === undefined && malformed.length === 0;
  return isUnread || names.some((name) => malformed.includes(name) || [values[name] ?? []].flat().length > 0);
}

/** The values in the secret's JSON, field by field: one that is malformed is none, and takes no other with it. */
export function valuesOf(stored: Readonly<Record<string, unknown>>): SecretValues {
  const malformed = secretSchema
    .keyof()
    .options.filter((name) => !secretSchema.shape[name].safeParse(stored[name]).success);
  const good = Object.entries(stored).filter(([name]) => !malformed.some((each) => each === name));
  const { signingKey, ...others } = secretSchema.partial().parse(Object.fromEntries(good));
  return {
    ...others,
    ...(signingKey === undefined ? {} : { signingKey }),
    ...(malformed.length === 0 ? {} : { malformed }),
  };
}
