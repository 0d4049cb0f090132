import type { Command } from 'commander';
import * as z from 'zod';
import { knownCallerSchema } from '../../../lib/conferences/model/known-caller.ts';
import { masked } from '../../../lib/telemetry/telemetry.ts';
import type { AdminApiDeps } from '../../kit/deployment/admin-api.ts';
import { command } from '../../kit/command.ts';
import { conferenceArgument, withConference } from '../../kit/deployment/conferences.ts';
import { problemsIn } from '../../kit/input.ts';
import { phoneNumberFrom } from '../../../lib/numbers/phone-number.ts';
import type { SharedOptions } from '../../kit/options.ts';
import { answer, refused, wrongInput, type Finish, type Outcome } from '../../kit/output.ts';
import { ownerOptions } from './pins.ts';

const calleeSchema = knownCallerSchema.pick({ name: true, externalId: true });
const orderedSchema = z.object({ result: z.enum(['calling', 'unknown']), callId: z.string().optional() });

/** Adds `conference call`. */
export function addConferenceCall(conference: Command, deps: AdminApiDeps, finish: Finish): void {
  command(conference, finish, {
    name: 'call',
    about: 'call somebody into a conference that runs; who picks up hears who calls, and presses 1 to join',
    args: [conferenceArgument, ['<number>', 'number to call (+12025550188)']],
    options: ownerOptions('callee', 'how the room names the callee'),
    dryRun: 'check the input and whether there is such a conference, call nobody',
    after:
      'The settings of the stage say which numbers may be called, and how many: `callOuts`.\n\nExample:\n' +
      '  patchbay conference call 8c1f… +12025550188 --name Ana --stage dev',
    run: async ({ name, externalId, ...options }, id, typedNumber) => {
      const number = phoneNumberFrom(typedNumber);
      if (number === undefined)
        return wrongInput('A number has a + and its country code, such as +12025550188.');
      const callee = calleeSchema.safeParse({ name, externalId });
      if (!callee.success) return wrongInput(`The callee is wrong: ${problemsIn(callee.error)}.`);
      return callOne(deps, id, { number, ...callee.data }, options);
    },
  });
}

function callOne(
  deps: AdminApiDeps,
  typedId: string,
  body: { readonly number: string },
  options: SharedOptions,
): Promise<Outcome> {
  const who = masked(body.number);
  return withConference(deps, options, typedId, 'Calling', async ({ api, deployment, path, get }) => {
    if (options.dryRun) {
      const found = await get();
      if (!found.ok) return found.outcome;
      const { name, state } = found.answer;
      if (state === 'closed') return refused(`${name} is closed.`);
      const text = `${who} would be called into ${name} in ${deployment.name}; nobody was called.`;
      return answer(deps, options, { called: false }, text);
    }
    const order = { method: 'POST', path: `${path}/call-outs`, body, answer: orderedSchema } as const;
    const ordered = await api.ask({ ...order, otherwise: 'Nobody was called' });
    if (!ordered.ok) return ordered.outcome;
    const { result, callId } = ordered.answer;
    const look = callId === undefined ? '`patchbay call list`' : `\`patchbay call show ${callId}\``;
    const text =
      result === 'calling'
        ? `${who} is being called; ${look} says what comes of it.`
        : `It is not known whether ${who} is being called: nobody answered. It is not tried again; ${look} shows the call if there is one.`;
    return answer(deps, options, { called: result === 'calling' ? true : undefined, callId }, text);
  });
}
