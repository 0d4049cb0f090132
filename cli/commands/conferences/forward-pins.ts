import type { Command } from 'commander';
import * as z from 'zod';
import { forwardPinViewSchema } from '../../../lib/admin/pin-view.ts';
import { forwardPinSchema } from '../../../lib/conferences/model/pins.ts';
import { bareAddress } from '../../../lib/providers/daily/address.ts';
import { askForList, withAdminApi, type AdminApiDeps } from '../../kit/deployment/admin-api.ts';
import { command, option } from '../../kit/command.ts';
import { findNamed } from '../../kit/deployment/conferences.ts';
import { problemsIn, someText } from '../../kit/input.ts';
import type { SharedOptions } from '../../kit/options.ts';
import { answer, tableText, wrongInput, type Finish, type Outcome } from '../../kit/output.ts';
import {
  fingerprintFrom,
  newPin,
  pinOptions,
  showAdded,
  showPlanned,
  validityText,
  validUntilFrom,
} from './pins.ts';

const targetSchema = forwardPinSchema.pick({ address: true, route: true, name: true });
const path = 'forward-pins';
const list = { path, item: forwardPinViewSchema, what: 'forwarding PIN' } as const;

/** Adds `forward-pin add`, `list` and `revoke`. */
export function addForwardPinCommands(program: Command, deps: AdminApiDeps, finish: Finish): void {
  const group = program
    .command('forward-pin')
    .description('PINs that forward a call to a Daily room; each is shown once, when it is made');
  const dryRun = 'check everything, change nothing';

  command(group, finish, {
    name: 'add',
    about: 'make a PIN, which is shown this once',
    dryRun,
    args: [['<address>', 'static SIP address, user@host, of Daily']],
    options: {
      route: option(
        '--route <name>',
        "route that the call takes there (default: the address's own)",
        z.string().optional(),
      ),
      name: option('--name <name>', 'what the list shows', z.string().optional(), someText),
      ...pinOptions,
    },
    after: 'Example:\n  patchbay forward-pin add someone@example.sip.daily.co --route board_room --stage dev',
    run: async ({ route, name, validUntil, digits, ...options }, typed) => {
      const target = targetSchema.safeParse({ address: bareAddress(typed), route, name });
      if (!target.success) return wrongInput(`The PIN is wrong: ${problemsIn(target.error)}.`);
      const until = validUntilFrom(validUntil);
      if (!until.ok) return until.outcome;
      return withAdminApi(deps, options, 'Making the PIN', async ({ ask }, deployment) => {
        if (options.dryRun) return showPlanned(deps, deployment, options);
        const body = { ...target.data, validUntil: until.value, digits };
        const made = await ask({ method: 'POST', path, body, ...newPin });
        return showAdded(deps, deployment, options, made);
      });
    },
  });

  command(group, finish, {
    name: 'list',
    about: 'the PINs by their fingerprints',
    options: {},
    run: (options) => listAll(deps, options),
  });

  command(group, finish, {
    name: 'revoke',
    about: 'make a PIN open nothing from now on',
    dryRun,
    options: {},
    args: [['<fingerprint>', 'as forward-pin list shows it, or its first digits']],
    run: (options, typed) => revokeOne(deps, typed, options),
  });
}

function listAll(deps: AdminApiDeps, options: SharedOptions): Promise<Outcome> {
  return withAdminApi(deps, options, 'Reading the PINs', async (api, deployment) => {
    const all = await askForList(api, { ...list, otherwise: 'The PINs cannot be read' });
    if (!all.ok) return all.outcome;
    const { items: pins } = all.answer;
    const headings = ['FINGERPRINT', 'ADDRESS', 'ROUTE', 'VALID UNTIL', 'NAME', 'KEY'];
    const rows = pins.map(({ fingerprint, address, route = '-', validUntil, name = '-', keyId }) => [
      fingerprint,
      address,
      route,
      validityText(validUntil, deps.clock.now()),
      name,
      keyId,
    ]);
    const text =
      pins.length === 0
        ? `${deployment.name} has no PINs that forward. Make one with \`forward-pin add\`.`
        : tableText(deps.stdout, headings, rows);
    return answer(deps, options, { pins }, text);
  });
}

async function revokeOne(deps: AdminApiDeps, typed: string, options: SharedOptions): Promise<Outcome> {
  const fingerprint = fingerprintFrom(typed, 'forward-pin list');
  if (!fingerprint.ok) return fingerprint.outcome;
  return withAdminApi(deps, options, 'Revoking the PIN', async (api, deployment) => {
    const otherwise = 'Nothing was revoked';
    const found = await findNamed(api, list, fingerprint.value, otherwise);
    if (!found.ok) return found.outcome;
    const pin = found.value;
    if (!options.dryRun) {
      const removal = { method: 'DELETE', path: `${path}/${pin.fingerprint}` } as const;
      const revoked = await api.ask({ ...removal, answer: z.undefined(), otherwise });
      if (!revoked.ok) return revoked.outcome;
    }
    const text = options.dryRun
      ? `The PIN ${pin.fingerprint} would be revoked in ${deployment.name}; nothing was changed.`
      : `The PIN ${pin.fingerprint} is revoked in ${deployment.name}. Calls that it has forwarded go on.`;
    return answer(deps, options, { revoked: !options.dryRun, pin }, text);
  });
}
