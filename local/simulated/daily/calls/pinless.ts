import { randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { post } from '../../kit/http.ts';
import type { Timers } from '../../kit/timers.ts';
import type { CallIdentity, HeldCall } from './held-call.ts';
import type { DailySettings } from '../options.ts';
import { signWebhook, type TimestampUnit, webhookTimestamp } from '../signature.ts';

/** One entry of `pinless_dialin` as written (Daily docs, set domain config). `sip_uri` is read-only, hence refused. */
export const pinlessEntrySchema = z.strictObject({
  phone_number: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/)
    .optional(),
  room_creation_api: z.url(),
  name_prefix: z.string().optional(),
  hmac: z.base64().min(1).optional(),
  hold_music_url: z.url().optional(),
  timeout_config: z.strictObject({ message: z.string() }).optional(),
});

/** Body of `POST /v1/`; of all domain properties only `pinless_dialin` is simulated. */
export const domainRequestSchema = z.strictObject({
  properties: z.strictObject({ pinless_dialin: z.array(pinlessEntrySchema).nullable() }),
});

export type PinlessEntryInput = z.infer<typeof pinlessEntrySchema>;

/** An entry as read back. */
export interface PinlessEntry extends PinlessEntryInput {
  readonly hmac: string;
  readonly sip_uri: string;
}

/** Bytes of a secret that Daily makes itself. */
const SECRET_BYTES = 32;

/** A secret as Daily makes it. */
export const newPinlessSecret = (): string => randomBytes(SECRET_BYTES).toString('base64');

/** An entry, and which of Daily's two interfaces show it: the domain's property, `domain-dialin-config`, or both. */
export interface PinlessRecord {
  readonly id: string;
  readonly type: 'pinless_dialin' | 'pin_dialin';
  readonly shownIn: 'property' | 'config' | 'both';
  readonly entry: PinlessEntry;
}

/** The domain's dial-in. The `pinless_dialin` property is replaced as a whole, with a new secret wherever none was sent. */
export class PinlessConfig {
  records: readonly PinlessRecord[] = [];
  readonly #domainName: string;
  readonly #shownIn: 'property' | 'both';

  constructor({ domainName, dialinMirroring }: Pick<DailySettings, 'domainName' | 'dialinMirroring'>) {
    this.#domainName = domainName;
    this.#shownIn = dialinMirroring === 'mirrored' ? 'both' : 'property';
  }

  /** The `pinless_dialin` property. */
  get entries(): readonly PinlessEntry[] {
    return this.records.filter(({ shownIn }) => shownIn !== 'config').map(({ entry }) => entry);
  }

  replace(entries: readonly PinlessEntryInput[]): void {
    const before = this.records.filter(({ shownIn }) => shownIn !== 'config');
    const after = entries.map((entry, index): PinlessRecord => ({
      id: before[index]?.id ?? randomUUID(),
      type: 'pinless_dialin',
      shownIn: this.#shownIn,
      entry: {
        ...entry,
        hmac: entry.hmac ?? newPinlessSecret(),
        sip_uri:
          before[index]?.entry.sip_uri ?? `static-5im0lat3d--${index}@${this.#domainName}.sip.daily.co`,
      },
    }));
    this.records = [...this.records.filter(({ shownIn }) => shownIn === 'config'), ...after];
  }

  /** The entry for a dialled number or static SIP address. */
  find(dialled: string): PinlessEntry | undefined {
    const bare = dialled.replace(/^sip:/i, '');
    return this.records
      .filter(({ type }) => type === 'pinless_dialin')
      .map(({ entry }) => entry)
      .find((entry) => entry.phone_number === dialled || entry.sip_uri === bare);
  }
}

