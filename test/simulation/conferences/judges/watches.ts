import type { Violation } from '../../frame/violation.ts';
import type { JudgedWorld } from '../judged.ts';
import { LetIn } from '../outside/let-in.ts';
import { Notices } from './notices.ts';
import { Tones } from './tones.ts';

/** Those who watch nothing but who goes into a meeting and out of it. */
export const watchesOf = (
  world: JudgedWorld,
  fail: (violation: Violation) => void,
): readonly { readonly changed: () => void }[] =>
  [LetIn, Notices, Tones].map((Judge) => {
    const judge = new Judge(world, fail);
    return { changed: () => judge.changed() };
  });
