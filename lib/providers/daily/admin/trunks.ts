import * as z from 'zod';
import { given, senseless, type Asked } from '../../../http/asked.ts';
import type { DailyClient } from '../client.ts';
import { askDaily } from './admin.ts';

/** A trunk as Daily shows it. What its `config` holds is documented as an object and no more: what is not there is unknown. */
const shownSchema = z.object({
  id: z.string().min(1),
  trunk_name: z.string(),
  sip_uri: z.string().optional(),
  enabled: z.boolean().default(true),
  config: z
    .object({
      notification: z
        .object({ webhook_url: z.string().optional(), hmac: z.string().optional() })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});

export interface ShownTrunk {
  readonly id: string;
  readonly name: string;
  /** What a carrier dials, without the number. */
  readonly address: string | undefined;
  readonly isEnabled: boolean;
  /** Undefined: Daily does not show it. */
  readonly url: string | undefined;
  readonly hmac: string | undefined;
}

/** Who may call in on a trunk: one of these has to be said (Daily docs, create sip-trunk). */
export type Admission = { readonly is_open: true } | { readonly allowed_ips: readonly string[] };

/** What a trunk is to be. */
export interface DesiredTrunk {
  readonly name: string;
  readonly url: string;
  /** Base64 text. */
  readonly hmac: string;
  /** Undefined: whoever may so far. A new trunk needs it. */
  readonly admission: Admission | undefined;
}

const path = '/sip-trunk';

/** All trunks of the domain; none where the domain knows no trunks. */
export async function listTrunks(client: DailyClient): Promise<Asked<readonly ShownTrunk[]>> {
  const answer = await askDaily(client, { method: 'GET', path });
  if (!answer.ok) return answer.status === 404 ? given([]) : answer;
  const all = z.object({ data: z.array(shownSchema) }).safeParse(answer.value);
  return all.success ? given(all.data.data.map(shownOf)) : senseless('Daily', `a list at ${path}`);
}

/** Makes a trunk, or points one here. Daily tries its webhook out before it answers. */
export async function writeTrunk(
  client: DailyClient,
  before: Pick<ShownTrunk, 'id'> | undefined,
  { name, url, hmac, admission }: DesiredTrunk,
): Promise<Asked<ShownTrunk>> {
  const body = {
    notification: { webhook_url: url, hmac },
    ...(admission && { trunk_config: admission }),
    ...(before === undefined && { trunk_name: name, room_template: roomTemplate }),
  };
  const request =
    before === undefined
      ? ({ method: 'POST', path, body } as const)
      : ({ method: 'PUT', path: `${path}/${encodeURIComponent(before.id)}`, body } as const);
  const answer = await askDaily(client, request, [hmac]);
  if (!answer.ok) return answer;
  const written = shownSchema.safeParse(answer.value);
  return written.success ? given(shownOf(written.data)) : senseless('Daily', 'a trunk');
}

/** As the rooms are that we make ourselves (../rooms.ts): nobody comes in without a token. */
const roomTemplate = { start_video_off: true, enable_prejoin_ui: false, eject_at_room_exp: true };

function shownOf({ id, trunk_name, sip_uri, enabled, config }: z.output<typeof shownSchema>): ShownTrunk {
  const { webhook_url: url, hmac } = config?.notification ?? {};
  return { id, name: trunk_name, address: sip_uri?.replace(/^sips?:/i, ''), isEnabled: enabled, url, hmac };
}
