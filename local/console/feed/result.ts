/** Why an order is not carried out: `info` says in a sentence what is allowed instead. */
export interface Refusal {
  readonly ok: false;
  readonly status: 400 | 404 | 409 | 422;
  readonly error: string;
  readonly info: string;
}

export const refusal = (status: Refusal['status'], error: string, info: string): Refusal => ({
  ok: false,
  status,
  error,
  info,
});

export const done = { ok: true } as const;
export type Done = typeof done | Refusal;
