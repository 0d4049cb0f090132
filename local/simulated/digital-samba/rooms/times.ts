/** Times of rooms and webhooks, for example `2026-03-01T09:00:00Z`. */
export const secondsTime = (timeMs: number): string =>
  new Date(timeMs).toISOString().replace(/\.\d{3}Z$/, 'Z');

/** Times of live and session data, for example `2026-03-01T09:00:00.000000Z`. */
export const microsecondsTime = (timeMs: number): string =>
  new Date(timeMs).toISOString().replace(/Z$/, '000Z');
