import type { Command } from 'commander';
import * as z from 'zod';
import {
  changeEntry,
  createEntry,
  entriesOf,
  readDialin,
  type DialinState,
} from '../../lib/providers/daily/admin/dialin.ts';
import { planDialin, type DialinStep } from '../../lib/providers/daily/admin/plan.ts';
import {
  faultsOf,
  listWebhooks,
  usedEvents,
  writeWebhook,
  type DomainWebhook,
} from '../../lib/providers/daily/admin/webhook.ts';
import type { OwnSecrets } from '../../lib/providers/daily/own-secrets.ts';
import { listPurchasedNumbers } from '../../lib/providers/daily/admin/admin.ts';
import { given, type Asked } from '../../lib/http/asked.ts';
import { eventsChange, outcomeOfAsking, showAndApply, type Applied, type Change } from './changes.ts';
import {
  earlyWarning,
  keepSecret,
  numbersFrom,
  withConnection,
  type ConnectDeps,
  type Connection,
} from './deployment.ts';
import { connectTrunk, type TrunkOptions } from './daily-trunk.ts';
import { collect } from '../kit/input.ts';
import { command, flag, option } from '../kit/command.ts';
import type { SharedOptions } from '../kit/options.ts';
import { refused, withProgress, wrongInput, type Finish, type Outcome } from '../kit/output.ts';
import { ownTextOf } from '../secrets/rotate-own.ts';
import { ownRotationOf } from '../secrets/rotations.ts';
import { fingerprint } from '../secrets/secret-fields.ts';

type Options = SharedOptions & { readonly number: readonly string[]; readonly interconnect: boolean } & Omit<
    TrunkOptions,
    'trunk'
  > & { readonly trunk?: string | undefined };

/** Adds `connect daily`. */
export function addConnectDaily(connect: Command, deps: ConnectDeps, finish: Finish): void {
  command(connect, finish, {
    name: 'daily',
    about: "Daily's dial-in and domain webhook",
    options: {
      number: option(
        '--number <number>',
        'a number bought at Daily that is to lead here; repeat it for more',
        z.array(z.string()).default([]),
        collect,
      ),
      interconnect: flag('--interconnect', 'a static SIP address that belongs to no number'),
      trunk: option(
        '--trunk <name>',
        'a SIP trunk of your own carrier that is to lead here, and nothing else',
        z.string().optional(),
      ),
      route: option('--route <key>', 'with --trunk: the route that its calls take', z.string().optional()),
      allowIp: option(
        '--allow-ip <address>',
        'with --trunk: an IPv4 address or range that may call in; repeat it for more',
        z.array(z.string()).default([]),
        collect,
      ),
      open: flag('--open', 'with --trunk: everybody may call in'),
    },
    dryRun: 'show the difference, write nothing',
    after:
      'Entries that lead here already are brought up to date, and so is the domain webhook. Entries of others are left alone.' +
      '\nAfter `secrets rotate daily-pinless-hmac` or `daily-webhook-hmac` it tells Daily the new value.' +
      '\n\nExamples:\n  patchbay connect daily --number +12025550143 --stage dev --dry-run' +
      '\n  patchbay connect daily --trunk support --route reception --allow-ip 203.0.113.0/24 --stage dev',
    run: (options) => connectEither(deps, options),
  });
}

const key = 'daily-api-key';

function connectEither(deps: ConnectDeps, options: Options): Promise<Outcome> {
  const { trunk, route, allowIp, open, number, interconnect } = options;
  if (trunk === undefined) {
    if (route !== undefined || allowIp.length > 0 || open)
      return Promise.resolve(wrongInput('--route, --allow-ip and --open go with --trunk.'));
    return connectDaily(deps, options);
  }
  if (number.length > 0 || interconnect)
    return Promise.resolve(wrongInput('--trunk goes alone: a trunk has no number of Daily.'));
  return connectTrunk(deps, { ...options, trunk });
}

