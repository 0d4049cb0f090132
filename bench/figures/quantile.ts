/**
 * The nearest-rank quantile.
 * @param part from 0 to 1
 * @throws RangeError if there are no values
 */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('there is no quantile of nothing');
  return value;
}
