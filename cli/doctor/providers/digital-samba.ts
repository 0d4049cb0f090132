import {
  faultsOf,
  findWebhook,
  maxEndpointLength,
  phonePermission,
  readRoles,
  usedEvents,
  type TeamWebhook,
} from '../../../lib/providers/digital-samba/admin.ts';
import type { Examination } from '../examination.ts';
import { checked, critical, unanswered, warning, type Checked, type Finding } from '../finding.ts';

/** Digital Samba's webhook, and whether somebody in a room may connect telephony. */
export async function checkDigitalSamba(examination: Examination): Promise<Checked> {
  const { digitalSamba, digitalSambaEventsUrl: endpoint } = examination;
  const webhook = await findWebhook(digitalSamba, endpoint);
  if (!webhook.ok) return unanswered('Digital Samba', 'digitalSambaDeveloperKey', webhook);
  const roles = await readRoles(digitalSamba);
  if (!roles.ok) return unanswered('Digital Samba', 'digitalSambaDeveloperKey', roles);
  return checked([
    ...webhookFound(examination, webhook.value),
    ...(roles.value.phone.length > 0
      ? []
      : [
          critical({
            what: `No role of the team at Digital Samba has the permission ${phonePermission}.`,
            means: 'Nobody in a room can connect telephony, or mute and remove callers.',
            fix: 'Give it to a role of moderators, in the dashboard of Digital Samba under Roles.',
          }),
        ]),
  ]);
}

function webhookFound(
  { digitalSambaEventsUrl: endpoint, values, flags }: Examination,
  webhook: TeamWebhook | undefined,
): readonly Finding[] {
  const fix = `Run \`patchbay connect digital-samba ${flags}\`.`;
  if (webhook === undefined) {
    const isTooLong = endpoint.length > maxEndpointLength;
    return [
      critical({
        what: `Digital Samba has no webhook for ${endpoint}.`,
        means: 'The gateway does not hear of sessions and mutes: callers wait before a room that has begun.',
        fix: isTooLong
          ? `Its addresses have ${maxEndpointLength} characters at most: give the gateway a shorter one, \`customDomain\` in its settings. ${fix}`
          : fix,
      }),
    ];
  }
  const live = values.digitalSambaWebhookSecrets ?? [];
  return faultsOf(webhook, { endpoint, secret: live[0] ?? '' }).flatMap((fault): readonly Finding[] => {
    switch (fault) {
      case 'absent':
        return []; // There is one: this is about it.
      case 'events':
        return eventsFound(webhook, fix);
      case 'secret':
        // Without any secret here, that is what is found, among secrets.
        return live.length === 0 ? [] : [secretFound(live.includes(webhook.authorization_header ?? ''), fix)];
    }
  });
}

function eventsFound({ events }: TeamWebhook, fix: string): readonly Finding[] {
  const missing = usedEvents.filter((event) => !events.includes(event));
  if (missing.length === 0) {
    return [
      warning({
        what: "Digital Samba's webhook also sends events that nothing here uses.",
        means: 'Each of these requests costs money.',
        fix,
      }),
    ];
  }
  return [
    critical({
      what: `Digital Samba's webhook does not send ${missing.join(', ')}.`,
      means: 'Changes in the room do not reach the phones.',
      fix,
    }),
  ];
}

const secretFound = (isOlder: boolean, fix: string): Finding =>
  isOlder
    ? warning({
        what: "Digital Samba's webhook still carries the secret before the last rotation.",
        means: 'It works only as long as the gateway keeps that secret.',
        fix,
      })
    : critical({
        what: "Digital Samba's webhook carries a secret that the gateway does not know, or none.",
        means: 'Every event is refused: changes in the room do not reach the phones.',
        fix,
      });
