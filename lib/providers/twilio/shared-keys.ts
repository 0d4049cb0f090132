/** A key that signs webhooks in the place of the auth token (Twilio docs, webhooks rules). */
interface SharedKey {
  readonly id: string;
  readonly secret: string;
}

/** What `X-Twilio-Webhooks-Signature-Settings` says of the signature beside it. */
export interface SignatureSettings {
  readonly keyId: string;
  readonly algorithm: Algorithm;
}

const algorithms = ['HMAC_SHA1', 'HMAC_SHA256'] as const;
export type Algorithm = (typeof algorithms)[number];

/** Several times as long as any key's id and all that stands around it. */
const longestSettings = 512;

/**
 * Reads the header's value, `key=<id>,algorithm=<name>`, in either order; further settings are let be. Undefined: it
 * does not name one key and one algorithm that we know, so that nothing may be taken for signed.
 */
export function readSettings(header: string): SignatureSettings | undefined {
  if (header.length > longestSettings) return undefined;
  const settings = header.split(',').map((part) => /^\s*(\w+)=([^\s=]+)\s*$/.exec(part));
  const valuesOf = (name: string) =>
    settings.flatMap((each) => (each?.[1] === name && each[2] !== undefined ? [each[2]] : []));
  const [keyId, ...otherKeys] = valuesOf('key');
  const [named, ...otherAlgorithms] = valuesOf('algorithm');
  const algorithm = algorithms.find((each) => each === named);
  const isWhole = !settings.includes(null) && otherKeys.length === 0 && otherAlgorithms.length === 0;
  return isWhole && keyId !== undefined && algorithm !== undefined ? { keyId, algorithm } : undefined;
}

/** The secrets that are live under a key's id. `stored`: as the deployment's secret has them, `<id>=<secret>`. */
export function secretsOfKey(stored: readonly string[], keyId: string): readonly string[] {
  return stored.map(parseSharedKey).flatMap((key) => (key?.id === keyId ? [key.secret] : []));
}

/** Reads `<id>=<secret>`; a secret may have further `=`. */
export function parseSharedKey(stored: string): SharedKey | undefined {
  const [, id, secret] = /^([^\s=]+)=(\S+)$/.exec(stored) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}
