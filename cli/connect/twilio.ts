import type { Command } from 'commander';
import * as z from 'zod';
import {
  changesOfNumber,
  findNumber,
  takenBy,
  writeNumber,
  type TwilioNumber,
} from '../../lib/providers/twilio/admin/admin.ts';
import { outcomeOfAsking, showAndApply, type Change } from './changes.ts';
import { connectSipDomain, type SipDomainOptions } from './sip-domain.ts';
import { desiredOf, fallbackWarnings, twilioKey } from './twilio-line.ts';
import { notListed, numbersFrom, withConnection, type ConnectDeps } from './deployment.ts';
import { collect } from '../kit/input.ts';
import { command, flag, option } from '../kit/command.ts';
import { refused, withProgress, wrongInput, type Finish, type Outcome } from '../kit/output.ts';

interface ConnectTwilioOptions extends SipDomainOptions {
  readonly number: readonly string[];
  readonly sipDomain?: string | undefined;
}

/** Adds `connect twilio`. */
export function addConnectTwilio(connect: Command, deps: ConnectDeps, finish: Finish): void {
  const [text, texts] = [z.string().optional(), z.array(z.string()).default([])];
  command(connect, finish, {
    name: 'twilio',
    about: "Twilio's numbers, or a SIP Domain",
    options: {
      number: option(
        '--number <number>',
        'a number of the account that is to lead here; repeat it for more',
        texts,
        collect,
      ),
      sipDomain: option(
        '--sip-domain <name>',
        'a SIP Domain that is to lead here: acme.sip.twilio.com; made if need be',
        text,
      ),
      username: option(
        '--username <name>',
        'with --sip-domain: who may call it, with a password from standard input or a prompt',
        text,
      ),
      replacePassword: flag(
        '--replace-password',
        'with --username: a new password, if the user name is there already',
      ),
      allow: option(
        '--allow <address>',
        'with --sip-domain: an IPv4 address or range that may call it; repeat it for more',
        texts,
        collect,
      ),
    },
    dryRun: 'show the difference, write nothing',
    after:
      'A dial-in says what a number or SIP Domain leads to: see `patchbay dial-in set --help`.' +
      '\n\nExamples:\n  patchbay connect twilio --number +12025550151 --stage dev\n' +
      '  patchbay connect twilio --sip-domain acme.sip.twilio.com --username bridge --stage dev < password.txt',
    run: (options) => connectTwilio(deps, options),
  });
}

async function connectTwilio(deps: ConnectDeps, options: ConnectTwilioOptions): Promise<Outcome> {
  const { number, sipDomain, username, allow, replacePassword } = options;
  if (number.length > 0 === (sipDomain !== undefined))
    return wrongInput('Say what is to lead here: --number (as often as there are numbers), or --sip-domain.');
  if (sipDomain !== undefined) return connectSipDomain(deps, sipDomain, options);
  if (username !== undefined || allow.length > 0 || replacePassword)
    return wrongInput('--username, --replace-password and --allow go with --sip-domain.');
  const numbers = numbersFrom(number);
  return numbers.ok ? connectNumbers(deps, numbers.value, options) : numbers.outcome;
}

async function connectNumbers(
  deps: ConnectDeps,
  numbers: readonly string[],
  options: ConnectTwilioOptions,
): Promise<Outcome> {
  return withConnection(deps, options, async ({ deployment, twilio }) => {
    if (twilio === undefined) return notListed(deployment, 'twilio');
    const { client, addresses } = twilio;
    const desired = desiredOf(addresses);
    const found: TwilioNumber[] = [];
    for (const each of numbers) {
      const asked = await withProgress(deps.stderr, 'Asking Twilio', findNumber(client, each));
      if (!asked.ok) return outcomeOfAsking(asked, twilioKey);
      if (asked.value === undefined)
        return refused(`This account of Twilio has no ${each}. \`patchbay numbers\` shows what it has.`);
      const taken = takenBy(asked.value);
      if (taken !== undefined)
        return refused(
          `${each} belongs to the ${taken}: Twilio ignores the URLs of such a number. Take it off there at Twilio first, ` +
            'or use another number.',
        );
      found.push(asked.value);
    }
    const lines = found.map((line) => ({ line, changes: changesOfNumber(line, desired) }));
    const changes = lines.flatMap(({ line, changes: of }) =>
      of.map(({ property, from, to }): Change => ({
        on: line.phone_number,
        what: property,
        now: from,
        then: to,
      })),
    );
    const warnings = fallbackWarnings(addresses);
    const plan = {
      provider: 'Twilio',
      deployment,
      changes,
      warnings,
      details: { numbers },
    };
    return showAndApply(deps, options, plan, async () => {
      for (const { line, changes: of } of lines) {
        if (of.length === 0) continue;
        const written = await writeNumber(client, line, desired, of);
        if (!written.ok) return { ok: false, outcome: outcomeOfAsking(written, twilioKey) };
      }
      return { ok: true, notes: [], details: {} };
    });
  });
}
