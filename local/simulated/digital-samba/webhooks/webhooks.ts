import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { eventNames } from './payload.ts';

const webhookFields = {
  endpoint: z
    .url({ protocol: /^https?$/ })
    .min(3)
    .max(100),
  events: z.array(z.enum(eventNames)).min(1),
  name: z.string().min(3).max(100).optional(),
};

/** Body of `POST /webhooks` (Digital Samba REST docs). */
export const webhookSchema = z.strictObject({
  ...webhookFields,
  authorization_header: z.string().optional(),
});

/** Body of `PATCH /webhooks/{webhook}`. */
export const webhookChangeSchema = z.strictObject({
  endpoint: webhookFields.endpoint.optional(),
  events: webhookFields.events.optional(),
  name: webhookFields.name,
  authorization_header: z.string().nullable().optional(),
});

export type WebhookRequest = z.infer<typeof webhookSchema>;

/** A team webhook. */
export interface Webhook {
  readonly id: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly fields: Readonly<Omit<WebhookRequest, 'authorization_header'>> & {
    readonly authorization_header?: string | null | undefined;
  };
}

/** The team's webhooks. */
export class Webhooks {
  readonly #byId = new Map<string, Webhook>();

  /** In order of creation. */
  get all(): readonly Webhook[] {
    return [...this.#byId.values()];
  }

  find(id: string): Webhook | undefined {
    return this.#byId.get(id);
  }

  /** Makes a webhook, as `POST /webhooks` does. The caller must have checked the fields. */
  create(fields: WebhookRequest): Webhook {
    const nowMs = Date.now();
    return this.#put({ id: randomUUID(), createdAtMs: nowMs, updatedAtMs: nowMs, fields });
  }

  /** Fields that are left out stay as they are. */
  change(webhook: Webhook, changes: z.infer<typeof webhookChangeSchema>): Webhook {
    const { endpoint, events } = webhook.fields;
    return this.#put({
      ...webhook,
      updatedAtMs: Date.now(),
      fields: {
        ...webhook.fields,
        ...changes,
        endpoint: changes.endpoint ?? endpoint,
        events: changes.events ?? events,
      },
    });
  }

  delete(webhook: Webhook): void {
    this.#byId.delete(webhook.id);
  }

  #put(webhook: Webhook): Webhook {
    this.#byId.set(webhook.id, webhook);
    return webhook;
  }
}
