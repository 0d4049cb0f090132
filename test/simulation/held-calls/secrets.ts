import { dialledKeys } from '../../../lib/held-calls/model/route.ts';
import { rotation } from '../frame/secrets.ts';
import { domainId } from './parties/rooms.ts';

/** All secrets of a world; those of providers change at one moment, in the store as at the provider. */
export function secretsOf(changeAtMs: number) {
  return {
    apiKey: rotation('SECRET-daily-1', 'SECRET-daily-2', changeAtMs),
    publicKey: rotation('SECRET-pk-1', 'SECRET-pk-2', changeAtMs),
    privateKey: rotation('SECRET-sk-1', 'SECRET-sk-2', changeAtMs),
    // While a secret is changed both are live: the newer is the one that Daily signs with.
    pinless: rotation<readonly string[]>([pinless[0]], [pinless[1], pinless[0]], changeAtMs),
    pinlessOwn: rotation<readonly string[]>([ownPinless[0]], [ownPinless[1], ownPinless[0]], changeAtMs),
    webhook: rotation<readonly string[]>([webhook[0]], [webhook[1], webhook[0]], changeAtMs),
    endpoint: rotation(endpoint, endpoint, Infinity),
    domainId: rotation(domainId, domainId, Infinity),
    signingKey: rotation(signingKey, signingKey, Infinity),
  };
}
export type WorldSecrets = ReturnType<typeof secretsOf>;

/** The number that has a secret of its own at Daily; all others share one. */
export const numberWithOwn = '+12025550102';

/** Which of a world's secrets a call to this must be signed with. */
export function pinlessSecretsFor(dialled: string): 'pinless' | 'pinlessOwn' {
  return dialledKeys(dialled).includes(numberWithOwn) ? 'pinlessOwn' : 'pinless';
}

const pinless = ['c2VjcmV0LXBpbmxlc3MtMQ==', 'c2VjcmV0LXBpbmxlc3MtMg=='] as const;
const ownPinless = ['b3duLXBpbmxlc3MtMQ==', 'b3duLXBpbmxlc3MtMg=='] as const;
const webhook = ['c2VjcmV0LXdlYmhvb2stMQ==', 'c2VjcmV0LXdlYmhvb2stMg=='] as const;
const endpoint = 'whsec_c2VjcmV0LWVuZHBvaW50LTE=';
const signingKey = 'SECRET-signing-key-of-32-characters';
