import type { Command } from 'commander';
import { readCallbacks, writeCallbacks } from '../../lib/providers/sinch/admin.ts';
import { command } from '../kit/command.ts';
import type { SharedOptions } from '../kit/options.ts';
import { withProgress, type Finish, type Outcome } from '../kit/output.ts';
import { outcomeOfAsking, showAndApply, type Change } from './changes.ts';
import { notListed, withConnection, type ConnectDeps } from './deployment.ts';

/** The name of the secret's field, for sentences. */
const sinchKey = 'sinch-application-secrets';

/** Adds `connect sinch`. */
export function addConnectSinch(connect: Command, deps: ConnectDeps, finish: Finish): void {
  command(connect, finish, {
    name: 'sinch',
    about: 'the Sinch application whose key the secret holds, with all its numbers',
    options: {},
    dryRun: 'show the difference, write nothing',
    after:
      'A number belongs to an application, which is set at Sinch; `patchbay numbers` shows which. A dial-in says what it ' +
      'leads to: see `patchbay dial-in set --help`.\n\nExample:\n  patchbay connect sinch --stage dev',
    run: (options) => connectSinch(deps, options),
  });
}

async function connectSinch(deps: ConnectDeps, options: SharedOptions): Promise<Outcome> {
  return withConnection(deps, options, async ({ deployment, sinch }) => {
    if (sinch === undefined) return notListed(deployment, 'sinch');
    const { voiceUrl, fallbackUrl } = sinch.addresses;
    const read = await withProgress(deps.stderr, 'Asking Sinch', readCallbacks(sinch.client));
    if (!read.ok) return outcomeOfAsking(read, sinchKey);
    const now = read.value;
    const desired = { primary: voiceUrl, fallback: fallbackUrl ?? now.fallback };
    const on = 'the application';
    const changes = [
      { on, what: 'primary callback', now: now.primary, then: desired.primary },
      { on, what: 'fallback callback', now: now.fallback, then: desired.fallback },
    ].filter((change): change is Change => change.now !== change.then);
    const plan = {
      provider: 'Sinch',
      deployment,
      changes,
      warnings: fallbackUrl === undefined ? [noFallback] : [],
      details: {},
    };
    return showAndApply(deps, options, plan, async () => {
      const written = await writeCallbacks(sinch.client, desired);
      if (!written.ok) return { ok: false, outcome: outcomeOfAsking(written, sinchKey) };
      return { ok: true, notes: [], details: {} };
    });
  });
}

const noFallback =
  'This deployment has no fallback, so the one at Sinch stays as it is. Set `cloudFrontFallback` in patchbay.json and ' +
  'deploy again to have one.';
