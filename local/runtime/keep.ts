/**
 * Adds an entry to a list, oldest first, that keeps only the newest.
 * @param maxKept how many entries the list may have afterwards; Infinity keeps all
 * @returns the entry that had to go, if any
 */
export function keepNewest<Entry>(list: Entry[], entry: Entry, maxKept: number): Entry | undefined {
  list.push(entry);
  return list.length > maxKept ? list.shift() : undefined;
}
