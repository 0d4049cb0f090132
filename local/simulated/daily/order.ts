import * as z from 'zod';
import { type BotBehaviour, botBehaviourSchema } from '../bots/behaviour.ts';
import type { CallOrder, HeldCalls } from './calls/calls.ts';
import type { HeldCall } from './calls/held-call.ts';
import { type EventFeed, eventTypes } from './events.ts';

const connectOutcomeSchema = z.enum(['joins', 'nothing', 'hangs-up', 'dialin-error']);

/** A call to place, with what its bots do and what becomes of its webhooks. */
export const heldCallOrderSchema = z.strictObject({
  to: z.string().min(1),
  from: z.string().nullable().optional(),
  sipHeaders: z.record(z.string(), z.string()).optional(),
  callId: z.string().min(1).optional(),
  patienceMs: z.number().min(0).optional(),
  talkMs: z.number().min(0).optional(),
  connect: z.union([connectOutcomeSchema, z.array(connectOutcomeSchema)]).optional(),
  /** Behaviour of the first, second … bot that this call starts. */
  bot: z.union([botBehaviourSchema, z.array(botBehaviourSchema)]).optional(),
  webhooks: z
    .strictObject({
      copies: z.int().min(1).optional(),
      lose: z.array(z.enum(['pinless', ...eventTypes])).optional(),
      reorder: z.boolean().optional(),
      delayMs: z.number().min(0).optional(),
    })
    .optional(),
});

export type HeldCallOrder = z.infer<typeof heldCallOrderSchema>;

interface OrderDeps {
  readonly calls: HeldCalls;
  readonly events: EventFeed;
  /** Sets the behaviours of the bots that a call starts; undefined without simulated bots. */
  readonly scriptBots: () => ((callId: string, behaviours: readonly BotBehaviour[]) => void) | undefined;
}

/** Places a call with what is to become of its bots and webhooks. `no-bots`: the order scripts bots, and none are simulated. */
export function placeOrdered(deps: OrderDeps, order: HeldCallOrder): HeldCall | 'no-bots' {
  const script = deps.scriptBots();
  if (order.bot !== undefined && !script) return 'no-bots';
  const callId = order.callId ?? deps.calls.newCallId(order.to);
  if (order.bot !== undefined) script?.(callId, [order.bot].flat());
  disturbEvents(deps.events, callId, order);
  return deps.calls.place(toCallOrder(callId, order));
}

function toCallOrder(callId: string, order: HeldCallOrder): CallOrder {
  const { webhooks = {} } = order;
  return {
    to: order.to,
    callId,
    ...(order.from === undefined ? {} : { from: order.from }),
    ...(order.sipHeaders && { sipHeaders: order.sipHeaders }),
    ...(order.patienceMs !== undefined && { patienceMs: order.patienceMs }),
    ...(order.talkMs !== undefined && { talkMs: order.talkMs }),
    ...(order.connect && { connect: order.connect }),
    webhook: {
      copies: webhooks.copies ?? 1,
      lose: webhooks.lose?.includes('pinless') ?? false,
      delayMs: webhooks.delayMs ?? 0,
    },
  };
}

function disturbEvents(events: EventFeed, callId: string, { webhooks }: HeldCallOrder): void {
  if (!webhooks) return;
  for (const type of webhooks.lose ?? []) {
    if (type !== 'pinless') events.disturb({ callId, type }, { lose: true }, Infinity);
  }
  const { copies = 1, delayMs = 0, reorder = false } = webhooks;
  events.disturb({ callId }, { copies, delayMs }, Infinity);
  if (reorder) events.disturb({ callId, type: 'dialin.ready' }, { reorder }, Infinity);
  if (reorder) events.disturb({ callId, type: 'dialin.connected' }, { reorder }, Infinity);
}
