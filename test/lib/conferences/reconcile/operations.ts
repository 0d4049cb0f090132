import type { ConferenceWorld } from '../support.ts';

/** Counts what stores are asked from now on, by operation, and how much of it at most runs side by side. */
export function operations({ world }: Pick<ConferenceWorld, 'world'>) {
  const seen: string[] = [];
  let [atOnce, max] = [0, 0];
  world.before = async (operation) => {
    seen.push(operation);
    max = Math.max(max, (atOnce += 1));
    await Promise.resolve();
    atOnce -= 1;
  };
  const count = (operation: string) => seen.filter((each) => each === operation).length;
  return { all: seen as readonly string[], count, max: () => max };
}
