import type { Conference } from '../../../../lib/conferences/model/conference.ts';
import type { ItemWrite } from '../../../support/conferences.ts';
import { newConference } from '../../../support/new-conference.ts';
import { conferenceId } from '../judged.ts';
import type { Scenario } from '../scenario.ts';
import { otherConference } from './drawn.ts';

/** Another conference into which callers are led, whose host has its bridge dialled, and does not: nobody is in its room. */
export function othersOf({ transfers }: Pick<Scenario, 'transfers'>, startMs: number): readonly Conference[] {
  if (transfers === undefined) return [];
  const closesAtMs =
    transfers.otherClosesAtMs === undefined ? undefined : startMs + transfers.otherClosesAtMs;
  const settings = { bridge: 'host', ...(closesAtMs !== undefined && { closesAtMs }) } as const;
  return [newConference(otherConference, { room: 'room-2', settings })];
}

type Told = { readonly written: (write: ItemWrite) => void };

/** Writes as they are told: all of them, and those of calls and of the conference that the world is about. */
export const toldOf =
  (all: Told, first: Told) =>
  (write: ItemWrite): void => {
    all.written(write);
    if (write.of === 'pin-call' || idOf(write) === conferenceId) first.written(write);
  };

const idOf = (write: Exclude<ItemWrite, { readonly of: 'pin-call' }>) =>
  write.of === 'caller' ? write.after.conference : write.after.id;
