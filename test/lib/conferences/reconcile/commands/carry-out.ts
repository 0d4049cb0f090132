import type { CallerEvent } from '../../../../../lib/conferences/model/caller-events.ts';
import type { Command } from '../../../../../lib/conferences/model/command.ts';
import type { ConferenceEvent } from '../../../../../lib/conferences/model/conference-events.ts';
import type { ConferenceStore } from '../../../../../lib/conferences/ports.ts';
import { executeAll } from '../../../../../lib/conferences/reconcile/commands/execute.ts';
import type { ConferenceWorld } from '../../support.ts';

/** A request to a phone or a room; or of whom, the conference or a caller, what is noted. */
export type Step = string | readonly [of: string, event: ConferenceEvent | CallerEvent];

/** Carries out commands: what became of each, and all that was asked of phones and rooms, and noted, in order. */
export async function carryOut(
  { deps, record, conference, now }: ConferenceWorld,
  ...commands: readonly Command[]
) {
  const steps: Step[] = [];
  record.commands.length = 0;
  const noting = (of: string, event: ConferenceEvent | CallerEvent) =>
    void steps.push(...record.commands.splice(0), [of, event]);
  const conferences: ConferenceStore = {
    ...deps.conferences,
    changeConference: (id, event) => {
      noting(id, event);
      return deps.conferences.changeConference(id, event);
    },
    changeCaller: (id, call, event) => {
      noting(call, event);
      return deps.conferences.changeCaller(id, call, event);
    },
  };
  const results = await executeAll({ ...deps, conferences }, conference('c1'), commands, now());
  steps.push(...record.commands.splice(0));
  return { results, steps };
}

/** What the log says that commands came to. */
export const inVain = ({ record }: Pick<ConferenceWorld, 'record'>) =>
  record.logs.filter(({ code }) => code === 'conference-command').map(({ fields }) => fields);