async function connectDaily(deps: ConnectDeps, options: Options): Promise<Outcome> {
  const numbers = numbersFrom(options.number);
  if (!numbers.ok) return numbers.outcome;
  return withConnection(deps, options, async (connection) => {
    const { deployment, providers, values } = connection;
    const { pinlessUrl, eventsUrl } = providers.daily;
    const found = await withProgress(deps.stderr, 'Asking Daily', poll(connection, numbers.value));
    if (!found.ok) return outcomeOfAsking(found, key);
    const { state, webhooks, missing } = found.value;
    if (missing !== undefined)
      return refused(`Daily has sold no ${missing} to this domain. \`patchbay numbers\` shows what it has.`);
    const [pinlessHmac] = values.dailyPinlessHmac ?? [];
    const plan = planDialin(entriesOf(state), {
      url: pinlessUrl,
      hmac: pinlessHmac,
      own: values.dailyPinlessOwn,
      numbers: numbers.value,
      interconnect: options.interconnect,
    });
    if (!plan.ok) return refused(`${plan.problem}.`);
    const [eventsHmac] = values.dailyWebhookHmac ?? [];
    const desired = { url: eventsUrl, hmac: eventsHmac };
    const [webhook, ...more] = webhooks.filter(({ url }) => url === eventsUrl);
    const faults = faultsOf(webhook, desired);

    // A secret that Daily has and the gateway lacks is stored even if nothing changes at Daily.
    const isPinlessKept = pinlessHmac !== undefined || (plan.hmac === undefined && plan.steps.length === 0);
    const adopted = isPinlessKept ? undefined : plan.hmac;
    const changes = [
      ...faults.map((fault) => changeOfWebhook(webhook, eventsUrl, fault, eventsHmac)),
      ...plan.steps.flatMap((step) => changesOfStep(step, pinlessUrl, plan.hmac)),
      ...(eventsHmac === undefined ? [newSecret('daily-webhook-hmac', webhook?.hmac)] : []),
      ...(!isPinlessKept ? [newSecret('daily-pinless-hmac', adopted)] : []),
    ];
    const nowMs = deps.clock.now();
    const told = plan.steps.filter(({ entry, own }) => entry && entry.hmac !== hmacFor(own, plan.hmac));
    const early = [
      ...(faults.includes('secret') ? earlyWarning(connection, 'dailyWebhookHmac', nowMs) : []),
      ...(told.some(({ own }) => own === undefined)
        ? earlyWarning(connection, 'dailyPinlessHmac', nowMs)
        : []),
      ...told.flatMap(({ own }) =>
        own === undefined ? [] : earlyWarning(connection, ownRotationOf(own), nowMs, ownTextOf(own)),
      ),
    ];
    const doubles = more.map(
      ({ uuid }) =>
        `Daily has a further webhook (${uuid}) for the same address, so events arrive twice. Delete it at Daily.`,
    );
    const warnings = [...early, ...doubles];
    const planned = {
      provider: 'Daily',
      deployment,
      changes,
      warnings,
      details: {},
    };
    return showAndApply(deps, options, planned, async () => {
      const hook =
        faults.length > 0 || eventsHmac === undefined
          ? await applyWebhook(deps, connection, webhook)
          : undefined;
      if (hook !== undefined) return { ok: false, outcome: hook };
      return applyDialin(deps, connection, state, plan.steps, plan.hmac, adopted);
    });
  });
}

interface Found {
  readonly state: DialinState;
  readonly webhooks: readonly DomainWebhook[];
  /** A number that was asked for and is not the domain's. */
  readonly missing: string | undefined;
}

async function poll({ daily }: Connection, numbers: readonly string[]): Promise<Asked<Found>> {
  const state = await readDialin(daily);
  if (!state.ok) return state;
  const webhooks = await listWebhooks(daily);
  if (!webhooks.ok) return webhooks;
  const bought = numbers.length === 0 ? given([]) : await listPurchasedNumbers(daily);
  if (!bought.ok) return bought;
  const owned = new Set(bought.value.map(({ number }) => number));
  const missing = numbers.find((number) => !owned.has(number));
  return given({ state: state.value, webhooks: webhooks.value, missing });
}

