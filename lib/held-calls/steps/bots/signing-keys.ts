import type { HeldCallDeps } from '../../ports.ts';

/** The keys that a token or a header may have been signed with; none if the secret is missing, and then all fails closed. */
export async function checkingKeys(
  deps: Pick<HeldCallDeps, 'signingKey' | 'otherSigningKey'>,
): Promise<readonly string[]> {
  const signingKey = await deps.signingKey();
  if (signingKey === undefined) return [];
  const other = await deps.otherSigningKey?.();
  return other === undefined ? [signingKey] : [signingKey, other];
}
