import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import {
  newPinlessSecret,
  pinlessEntrySchema,
  type PinlessConfig,
  type PinlessRecord,
} from '../calls/pinless.ts';
import type { DailySettings } from '../options.ts';

/** Body of `POST /domain-dialin-config` (Daily docs, domain-dialin-config). */
export const dialinConfigSchema = z.strictObject({
  ...pinlessEntrySchema.shape,
  type: z.enum(['pinless_dialin', 'pin_dialin']),
  ivr_greeting: z.strictObject({ message: z.string() }).optional(),
});

/** Body of `PUT /domain-dialin-config/{id}`. Fields that are not known here are taken if the entry has them; greetings are not played. */
export const dialinChangeSchema = z.looseObject(pinlessEntrySchema.partial().shape);

/** Query of the list. */
export const dialinListSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(100),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
  phone_number: z.string().optional(),
  name_prefix: z.string().optional(),
  type: z.enum(['pinless_dialin', 'pin_dialin']).optional(),
});

export interface DialinConfigDeps {
  readonly settings: DailySettings;
  readonly pinless: PinlessConfig;
  readonly isBought: (phoneNumber: string) => boolean;
}

type Made =
  { readonly ok: true; readonly record: PinlessRecord } | { readonly ok: false; readonly info: string };

/** The objects of `domain-dialin-config`. */
export class DialinConfigs {
  readonly #deps: DialinConfigDeps;

  constructor(deps: DialinConfigDeps) {
    this.#deps = deps;
  }

  /** Newest first. */
  list({ phone_number, name_prefix, type }: z.output<typeof dialinListSchema>): readonly PinlessRecord[] {
    return this.#deps.pinless.records
      .filter(
        ({ entry, type: kind, shownIn }) =>
          shownIn !== 'property' &&
          (phone_number === undefined || entry.phone_number === phone_number) &&
          (name_prefix === undefined || entry.name_prefix === name_prefix) &&
          (type === undefined || kind === type),
      )
      .reverse();
  }

  find(id: string): PinlessRecord | undefined {
    return this.#deps.pinless.records.find((record) => record.id === id && record.shownIn !== 'property');
  }

  create({ type, ivr_greeting: greeting, ...input }: z.output<typeof dialinConfigSchema>): Made {
    const { pinless, settings, isBought } = this.#deps;
    const { phone_number: number } = input;
    if (number !== undefined && !isBought(number)) return { ok: false, info: `${number} was not bought` };
    if (number !== undefined && pinless.records.some(({ entry }) => entry.phone_number === number)) {
      return { ok: false, info: `${number} is used by another dial-in configuration` };
    }
    if (type === 'pin_dialin' && number === undefined)
      return { ok: false, info: 'pin_dialin needs a phone_number' };
    if (greeting !== undefined && type !== 'pin_dialin')
      return { ok: false, info: 'ivr_greeting is for pin_dialin' };
    const isMirrored = settings.dialinMirroring === 'mirrored' && type === 'pinless_dialin';
    const id = randomUUID();
    const entry = {
      ...input,
      hmac: input.hmac ?? newPinlessSecret(),
      sip_uri: `static-${id.slice(0, 8)}--0@${settings.domainName}.sip.daily.co`,
    };
    const record: PinlessRecord = { id, type, shownIn: isMirrored ? 'both' : 'config', entry };
    pinless.records = [...pinless.records, record];
    return { ok: true, record };
  }

  change(record: PinlessRecord, change: z.output<typeof dialinChangeSchema>): Made {
    const { pinless, settings } = this.#deps;
    const { entry: before } = record;
    const { phone_number: number = before.phone_number } = change;
    if (number !== before.phone_number) return { ok: false, info: 'a number cannot be exchanged' };
    const unknown = Object.keys(change).find(
      (name) => name === 'sip_uri' || !(name in pinlessEntrySchema.shape || name in before),
    );
    if (unknown !== undefined) return { ok: false, info: `${unknown} cannot be set` };
    const { sip_uri } = before;
    const url = change.room_creation_api ?? (settings.dialinPut === 'merges' && before.room_creation_api);
    if (!url) return { ok: false, info: 'room_creation_api is missing' };
    const kept = settings.hmacAfterPut === 'kept' ? before.hmac : newPinlessSecret();
    const entry = {
      ...(settings.dialinPut === 'merges' ? before : { sip_uri }),
      ...(number === undefined ? {} : { phone_number: number }),
      ...change,
      room_creation_api: url,
      hmac: change.hmac ?? kept,
      sip_uri,
    };
    const changed = { ...record, entry };
    pinless.records = pinless.records.map((each) => (each.id === record.id ? changed : each));
    return { ok: true, record: changed };
  }

  delete(record: PinlessRecord): void {
    const { pinless } = this.#deps;
    pinless.records = pinless.records.filter(({ id }) => id !== record.id);
  }
}

/** A configuration as REST shows it. */
export const describeDialin = ({ id, type, entry }: PinlessRecord): Readonly<Record<string, unknown>> => ({
  id,
  type,
  config: entry,
});
