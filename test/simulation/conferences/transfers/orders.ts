import * as z from 'zod';
import type { HttpAnswer } from '../../../../functions/shared/http.ts';
import { transferCaller } from '../../../../lib/conferences/admin/transfer.ts';
import { voiceCallIdSchema } from '../../../../lib/conferences/model/conference.ts';
import type { ConferenceDeps, TraitsOf } from '../../../../lib/conferences/ports.ts';
import { transferAllow } from './drawn.ts';

const eventSchema = z.object({ body: z.string() });
const orderSchema = z.object({ call: voiceCallIdSchema, to: z.string() });

/** Whether a request of an operator's is about leading somebody on. */
export const isTransfer = (event: unknown): boolean =>
  orderSchema.safeParse(JSON.parse(eventSchema.parse(event).body)).success;

/** `POST /admin/v1/calls/{callId}/transfer`. */
export async function orderTransfer(
  deps: ConferenceDeps & { readonly traitsOf: TraitsOf },
  event: unknown,
): Promise<HttpAnswer> {
  const { call, to } = orderSchema.parse(JSON.parse(eventSchema.parse(event).body));
  const pinCall = await deps.pinCalls.get(call);
  if (pinCall === undefined) return { statusCode: 404 };
  const limits = { allow: transferAllow, perMinute: 60, perHour: 500 };
  const ordered = await transferCaller({ ...deps, limits }, pinCall, to);
  return { statusCode: ordered.ok ? 200 : 409 };
}
