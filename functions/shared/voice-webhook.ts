import type { SecretSource } from '../../lib/providers/voice-client.ts';

/**
 * Checks a request of a voice provider with the secrets that are live. They may have been changed a moment ago: where the
 * result leaves that open they are read afresh, once.
 */
export async function checkWithSecrets<Secrets, Result>(
  source: SecretSource<Secrets>,
  check: (secrets: Secrets) => Result,
  isDoubtful: (result: Result) => boolean,
): Promise<Result> {
  const secrets = await source.read();
  const result = check(secrets);
  if (!isDoubtful(result)) return result;
  const fresh = await source.reread();
  // Within a minute of the last read they are the same: a forger need not be hashed twice.
  return fresh === secrets ? result : check(fresh);
}
