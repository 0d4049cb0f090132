import * as z from 'zod';
import { providerSchema } from '../console/api/events.ts';
import { clockOrderSchema } from '../console/api/orders.ts';
import { parseStep } from './steps.ts';

/** Longer is no name, and no step. */
const maxText = 300;
/** More is no scenario that a person reads. */
export const [maxCallers, maxSteps] = [20, 500];

/** A number with + and country code, or a SIP address. */
const dialledSchema = z.string().regex(/^(\+\d{3,15}|sip:\S+|\S+@\S+)$/, {
  error: 'It is a number with + and country code, in quotes, or a SIP address.',
});

/** Somebody who calls; steps name them by their place in the list: `caller 1`. */
const callerSchema = z.strictObject({
  at: providerSchema,
  to: dialledSchema,
  /** Default: the simulators' usual caller. */
  from: z.string().min(1).max(maxText).optional(),
  /** At Daily: how the first, second … bot of the call behaves, by the names of `POST /api/bot`; the last one repeats. */
  bots: z.array(z.string().min(1)).min(1).max(maxCallers).optional(),
});
export type ScenarioCaller = z.output<typeof callerSchema>;

/** One step in its words, read: see `docs/scenarios.md`. */
const stepSchema = z
  .string({ error: 'A step is text: put one with a colon and a space, or a space and a #, in quotes.' })
  .max(maxText)
  .transform((text, context) => {
    const step = parseStep(text);
    if (step.ok) return step.step;
    context.addIssue({ code: 'custom', message: step.problem });
    return z.NEVER;
  });

/** What a scenario file says. */
export const scenarioSchema = z
  .strictObject({
    name: z.string().min(1).max(maxText),
    /** Held calls wait so many times less; default 1, real time. */
    hurry: clockOrderSchema.shape.hurry.optional(),
    callers: z.array(callerSchema).min(1).max(maxCallers),
    steps: z.array(stepSchema).min(1).max(maxSteps),
  })
  .superRefine(({ callers, steps }, context) => {
    steps.forEach((step, index) => {
      if (!('caller' in step) || step.caller <= callers.length) return;
      const message = `There is no caller ${step.caller}: the scenario has ${callers.length}.`;
      context.addIssue({ code: 'custom', message, path: ['steps', index] });
    });
  });
export type Scenario = z.output<typeof scenarioSchema>;
