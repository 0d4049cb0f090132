import * as z from 'zod';
import { voiceIds } from '../../../lib/conferences/model/conference.ts';
import { maxHurry } from '../../hold-clock.ts';
import { heldCallOrderSchema } from '../../simulated/daily/order.ts';

/** `POST /api/calls` at Daily: what the bot does and what becomes of webhooks are the simulator's own words. */
const heldOrderSchema = heldCallOrderSchema.extend({ provider: z.literal('daily') });

/** `POST /api/calls` at a voice provider. */
const voiceOrderSchema = z.strictObject({
  provider: z.enum(voiceIds),
  /** A number, or a SIP address that the provider serves. */
  to: z.string().min(1).max(200),
  /** Default `+12025550188`. */
  from: z.string().min(1).max(200).optional(),
  /** Script of the caller, for example `wait 2, 01234567890#, wait-for welcome, hangup`. Default: keys come by `POST …/keys`. */
  keys: z.string().max(2_000).optional(),
});

export const callOrderSchema = z.discriminatedUnion('provider', [heldOrderSchema, voiceOrderSchema]);
/** A call to place. */
export type CallOrder = z.infer<typeof callOrderSchema>;
/** The same, as another program writes it. */
export type CallOrderInput = z.input<typeof callOrderSchema>;

/** `POST /api/calls/:id/keys`: digits, `*`, `#`; `w` and `W` are pauses of half a second and a second. */
export const keysOrderSchema = z.strictObject({ keys: z.string().regex(/^[0-9*#wW]{1,64}$/) });

/** `POST /api/rooms/:id/steps`: one step of a moderator, for example `join Ana` or `mute #1`. */
export const stepOrderSchema = z.strictObject({ step: z.string().min(1).max(200) });

/** `POST /api/faults/:name`. */
export const faultOrderSchema = z.strictObject({ isOn: z.boolean() });

/** `POST /api/clock`: held calls that begin from now on wait `hurry` times less; 1 is real time. */
export const clockOrderSchema = z.strictObject({ hurry: z.number().min(1).max(maxHurry) });

/** `POST /api/bot`: how the bots behave that are started from now on. */
export const botOrderSchema = z.strictObject({ name: z.string() });
