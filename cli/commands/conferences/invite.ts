import type { Command } from 'commander';
import * as z from 'zod';
import { invitationOf } from '../../../lib/conferences/admin/administer.ts';
import { addPin, findOpen } from '../../../lib/conferences/admin/pins.ts';
import { conferencePinSchema } from '../../../lib/conferences/model/pins.ts';
import { outcomeOf, withConference, type ConferencesDeps } from '../../kit/conference-deployment.ts';
import { phoneNumberFrom, problemsIn, someText } from '../../kit/input.ts';
import { addSharedOptions, sharedOptionsSchema } from '../../kit/options.ts';
import {
  done,
  refused,
  writeJson,
  writeLine,
  wrongInput,
  type Finish,
  type Outcome,
} from '../../kit/output.ts';

const optionsSchema = sharedOptionsSchema.extend({
  newPin: z.boolean().default(false),
  name: z.string().optional(),
  dialIn: z.string().optional(),
});
const ownerSchema = conferencePinSchema.pick({ name: true });
type Options = z.infer<typeof optionsSchema>;

/** Adds `conference invite`. */
export function addConferenceInvite(conference: Command, deps: ConferencesDeps, finish: Finish): void {
  addSharedOptions(
    conference
      .command('invite')
      .description('the text of an invitation; PINs are stored nowhere, so it has one only if that is new')
      .argument('<id>', 'id of the conference')
      .option('--new-pin', 'make a further PIN, which the invitation shows this once')
      .option('--name <name>', 'for a personal PIN: how the room names its owner', someText)
      .option(
        '--dial-in <number>',
        'number that callers dial (default: that with which the conference was made)',
      ),
    'with --new-pin: check everything, make no PIN',
  ).action(async (id: string, options: unknown) =>
    finish(await inviteTo(deps, id, optionsSchema.parse(options))),
  );
}

async function inviteTo(deps: ConferencesDeps, typedId: string, options: Options): Promise<Outcome> {
  const typed = options.dialIn === undefined ? undefined : phoneNumberFrom(options.dialIn);
  if (options.dialIn !== undefined && typed === undefined)
    return wrongInput('--dial-in takes a number with + and country code, such as +12025550151.');
  if (options.name !== undefined && !options.newPin) return wrongInput('--name is for a --new-pin.');
  const owner = ownerSchema.safeParse({ name: options.name });
  if (!owner.success) return wrongInput(`The PIN is wrong: ${problemsIn(owner.error)}.`);
  return withConference(deps, options, typedId, 'Writing the invitation', async ({ admin, id }) => {
    const open = await findOpen(admin, id);
    if (!open.ok) return outcomeOf('There is no invitation', open);
    const { name, dialIn = typed } = open.conference;
    if (dialIn === undefined)
      return refused('It is not known what callers of that conference dial: name it with --dial-in.');
    const isMaking = options.newPin && !options.dryRun;
    const added = isMaking ? await addPin(admin, id, owner.data) : undefined;
    if (added?.ok === false) return outcomeOf('No PIN was made', added);
    const invitation = invitationOf({ name, dialIn: typed ?? dialIn }, added?.pin);
    if (options.json) {
      writeJson(deps.stdout, { invitation, pin: added?.pin, fingerprint: added?.fingerprint });
      return done;
    }
    writeLine(deps.stdout, invitation);
    if (added !== undefined) {
      writeLine(
        deps.stderr,
        `The PIN is new, is shown this once, and has the fingerprint ${added.fingerprint}.`,
      );
    } else if (options.newPin) {
      writeLine(deps.stderr, 'A PIN would be made; nothing was made.');
    }
    return done;
  });
}
