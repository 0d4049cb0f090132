import { randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { post } from '../../kit/http.ts';
import type { DailySettings } from '../options.ts';
import { roomPropertiesSchema } from '../rest/room-schema.ts';
import { signWebhook } from '../signature.ts';

/** Who may call in (Daily docs, create sip-trunk): named addresses or a password, or everybody, and one of these must be said. */
const trunkConfigSchema = z.strictObject({
  allowed_ips: z
    .array(z.union([z.ipv4(), z.cidrv4()]))
    .min(1)
    .max(25)
    .optional(),
  credential: z.strictObject({ username: z.string().min(1), password: z.string().min(1) }).nullish(),
  is_open: z.boolean().optional(),
  /** Seconds that a room lasts. */
  exp_offset: z.int().min(60).max(86_400).optional(),
});

const changeable = {
  description: z.string().max(2048).optional(),
  /** `exp` and `nbf` are refused, being points in time. */
  room_template: roomPropertiesSchema.omit({ exp: true, nbf: true }).strict(),
  notification: z.strictObject({ webhook_url: z.url(), hmac: z.base64().min(1).nullish() }),
  trunk_config: trunkConfigSchema,
  enabled: z.boolean().optional(),
};

/** Body of `POST /sip-trunk`. */
export const trunkSchema = z.strictObject({
  ...changeable,
  trunk_name: z.string().regex(/^[a-z0-9]{3,63}$/),
  trunk_config: trunkConfigSchema.optional(),
});
/** Body of `PUT /sip-trunk/{id}`. */
export const trunkChangeSchema = z.strictObject(changeable).partial();

export type TrunkInput = z.infer<typeof trunkSchema>;
type TrunkChange = z.infer<typeof trunkChangeSchema>;

export interface Trunk extends Omit<TrunkInput, 'notification' | 'trunk_config'> {
  readonly id: string;
  readonly enabled: boolean;
  readonly trunk_config: z.infer<typeof trunkConfigSchema>;
  readonly webhookUrl: string;
  readonly hmac: string;
}

/** One POST to a trunk's webhook. */
export interface TrunkNotification {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const defaultExpOffsetS = 3_600;
const newHmac = () => randomBytes(32).toString('base64');

/** The trunks of the simulated domain (Daily docs, SIP trunk). */
export class Trunks {
  readonly #settings: DailySettings;
  readonly #stopped: AbortSignal;
  #all: readonly Trunk[] = [];

  constructor(settings: DailySettings, stopped: AbortSignal) {
    this.#settings = settings;
    this.#stopped = stopped;
  }

  get all(): readonly Trunk[] {
    return this.#all;
  }

  find(id: string): Trunk | undefined {
    return this.#all.find((trunk) => trunk.id === id);
  }

  /** The trunk that a SIP address is of: `<number>@<domain>-<trunk>.siptrunk.sip-us.daily.co`. */
  dialled(to: string): Trunk | undefined {
    const host = to
      .replace(/^sips?:/i, '')
      .split('@')
      .at(-1)
      ?.toLowerCase();
    return this.#all.find((trunk) => trunk.enabled && this.#host(trunk) === host);
  }

  /** A trunk without its trial request, or why it is refused. */
  make(input: TrunkInput): Trunk | string {
    if (this.#all.some(({ trunk_name }) => trunk_name === input.trunk_name)) return 'trunk_name is taken';
    const { notification, trunk_config = {}, enabled = true, ...rest } = input;
    const { webhook_url: webhookUrl, hmac } = notification;
    const trunk = { ...rest, id: randomUUID(), enabled, trunk_config, webhookUrl, hmac: hmac ?? newHmac() };
    return whyNot(trunk) ?? trunk;
  }

  /** What a trunk comes to. `hmac: null` makes a new secret, and leaving it out keeps the one that is there. */
  changed(trunk: Trunk, change: TrunkChange): Trunk | string {
    const { notification, trunk_config, description = trunk.description } = change;
    const next = {
      ...trunk,
      ...(description !== undefined && { description }),
      enabled: change.enabled ?? trunk.enabled,
      room_template: change.room_template ?? trunk.room_template,
      trunk_config: { ...trunk.trunk_config, ...trunk_config },
      webhookUrl: notification?.webhook_url ?? trunk.webhookUrl,
      hmac: notification?.hmac === null ? newHmac() : (notification?.hmac ?? trunk.hmac),
    };
    return whyNot(next) ?? next;
  }

  store(trunk: Trunk): void {
    this.#all = [...this.#all.filter(({ id }) => id !== trunk.id), trunk];
  }

  remove({ id }: Trunk): void {
    this.#all = this.#all.filter((trunk) => trunk.id !== id);
  }

  /** Whether the webhook answers the trial request, which comes once and is signed. */
  async tryOut(trunk: Trunk): Promise<boolean> {
    const sent = this.notification(trunk, { type: 'sip_trunk.test' });
    const limits = { timeoutMs: this.#settings.webhookAnswerLimitMs, stopped: this.#stopped };
    const outcome = await post({ ...sent, ...limits });
    return outcome.answered && outcome.status >= 200 && outcome.status < 300;
  }

  /** A signed POST to the trunk's webhook. */
  notification(
    trunk: Trunk,
    body: Readonly<Record<string, unknown>>,
    { secret = trunk.hmac, ageMs = 0 }: { secret?: string; ageMs?: number } = {},
  ): TrunkNotification {
    const text = JSON.stringify(body);
    const timestamp = String(Date.now() - ageMs);
    return {
      url: trunk.webhookUrl,
      body: text,
      headers: {
        'x-siptrunk-timestamp': timestamp,
        'x-siptrunk-signature': signWebhook(secret, timestamp, text),
      },
    };
  }

  /** A trunk as it is read (daily-ruby, CreateSipTrunk200Response). `config` is documented as an object and no more. */
  describe(trunk: Trunk): Record<string, unknown> {
    const { id, trunk_name, description, enabled, webhookUrl, hmac, trunk_config, room_template } = trunk;
    return {
      ...{ id, trunk_name, description: description ?? '', enabled, sip_uri: `sip:${this.#host(trunk)}` },
      config: { room_template, notification: { webhook_url: webhookUrl, hmac }, trunk_config },
    };
  }

  #host({ trunk_name }: Trunk): string {
    return `${this.#settings.domainName}-${trunk_name}.siptrunk.sip-us.daily.co`;
  }
}

/** Until when a room of a trunk lasts, Unix seconds. */
export const expOf = ({ trunk_config: { exp_offset: offsetS = defaultExpOffsetS } }: Trunk): number =>
  Math.ceil(Date.now() / 1000) + offsetS;

function whyNot({ trunk_config: { allowed_ips, credential, is_open } }: Trunk): string | undefined {
  const isGated = allowed_ips !== undefined || (credential !== undefined && credential !== null);
  return isGated === (is_open === true) ? 'either allowed_ips or credential, or is_open' : undefined;
}
