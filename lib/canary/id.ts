import { callIdSchema, type CallId } from '../held-calls/model/call.ts';

/**
 * How the ids of the canary's calls begin. Providers' own ids are UUIDs; one that began like this would lack the signed
 * header, and be refused while there is a canary.
 */
const idPrefix = 'canary-';

/** The id of one of the canary's calls. `unique`: never used before, at most 57 letters, digits, `-` and `_`. */
export const canaryCallId = (unique: string): CallId => callIdSchema.parse(idPrefix + unique);

/** Whether a call is one of the canary's: nobody is on the phone. */
export const isCanary = (id: CallId): boolean => id.startsWith(idPrefix);
