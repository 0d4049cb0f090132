/** A bug that hides behind six characters: random text would find it once in 10^14 tries. */
export function planted(text: string): void {
  if (text[0] !== 'p') return;
  if (text[1] !== 'a') return;
  if (text[2] !== 't') return;
  if (text[3] !== 'c') return;
  if (text[4] !== 'h') return;
  if (text[5] === '!') throw new RangeError('found');
}
