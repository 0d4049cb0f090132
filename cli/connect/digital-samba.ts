import type { Command } from 'commander';
import {
  faultsOf,
  findWebhook,
  maxEndpointLength,
  phonePermission,
  readRoles,
  usedEvents,
  writeWebhook,
  type TeamWebhook,
} from '../../lib/providers/digital-samba/admin.ts';
import { given, type Asked } from '../../lib/http/asked.ts';
import { eventsChange, outcomeOfAsking, showAndApply, type Change } from './changes.ts';
import { earlyWarning, keepSecret, withConnection, type ConnectDeps, type Connection } from './deployment.ts';
import { command } from '../kit/command.ts';
import type { SharedOptions } from '../kit/options.ts';
import { refused, withProgress, type Finish, type Outcome } from '../kit/output.ts';
import { fingerprint, newValue } from '../secrets/secret-fields.ts';

/** Adds `connect digital-samba`. */
export function addConnectDigitalSamba(connect: Command, deps: ConnectDeps, finish: Finish): void {
  command(connect, finish, {
    name: 'digital-samba',
    about: "Digital Samba's webhook; also checks that somebody there may connect telephony",
    options: {},
    dryRun: 'show the difference, write nothing',
    after:
      'Other webhooks of the team are left alone. After `secrets rotate digital-samba-webhook-secrets` it tells\n' +
      'Digital Samba the new value.\n\nExample:\n  patchbay connect digital-samba --stage dev',
    run: (options) => connectDigitalSamba(deps, options),
  });
}

const key = 'digital-samba-developer-key';

async function connectDigitalSamba(deps: ConnectDeps, options: SharedOptions): Promise<Outcome> {
  return withConnection(deps, options, async (connection) => {
    const { deployment, values, digitalSamba } = connection;
    const endpoint = deployment.digitalSambaEventsUrl;
    if (endpoint.length > maxEndpointLength) {
      return refused(
        `Digital Samba takes addresses of ${maxEndpointLength} characters at most, and ${endpoint} has ${endpoint.length}. ` +
          'Give the gateway a shorter one: `customDomain` in its settings.',
      );
    }
    const found = await withProgress(deps.stderr, 'Asking Digital Samba', poll(connection, endpoint));
    if (!found.ok) return outcomeOfAsking(found, key);
    const { webhook, roles } = found.value;
    const [known] = values.digitalSambaWebhookSecrets ?? [];
    // What Digital Samba has already is kept: nothing is rotated by accident.
    const secret = known ?? (webhook?.authorization_header || newValue(deps, 'base64url'));
    const faults = faultsOf(webhook, { endpoint, secret });
    const changes = [
      ...faults.map((fault) => changeOf(webhook, endpoint, fault, secret)),
      ...(known === undefined
        ? [
            {
              on: 'secret of the gateway',
              what: 'digital-samba-webhook-secrets',
              now: 'not set',
              then: fingerprint(secret),
            },
          ]
        : []),
    ];
    const early = faults.includes('secret')
      ? earlyWarning(connection, 'digitalSambaWebhookSecrets', deps.clock.now())
      : [];
    const noRole =
      roles.phone.length > 0
        ? []
        : [
            `No role of the team has the permission ${phonePermission}, so nobody in a room can connect telephony or mute ` +
              'callers. Give it to a role of moderators at Digital Samba.',
          ];
    const warnings = [...early, ...noRole];
    const details = { roles };
    const plan = {
      provider: 'Digital Samba',
      deployment,
      changes,
      warnings,
      details,
    };
    return showAndApply(deps, options, plan, async () => {
      // First here, then there: a webhook with a secret that the gateway does not know is refused.
      const kept =
        known === undefined
          ? await keepSecret(deps, deployment, 'digitalSambaWebhookSecrets', secret)
          : undefined;
      if (kept?.ok === false) return kept;
      if (faults.length > 0) {
        const written = await writeWebhook(digitalSamba, webhook, { endpoint, secret });
        if (!written.ok) return { ok: false, outcome: outcomeOfAsking(written, key) };
      }
      const notes = roles.phone.length > 0 ? [`May connect telephony: ${roles.phone.join(', ')}.`] : [];
      return { ok: true, notes, details: {} };
    });
  });
}

interface Found {
  readonly webhook: TeamWebhook | undefined;
  readonly roles: { readonly all: readonly string[]; readonly phone: readonly string[] };
}

async function poll({ digitalSamba }: Connection, endpoint: string): Promise<Asked<Found>> {
  const webhook = await findWebhook(digitalSamba, endpoint);
  if (!webhook.ok) return webhook;
  const roles = await readRoles(digitalSamba);
  return roles.ok ? given({ webhook: webhook.value, roles: roles.value }) : roles;
}

function changeOf(
  webhook: TeamWebhook | undefined,
  endpoint: string,
  fault: ReturnType<typeof faultsOf>[number],
  secret: string,
): Change {
  const on = 'webhook of the team';
  switch (fault) {
    case 'absent':
      return { on, what: 'endpoint', now: 'no webhook', then: endpoint };
    case 'events':
      return { on, what: 'events', ...eventsChange(webhook?.events ?? [], usedEvents) };
    case 'secret': {
      const now = webhook?.authorization_header;
      return { on, what: 'secret', now: now ? fingerprint(now) : 'none', then: fingerprint(secret) };
    }
  }
}
