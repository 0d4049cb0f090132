import { createHash } from 'node:crypto';
import { fieldTexts, type FieldText } from '../../lib/providers/descriptor.ts';
import { parseSharedKey } from '../../lib/providers/twilio/shared-keys.ts';
import { secretSchema, type StoredSecret } from '../../lib/providers/secret.ts';

/** A field of the secret that is set by hand. */
export type SecretName = Exclude<keyof StoredSecret, 'signingKey' | 'otherSigningKey' | 'dailyPinlessOwn'>;

/** What there is to say of a field. */
export function textOf(name: SecretName): FieldText & { readonly maxValues: number } {
  const text = fieldTexts.get(secretSchema.shape[name]);
  if (text === undefined) throw new Error(`The descriptor that has the field ${name} says nothing of it.`);
  return { ...text, maxValues: text.maxValues ?? 1 };
}

const isSecretName = (name: keyof StoredSecret): name is SecretName =>
  fieldTexts.has(secretSchema.shape[name]);

export const secretNames: readonly SecretName[] = secretSchema.keyof().options.filter(isSecretName);

/** `dailyApiKey` → `daily-api-key`, as it is easier to type. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** From either spelling to the field's name. */
export function camel(text: string): string {
  return text.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The field of that name, in either spelling; undefined if there is none that may be set. */
export function secretNameOf(text: string): SecretName | undefined {
  const name = camel(text);
  return secretNames.find((each) => each === name);
}

/** Tells values apart without showing them: the first 8 hexadecimal digits of SHA-256. */
export function fingerprint(value: string): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 8);
}

/** A value as it may be shown: of a shared key also the id, which is no secret, and what Twilio's console calls it. */
export function shown(name: keyof StoredSecret, value: string): string {
  const key = name === 'twilioSharedKeys' ? parseSharedKey(value) : undefined;
  return key === undefined ? fingerprint(value) : `${key.id}=${fingerprint(key.secret)}`;
}

/** As long as the output of the HMAC that such a value is the key of. */
const valueBytes = 32;

/** A new secret that nobody can guess. */
export function newValue(
  { randomBelow }: { readonly randomBelow: (below: number) => number },
  encoding: 'base64' | 'base64url',
): string {
  return Buffer.from(Array.from({ length: valueBytes }, () => randomBelow(256))).toString(encoding);
}

/** What is stored under one name. */
export interface FieldState {
  readonly name: keyof StoredSecret;
  /** The number or address that these values are for alone. */
  readonly of?: string;
  readonly state: 'set' | 'missing' | 'malformed';
  /** Of the live values, newest first. */
  readonly fingerprints: readonly string[];
  readonly problem?: string;
}

export function stateOf(name: keyof StoredSecret, value: unknown): FieldState {
  const parsed = secretSchema.shape[name].safeParse(value);
  if (!parsed.success) {
    if (value === undefined) return { name, state: 'missing', fingerprints: [] };
    const problem = [...new Set(parsed.error.issues.map(({ message }) => message))].join('; ');
    return { name, state: 'malformed', fingerprints: [], problem };
  }
  const stored = parsed.data === undefined ? [] : [parsed.data].flat();
  const values = stored.flatMap((each) => (typeof each === 'string' ? each : each.hmac));
  const fingerprints = values.map((value) => shown(name, value));
  return { name, state: values.length === 0 ? 'missing' : 'set', fingerprints };
}

/** What is stored for single numbers and addresses of Daily's dial-in, one by one where it can be read. */
export function ownStatesOf(value: unknown): readonly FieldState[] {
  const name = 'dailyPinlessOwn';
  const all = stateOf(name, value);
  if (all.state === 'missing') return [];
  const own = secretSchema.shape[name].safeParse(value).data;
  if (own === undefined) return [all];
  return own.map(({ names, hmac }) => ({
    name,
    of: names[0] ?? '',
    state: 'set',
    fingerprints: hmac.map(fingerprint),
  }));
}
