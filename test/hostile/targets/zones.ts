/** One time zone: the offset from UTC in minutes before the first change, and each change with the offset after it. */
export interface Zone {
  readonly name: string;
  readonly offset: number;
  readonly changes: readonly { readonly atMs: number; readonly offset: number }[];
}

const zone = (name: string, offset: number, ...changes: readonly (readonly [string, number])[]): Zone => ({
  name,
  offset,
  changes: changes.map(([at, next]) => ({ atMs: Date.parse(at), offset: next })),
});

const europe = (name: string, offset: number) =>
  zone(
    name,
    offset,
    ['2026-03-29T01:00Z', offset + 60],
    ['2026-10-25T01:00Z', offset],
    ['2027-03-28T01:00Z', offset + 60],
    ['2027-10-31T01:00Z', offset],
  );

/**
 * All changes of 2026 and 2027 in zones that differ in kind: by an hour and by half of one, ahead of UTC and behind, at
 * midnight, on the day line, and never (IANA time zone database, 2026c).
 */
export const zones: readonly [Zone, ...Zone[]] = [
  zone('UTC', 0),
  europe('Europe/Berlin', 60),
  europe('Europe/London', 0),
  europe('Europe/Dublin', 0),
  zone(
    'America/New_York',
    -300,
    ['2026-03-08T07:00Z', -240],
    ['2026-11-01T06:00Z', -300],
    ['2027-03-14T07:00Z', -240],
    ['2027-11-07T06:00Z', -300],
  ),
  zone(
    'America/Los_Angeles',
    -480,
    ['2026-03-08T10:00Z', -420],
    ['2026-11-01T09:00Z', -480],
    ['2027-03-14T10:00Z', -420],
    ['2027-11-07T09:00Z', -480],
  ),
  zone(
    'America/St_Johns',
    -210,
    ['2026-03-08T05:30Z', -150],
    ['2026-11-01T04:30Z', -210],
    ['2027-03-14T05:30Z', -150],
    ['2027-11-07T04:30Z', -210],
  ),
  zone(
    'America/Santiago',
    -180,
    ['2026-04-05T03:00Z', -240],
    ['2026-09-06T04:00Z', -180],
    ['2027-04-04T03:00Z', -240],
    ['2027-09-05T04:00Z', -180],
  ),
  zone(
    'Africa/Cairo',
    120,
    ['2026-04-23T22:00Z', 180],
    ['2026-10-29T21:00Z', 120],
    ['2027-04-29T22:00Z', 180],
    ['2027-10-28T21:00Z', 120],
  ),
  zone('Asia/Kolkata', 330),
  zone('Asia/Kathmandu', 345),
  zone(
    'Australia/Lord_Howe',
    660,
    ['2026-04-04T15:00Z', 630],
    ['2026-10-03T15:30Z', 660],
    ['2027-04-03T15:00Z', 630],
    ['2027-10-02T15:30Z', 660],
  ),
  zone(
    'Australia/Sydney',
    660,
    ['2026-04-04T16:00Z', 600],
    ['2026-10-03T16:00Z', 660],
    ['2027-04-03T16:00Z', 600],
    ['2027-10-02T16:00Z', 660],
  ),
  zone(
    'Pacific/Auckland',
    780,
    ['2026-04-04T14:00Z', 720],
    ['2026-09-26T14:00Z', 780],
    ['2027-04-03T14:00Z', 720],
    ['2027-09-25T14:00Z', 780],
  ),
  zone(
    'Pacific/Chatham',
    825,
    ['2026-04-04T14:00Z', 765],
    ['2026-09-26T14:00Z', 825],
    ['2027-04-03T14:00Z', 765],
    ['2027-09-25T14:00Z', 825],
  ),
];

/** Milliseconds since 1970 on the wall clock of a zone. */
export function wallMs({ offset, changes }: Zone, atMs: number): number {
  return atMs + (changes.findLast((change) => change.atMs <= atMs)?.offset ?? offset) * 60_000;
}
