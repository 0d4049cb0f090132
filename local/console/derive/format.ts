/** A duration for people: `340 ms`, `2.4 s`, `3 min 05 s`. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** How long something has lasted, by the second: `0:07`. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Time of day with milliseconds, as the gateway's log has it. */
export function timeText(at: string): string {
  return at.slice(11, 23);
}

/** A number in groups, so that it can be read: `+1 202 555 0151`. What is no such number stays as it is. */
export function numberText(number: string): string {
  return number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2 $3');
}
