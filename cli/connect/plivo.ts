import type { Command } from 'commander';
import * as z from 'zod';
import type { PlivoAddresses } from '../../lib/providers/addresses.ts';
import {
  changesOf,
  configureApplication,
  listApplications,
  type Application,
  type Configuration,
} from '../../lib/providers/plivo/admin.ts';
import { command, flag, option } from '../kit/command.ts';
import type { SharedOptions } from '../kit/options.ts';
import { refused, withProgress, type Finish, type Outcome, type Result } from '../kit/output.ts';
import { outcomeOfAsking, showAndApply } from './changes.ts';
import { notListed, withConnection, type ConnectDeps } from './deployment.ts';

interface ConnectPlivoOptions extends SharedOptions {
  readonly application?: string | undefined;
  readonly bridge: boolean;
}

/** The name of the secret's field, for sentences. */
const plivoKey = 'plivo-auth-tokens';

/** Adds `connect plivo`. */
export function addConnectPlivo(connect: Command, deps: ConnectDeps, finish: Finish): void {
  command(connect, finish, {
    name: 'plivo',
    about: 'an application of Plivo, with all its numbers',
    options: {
      application: option(
        '--application <id>',
        'which application (default: the only one that the account has)',
        z.string().optional(),
      ),
      bridge: flag('--bridge', 'let rooms call its SIP address, so that their bridges can come in'),
    },
    dryRun: 'show the difference, write nothing',
    after:
      'A number belongs to an application, which is set at Plivo; `patchbay numbers` shows which. A dial-in says what it ' +
      'leads to: see `patchbay dial-in set --help`. The SIP address is `<id>@app.plivo.com`, and its dial-in ' +
      '`app.plivo.com`.\n\nExample:\n  patchbay connect plivo --application 21234567890123456 --bridge --stage dev',
    run: (options) => connectPlivo(deps, options),
  });
}

async function connectPlivo(deps: ConnectDeps, options: ConnectPlivoOptions): Promise<Outcome> {
  return withConnection(deps, options, async ({ deployment, plivo }) => {
    if (plivo === undefined) return notListed(deployment, 'plivo');
    const read = await withProgress(deps.stderr, 'Asking Plivo', listApplications(plivo.client));
    if (!read.ok) return outcomeOfAsking(read, plivoKey);
    const found = chosen(read.value, options.application);
    if (!found.ok) return found.outcome;
    const { app_id: id, app_name: name, ...now } = found.value;
    const desired = { ...desiredOf(plivo.addresses, now), ...(options.bridge ? { public_uri: true } : {}) };
    const changes = changesOf(desired, now).map((each) => ({
      on: `application ${name}`,
      what: each.replaceAll('_', ' '),
      now: String(now[each]),
      then: String(desired[each]),
    }));
    const plan = {
      provider: 'Plivo',
      deployment,
      changes,
      warnings: [
        ...(plivo.addresses.fallbackUrl === undefined ? [noFallback] : []),
        ...(desired.public_uri ? [] : [noBridge]),
      ],
      details: { application: id },
    };
    return showAndApply(deps, options, plan, async () => {
      const written = await configureApplication(plivo.client, id, desired);
      if (!written.ok) return { ok: false, outcome: outcomeOfAsking(written, plivoKey) };
      return { ok: true, notes: [], details: {} };
    });
  });
}

/** What the application of a gateway does. */
export function desiredOf(
  { voiceUrl, hangupUrl, fallbackUrl }: PlivoAddresses,
  now: Configuration,
): Configuration {
  return {
    ...now,
    answer_url: voiceUrl,
    answer_method: 'POST',
    hangup_url: hangupUrl,
    hangup_method: 'POST',
    ...(fallbackUrl === undefined ? {} : { fallback_answer_url: fallbackUrl, fallback_method: 'POST' }),
  };
}

function chosen(all: readonly Application[], wanted: string | undefined): Result<Application> {
  const [found, ...others] = all.filter(({ app_id }) => wanted === undefined || app_id === wanted);
  if (found !== undefined && others.length === 0) return { ok: true, value: found };
  const names = all.map(({ app_id, app_name }) => `${app_id} (${app_name})`).join(', ');
  const problem =
    all.length === 0
      ? 'The account has no application. Make one at Plivo, under Voice, and give it its numbers.'
      : `Say which application is to lead here, with --application: ${names}.`;
  return { ok: false, outcome: refused(problem) };
}

const noFallback =
  'This deployment has no fallback, so the one at Plivo stays as it is. Set `cloudFrontFallback` in patchbay.json and ' +
  'deploy again to have one.';

const noBridge =
  "Rooms cannot call the application's SIP address. With --bridge they can, once its dial-in is set.";
