/** A time from one moment up to another, Unix ms. Empty if it ends before it begins. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

export const overlap = (one: Span, other: Span): Span => ({
  fromMs: Math.max(one.fromMs, other.fromMs),
  untilMs: Math.min(one.untilMs, other.untilMs),
});

export const lengthOf = ({ fromMs, untilMs }: Span): number => untilMs - fromMs;

/** What is left of some times when others are taken away. */
export function without(spans: readonly Span[], taken: readonly Span[]): readonly Span[] {
  return taken.reduce<readonly Span[]>(
    (left, { fromMs, untilMs }) =>
      left
        .flatMap((each) => [
          overlap(each, { fromMs: -Infinity, untilMs: fromMs }),
          overlap(each, { fromMs: untilMs, untilMs: Infinity }),
        ])
        .filter((each) => lengthOf(each) > 0),
    spans.filter((each) => lengthOf(each) > 0),
  );
}