function changeOfWebhook(
  webhook: DomainWebhook | undefined,
  url: string,
  fault: ReturnType<typeof faultsOf>[number],
  hmac: string | undefined,
): Change {
  const on = 'domain webhook';
  switch (fault) {
    case 'absent':
      return { on, what: 'url', now: 'no webhook', then: url };
    case 'events':
      return { on, what: 'events', ...eventsChange(webhook?.eventTypes ?? [], usedEvents) };
    case 'retries':
      return { on, what: 'retries', now: webhook?.retryType ?? 'circuit-breaker', then: 'exponential' };
    case 'secret':
      return { on, what: 'secret', now: shortOf(webhook?.hmac), then: shortOf(hmac) };
    case 'state':
      return { on, what: 'state', now: webhook?.state ?? '', then: 'ACTIVE' };
  }
}

function changesOfStep(
  { number, entry, own }: DialinStep,
  url: string,
  shared: string | undefined,
): readonly Change[] {
  const hmac = hmacFor(own, shared);
  const on = number ?? 'SIP interconnect';
  const now = entry === undefined ? 'leads nowhere' : (entry.url ?? '');
  return [
    ...(entry?.url === url ? [] : [{ on, what: 'leads to', now, then: url }]),
    ...(entry === undefined || entry.hmac === hmac
      ? []
      : [{ on, what: 'secret', now: shortOf(entry.hmac), then: shortOf(hmac) }]),
  ];
}

/** What Daily is to sign calls with: the newest of their own secrets, or the shared one where they have none. */
const hmacFor = (own: OwnSecrets | undefined, shared: string | undefined) =>
  own === undefined ? shared : own.hmac[0];

const newSecret = (field: string, value: string | null | undefined): Change => ({
  on: 'secret of the gateway',
  what: field,
  now: 'not set',
  then: value ? `${fingerprint(value)}, as Daily has it` : 'what Daily makes',
});

const shortOf = (value: string | null | undefined) => (value ? fingerprint(value) : 'made by Daily');

/** @returns the outcome that ends the command, if it failed */
async function applyWebhook(
  deps: ConnectDeps,
  { deployment, providers, values, daily }: Connection,
  webhook: DomainWebhook | undefined,
): Promise<Outcome | undefined> {
  const desired = { url: providers.daily.eventsUrl, hmac: values.dailyWebhookHmac?.[0] };
  const isOnlyKept = desired.hmac === undefined && faultsOf(webhook, desired).length === 0;
  const written = isOnlyKept && webhook?.hmac ? given(webhook) : await writeWebhook(daily, webhook, desired);
  if (!written.ok) return outcomeOfAsking(written, key);
  if (desired.hmac !== undefined || !written.value.hmac) return undefined;
  const kept = await keepSecret(deps, deployment, 'dailyWebhookHmac', written.value.hmac);
  return kept.ok ? undefined : kept.outcome;
}

async function applyDialin(
  deps: ConnectDeps,
  { deployment, providers, values, daily }: Connection,
  state: DialinState,
  steps: readonly DialinStep[],
  planned: string | undefined,
  adopted: string | undefined,
): Promise<Applied> {
  const url = providers.daily.pinlessUrl;
  let hmac = planned;
  const keep = (secret: string) => keepSecret(deps, deployment, 'dailyPinlessHmac', secret);
  if (adopted !== undefined) {
    const kept = await keep(adopted);
    if (!kept.ok) return kept;
  }
  const entries: { number: string | undefined; address: string | undefined; tries: number }[] = [];
  for (const { number, entry, own } of steps) {
    const desired = { number, url, hmac: hmacFor(own, hmac) };
    const written =
      entry === undefined
        ? await createEntry(daily, state, desired)
        : await changeEntry(daily, entry, desired);
    if (!written.ok) return { ok: false, outcome: outcomeOfAsking(written, key) };
    if (own === undefined) {
      const isNew = hmac === undefined && values.dailyPinlessHmac?.[0] === undefined;
      const kept = isNew ? await keep(written.value.hmac) : undefined;
      if (kept?.ok === false) return kept;
      hmac = written.value.hmac;
    }
    entries.push({ number, address: written.value.address, tries: written.value.tries });
  }
  const notes = entries.flatMap(({ number, address, tries }) => [
    ...(address === undefined ? [] : [`${number ?? 'SIP interconnect'}: static SIP address ${address}`]),
    ...(tries === 1
      ? []
      : [
          `Somebody else changed Daily's dial-in at the same time; nothing of theirs was lost (${tries} tries).`,
        ]),
  ]);
  return { ok: true, notes, details: { entries } };
}
