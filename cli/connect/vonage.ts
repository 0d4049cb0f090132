import type { Command } from 'commander';
import * as z from 'zod';
import { callRegions, readApplication, writeWebhooks } from '../../lib/providers/vonage/admin.ts';
import { command, option } from '../kit/command.ts';
import type { SharedOptions } from '../kit/options.ts';
import { withProgress, wrongInput, type Finish, type Outcome } from '../kit/output.ts';
import { outcomeOfAsking, showAndApply, type Change } from './changes.ts';
import { notListed, withConnection, type ConnectDeps } from './deployment.ts';

/** The name of the secret's field, for sentences. */
const vonageKey = 'vonage-api-secret';

/** Adds `connect vonage`. */
export function addConnectVonage(connect: Command, deps: ConnectDeps, finish: Finish): void {
  command(connect, finish, {
    name: 'vonage',
    about: 'the Vonage application whose id the secret holds, with all its numbers',
    options: {
      callsIn: option(
        '--calls-in <region>',
        `region in which the application's calls are taken: ${callRegions.join(', ')} (default: as it is)`,
        z.string().optional(),
      ),
    },
    dryRun: 'show the difference, write nothing',
    after:
      'A number belongs to an application, which is set at Vonage; `patchbay numbers` shows which. A dial-in says what it ' +
      'leads to: see `patchbay dial-in set --help`.\n\nExample:\n  patchbay connect vonage --stage dev',
    run: (options) => connectVonage(deps, options),
  });
}

async function connectVonage(
  deps: ConnectDeps,
  options: SharedOptions & { readonly callsIn?: string | undefined },
): Promise<Outcome> {
  const isRegion = callRegions.some((each) => each === options.callsIn);
  if (options.callsIn !== undefined && !isRegion)
    return wrongInput(`--calls-in takes one of ${callRegions.join(', ')}.`);
  return withConnection(deps, options, async ({ deployment, vonage }) => {
    if (vonage === undefined) return notListed(deployment, 'vonage');
    const { voiceUrl, eventsUrl, rtcUrl, fallbackUrl } = vonage.addresses;
    const read = await withProgress(deps.stderr, 'Asking Vonage', readApplication(vonage.client));
    if (!read.ok) return outcomeOfAsking(read, vonageKey);
    const { webhooks: now, region: before } = read.value;
    const region = options.callsIn ?? before;
    const desired = {
      answer: voiceUrl,
      events: eventsUrl,
      rtc: rtcUrl,
      fallback: fallbackUrl ?? now.fallback,
    };
    const on = 'the application';
    const changes = [
      { on, what: 'answer URL', now: now.answer, then: desired.answer },
      { on, what: 'event URL', now: now.events, then: desired.events },
      { on, what: 'RTC event URL', now: now.rtc, then: desired.rtc },
      { on, what: 'fallback answer URL', now: now.fallback, then: desired.fallback },
      { on, what: 'method of these', now: now.arePosted ? 'POST' : 'GET', then: 'POST' },
      { on, what: 'signed webhooks', now: now.areSigned ? 'on' : 'off', then: 'on' },
      { on, what: 'region of its calls', now: before ?? 'none', then: region ?? 'none' },
    ].filter((change): change is Change => change.now !== change.then);
    const plan = {
      provider: 'Vonage',
      deployment,
      changes,
      warnings: [
        ...(fallbackUrl === undefined ? [noFallback] : []),
        ...(region === undefined ? [noRegion] : []),
      ],
      details: {},
    };
    return showAndApply(deps, options, plan, async () => {
      const written = await writeWebhooks(vonage.client, read.value, desired, region);
      if (!written.ok) return { ok: false, outcome: outcomeOfAsking(written, vonageKey) };
      return { ok: true, notes: [], details: {} };
    });
  });
}

const noFallback =
  'This deployment has no fallback, so the one at Vonage stays as it is. Set `cloudFrontFallback` in patchbay.json and ' +
  'deploy again to have one.';

const noRegion =
  'The application names no region, so each call is taken in the one that is nearest. Give it one with `--calls-in`: callers ' +
  'of one conference may not hear each other across two.';