/** How one call's webhook deviates from the rule. */
export interface PinlessWebhookQuirks {
  /** Receiver, instead of the configured one. */
  readonly url?: string;
  /** Sent that many times at once. Default 1. */
  readonly copies?: number;
  /** Never sent. */
  readonly lose?: boolean;
  readonly delayMs?: number;
  /** `forged` signs with a made-up secret, `missing` sends neither header. Default `good`. */
  readonly signature?: 'good' | 'forged' | 'missing';
  /** Signs with this secret (base64) instead of the configured one. */
  readonly hmac?: string;
  /** How old the timestamp is, in ms; negative for the future. Default 0. */
  readonly ageMs?: number;
  readonly timestampUnit?: TimestampUnit;
  /** Further keys of the body, or replacements of the usual ones. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** One POST as sent, so that it can be replayed. */
export interface SentWebhook {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Builds the signed incoming-call webhook. */
export function buildPinlessWebhook(
  identity: CallIdentity,
  receiver: { url: string; hmac: string },
  unit: TimestampUnit,
  quirks: PinlessWebhookQuirks,
): SentWebhook {
  const body = JSON.stringify({
    To: identity.to,
    From: identity.from,
    callId: identity.callId,
    callDomain: identity.callDomain,
    sipHeaders: identity.sipHeaders,
    ...quirks.extra,
  });
  const timestamp = webhookTimestamp(Date.now() - (quirks.ageMs ?? 0), quirks.timestampUnit ?? unit);
  const forged = quirks.signature === 'forged';
  const secret = forged ? newPinlessSecret() : (quirks.hmac ?? receiver.hmac);
  const headers: Record<string, string> =
    quirks.signature === 'missing'
      ? {}
      : { 'x-pinless-timestamp': timestamp, 'x-pinless-signature': signWebhook(secret, timestamp, body) };
  return { url: quirks.url ?? receiver.url, body, headers };
}

interface AnnounceDeps {
  readonly settings: DailySettings;
  readonly timers: Timers;
  readonly stopped: AbortSignal;
}

/**
 * Announces a held call and plays what follows: hold music on a 2xx, and otherwise what the settings say. `sent` is
 * undefined when nobody is to receive the call.
 */
export async function announce(
  call: HeldCall,
  sent: SentWebhook | undefined,
  copies: number,
  message: string,
  deps: AnnounceDeps,
): Promise<void> {
  const { settings, timers, stopped } = deps;
  if (!sent) {
    await timers.sleep(settings.webhookAnswerLimitMs);
    call.note({ kind: 'webhook-unanswered', reason: 'lost' });
    endUnanswered(call, 'message', message, settings);
    return;
  }
  for (let attempt = 1; attempt <= settings.pinlessTries; attempt += 1) {
    if (attempt > 1) await timers.sleep(settings.pinlessRetryDelayMs);
    const request = { ...sent, timeoutMs: settings.webhookAnswerLimitMs, stopped };
    const outcomes = Array.from({ length: copies }, () => post(request));
    const outcome = await Promise.race(outcomes);
    const isLast = attempt === settings.pinlessTries;
    if (outcome.answered) {
      call.note({ kind: 'webhook-answered', status: outcome.status });
      if (outcome.status >= 200 && outcome.status < 300) return;
      if (isLast) endUnanswered(call, settings.webhookRefused, message, settings);
    } else {
      if (outcome.reason === 'stopped') return;
      call.note({ kind: 'webhook-unanswered', reason: outcome.reason });
      if (isLast) endUnanswered(call, 'message', message, settings);
    }
  }
}

function endUnanswered(
  call: HeldCall,
  what: DailySettings['webhookRefused'],
  message: string,
  settings: DailySettings,
): void {
  if (call.phase !== 'held') return;
  switch (what) {
    case 'keep-holding':
      return;
    case 'hang-up':
      call.end('daily', 'webhook refused');
      return;
    case 'message':
      call.note({ kind: 'timeout-message', message });
      if (settings.afterTimeoutMessage === 'hang-up') call.end('daily', 'webhook not answered');
      return;
  }
}
