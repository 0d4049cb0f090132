import type { Searched } from './deaths.ts';
import { isDeepStrictEqual } from 'node:util';
import { Violation } from './violation.ts';

/** Something that happens. `own`: we do it, and know it at once; otherwise a provider tells of it, at any later time. */
export interface Step<Event> {
  readonly isOwn: boolean;
  /** `trueMs`: when it happened; `nowMs`: when it is heard of. */
  readonly event: (trueMs: number, nowMs: number) => Event;
}

/** A course of things, and what must be known of it in the end. */
interface Course<State, Event> {
  readonly start: State;
  readonly reduce: (state: State, event: Event) => State;
  readonly steps: readonly Step<Event>[];
  readonly known: (state: State) => string;
}

/** A course of any kind, ready to be searched. */
export type NewsSearch = (gapMs: number) => IterableIterator<Searched>;

/** Between two of the things that happen, or are heard of: so that all falls within one second, or each into another. */
const gapsMs = [100, 1_500, 20_000] as const;

/**
 * Tries every order in which the news of a course can arrive, late, and one of them twice. What is known in the end must be
 * what it would be if each had come at once.
 */
export function* everyOrderOfNews(search: NewsSearch): Generator<Searched, void, void> {
  for (const gapMs of gapsMs) yield* search(gapMs);
}

/** News under way: by number of its step, and when that happened. */
interface UnderWay {
  readonly step: number;
  readonly trueMs: number;
}

/** A beginning of an order. */
interface Tried<State> {
  readonly state: State;
  /** The step that happens next. */
  readonly next: number;
  readonly underWay: readonly UnderWay[];
  /** The step that was heard of twice, if one was. */
  readonly again: number | undefined;
  /** What happened and was heard of, in order, a character each. */
  readonly path: string;
}

export function ordersOf<State, Event>(course: Course<State, Event>): NewsSearch {
  const { start, steps, reduce, known } = course;
  const right = known(
    steps.reduce((state, { event }, index) => reduce(state, event(index * 1e6, index * 1e6)), start),
  );
  return function* (gapMs) {
    // A list of what is still to be tried instead of a recursion, whose every yield would pass through all its levels.
    const toTry: Tried<State>[] = [{ state: start, next: 0, underWay: [], again: undefined, path: '' }];
    for (let tried = toTry.pop(); tried !== undefined; tried = toTry.pop()) {
      const { state, next, underWay, again, path } = tried;
      const nowMs = path.length * gapMs;
      const step = steps[next];
      if (step === undefined && underWay.length === 0) {
        const end = known(state);
        const detail = `in the order ${path} it is ${end}, and in that in which it happened ${right}`;
        yield {
          what: `order ${path}`,
          end: right,
          violation: end === right ? undefined : new Violation('news-in-any-order', detail),
        };
        continue;
      }
      if (step?.isOwn === true) {
        const after = reduce(state, step.event(nowMs, nowMs));
        toTry.push({ state: after, next: next + 1, underWay, again, path: `${path}.` });
      } else if (step !== undefined) {
        const news = { step: next, trueMs: nowMs };
        toTry.push({ state, next: next + 1, underWay: [...underWay, news], again, path: `${path}-` });
      }
      for (const news of underWay) {
        const event = steps[news.step]?.event(news.trueMs, nowMs);
        if (event === undefined) continue;
        const heard = { state: reduce(state, event), next, path: `${path}${letters[news.step] ?? '?'}` };
        const repeated = steps[news.step]?.event(news.trueMs, nowMs + gapMs);
        if (repeated !== undefined && !isDeepStrictEqual(reduce(heard.state, repeated), heard.state)) {
          const detail = `after the order ${path}, ${letters[news.step] ?? '?'} says more the second time`;
          yield { what: `order ${path}`, end: right, violation: new Violation('twice-equals-once', detail) };
          break;
        }
        toTry.push({ ...heard, underWay: underWay.filter((each) => each !== news), again });
        if (again === undefined) toTry.push({ ...heard, underWay, again: news.step });
      }
    }
  };
}

const letters = 'abcdefghijklmnop';

export const own = <Event>(event: Step<Event>['event']): Step<Event> => ({ isOwn: true, event });
export const news = <Event>(event: Step<Event>['event']): Step<Event> => ({ isOwn: false, event });
