import type { Conference } from '../../../../lib/conferences/model/conference.ts';
import { defaultsAt } from '../../../../lib/conferences/state/settings.ts';
import type { ItemWrite } from '../../../support/conferences.ts';
import { newConference } from '../../../support/new-conference.ts';
import { conferenceId, type JudgedWorld } from '../judged.ts';
import type { PhoneCall } from '../parties/phone-call.ts';
import { traitsOfScenario, type Scenario } from '../scenario.ts';
import { otherConference } from './drawn.ts';

/** Another conference into which callers are led, whose host has its bridge dialled, and does not: nobody is in its room. */
export function othersOf(scenario: Scenario, startMs: number): readonly Conference[] {
  const { transfers } = scenario;
  const traits = traitsOfScenario(scenario);
  if (transfers === undefined) return [];
  const closesAtMs =
    transfers.otherClosesAtMs === undefined ? undefined : startMs + transfers.otherClosesAtMs;
  const settings = {
    ...defaultsAt(traits),
    bridge: 'host',
    ...(closesAtMs !== undefined && { closesAtMs }),
  } as const;
  return [newConference(otherConference, { room: 'room-2', voice: traits.id, settings })];
}

/** Whether a call is in that conference, as it is kept, or waits for its bridge. */
export const isInOther = (world: Pick<JudgedWorld, 'options' | 'stores'>, { sid }: PhoneCall): boolean =>
  world.options.scenario.transfers !== undefined &&
  world
    .stores()
    .callers(otherConference)
    .some(({ call, presence }) => call === sid && presence !== 'gone');

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
