import type { Command } from 'commander';
import * as z from 'zod';
import { invitationOf } from '../../../lib/conferences/admin/administer.ts';
import { refusal } from '../../../lib/conferences/model/not-done.ts';
import { conferencePinSchema } from '../../../lib/conferences/model/pins.ts';
import type { AdminApiDeps } from '../../kit/deployment/admin-api.ts';
import { command, flag, option } from '../../kit/command.ts';
import { conferenceArgument, outcomeOf, withConference } from '../../kit/deployment/conferences.ts';
import { problemsIn, someText } from '../../kit/input.ts';
import { phoneNumberFrom } from '../../../lib/numbers/phone-number.ts';
import type { SharedOptions } from '../../kit/options.ts';
import {
  done,
  refused,
  writeJson,
  writeLine,
  wrongInput,
  type Finish,
  type Outcome,
} from '../../kit/output.ts';
import { newPin } from './pins.ts';

const ownerSchema = conferencePinSchema.pick({ name: true });

/** Adds `conference invite`. */
export function addConferenceInvite(conference: Command, deps: AdminApiDeps, finish: Finish): void {
  command(conference, finish, {
    name: 'invite',
    about: 'print an invitation; it has a PIN only if a new one is made, since PINs are not stored',
    args: [conferenceArgument],
    options: {
      newPin: flag('--new-pin', 'make a further PIN, which the invitation shows this once'),
      name: option(
        '--name <name>',
        'for a personal PIN: how the room names its owner',
        z.string().optional(),
        someText,
      ),
      dialIn: option(
        '--dial-in <number>',
        'number that callers dial (default: that with which the conference was made)',
        z.string().optional(),
      ),
    },
    dryRun: 'with --new-pin: check everything, make no PIN',
    run: (options, id) => inviteTo(deps, id, options),
  });
}

async function inviteTo(
  deps: AdminApiDeps,
  typedId: string,
  options: SharedOptions & { newPin: boolean; name?: string | undefined; dialIn?: string | undefined },
): Promise<Outcome> {
  const typed = options.dialIn === undefined ? undefined : phoneNumberFrom(options.dialIn);
  if (options.dialIn !== undefined && typed === undefined)
    return wrongInput('--dial-in takes a number with + and country code, such as +12025550151.');
  if (options.name !== undefined && !options.newPin) return wrongInput('--name is for a --new-pin.');
  const owner = ownerSchema.safeParse({ name: options.name });
  if (!owner.success) return wrongInput(`The PIN is wrong: ${problemsIn(owner.error)}.`);
  return withConference(deps, options, typedId, 'Writing the invitation', async ({ api, path, get }) => {
    const otherwise = 'There is no invitation';
    const found = await get();
    if (!found.ok) return found.outcome;
    if (found.answer.state === 'closed') return outcomeOf(otherwise, refusal('the conference is closed'));
    const { name, dialIn = typed } = found.answer;
    if (dialIn === undefined)
      return refused('It is not known what callers of that conference dial: name it with --dial-in.');
    const order = { method: 'POST', path: `${path}/pins`, body: owner.data, ...newPin } as const;
    const made = options.newPin && !options.dryRun ? await api.ask(order) : undefined;
    if (made?.ok === false) return made.outcome;
    const { pin, fingerprint } = made?.answer ?? {};
    const invitation = invitationOf({ name, dialIn: typed ?? dialIn }, pin);
    if (options.json) {
      writeJson(deps.stdout, { invitation, pin, fingerprint });
      return done;
    }
    writeLine(deps.stdout, invitation);
    if (fingerprint !== undefined) {
      writeLine(deps.stderr, `The PIN is new, is shown this once, and has the fingerprint ${fingerprint}.`);
    } else if (options.newPin) {
      writeLine(deps.stderr, 'A PIN would be made; nothing was made.');
    }
    return done;
  });
}
