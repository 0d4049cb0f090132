import type { ConferenceWorld } from './support.ts';

/** Counts what stores are asked from now on, by operation, and how much of it at most runs side by side. */
export function operations({ world }: Pick<ConferenceWorld, 'world'>) {
  const seen: string[] = [];
  let [atOnce, most] = [0, 0];
  world.before = async (operation) => {
    seen.push(operation);
    most = Math.max(most, (atOnce += 1));
    await Promise.resolve();
    atOnce -= 1;
  };
  const count = (operation: string) => seen.filter((each) => each === operation).length;
  return { count, most: () => most };
}
