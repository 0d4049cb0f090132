/** How a bot that was sent comes: so long after it was asked for, in ms; undefined: never. */
export type Comes = number | undefined;

/**
 * The room of a trunk, as Daily keeps it: who is kept out is remembered only while somebody is in it (Daily docs,
 * rooms/:name/eject), and a bot that was put out does not come back.
 */
export function trunkRoom(now: () => number) {
  const onTheWay: { readonly target: number; readonly atMs: number }[] = [];
  const inside = new Set<number>();
  const keptOut = new Set<number>();
  let answeredAtMs: number | undefined;
  let mostAfterAnswer = 0;

  const forgetIfEmpty = () => {
    if (inside.size === 0) keptOut.clear();
  };
  /** Lets those in who have come by now, in the order in which they came. */
  const catchUp = (untilMs = now()) => {
    onTheWay.sort((one, other) => one.atMs - other.atMs);
    for (;;) {
      const [next] = onTheWay;
      if (next === undefined || next.atMs > untilMs) break;
      onTheWay.shift();
      if (keptOut.has(next.target)) continue;
      inside.add(next.target);
      if (answeredAtMs !== undefined) mostAfterAnswer = Math.max(mostAfterAnswer, inside.size);
    }
  };

  return {
    send: (target: number, after: Comes) => {
      if (after !== undefined) onTheWay.push({ target, atMs: now() + after });
    },
    has: (target: number) => {
      catchUp();
      return inside.has(target);
    },
    keepOut: (targets: readonly number[]) => {
      catchUp();
      for (const target of targets) {
        inside.delete(target);
        keptOut.add(target);
      }
      forgetIfEmpty();
    },
    /** The caller is put in. */
    answered: () => {
      catchUp();
      answeredAtMs ??= now();
      mostAfterAnswer = Math.max(mostAfterAnswer, inside.size);
    },
    /** How many bots the caller had at once, once all who were sent have come. */
    mostBots: () => {
      catchUp(Infinity);
      return mostAfterAnswer;
    },
  };
}
