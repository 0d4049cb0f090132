import type { OfJoin } from '../model/caller-events.ts';
import type { Caller } from '../model/conference.ts';

/** Whether news are of the join by which a caller was let in last. Those of older joins come too late. */
export const isOfLastJoin = ({ joinSequence: last }: Caller, { joinSequence = last }: OfJoin): boolean =>
  joinSequence === last;
