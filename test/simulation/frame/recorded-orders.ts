import type { Searched } from './deaths.ts';
import { Violation } from './violation.ts';

/** Something that is recorded in a world with stores. `own`: we do it at once; otherwise it is told of at any later time. */
export interface Act<World> {
  readonly isOwn: boolean;
  readonly record: (world: World) => Promise<unknown>;
}

/** What is recorded of a course, and what must be known of it in the end. */
export interface RecordedCourse<World> {
  readonly start: () => Promise<World>;
  readonly acts: readonly Act<World>[];
  readonly known: (world: World) => string;
  readonly right: string;
}

/** Has the use cases record the news of a course in every order, late, and one of them twice. */
export async function* everyOrderRecorded<World>({
  start,
  acts,
  known,
  right,
}: RecordedCourse<World>): AsyncGenerator<Searched, void, void> {
  for (const order of ordersOf(acts, 0, [], true)) {
    const world = await start();
    for (const act of order) await acts[act]?.record(world);
    const end = known(world);
    const detail = `recorded in the order ${order.join()} it is ${end}, and should be ${right}`;
    const violation = end === right ? undefined : new Violation('news-in-any-order', detail);
    yield { what: `order ${order.join()}`, end: right, violation };
  }
}

/** Orders of what is left: from the `next` on, with the news that are under way. */
function* ordersOf(
  acts: readonly { readonly isOwn: boolean }[],
  next: number,
  underWay: readonly number[],
  mayRepeat: boolean,
): Generator<readonly number[], void, void> {
  const act = acts[next];
  if (act === undefined && underWay.length === 0) yield [];
  if (act?.isOwn === true)
    for (const rest of ordersOf(acts, next + 1, underWay, mayRepeat)) yield [next, ...rest];
  else if (act !== undefined) yield* ordersOf(acts, next + 1, [...underWay, next], mayRepeat);
  for (const each of underWay) {
    const others = underWay.filter((other) => other !== each);
    for (const rest of ordersOf(acts, next, others, mayRepeat)) yield [each, ...rest];
    if (!mayRepeat) continue;
    for (const rest of ordersOf(acts, next, underWay, false)) yield [each, ...rest];
  }
}
