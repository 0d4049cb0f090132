/** What can come of a transfer. `failed`: nothing came of it. `caller-left`: the caller hung up before it was done. */
export const transferOutcomes = ['answered', 'rejected', 'no-answer', 'caller-left', 'failed'] as const;
export type TransferOutcome = (typeof transferOutcomes)[number];

/** How long nothing may be heard of a transfer that was asked for, in ms: its order is answered or given up within ten seconds, and Daily tells within a few more. */
export const maxUnheardMs = 30_000;

/** How long whoever is called may ring, in ms: carriers end it after a minute or a minute and a half. */
export const maxRingMs = 90_000;
